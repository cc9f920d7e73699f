import type { Consent } from '@medplum/fhirtypes';
import { addressProtectionOf } from '../record/address-protection.ts';
import { isPlanPart } from '../record/kinds.ts';
import { ownersOf } from '../record/owner.ts';
import { consentsOf, type Part, type PlanRecord } from '../record/record.ts';
import { forceOf } from './giver.ts';
import { consentKind, isDerived } from './kind.ts';
import { hiddenByLabel } from './labels.ts';
import { isHealthService, type Party } from './party.ts';
import { policyBoundaries, rowFor, SHIPPED_POLICY } from './policy.ts';
import { boundariesOf, effectFor, organizationsNamed } from './provision.ts';
import { namesEmergency, type Purpose } from './purpose.ts';
import { ruleOf, rulesIn } from './spelling.ts';

/** Why a part may go, or not: a stable code with the legal basis as data. */
export interface Decision {
  readonly effect: 'permit' | 'deny';
  /**
   * `notice`: may be told to who holds it already, so that it knows of the withdrawal; never to anyone else.
   * `consent-not-in-force`: who gave the consent could not give it, or can no more.
   */
  readonly reason:
    | 'own-part'
    | 'protected-address'
    | 'consented'
    | 'opt-out-regime'
    | 'emergency'
    | 'notice'
    | 'opposed'
    | 'labelled'
    | 'plan-withdrawn'
    | 'no-consent'
    | 'consent-not-in-force'
    | 'outside-agreement'
    | 'not-for-recipients';
  readonly legalBasis: string;
}

const permit = (reason: Decision['reason'], legalBasis: string): Decision => ({ effect: 'permit', reason, legalBasis });
const deny = (reason: Decision['reason'], legalBasis: string): Decision => ({ effect: 'deny', reason, legalBasis });

/**
 * May this part of the record be seen by this recipient now? Across Consents any deny beats permits; a partner needs
 * no permit for parts it owns, and gets nothing else of a person whose address is strengt fortrolig. For parts of others
 * the policy table says what its sector gets (`policy.ts`): with a consent B (hpl § 22), unless the person opposes (hpl
 * § 25, § 45), or nothing. docs/consent-decisions.md lists the cases.
 *
 * @param purpose nothing is ever sent but for `coordination`
 * @param at instant, ISO 8601 in UTC
 * @example
 * decide(record, goalPart, trust, 'coordination', '2026-11-22T10:00:00.000Z'); // { effect: 'deny', reason: 'no-consent', … }
 */
export function decide(record: PlanRecord, part: Part, recipient: Party, purpose: Purpose, at: string): Decision {
  if (part.kind === 'conflict' || isDerivedDenial(part)) return deny('not-for-recipients', 'pjl § 16');
  const isOwn = ownersOf(part, record.directory).includes(recipient.organization);
  if (!isOwn && addressProtectionOf(record, part.resource) === 'strengt-fortrolig') {
    return deny('protected-address', 'beskyttelsesinstruksen');
  }
  if (purpose === 'emergency') return isOwn ? permit('own-part', 'hpl § 39') : inEmergency(record, part, recipient, at);
  if (part.kind === 'consent' && isNotice(record, part, recipient)) return permit('notice', 'pbrl § 4-1');
  if (isOpposed(record, part, recipient, at)) {
    return isNotice(record, part, recipient) ? permit('notice', 'pbrl § 4-1') : deny('opposed', 'pbrl § 5-3');
  }
  if (isOwn) return permit('own-part', 'hpl § 39');
  const label = hiddenByLabel(part.resource, 'recipients');
  if (label !== undefined) return deny('labelled', label);
  if (isPlanPart(part.kind) && isPlanWithdrawn(record)) return deny('plan-withdrawn', 'pbrl § 4-1');
  return part.kind === 'consent' ? ofConsent(record, part, recipient, at) : byPolicy(record, part, recipient, at);
}

/** What the policy table gives, with the consents that it asks for. */
function byPolicy(record: PlanRecord, part: Part, recipient: Party, at: string): Decision {
  const row = rowFor(recipient.policy ?? SHIPPED_POLICY, recipient.sector, part.kind, at);
  if (!row || row.regime === 'nothing') return deny('outside-agreement', row?.basis ?? 'pjl § 9');
  const permitted = isPermitted(record, part, recipient, at);
  if (permitted === 'yes') return permit('consented', 'hpl § 22');
  if (row.regime === 'opt-out') return permit('opt-out-regime', row.basis);
  return permitted === 'not-in-force' ? deny('consent-not-in-force', 'pbrl § 4-3') : deny('no-consent', row.basis);
}

/** Health personnel reads what it needs, whatever the person opposes but for an emergency itself (pbrl § 5-3). */
function inEmergency(record: PlanRecord, part: Part, recipient: Party, at: string): Decision {
  if (part.kind === 'consent') return deny('not-for-recipients', 'pjl § 16');
  if (!isHealthService(recipient)) return deny('no-consent', 'hpl § 22');
  const asked = { audience: recipient, at, where: record, purpose: 'emergency', part } as const;
  const isRefused = active(record).some(
    (consent) =>
      rulesIn(ruleOf(consent)).some(({ effect, conditions }) => effect === 'deny' && namesEmergency(conditions)) &&
      effectFor(consent, asked) === 'deny',
  );
  if (isRefused) return deny('opposed', 'pbrl § 5-3');
  return permit('emergency', isOpposed(record, part, recipient, at) ? 'pbrl § 5-3' : 'hpl § 45');
}

/** The next instant at which a consent, an age boundary or the policy changes an answer, undefined when none will. */
export function nextChange(record: PlanRecord, at: string, policy = SHIPPED_POLICY): string | undefined {
  const lapses = permits(record).flatMap((consent) => {
    const force = forceOf(consent, record, policy, at);
    return force.isInForce && force.lapses ? [force.lapses] : [];
  });
  return [...consentsOf(record).flatMap(boundariesOf), ...policyBoundaries(policy), ...lapses]
    .filter((boundary) => boundary > at)
    .sort()[0];
}

function isDerivedDenial({ resource }: Part): boolean {
  return resource.resourceType === 'Consent' && isDerived(resource);
}

/** A consent can itself disclose: A goes with the plan, B to whom it is about, oppositions to their owner only. */
function ofConsent(record: PlanRecord, part: Part, recipient: Party, at: string): Decision {
  const consent = part.resource as Consent;
  const kind = consentKind(consent);
  if (kind === 'access' && organizationsNamed(consent, record).has(recipient.organization)) {
    return permit('consented', 'hpl § 22');
  }
  if (kind === 'plan-made' && isPermitted(record, part, recipient, at) === 'yes')
    return permit('consented', 'hpl § 22');
  return deny('not-for-recipients', 'pjl § 19');
}

/**
 * A withdrawn or refused permit is told to whom it was about: content-free, and the one thing an opposition lets
 * through, together with whose it is.
 */
function isNotice(record: PlanRecord, part: Part, recipient: Party): boolean {
  if (part.kind === 'person') return consentsOf(record).some((consent) => isNoticeTo(consent, recipient, record));
  return part.resource.resourceType === 'Consent' && isNoticeTo(part.resource, recipient, record);
}

function isNoticeTo(consent: Consent, recipient: Party, record: PlanRecord): boolean {
  return (
    consentKind(consent) === 'access' &&
    (consent.status === 'inactive' || consent.status === 'rejected') &&
    organizationsNamed(consent, record).has(recipient.organization)
  );
}

/** The person no longer wants the plan made, or never did: nothing more of it is sent (domain § 2.3). */
function isPlanWithdrawn(record: PlanRecord): boolean {
  const made = consentsOf(record).filter((consent) => consentKind(consent) === 'plan-made');
  const hasEnded = made.some(({ status }) => status === 'inactive' || status === 'rejected');
  return hasEnded && !made.some(({ status }) => status === 'active');
}

function isOpposed(record: PlanRecord, part: Part, recipient: Party, at: string): boolean {
  const asked = { audience: recipient, at, where: record, purpose: 'coordination', part } as const;
  return active(record).some((consent) => {
    const kind = consentKind(consent);
    if (kind !== 'access' && kind !== 'opposition') return false;
    const effect = effectFor(consent, asked);
    // An opt-in without a permit for the recipient gives it nothing, but nobody spoke against it.
    return effect === 'deny' || (kind === 'opposition' && effect === 'withheld');
  });
}

/** Whose it is goes along with whatever is permitted; any other part must itself be covered. */
function isPermitted(record: PlanRecord, part: Part, recipient: Party, at: string): 'yes' | 'not-in-force' | 'no' {
  const about = part.kind === 'person' ? undefined : part;
  const asked = { audience: recipient, at, where: record, purpose: 'coordination', part: about } as const;
  const permitting = permits(record).filter((consent) => effectFor(consent, asked) === 'permit');
  if (permitting.length === 0) return 'no';
  const policy = recipient.policy ?? SHIPPED_POLICY;
  return permitting.some((consent) => forceOf(consent, record, policy, at).isInForce) ? 'yes' : 'not-in-force';
}

function permits(record: PlanRecord): readonly Consent[] {
  return active(record).filter((consent) => consentKind(consent) === 'access');
}

function active(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter(({ status }) => status === 'active');
}
