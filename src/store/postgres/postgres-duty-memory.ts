import type { DutyDay, DutyIndex, DutyMemory, DutyRow, RecordDuties } from '../duty-memory.ts';
import {
  beginDutyIndex,
  dutiesKnown,
  readDuties,
  readDutiesAbout,
  readDutiesOutdated,
  readDutyDays,
  readDutyIndex,
  readDutyPersons,
  readPersonsLedTo,
  readRecordsMoved,
  saveDuties,
} from './duties.ts';
import { PostgresSubscriptionMemory } from './postgres-subscription-memory.ts';

/** What is owed by when, on top of what is remembered of subscriptions; PostgresStore adds records and links. */
export class PostgresDutyMemory extends PostgresSubscriptionMemory implements DutyMemory {
  async dutyIndex(): Promise<DutyIndex | undefined> {
    return this.answer(readDutyIndex);
  }

  async beginDutyIndex(basis: string): Promise<void> {
    return this.group.run((statements) => beginDutyIndex(statements, basis));
  }

  async dutiesKnown(index: Required<DutyIndex>): Promise<void> {
    return this.group.run((statements) => dutiesKnown(statements, index));
  }

  async saveDuties(basis: string, records: readonly RecordDuties[]): Promise<void> {
    return this.group.run((statements) => saveDuties(statements, basis, records));
  }

  async recordsMoved(since: number): ReturnType<DutyMemory['recordsMoved']> {
    return this.answer((statements) => readRecordsMoved(statements, since));
  }

  async dutiesOutdated(now: string): Promise<readonly string[]> {
    return this.answer((statements) => readDutiesOutdated(statements, now));
  }

  async personsLedTo(entries: readonly string[]): Promise<readonly string[]> {
    return this.answer((statements) => readPersonsLedTo(statements, entries));
  }

  async duties(query: Parameters<DutyMemory['duties']>[0]): Promise<readonly DutyRow[]> {
    return this.answer((statements) => readDuties(statements, query));
  }

  async dutiesAbout(person: string): Promise<readonly DutyRow[]> {
    return this.answer((statements) => readDutiesAbout(statements, person));
  }

  async dutyPersons(query: Parameters<DutyMemory['dutyPersons']>[0]): Promise<readonly string[]> {
    return this.answer((statements) => readDutyPersons(statements, query));
  }

  async dutyDays(query: Parameters<DutyMemory['dutyDays']>[0]): Promise<readonly DutyDay[]> {
    return this.answer((statements) => readDutyDays(statements, query));
  }
}
