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

/** Also what others may still come before; what surely has all before it is told by `seq`. */
const MOVED = `
  SELECT r.person FROM records r WHERE r.seq > ? ORDER BY r.seq`;
const SAFE = `
  WITH safe AS (SELECT (f.base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint) * 8192 AS seq FROM feed f)
  SELECT coalesce((SELECT v.seq FROM versions v WHERE v.seq < (SELECT seq FROM safe) ORDER BY v.seq DESC LIMIT 1), 0) AS seq`;
const LED_TO = 'SELECT DISTINCT person FROM duty_entries WHERE entry = ANY (?) ORDER BY person';
/** One after the other: who begins an index too. */
const ALONE = 'LOCK TABLE duty_index IN EXCLUSIVE MODE';
/** A record that is being erased is waited for; one that is written to is not. */
const MAY_SAVE = `
  SELECT r.person FROM records r JOIN unnest(?::text[], ?::bigint[]) AS k (person, as_of) ON k.person = r.person
  WHERE NOT EXISTS (SELECT 1 FROM duty_records d WHERE d.person = r.person AND d.as_of > k.as_of)
  ORDER BY r.person FOR KEY SHARE OF r`;
const FORGET = ['duties', 'duty_owers', 'duty_entries', 'duty_records'].map(
  (table) => `DELETE FROM ${table} WHERE person = ANY (?)`,
);
const ADD_RECORDS = `
  INSERT INTO duty_records (person, as_of, next_change)
  SELECT * FROM jsonb_to_recordset(?::jsonb) AS r (person text, as_of bigint, next_change bigint)`;
const ADD_ENTRIES = `
  INSERT INTO duty_entries (entry, person)
  SELECT * FROM jsonb_to_recordset(?::jsonb) AS r (entry text, person text)`;
const ADD = `
  INSERT INTO duties (person, place, rule, about, due, organizations, owner)
  SELECT * FROM jsonb_to_recordset(?::jsonb)
    AS r (person text, place integer, rule text, about text, due text, organizations text, owner text)`;
const ADD_OWERS = `
  INSERT INTO duty_owers (organization, due, person, place, rule)
  SELECT * FROM jsonb_to_recordset(?::jsonb) AS r (organization text, due text, person text, place integer, rule text)`;

export async function readDutyIndex(statements: Statements): Promise<DutyIndex | undefined> {
  const row = await statements.get<IndexRow>(INDEX);
  return row && toIndex(row);
}

export async function forgetDuties(statements: Statements): Promise<void> {
  for (const sql of FORGET_ALL) await statements.run(sql);
}

export async function beginDutyIndex(statements: Statements, basis: string): Promise<void> {
  return statements.transaction('write', async (alone) => {
    await alone.run(ALONE);
    await forgetDuties(alone);
    await alone.run(BEGIN, basis);
  });
}

export async function dutiesKnown(statements: Statements, { basis, upto }: Required<DutyIndex>): Promise<void> {
  await statements.run(KNOWN, upto, basis, upto);
}

export async function saveDuties(statements: Statements, basis: string, given: readonly RecordDuties[]): Promise<void> {
  return statements.transaction('write', async (alone) => {
    await alone.run(ALONE);
    if ((await alone.get<IndexRow>(INDEX))?.basis !== basis) return;
    const persons = given.map(({ person }) => person);
    const rows = await alone.all<PersonRow>(
      MAY_SAVE,
      persons,
      given.map(({ asOf }) => asOf),
    );
    const may = new Set(rows.map(({ person }) => person));
    const records = given.filter(({ person }) => may.has(person));
    for (const sql of FORGET) await alone.run(sql, [...may]);
    const add = (sql: string, added: readonly object[]): Promise<number> => alone.run(sql, JSON.stringify(added));
    await add(
      ADD_RECORDS,
      records.map((one) => ({ person: one.person, as_of: one.asOf, next_change: changeOf(one) })),
    );
    await add(
      ADD_ENTRIES,
      records.flatMap(({ person, entries }) => [...new Set(entries)].map((entry) => ({ entry, person }))),
    );
    const sealed = (owner: string | null) => owner && alone.seals.seal('duties.owner', owner);
    await add(
      ADD,
      records.flatMap(rowsOf).map((row) => ({ ...row, owner: sealed(row.owner) })),
    );
    await add(ADD_OWERS, records.flatMap(owersOf));
  });
}

export async function readRecordsMoved(
  statements: Statements,
  since: number,
): Promise<{ readonly seq: number; readonly persons: readonly string[] }> {
  const safe = await statements.get<{ readonly seq: number }>(SAFE);
  const rows = await statements.all<PersonRow>(MOVED, since);
  return { seq: safe?.seq ?? 0, persons: rows.map(({ person }) => person) };
}

export async function readDutiesOutdated(statements: Statements, now: string): Promise<readonly string[]> {
  const rows = await statements.all<PersonRow>(OUTDATED, milliseconds(now, 'internal', 'now'));
  return rows.map(({ person }) => person);
}

export async function readPersonsLedTo(statements: Statements, entries: readonly string[]): Promise<readonly string[]> {
  return (await statements.all<PersonRow>(LED_TO, entries)).map(({ person }) => person);
}

export async function readDuties(statements: Statements, query: Query<'duties'>): Promise<readonly DutyRow[]> {
  const { sql, values } = dutiesAsked(query);
  return (await statements.all<StoredDuty>(sql, ...values)).map(toDuty);
}

export async function readDutiesAbout(statements: Statements, person: string): Promise<readonly DutyRow[]> {
  return (await statements.all<StoredDuty>(ABOUT, person)).map(toDuty);
}

/** Rule by rule: each has its persons in their order. */
export async function readDutyPersons(statements: Statements, query: Query<'dutyPersons'>): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { sql, values } of personsAsked(query))
    for (const { person } of await statements.all<PersonRow>(sql, ...values)) found.add(person);
  return [...found].toSorted().slice(0, query.count);
}

export async function readDutyDays(statements: Statements, query: Query<'dutyDays'>): Promise<readonly DutyDay[]> {
  const { sql, values } = daysAsked(query);
  return (await statements.all<Parameters<typeof toDay>[0]>(sql, ...values)).map(toDay);
}
