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
  saveDuties,
} from './duties.ts';
import { recordsChangedSince } from './records.ts';
import { SqliteSubscriptionMemory } from './sqlite-subscription-memory.ts';

/** What is owed by when, on top of what is remembered of subscriptions; SqliteStore adds records and links. */
export class SqliteDutyMemory extends SqliteSubscriptionMemory implements DutyMemory {
  async dutyIndex(): Promise<DutyIndex | undefined> {
    return this.answer(readDutyIndex);
  }

  async beginDutyIndex(basis: string): Promise<void> {
    return this.group.run(() => beginDutyIndex(this.statements, basis));
  }

  async dutiesKnown(index: Required<DutyIndex>): Promise<void> {
    return this.group.run(() => dutiesKnown(this.statements, index));
  }

  async saveDuties(basis: string, records: readonly RecordDuties[]): Promise<void> {
    return this.group.run(() => saveDuties(this.statements, basis, records));
  }

  async recordsMoved(since: number): ReturnType<DutyMemory['recordsMoved']> {
    return this.snapshot((statements) => recordsChangedSince(statements, since));
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
