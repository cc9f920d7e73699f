import type { AuditEvent } from '@medplum/fhirtypes';
import { AUDIT, REVIEW } from '../audit/audit-codes.ts';
import { type OpenReview, openReviews } from '../audit/emergency-reviews.ts';
import type { Party } from '../consent/party.ts';
import { type Duty, dutiesOf } from '../law/duties.ts';
import type { Unreviewed } from '../law/rule.ts';
import { keyOf } from '../record/record.ts';
import type { Store } from '../store/store.ts';
import { everyMatch } from './access-log-of.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';

/** What was read in emergencies and nobody has looked at, by who the person is now. */
export type Emergencies = ReadonlyMap<string, readonly OpenReview[]>;

export async function unreviewedEmergencies(store: Store): Promise<Emergencies> {
  const readings = await eventsOf(store, AUDIT.emergency);
  const reviews = readings.length === 0 ? [] : await eventsOf(store, AUDIT.operation(REVIEW));
  const found = new Map<string, OpenReview[]>();
  for (const review of openReviews(readings, reviews)) {
    const person = await store.survivor(review.person);
    found.set(person, [...(found.get(person) ?? []), review]);
  }
  return found;
}

/** Those of one person, as the law looks at them. */
export function unreviewedOf(
  emergencies: Emergencies,
  person: string,
  { organization: controller }: Pick<Party, 'organization'>,
): readonly Unreviewed[] {
  return (emergencies.get(person) ?? []).map(({ readings: [reading], day }) => ({ reading, day, controller }));
}

/** What is owed because of them, of persons who have a record; the most urgent first of each. */
export async function emergencyDuties(
  { store, partners, controller }: Pick<Context, 'store' | 'partners' | 'controller'>,
  at: string,
): Promise<readonly Duty[]> {
  const emergencies = await unreviewedEmergencies(store);
  const duties: Duty[] = [];
  for (const person of emergencies.keys()) {
    const { record, seq } = await loadRecord(store, person);
    if (seq === 0) continue;
    const unreviewed = unreviewedOf(emergencies, person, controller);
    const about = new Set(unreviewed.map(({ reading }) => keyOf(reading)));
    duties.push(...dutiesOf(record, at, partners, unreviewed).filter((duty) => about.has(duty.about)));
  }
  return duties;
}

async function eventsOf(
  store: Store,
  { system = '', code = '' }: { readonly system?: string; readonly code?: string },
): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  const filter = { kind: 'token', name: 'subtype', values: [{ system, code }] } as const;
  for await (const resource of everyMatch(store, 'AuditEvent', filter)) events.push(resource as AuditEvent);
  return events;
}
