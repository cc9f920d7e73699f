import type { Task } from '@medplum/fhirtypes';

/** What somebody owes, as it is found by whom and by when (src/law/duties.ts). */
export interface DutyRow {
  readonly person: string;
  /** Key of the rule. */
  readonly rule: string;
  /** `Type/id` of the part that it is about. */
  readonly about: string;
  /** `YYYY-MM-DD`; absent: without delay. */
  readonly due?: string;
  readonly owner?: NonNullable<Task['owner']>;
  /** Organization numbers behind the owner, the nearest first. */
  readonly organizations: readonly string[];
}

/** What a record makes somebody owe, until something changes that it was computed from. */
export interface RecordDuties {
  readonly person: string;
  /** The commit up to which all was known when the record was read. */
  readonly asOf: number;
  /** Instant (ISO 8601) at which time alone changes the answer. */
  readonly nextChange?: string;
  /** Directory entries that the record leads to, `Type/id`, there or not. */
  readonly entries: readonly string[];
  readonly duties: readonly Omit<DutyRow, 'person'>[];
}

/** How far the index goes. */
export interface DutyIndex {
  /** Names rules and settings that it was computed by. */
  readonly basis: string;
  /** The commit up to which it knows all; absent: it has never been whole. */
  readonly upto?: number;
}

/** Which duties are looked up. */
export interface DutyQuery {
  /** Keys; absent: of every rule. */
  readonly rules?: readonly string[];
  /** Organization number, among those behind the owner. */
  readonly organization?: string;
  /** Last due day (`YYYY-MM-DD`); what is owed without delay is among them. */
  readonly until?: string;
}

/** How many duties of a rule are due on a day. */
export interface DutyDay {
  readonly rule: string;
  readonly due?: string;
  readonly count: number;
}

/**
 * What is owed by when, found without reading records; part of Store. It is derived: whoever asks first brings in what has changed
 * (src/exchange/duty-index.ts), and it can be made anew at any time.
 */
export interface DutyMemory {
  /** Undefined: there is none. */
  dutyIndex(): Promise<DutyIndex | undefined>;
  /** Forgets what there is, and begins one that is not whole. */
  beginDutyIndex(basis: string): Promise<void>;
  /** Everything up to this commit is in it. It never goes back, and of another basis nothing changes. */
  dutiesKnown(index: Required<DutyIndex>): Promise<void>;
  /** Replaces what was known of these records: not of one that is not there, was computed later, or of another basis. */
  saveDuties(basis: string, records: readonly RecordDuties[]): Promise<void>;
  /**
   * Persons whose record changed after `since`, and the commit up to which none can come any more: it can be before the last of theirs.
   * Waits for nobody, as `changedSince` does.
   */
  recordsMoved(since: number): Promise<{ readonly seq: number; readonly persons: readonly string[] }>;
  /** Persons of whom time alone has changed the answer by `now` (ISO 8601). */
  dutiesOutdated(now: string): Promise<readonly string[]>;
  /** Persons whose records lead to any of these directory entries (`Type/id`). */
  personsLedTo(entries: readonly string[]): Promise<readonly string[]>;
  /** The most urgent first: without delay, then by the day; then by person, rule and part. */
  duties(query: DutyQuery & { readonly count?: number }): Promise<readonly DutyRow[]>;
  /** What is known of one record, in the order in which it was saved. */
  dutiesAbout(person: string): Promise<readonly DutyRow[]>;
  /** Persons of such duties, without repeats, in their order, after `after`. */
  dutyPersons(query: DutyQuery & { readonly after?: string; readonly count?: number }): Promise<readonly string[]>;
  dutyDays(query: Omit<DutyQuery, 'rules'>): Promise<readonly DutyDay[]>;
}
