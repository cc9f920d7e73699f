import type { Consent } from '@medplum/fhirtypes';
import { isPlanPart, type PartKind } from '../record/kinds.ts';
import { consentsOf, type Part, type PlanRecord } from '../record/record.ts';
import { consentKind } from './kind.ts';
import { isHealthService, type Party } from './party.ts';
import { boundariesOf, effectFor, organizationsNamed } from './provision.ts';

/** What a part is wanted for. */
export type Purpose = 'coordination';

/** Why a part may go, or not: a stable code with the legal basis as data. */
export interface Decision {
  readonly effect: 'permit' | 'deny';
  readonly reason:
    | 'own-part'
    | 'consented'
    | 'opt-out-regime'
    | 'notice'
    | 'opposed'
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
 * no permit for parts it owns; plan parts of others need a permit B; health services get team and coordinator facts
 * by the opt-out of hpl § 25 and § 45; everyone else gets nothing without B (hpl § 22).
 *
 * @example
 * decide(record, goalPart, trust, 'coordination', '2026-11-22T10:00:00.000Z'); // { effect: 'deny', reason: 'no-consent', … }
 */
export function decide(record: PlanRecord, part: Part, recipient: Party, _purpose: Purpose, at: string): Decision {
  if (part.kind === 'conflict') return deny('not-for-recipients', 'pjl § 16');
  if (isNotice(record, part, recipient)) return permit('notice', 'pbrl § 4-1');
  if (isOpposed(record, recipient, at)) return deny('opposed', 'pbrl § 5-3');
  if (part.owner === recipient.organization) return permit('own-part', 'hpl § 39');
  if (part.kind === 'consent') return decideConsent(record, part, recipient, at);
  if (hasPermit(record, recipient, at)) return permit('consented', 'hpl § 22');
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

/** A consent can itself disclose: A goes with the plan, B to whom it is about, oppositions to their owner only. */
function decideConsent(record: PlanRecord, part: Part, recipient: Party, at: string): Decision {
  const consent = part.resource as Consent;
  const kind = consentKind(consent);
  if (kind === 'access' && organizationsNamed(consent, record.directory).has(recipient.organization)) {
    return permit('consented', 'hpl § 22');
  }
  if (kind === 'plan-made' && hasPermit(record, recipient, at)) return permit('consented', 'hpl § 22');
  return deny('not-for-recipients', 'pjl § 19');
}

/** A withdrawn or refused permit is told to whom it was about: content-free, and the one thing an opposition lets through. */
function isNotice(record: PlanRecord, part: Part, recipient: Party): boolean {
  if (part.resource.resourceType !== 'Consent') return false;
  const consent = part.resource;
  return (
    consentKind(consent) === 'access' &&
    (consent.status === 'inactive' || consent.status === 'rejected') &&
    organizationsNamed(consent, record.directory).has(recipient.organization)
  );
}

function isOpposed(record: PlanRecord, recipient: Party, at: string): boolean {
  return active(record).some((consent) => {
    const kind = consentKind(consent);
    if (kind !== 'access' && kind !== 'opposition') return false;
    return (
      effectFor(consent, recipient.organization, at, record.directory) === 'deny' &&
      isExplicit(consent, recipient, record)
    );
  });
}

/** A general deny that only frames nested permits (opt-in) silences nobody by name: without a permit it gives nothing anyway. */
function isExplicit(consent: Consent, recipient: Party, record: PlanRecord): boolean {
  return (
    consentKind(consent) === 'opposition' || organizationsNamed(consent, record.directory).has(recipient.organization)
  );
}

function hasPermit(record: PlanRecord, recipient: Party, at: string): boolean {
  return active(record).some(
    (consent) =>
      consentKind(consent) === 'access' &&
      effectFor(consent, recipient.organization, at, record.directory) === 'permit',
  );
}

function active(record: PlanRecord): readonly Consent[] {
  return consentsOf(record).filter(({ status }) => status === 'active');
}
