import type { Resource } from '@medplum/fhirtypes';
import { ownersOf } from '../record/owner.ts';
import type { PlanRecord } from '../record/record.ts';
import type { Party } from './context.ts';
import { outlookFor } from './outlook.ts';

/**
 * What a partner that asks sees of a record, by `Type/id`: its view at this moment, and nothing for the sake of what it holds. The
 * notice of a withdrawal is told to who holds what it is about, and not read here.
 */
export function seenBy(record: PlanRecord, caller: Party, at: string): ReadonlyMap<string, Resource> {
  const own = [...record.parts].filter(([, part]) => ownersOf(part, record.directory).includes(caller.organization));
  return outlookFor(record, caller, at, new Map(own.map(([key]) => [key, undefined]))).view;
}
