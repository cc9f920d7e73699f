import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { afterEnd, covers, startOf } from '../record/period.ts';
import type { Part } from '../record/record.ts';
import { type Audience, actorMatch, type Surroundings, whomOf } from './actor.ts';
import type { Match } from './match.ts';
import { type Purpose, purposeMatch } from './purpose.ts';
import { coversPart } from './scope.ts';
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
  const rule = ruleOf(consent);
  return rule && effectOf(rule, consent, asked);
}

function effectOf(rule: ConsentRule, consent: Consent, asked: Asked): Effect | undefined {
  const { effect, conditions, exceptions, isUntyped } = rule;
  if (!covers(conditions.period, asked.at)) return undefined;
  const match = matchOf(rule, consent, asked);
  // Untyped, it may have meant anything: it denies what it may cover.
  if (isUntyped) return match === 'no' ? undefined : effect;
  if (actorMatch(conditions, effect, consent, asked.audience, asked.where) === 'no') return undefined;
  const deeper = exceptions.flatMap((one) => {
    const found = effectOf(one, consent, asked);
    // An exception that permits permits nothing outside of what it is an exception from.
    return found && !(found === 'permit' && match === 'no') ? [found] : [];
  });
  if (deeper.length > 0) return STRICTEST.find((one) => deeper.includes(one));
  if (effect === 'permit') return match === 'yes' ? 'permit' : undefined;
  if (match === 'no') return undefined;
  // A frame of permits withholds what they do not reach; one whose permits are for another purpose denies.
  return exceptions.some((one) => isPermitFor(one, asked.purpose)) ? 'withheld' : effect;
}

function isPermitFor({ effect, conditions }: ConsentRule, purpose: Purpose): boolean {
  return effect === 'permit' && purposeMatch(conditions, purpose) === 'yes';
}

const STRICTEST: readonly Effect[] = ['deny', 'withheld', 'permit'];

function matchOf({ conditions, effect, isUntyped }: ConsentRule, consent: Consent, asked: Asked): Match {
  const matches = [
    actorMatch(conditions, isUntyped ? 'deny' : effect, consent, asked.audience, asked.where),
    asked.part ? coversPart(conditions, { ...asked, part: asked.part }) : 'yes',
  ];
  if (matches.includes('no')) return 'no';
  return matches.includes('unknown') ? 'unknown' : 'yes';
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

function provisionsOf(consent: Consent): readonly ConsentProvision[] {
  const collect = (provision: ConsentProvision | undefined): ConsentProvision[] =>
    provision ? [provision, ...(provision.provision ?? []).flatMap(collect)] : [];
  return collect(consent.provision);
}
