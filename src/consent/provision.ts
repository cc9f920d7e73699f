import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import { afterEnd, covers, startOf } from '../record/period.ts';
import type { Directory } from '../record/record.ts';
import { consentKind } from './kind.ts';
import { coversPart, type Match, type Question } from './scope.ts';

/** `withheld`: not permitted, yet nobody spoke against it: the frame of an opt-in whose permits do not reach this far. */
export type Effect = 'permit' | 'deny' | 'withheld';

/**
 * What one Consent says about a recipient now, and about a part where one is asked about. The deepest provision that
 * covers the recipient wins (R4 consent.html: nested provisions are exceptions to their parent). No actor means
 * everyone. What can't be told fails closed: a permit does not reach there, a deny does.
 *
 * @returns undefined when the Consent is silent about it
 * @example
 * effectFor(consent, '974760673', '2026-11-22T10:00:00.000Z', directory); // 'permit'
 */
export function effectFor(
  consent: Consent,
  organization: string,
  at: string,
  directory: Directory,
  about?: Omit<Question, 'directory'>,
): Effect | undefined {
  const { provision } = consent;
  // An opposition that says no more opposes everything (pbrl § 5-3; HL7 Norway's profile).
  if (!provision) return isOpposition(consent) ? 'deny' : undefined;
  const asked: Asked = { organization, at, directory, question: about && { ...about, directory } };
  const root = provision.type ?? (isOpposition(consent) ? 'deny' : policyMeaning(consent));
  if (root) return effectOf(provision, root, asked);
  // Untyped, and no policy tells what it means: nothing in it can permit.
  return matchOf(provision, 'deny', asked) === 'no' ? undefined : 'withheld';
}

/** Organizations a Consent names anywhere in its provisions. */
export function organizationsNamed(consent: Consent, directory: Directory): ReadonlySet<string> {
  const named = new Set<string>();
  for (const provision of provisionsOf(consent)) {
    for (const actor of provision.actor ?? []) {
      for (const organization of organizationsOf(actor.reference, directory)) named.add(organization);
    }
  }
  return named;
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

interface Asked {
  readonly organization: string;
  readonly at: string;
  readonly directory: Directory;
  readonly question: Question | undefined;
}

function effectOf(provision: ConsentProvision, own: Effect, asked: Asked): Effect | undefined {
  if (!covers(provision.period, asked.at) || actorMatch(provision, own, asked) === 'no') return undefined;
  const nested = (provision.provision ?? []).map((inner) => effectOfNested(inner, asked)).filter(Boolean);
  if (nested.length > 0)
    return nested.find((effect) => effect === 'deny') ?? nested.find((e) => e === 'withheld') ?? 'permit';
  const match = matchOf(provision, own, asked);
  if (own === 'permit') return match === 'yes' ? 'permit' : undefined;
  if (match === 'no') return undefined;
  const framesPermits = (provision.provision ?? []).some(({ type }) => type === 'permit');
  return framesPermits ? 'withheld' : own;
}

/** R4 requires a type on nested provisions; without one it has no meaning, so what it covers is not permitted. */
function effectOfNested(provision: ConsentProvision, asked: Asked): Effect | undefined {
  if (provision.type) return effectOf(provision, provision.type, asked);
  return covers(provision.period, asked.at) && matchOf(provision, 'deny', asked) !== 'no' ? 'deny' : undefined;
}

function matchOf(provision: ConsentProvision, own: Effect, asked: Asked): Match {
  const matches = [actorMatch(provision, own, asked), asked.question ? coversPart(provision, asked.question) : 'yes'];
  if (matches.includes('no')) return 'no';
  return matches.includes('unknown') ? 'unknown' : 'yes';
}

/** Roles in which an actor gets information (v3 ParticipationType); in others it is named for something else. */
const RECEIVING_ROLES: ReadonlySet<string> = new Set(['IRCP', 'PRCP']);

/**
 * Whether a provision is about the recipient. A permit reaches exactly whom it names: a unit's permit is not its
 * municipality's. A deny reaches further: whoever denies a unit denies what the unit is part of.
 */
function actorMatch({ actor = [] }: ConsentProvision, own: Effect, { organization, directory }: Asked): Match {
  if (actor.length === 0) return 'yes';
  const matches = actor.map(({ role, reference }): Match => {
    const organizations = organizationsOf(reference, directory);
    const reached = own === 'permit' ? organizations.slice(0, 1) : organizations;
    const isReceiver = role.coding?.some(({ code }) => RECEIVING_ROLES.has(code ?? '')) === true;
    if (reached.includes(organization)) return isReceiver ? 'yes' : 'unknown';
    return organizations.length > 0 || isRelative(reference.reference) ? 'no' : 'unknown';
  });
  if (matches.includes('yes')) return 'yes';
  return matches.includes('unknown') ? 'unknown' : 'no';
}

function isOpposition(consent: Consent): boolean {
  return consentKind(consent) === 'opposition';
}

/** The person and her relatives are no organization, whatever we know of them. */
function isRelative(reference: string | undefined): boolean {
  return /^(Patient|RelatedPerson)\//u.test(reference ?? '');
}

/** What an untyped root means by its policy: opt-in withholds unless a nested permit, opt-out permits unless a nested deny. */
function policyMeaning(consent: Consent): Effect | undefined {
  const codes = (consent.policyRule?.coding ?? []).map(({ code }) => code);
  if (codes.includes('PBRL5-3')) return 'deny';
  if (codes.includes('OPTIN')) return 'withheld';
  return codes.includes('OPTOUT') ? 'permit' : undefined;
}

function provisionsOf(consent: Consent): readonly ConsentProvision[] {
  const collect = (provision: ConsentProvision | undefined): ConsentProvision[] =>
    provision ? [provision, ...(provision.provision ?? []).flatMap(collect)] : [];
  return collect(consent.provision);
}
