import type { Reference, Resource } from '@medplum/fhirtypes';
import { consentAsSeenBy } from '../consent/consent-view.ts';
import { type Decision, decide, nextChange } from '../consent/decide.ts';
import { isNationalStore, type Party } from '../consent/party.ts';
import { protectionIn } from '../record/address-protection.ts';
import { candidateOf } from '../record/candidate.ts';
import { conflictOf } from '../record/conflict.ts';
import { isPlanPart } from '../record/kinds.ts';
import { hasPlanParts, keyOf, openConflicts, type Part, type PlanRecord } from '../record/record.ts';
import { referencesIn } from '../record/references.ts';
import { withoutLinks } from '../record/several-patients.ts';
import { viewOf, withoutHidden } from '../record/view.ts';
import { asKnownTo } from '../record/without-addresses.ts';
import type { Standing } from '../store/store.ts';
import type { Partner } from './context.ts';
import type { HeldView } from './held-view.ts';

/** What a partner may hold of a record at one moment, and why. */
export interface Outlook {
  readonly view: ReadonlyMap<string, Resource>;
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Where the link stands once the view is delivered. */
  readonly standing: Standing;
  readonly reason: string | undefined;
  /** When a consent changes the answer by itself. */
  readonly nextChange: string | undefined;
}

/**
 * Decides every part of a record for a partner, and what its view is (invariant I2). Of a person whose address is strengt
 * fortrolig a partner sees what it owns and holds already, and nothing is ever created there. Where a candidate waits no
 * part of a plan is: its side would have two plans for her. What its system has no place for is not owed to it.
 *
 * @param held a notice goes only to who holds what it is about, and says nothing that it does not hold already
 * @param gone what the partner deleted and is not sent again: out of its view, and no reason to hold the rest
 */
export function outlookFor(
  record: PlanRecord,
  partner: Party & Pick<Partner, 'holds'>,
  at: string,
  held: HeldView,
  gone: ReadonlySet<string> = new Set(),
): Outlook {
  const decisions = new Map(
    [...record.parts].map(([key, part]) => [key, decide(record, part, partner, 'coordination', at)]),
  );
  const allowed = (part: Part): boolean => decide(record, part, partner, 'coordination', at).effect === 'permit';
  const isNotice = (key: string): boolean => decisions.get(key)?.reason === 'notice';
  const protection = protectionIn(record);
  const isStrict = protection === 'strengt-fortrolig';
  const open = openConflicts(record);
  const hasCandidate = open.some((task) => candidateOf(task)?.partner === partner.name);
  // A Consent that it holds tells it; where it holds none, and something of hers, a Communication does.
  const isTold = [...held.keys()].some((key) => key.startsWith('Consent/') && isNotice(key));
  const holdsSomething = [...held.keys()].some((key) => !/^(Patient|Consent|Communication)\//u.test(key));
  const isToBeTold = (key: string): boolean => key.startsWith('Communication/') && !isTold && holdsSomething;
  const isCreated = (key: string): boolean =>
    (!isNotice(key) || isToBeTold(key)) &&
    !isStrict &&
    !(hasCandidate && isPlanPart(record.parts.get(key)?.kind ?? 'plan'));
  const permitted = (key: string): boolean =>
    decisions.get(key)?.effect === 'permit' && (isCreated(key) || held.has(key));
  const named = namedBy(record, permitted);
  const isVisible = (part: Part): boolean => {
    const key = keyOf(part.resource);
    if (!record.parts.has(key)) return allowed(part);
    return permitted(key) && (part.kind !== 'relative' || named.has(key));
  };
  const visible = [...record.parts.values()].filter(isVisible);
  const hasPlace = (part: Part): boolean => partner.holds?.(part.resource) ?? true;
  const isThere = (part: Part): boolean => isVisible(part) && hasPlace(part) && !gone.has(keyOf(part.resource));
  const view = new Map(
    [...viewOf(record, partner.name, isThere, retainedBy(partner, held, decisions))].map(([key, resource]) => {
      const part = withoutLinks(asKnownTo(partner.organization, record, resource, held.get(key)));
      const seen = consentAsSeenBy(partner.organization, record, part);
      return [key, isNotice(key) ? noticeOf(seen, held.get(key)) : seen];
    }),
  );
  const denied = [...record.parts].find(([key, { kind }]) => isPlanPart(kind) && !permitted(key));
  const isHeld = !hasCandidate && (isStrict ? lacksOwnPlan(record, visible) : lacksPlan(record, visible));
  const inConflict = hasCandidate || open.some((task) => conflictOf(task)?.partner === partner.name);
  return {
    view,
    decisions,
    standing: isHeld ? 'held' : inConflict ? 'in-conflict' : 'in-step',
    reason: isHeld ? (isStrict ? 'protected-address' : denied && decisions.get(denied[0])?.reason) : undefined,
    nextChange: nextChange(record, at, partner.policy),
  };
}

/** What of what it last got stays in it though it may not be seen any more: in a national store nothing, of what she does not let stand there. */
function retainedBy(partner: Party, held: HeldView, decisions: Outlook['decisions']): HeldView {
  if (!isNationalStore(partner)) return held;
  const isDenied = ({ reference }: Reference): boolean => decisions.get(reference ?? '')?.effect === 'deny';
  return new Map([...held].map(([key, last]) => [key, last && withoutHidden(last, isDenied)]));
}

function lacksPlan(record: PlanRecord, visible: readonly Part[]): boolean {
  return hasPlanParts(record) && !visible.some(({ kind }) => isPlanPart(kind));
}

/** Who owns a measure of a plan that belongs to another is without the plan all the same. */
function lacksOwnPlan({ parts }: PlanRecord, visible: readonly Part[]): boolean {
  const isPlan = ({ kind }: Part): boolean => kind === 'plan';
  return visible.length === 0 || ([...parts.values()].some(isPlan) && !visible.some(isPlan));
}

/** What visible parts point at: a relative whom only a hidden part names is nobody's business. */
function namedBy(record: PlanRecord, permitted: (key: string) => boolean): ReadonlySet<string> {
  const naming = [...record.parts].filter(([key, { kind }]) => kind !== 'relative' && permitted(key));
  return new Set(naming.flatMap(([, { resource }]) => referencesIn(resource)));
}

/** Content-free: what the partner holds already, with the status that ends it. The reason is the person's own. */
function noticeOf(resource: Resource, sent: Resource | undefined): Resource {
  if (resource.resourceType !== 'Consent' || sent?.resourceType !== 'Consent') return resource;
  return { ...sent, status: resource.status };
}
