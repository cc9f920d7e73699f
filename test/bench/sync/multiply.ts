import { DatabaseSync } from 'node:sqlite';
import { MOULD, stampOf } from './mould.ts';

/** Persons whose rows are written at once. */
const PART = 10_000;

/** Columns that hold a seq: everybody's are later than those of the one before. */
const SEQ = new Set(['seq', 'computed_seq', 'record_seq']);

/**
 * Gives a database of which one person is the mould the rows of many more: what an installation holds that came through
 * its gates, for as many as are asked for. Indexes, sizes and contents are as if each had come the long way.
 *
 * @param file of a store that nobody has open
 * @returns the newest seq
 */
export function multiply(file: string, count: number, onProgress: (done: number) => void): number {
  const database = new DatabaseSync(file);
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -2000000', 'foreign_keys = OFF']) {
    database.exec(`PRAGMA ${pragma}`);
  }
  const newest = numberIn(database, 'SELECT max(seq) AS found FROM versions');
  const oldest = numberIn(database, `SELECT min(seq) AS found FROM versions WHERE body LIKE '%${MOULD.number}%'`);
  // Nobody of the mould's rows may stand among those of others, so that a seq says whose it is.
  const step = newest - oldest + 1;
  database.exec(`
    CREATE TEMP TABLE stamps (
      number TEXT NOT NULL, fnr TEXT NOT NULL, born TEXT NOT NULL, written TEXT NOT NULL, later INTEGER NOT NULL);
  `);
  const add = database.prepare('INSERT INTO stamps VALUES (?, ?, ?, ?, ?)');
  const copies = tablesOf(database).map((table) => copyOf(database, table, oldest));
  for (let from = 0; from < count; from += PART) {
    database.exec('BEGIN; DELETE FROM stamps');
    for (let index = from; index < Math.min(from + PART, count); index += 1) {
      const { number, fnr, birthDate, written } = stampOf(index);
      add.run(number, fnr, birthDate, written, (index + 1) * step);
    }
    for (const copy of copies) database.exec(copy);
    database.exec('COMMIT');
    onProgress(Math.min(from + PART, count));
  }
  const last = numberIn(database, 'SELECT max(seq) AS found FROM versions');
  database.exec('PRAGMA journal_mode = WAL');
  database.close();
  return last;
}

/** Tables that are about the installation and nobody in it. The access log's chain stays that of the mould. */
const OF_THE_INSTALLATION =
  /^(?:sqlite_|audit_|(?:migrations|runs|checkpoints|leases|store_keys|shared_secret|used_once)$)/u;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

function tablesOf(database: DatabaseSync): readonly Table[] {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  return names
    .map(({ name }) => String(name))
    .filter((name) => !OF_THE_INSTALLATION.test(name))
    .map((name) => ({
      name,
      columns: database
        .prepare(`SELECT name FROM pragma_table_info('${name}')`)
        .all()
        .map((column) => String(column['name'])),
    }));
}

/** The mould's rows of a table again for everybody, person by person. */
function copyOf(database: DatabaseSync, { name, columns }: Table, oldest: number): string {
  const mentions = columns.map((column) => `instr(${column}, '${MOULD.number}') > 0`);
  const isMould = [...mentions, ...(columns.includes('seq') ? [`seq >= ${oldest}`] : [])].join(' OR ');
  // Few rows tell who she is; the others need not be searched for it.
  const tells = columns.map(
    (column) => `instr(${column}, '${MOULD.fnr}') + instr(${column}, '${MOULD.birthDate}') > 0`,
  );
  database.exec(
    `CREATE TEMP TABLE mould_${name} AS SELECT *, ${tells.join(' OR ')} AS tells FROM main.${name} WHERE ${isMould}`,
  );
  const values = columns.map((column) => (SEQ.has(column) ? `m.${column} + s.later` : stamped(name, column)));
  return `INSERT INTO main.${name} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM stamps AS s CROSS JOIN mould_${name} AS m`;
}

function stamped(table: string, column: string): string {
  const replaced = (inner: string, from: string, to: string): string => `replace(${inner}, '${from}', ${to})`;
  const always = replaced(replaced(`m.${column}`, MOULD.number, 's.number'), MOULD.written, 's.written');
  const hers = replaced(replaced(always, MOULD.fnr, 's.fnr'), MOULD.birthDate, 's.born');
  const text = `iif(m.tells, ${hers}, ${always})`;
  // A link says in its text too what it was computed from.
  const isLink = table === 'links' && column === 'body';
  const seqs = [`'"recordSeq":' || m.computed_seq`, `'"recordSeq":' || (m.computed_seq + s.later)`];
  const whole = isLink ? `replace(${stampedText(text)}, ${seqs.join(', ')})` : stampedText(text);
  return whole.replaceAll('#', `m.${column}`);
}

/** Numbers stay numbers, and nothing stays nothing. */
function stampedText(text: string): string {
  return `iif(typeof(#) = 'text', ${text}, #)`;
}

function numberIn(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['found']);
}
