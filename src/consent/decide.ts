import type { Consent } from '@medplum/fhirtypes';
import { addressProtectionOf } from '../record/address-protection.ts';
import { isPlanPart, type PartKind } from '../record/kinds.ts';
import { ownersOf } from '../record/owner.ts';
import { consentsOf, type Part, type PlanRecord } from '../record/record.ts';
import { consentKind, isDerived } from './kind.ts';
import { isHealthService, type Party } from './party.ts';
import { boundariesOf, effectFor, organizationsNamed } from './provision.ts';

/** What a part is wanted for. */
export type Purpose = 'coordination';

/** Why a part may go, or not: a stable code with the legal basis as data. */
export interface Decision {
  readonly effect: 'permit' | 'deny';
  /** `notice`: may be told to who holds it already, so that it knows of the withdrawal; never to anyone else. */
  readonly reason:
    | 'own-part'
    | 'protected-address'
    | 'consented'
    | 'opt-out-regime'
    | 'notice'
    | 'opposed'
    | 'plan-withdrawn'
    | 'no-consent'
    | 'not-for-recipients';
  readonly legalBasis: string;
}

/** Kinds a health service gets without consent B unless the person objects: who coordinates, and that there is a need. */
const OPT_OUT_KINDS: ReadonlySet<PartKind> = new Set(['person', 'team', 'relative', 'need-report']);

const permit = (reason: Decision['reason'], legalBasis: string): Decision => ({ effect: 'permit', reason, legalBasis });
const deny = (reason: Decision['reason'], legalBasis: string): Decision => ({ effect: 'deny', reason, legalBasis });

/**
 * May this part of the record be seen by this recipient now? Across Consents any deny beats permits; a partner needs
 * no permit for parts it owns, and gets nothing else of a person whose address is strengt fortrolig; plan parts of others
 * need a permit B; health services get team and coordinator facts by the opt-out of hpl § 25 and § 45; everyone else gets
 * nothing without B (hpl § 22).
 *
 * @example
 * decide(record, goalPart, trust, 'coordination', '2026-11-22T10:00:00.000Z'); // { effect: 'deny', reason: 'no-consent', … }
 */
export function decide(record: PlanRecord, part: Part, recipient: Party, _purpose: Purpose, at: string): Decision {
  if (part.kind === 'conflict' || isDerivedDenial(part)) return deny('not-for-recipients', 'pjl § 16');
  const isOwn = ownersOf(part, record.directory).includes(recipient.organization);
  if (!isOwn && addressProtectionOf(record, part.resource) === 'strengt-fortrolig') {
    return deny('protected-address', 'beskyttelsesinstruksen');
  }
  if (part.kind === 'consent' && isNotice(record, part, recipient)) return permit('notice', 'pbrl § 4-1');
  if (isOpposed(record, part, recipient, at)) {
    return isNotice(record, part, recipient) ? permit('notice', 'pbrl § 4-1') : deny('opposed', 'pbrl § 5-3');
  }
  if (isOwn) return permit('own-part', 'hpl § 39');
  if (isPlanPart(part.kind) && isPlanWithdrawn(record)) return deny('plan-withdrawn', 'pbrl § 4-1');
  if (part.kind === 'consent') return decideConsent(record, part, recipient, at);
  if (hasPermit(record, part, recipient, at)) return permit('consented', 'hpl § 22');
  if (OPT_OUT_KINDS.has(part.kind) && isHealthService(recipient)) return permit('opt-out-regime', 'hpl § 25');
  return deny('no-consent', isPlanPart(part.kind) ? 'hpl § 22' : 'pjl § 19');
}

/** The next instant at which a consent's period changes an answer, undefined when none will. */
export function nextChange(record: PlanRecord, at: string): string | undefined {
  return consentsOf(record)
    .flatMap(boundariesOf)
    .filter((boundary) => boundary > at)
    .sort()[0];
}

function isDerivedDenial({ resource }: Part): boolean {
  return resource.resourceType === 'Consent' && isDerived(resource);
}

/** A consent can itself disclose: A goes with the plan, B to whom it is about, oppositions to their owner only. */
function decideConsent(record: PlanRecord, part: Part, recipient: Party, at: string): Decision {
  const consent = part.resource as Consent;
  const kind = consentKind(consent);
  if (kind === 'access' && organizationsNamed(consent, record.directory).has(recipient.organization)) {
    return permit('consented', 'hpl § 22');
  }
  if (kind === 'plan-made' && hasPermit(record, part, recipient, at)) return permit('consented', 'hpl § 22');
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
    organizationsNamed(consent, record.directory).has(recipient.organization)
  );
}

/** The person no longer wants the plan made, or never did: nothing more of it is sent (domain § 2.3). */
function isPlanWithdrawn(record: PlanRecord): boolean {
  const made = consentsOf(record).filter((consent) => consentKind(consent) === 'plan-made');
  const hasEnded = made.some(({ status }) => status === 'inactive' || status === 'rejected');
  return hasEnded && !made.some(({ status }) => status === 'active');
}

function isOpposed(record: PlanRecord, part: Part, recipient: Party, at: string): boolean {
  return active(record).some((consent) => {
    const kind = consentKind(consent);
    if (kind !== 'access' && kind !== 'opposition') return false;
    const effect = effectFor(consent, recipient.organization, at, record.directory, { part });
    // An opt-in without a permit for the recipient gives it nothing, but nobody spoke against it.
    return effect === 'deny' || (kind === 'opposition' && effect === 'withheld');
  });
}

/** Whose it is goes along with whatever is permitted; any other part must itself be covered. */
function hasPermit(record: PlanRecord, part: Part, recipient: Party, at: string): boolean {
  const about = part.kind === 'person' ? undefined : { part };
  return active(record).some(
    (consent) =>
      consentKind(consent) === 'access' &&
      effectFor(consent, recipient.organization, at, record.directory, about) === 'permit',
  );
}

function active(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter(({ status }) => status === 'active');
}
