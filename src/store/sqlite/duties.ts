import type { DutyDay, DutyIndex, DutyMemory, DutyRow, RecordDuties } from '../duty-memory.ts';
import { milliseconds } from '../instant.ts';
import {
  ABOUT,
  BEGIN,
  changeOf,
  daysAsked,
  dutiesAsked,
  FORGET_ALL,
  INDEX,
  type IndexRow,
  KNOWN,
  OUTDATED,
  owersOf,
  personsAsked,
  rowsOf,
  type StoredDuty,
  toDay,
  toDuty,
  toIndex,
} from '../rows/duties.ts';
import type { Statements } from './statements.ts';

type Query<Name extends keyof DutyMemory> = Parameters<DutyMemory[Name]>[0];
interface PersonRow {
  readonly person: string;
}

const LED_TO =
  'SELECT DISTINCT person FROM duty_entries WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY person';
const MAY_SAVE = `
  SELECT 1 AS may FROM records r WHERE r.person = ?
    AND EXISTS (SELECT 1 FROM duty_index WHERE basis = ?)
    AND NOT EXISTS (SELECT 1 FROM duty_records d WHERE d.person = r.person AND d.as_of > ?)`;
const FORGET = ['duties', 'duty_owers', 'duty_entries', 'duty_records'].map(
  (table) => `DELETE FROM ${table} WHERE person = ?`,
);
const ADD_RECORD = 'INSERT INTO duty_records (person, as_of, next_change) VALUES (?, ?, ?)';
const ADD_ENTRY = 'INSERT INTO duty_entries (entry, person) VALUES (?, ?)';
const ADD = `
  INSERT INTO duties (person, place, rule, about, due, organizations, owner)
  VALUES (?, ?, ?, ?, ?, ?, seal('duties.owner', ?))`;
const ADD_OWER = 'INSERT INTO duty_owers (organization, due, person, place, rule) VALUES (?, ?, ?, ?, ?)';

export function readDutyIndex(statements: Statements): DutyIndex | undefined {
  const row = statements.get<IndexRow>(INDEX);
  return row && toIndex(row);
}

function forgetDuties(statements: Statements): void {
  for (const sql of FORGET_ALL) statements.run(sql);
}

export function beginDutyIndex(statements: Statements, basis: string): void {
  forgetDuties(statements);
  statements.run(BEGIN, basis);
}

export function dutiesKnown(statements: Statements, { basis, upto }: Required<DutyIndex>): void {
  statements.run(KNOWN, upto, basis, upto);
}

export function saveDuties(statements: Statements, basis: string, records: readonly RecordDuties[]): void {
  for (const one of records) {
    const { person, asOf } = one;
    if (!statements.get(MAY_SAVE, person, basis, asOf)) continue;
    for (const sql of FORGET) statements.run(sql, person);
    statements.run(ADD_RECORD, person, asOf, changeOf(one));
    for (const entry of new Set(one.entries)) statements.run(ADD_ENTRY, entry, person);
    for (const { place, rule, about, due, organizations, owner } of rowsOf(one))
      statements.run(ADD, person, place, rule, about, due, organizations, owner);
    for (const { organization, due, place, rule } of owersOf(one))
      statements.run(ADD_OWER, organization, due, person, place, rule);
  }
}

export function readDutiesOutdated(statements: Statements, now: string): readonly string[] {
  return statements.all<PersonRow>(OUTDATED, milliseconds(now, 'internal', 'now')).map(({ person }) => person);
}

export function readPersonsLedTo(statements: Statements, entries: readonly string[]): readonly string[] {
  return statements.all<PersonRow>(LED_TO, JSON.stringify(entries)).map(({ person }) => person);
}

export function readDuties(statements: Statements, query: Query<'duties'>): readonly DutyRow[] {
  const { sql, values } = dutiesAsked(query);
  return statements.all<StoredDuty>(sql, ...values).map(toDuty);
}

export function readDutiesAbout(statements: Statements, person: string): readonly DutyRow[] {
  return statements.all<StoredDuty>(ABOUT, person).map(toDuty);
}

/** Rule by rule: each has its persons in their order. */
export function readDutyPersons(statements: Statements, query: Query<'dutyPersons'>): readonly string[] {
  const found = new Set<string>();
  for (const { sql, values } of personsAsked(query))
    for (const { person } of statements.all<PersonRow>(sql, ...values)) found.add(person);
  return [...found].toSorted().slice(0, query.count);
}

export function readDutyDays(statements: Statements, query: Query<'dutyDays'>): readonly DutyDay[] {
  const { sql, values } = daysAsked(query);
  return statements.all<Parameters<typeof toDay>[0]>(sql, ...values).map(toDay);
}
