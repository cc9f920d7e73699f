import { type Protection, protectionOf, strictest } from '../record/address-protection.ts';
import { isPlanPart } from '../record/kinds.ts';
import { consentsOf, type Part, type PlanRecord } from '../record/record.ts';
import { membershipBoundaries } from './consented-teams.ts';
import { forceOf } from './giver.ts';
import { type ConsentKind, consentKind, isDerived } from './kind.ts';
import { hiddenByLabel } from './labels.ts';
import { isAddressedTo } from './notice.ts';
import { isHealthService, isNationalStore, type Party } from './party.ts';
import { policyBoundaries, rowFor, SHIPPED_POLICY } from './policy.ts';
import { boundariesOf } from './provision.ts';
import type { Purpose } from './purpose.ts';
import { Voices } from './voices.ts';

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
 * § 25, § 45), or nothing. A national store gets what a consent C lets be published, and owns nothing. docs/consent-decisions.md lists the cases.
 *
 * @param purpose nothing is ever sent but for `coordination`
 * @param at instant, ISO 8601 in UTC
 * @example
 * decide(record, goalPart, trust, 'coordination', '2026-11-22T10:00:00.000Z'); // { effect: 'deny', reason: 'no-consent', … }
 */
export function decide(record: PlanRecord, part: Part, recipient: Party, purpose: Purpose, at: string): Decision {
  if (part.kind === 'conflict' || isDerivedDenial(part)) return deny('not-for-recipients', 'pjl § 16');
  const voices = Voices.of(record, recipient, purpose, at);
  const isOwn = voices.isOwn(part);
  if (!isOwn && strictest([voices.protection, ownProtection(part)]) === 'strengt-fortrolig') {
    return deny('protected-address', 'beskyttelsesinstruksen');
  }
  if (part.kind === 'notice') {
    return isAddressedTo(part.resource, recipient, record)
      ? permit('notice', 'pbrl § 4-1')
      : deny('not-for-recipients', 'pjl § 16');
  }
  if (purpose === 'emergency') {
    return isOwn
      ? permit('own-part', 'hpl § 39')
      : inEmergency(part, voices, Voices.of(record, recipient, 'coordination', at));
  }
  if (part.kind === 'consent' && voices.isNotice(part)) return permit('notice', 'pbrl § 4-1');
  if (voices.isOpposed(part)) {
    return voices.isNotice(part) ? permit('notice', 'pbrl § 4-1') : deny('opposed', 'pbrl § 5-3');
  }
  if (isOwn) return permit('own-part', 'hpl § 39');
  if (voices.isPaper(part)) return deny('not-for-recipients', 'pjl § 19');
  const label = hiddenByLabel(part.resource, 'recipients');
  if (label !== undefined) return deny('labelled', label);
  if (isPlanPart(part.kind) && voices.isPlanWithdrawn) return deny('plan-withdrawn', 'pbrl § 4-1');
  return part.kind === 'consent' ? ofConsent(part, voices) : byPolicy(part, voices);
}

/** What the policy table gives, with the consents that it asks for. */
function byPolicy(part: Part, voices: Voices): Decision {
  const { recipient, at } = voices;
  const row = rowFor(recipient.policy ?? SHIPPED_POLICY, recipient.sector, part.kind, at);
  if (!row || row.regime === 'nothing') return deny('outside-agreement', row?.basis ?? 'pjl § 9');
  const permitted = voices.isPermitted(part);
  if (permitted === 'yes') return permit('consented', isNationalStore(recipient) ? row.basis : 'hpl § 22');
  if (row.regime === 'opt-out') return permit('opt-out-regime', row.basis);
  return permitted === 'not-in-force' ? deny('consent-not-in-force', 'pbrl § 4-3') : deny('no-consent', row.basis);
}

/** Health personnel reads what it needs, whatever the person opposes but for an emergency itself (pbrl § 5-3). */
function inEmergency(part: Part, emergency: Voices, coordination: Voices): Decision {
  if (part.kind === 'consent') return deny('not-for-recipients', 'pjl § 16');
  if (!isHealthService(emergency.recipient)) return deny('no-consent', 'hpl § 22');
  if (emergency.isEmergencyRefused(part)) return deny('opposed', 'pbrl § 5-3');
  return permit('emergency', coordination.isOpposed(part) ? 'pbrl § 5-3' : 'hpl § 45');
}

/** A consent can itself disclose: A goes with the plan, B to whom it is about, oppositions to their owner only. */
function ofConsent(part: Part, voices: Voices): Decision {
  // What it was signed on tells of all whom it names; and no consent is ever published.
  if (part.resource.resourceType !== 'Consent' || isNationalStore(voices.recipient))
    return deny('not-for-recipients', 'pjl § 19');
  const consent = part.resource;
  const kind = consentKind(consent);
  const isShown =
    (kind === 'access' && voices.isNamedIn(consent)) || (kind === 'plan-made' && voices.isPermitted(part) === 'yes');
  return isShown ? permit('consented', 'hpl § 22') : deny('not-for-recipients', 'pjl § 19');
}

/** The next instant at which a consent, a membership, an age boundary or the policy changes an answer, undefined when none will. */
export function nextChange(record: PlanRecord, at: string, policy = SHIPPED_POLICY): string | undefined {
  const lapses = consentsOf(record).flatMap((consent) => {
    if (consent.status !== 'active' || !LETTING.has(consentKind(consent))) return [];
    const force = forceOf(consent, record, policy, at);
    return force.isInForce && force.lapses ? [force.lapses] : [];
  });
  const turns = [...consentsOf(record).flatMap(boundariesOf), ...membershipBoundaries(record)];
  return [...turns, ...policyBoundaries(policy), ...lapses].filter((boundary) => boundary > at).sort()[0];
}

/** Kinds of consents that let somebody see, and lapse with a birthday. */
const LETTING: ReadonlySet<ConsentKind | undefined> = new Set(['access', 'publish']);

function isDerivedDenial({ resource }: Part): boolean {
  return resource.resourceType === 'Consent' && isDerived(resource);
}

/** A relative's address is protected by her own level too. */
function ownProtection({ resource }: Part): Protection {
  return resource.resourceType === 'RelatedPerson' ? protectionOf(resource) : 'none';
}
