import type { Consent, Resource } from '@medplum/fhirtypes';
import { equal } from '../record/json.ts';
import type { Stricter } from '../record/settle.ts';
import { type Surroundings, whomOf } from './actor.ts';
import { isVouchedFor } from './giver.ts';
import { type ConsentKind, consentKind } from './kind.ts';
import { isForEveryone, provisionsOf } from './provision.ts';
import { namesEmergency } from './purpose.ts';
import { ruleOf } from './spelling.ts';
import { deniesSomething, isAsStrict } from './stricter-rule.ts';

/**
 * Whether a Consent, edited, might let anybody see anything, now or later, that it did not before: it is in force where it was
 * not, is verified, reaches further, or no longer denies what it did. It compares what the two mean, not how they are spelled; an
 * element whose part in that can't be told counts as more once it is changed.
 *
 * @example
 * permitsMore(access, { ...access, status: 'inactive' }, record); // false
 * permitsMore(access, { ...access, provision: { type: 'permit' } }, record); // true: everyone
 */
export function permitsMore(before: Consent, after: Consent, where: Surroundings): boolean {
  const kind = consentKind(before);
  if (consentKind(after) !== kind || !equal(otherwise(before), otherwise(after))) return true;
  if (isVouchedFor(after) && !isVouchedFor(before)) return true;
  if (isMoreInForce(kind, before, after) || losesDenials(kind, before, after, where)) return true;
  return !isAsStrict(ruleOf(after), ruleOf(before), { isOpposition: kind === 'opposition' });
}

/**
 * Which of two texts of a Consent permits less.
 *
 * @returns undefined where they permit the same, or are no Consents
 */
export function stricterOf(present: Resource, incoming: Resource, where: Surroundings): Stricter | undefined {
  if (present.resourceType !== 'Consent' || incoming.resourceType !== 'Consent') return undefined;
  const isMore = permitsMore(present, incoming, where);
  const isLess = permitsMore(incoming, present, where);
  if (isMore && isLess) return 'neither';
  return isMore ? 'present' : isLess ? 'incoming' : undefined;
}

/** Whether a consent B speaks against anybody, besides what it permits. */
export function isDenying(consent: Consent): boolean {
  const rule = ruleOf(consent);
  return consentKind(consent) === 'access' && rule !== undefined && deniesSomething(rule, { isOpposition: false });
}

/** What else a Consent says, but for its names and its words. Its provisions, status and verification are compared by what they mean. */
function otherwise({
  id: _id,
  text: _text,
  language: _language,
  identifier: _identifier,
  status: _status,
  verification: _verification,
  provision: _provision,
  meta: { security, tag } = {},
  ...rest
}: Consent): object {
  return { ...rest, security, tag };
}

/** A no, then what says nothing (a draft, an error), then a yes. An opposition says no while it is active. */
function isMoreInForce(kind: ConsentKind | undefined, before: Consent, after: Consent): boolean {
  const weight = (consent: Consent): number => (consent.status === 'active' ? 2 : isOver(consent) ? 0 : 1);
  if (kind === 'opposition') return before.status === 'active' && after.status !== 'active';
  return weight(after) > weight(before);
}

/**
 * What a consent B denies counts against every other permit, and would count no more once it is over. The gate then derives a
 * denial for all whom it is about (`derive-denials.ts`). Where these can't all be told, or in an emergency, it is missed.
 */
function losesDenials(kind: ConsentKind | undefined, before: Consent, after: Consent, where: Surroundings): boolean {
  if (kind !== 'access' || before.status !== 'active' || after.status === 'active' || !isDenying(before)) return false;
  const isOfEmergencies = provisionsOf(before).some(namesEmergency);
  return !isOver(after) || isOfEmergencies || !(isForEveryone(before) || areAllNamed(before, where));
}

/** Every recipient is an organization or a sector that the root names. */
function areAllNamed(consent: Consent, where: Surroundings): boolean {
  if (!consent.provision?.actor?.length) return false;
  return provisionsOf(consent)
    .flatMap(({ actor = [] }) => actor)
    .every(({ reference }) => {
      const { organizations, sectors, relatives, isUnclear } = whomOf(reference, consent, where);
      const isTeam = reference.reference?.startsWith('CareTeam/') === true;
      return !isUnclear && !isTeam && relatives.length === 0 && organizations.length + sectors.length > 0;
    });
}

function isOver({ status }: Consent): boolean {
  return status === 'inactive' || status === 'rejected';
}
