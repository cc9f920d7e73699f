import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { afterEnd, covers, startOf } from '../record/period.ts';
import type { Part } from '../record/record.ts';
import { type Audience, actorMatch, type Surroundings, whomOf } from './actor.ts';
import type { Match } from './match.ts';
import { type Purpose, purposeMatch } from './purpose.ts';
import { coversPart, isAboutSomeParts } from './scope.ts';
import { type ConsentRule, type Effect, ruleOf } from './spelling.ts';

/** What a Consent is asked about. */
export interface Asked {
  readonly audience: Audience;
  /** Instant, ISO 8601 in UTC. */
  readonly at: string;
  readonly where: Surroundings;
  readonly purpose: Purpose;
  /** Absent: about the recipient alone. */
  readonly part?: Part | undefined;
}

/**
 * What one Consent says about a recipient now, and about a part where one is asked about. The deepest provision that
 * covers the recipient wins (R4 consent.html: nested provisions are exceptions to their parent). What can't be told
 * fails closed: a permit does not reach there, a deny does.
 *
 * @returns undefined when the Consent is silent about it
 * @example
 * effectFor(consent, { audience: trust, at, where: record, purpose: 'coordination', part: goal }); // 'permit'
 */
export function effectFor(consent: Consent, asked: Asked): Effect | undefined {
  const heard = hear(consent, asked);
  return heard && effectOn(heard, asked.part, asked);
}

/** What a Consent says to one recipient at one moment, whatever the part. */
export interface Heard {
  readonly effect: Effect;
  readonly conditions: ConsentProvision;
  readonly isUntyped: boolean;
  /** Whether it is about the recipient; where it is not, it is not heard. */
  readonly actor: Exclude<Match, 'no'>;
  readonly exceptions: readonly Heard[];
}

/** @returns undefined when it is not about the recipient, or not now */
export function hear(consent: Consent, asked: Asked): Heard | undefined {
  const rule = ruleOf(consent);
  return rule && hearRule(rule, consent, asked);
}

function hearRule(rule: ConsentRule, consent: Consent, asked: Asked): Heard | undefined {
  const { effect, conditions, isUntyped } = rule;
  if (!covers(conditions.period, asked.at)) return undefined;
  // Untyped, it may have meant anything: it denies whom it may be about.
  const actor = actorMatch(conditions, isUntyped ? 'deny' : effect, consent, asked.audience, asked.where, asked.at);
  if (actor === 'no') return undefined;
  const exceptions = rule.exceptions.flatMap((one) => hearRule(one, consent, asked) ?? []);
  // A frame of permits withholds what they do not reach; one whose permits are for another purpose denies.
  const isFrame = effect === 'deny' && rule.exceptions.some((one) => isPermitFor(one, asked.purpose));
  return { effect: isFrame ? 'withheld' : effect, conditions, isUntyped, actor, exceptions };
}

/** What is said of a part, or without one of the recipient alone. */
export function effectOn(
  heard: Heard,
  part: Part | undefined,
  { where, purpose }: Pick<Asked, 'where' | 'purpose'>,
): Effect | undefined {
  const { effect, conditions, isUntyped, actor, exceptions } = heard;
  const covered = part ? coversPart(conditions, { part, where, purpose }) : 'yes';
  if (isUntyped) return covered === 'no' ? undefined : effect;
  let deepest: Effect | undefined;
  for (const exception of exceptions) {
    // Who may not see some parts may see the others: the recipient takes part.
    if (!part && exception.effect !== 'permit' && isAboutSomeParts(exception.conditions)) continue;
    const found = effectOn(exception, part, { where, purpose });
    // An exception that permits permits nothing outside of what it is an exception from.
    if (found && !(found === 'permit' && covered === 'no')) deepest = stricter(deepest, found);
  }
  if (deepest) return deepest;
  if (effect === 'permit') return covered === 'yes' && actor === 'yes' ? 'permit' : undefined;
  return covered === 'no' ? undefined : effect;
}

function isPermitFor({ effect, conditions }: ConsentRule, purpose: Purpose): boolean {
  return effect === 'permit' && purposeMatch(conditions, purpose) === 'yes';
}

const STRICTEST: readonly Effect[] = ['deny', 'withheld', 'permit'];

function stricter(one: Effect | undefined, other: Effect): Effect {
  return STRICTEST.find((effect) => effect === one || effect === other) ?? other;
}

/** Organizations a Consent names anywhere in its provisions. */
export function organizationsNamed(consent: Consent, where: Surroundings): ReadonlySet<string> {
  return new Set(namedIn(consent, where).flatMap(({ organizations }) => organizations.flat()));
}

/** Sectors a Consent names anywhere in its provisions, by their code. */
export function sectorsNamed(consent: Consent, where: Surroundings): ReadonlySet<string> {
  return new Set(namedIn(consent, where).flatMap(({ sectors }) => sectors));
}

/** Relatives a Consent names anywhere in its provisions, as `RelatedPerson/id`. */
export function relativesNamed(consent: Consent, where: Surroundings): ReadonlySet<string> {
  return new Set(namedIn(consent, where).flatMap(({ relatives }) => relatives));
}

function namedIn(consent: Consent, where: Surroundings): ReturnType<typeof whomOf>[] {
  return provisionsOf(consent).flatMap(({ actor = [] }) =>
    actor.map(({ reference }) => whomOf(reference, consent, where)),
  );
}

/** True when a Consent is about everyone: no provision names an actor. */
export function isForEveryone(consent: Consent): boolean {
  return provisionsOf(consent).every(({ actor }) => !actor?.length);
}

/** Instants at which the answer of a Consent changes by itself. */
export function boundariesOf(consent: Consent): readonly string[] {
  return provisionsOf(consent).flatMap(({ period }) => [
    ...(period?.start ? [startOf(period.start)] : []),
    ...(period?.end ? [afterEnd(period.end)] : []),
  ]);
}

/** Every provision of a Consent, the root first. */
export function provisionsOf(consent: Consent): readonly ConsentProvision[] {
  const collect = (provision: ConsentProvision | undefined): ConsentProvision[] =>
    provision ? [provision, ...(provision.provision ?? []).flatMap(collect)] : [];
  return collect(consent.provision);
}
