import type { Resource } from '@medplum/fhirtypes';
import { consentAsSeenBy } from '../consent/consent-view.ts';
import { type Decision, decide, nextChange } from '../consent/decide.ts';
import type { Party } from '../consent/party.ts';
import { conflictOf } from '../record/conflict.ts';
import { isPlanPart } from '../record/kinds.ts';
import { hasPlanParts, openConflicts, type PlanRecord } from '../record/record.ts';
import { viewOf } from '../record/view.ts';
import type { Standing } from '../store/store.ts';

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
 * Decides every part of a record for a partner, and what its view is (invariant I2).
 *
 * @param held `Type/id` of what the partner has of the record: a notice goes only to who holds what it is about
 */
export function outlookFor(record: PlanRecord, partner: Party, at: string, held: ReadonlySet<string>): Outlook {
  const decisions = new Map(
    [...record.parts].map(([key, part]) => [key, decide(record, part, partner, 'coordination', at)]),
  );
  const permitted = (key: string): boolean => {
    const decision = decisions.get(key);
    return decision?.effect === 'permit' && (decision.reason !== 'notice' || held.has(key));
  };
  const visible = [...record.parts].filter(([key]) => permitted(key)).map(([, part]) => part);
  const view = new Map(
    [...viewOf(record, partner.name, (part) => visible.includes(part))].map(([key, resource]) => [
      key,
      consentAsSeenBy(partner.organization, record, resource),
    ]),
  );
  const denied = [...record.parts].find(([key, { kind }]) => isPlanPart(kind) && !permitted(key));
  const isHeld = hasPlanParts(record) && !visible.some(({ kind }) => isPlanPart(kind));
  const inConflict = openConflicts(record).some((task) => conflictOf(task)?.partner === partner.name);
  return {
    view,
    decisions,
    standing: isHeld ? 'held' : inConflict ? 'in-conflict' : 'in-step',
    reason: isHeld && denied ? decisions.get(denied[0])?.reason : undefined,
    nextChange: nextChange(record, at),
  };
}
