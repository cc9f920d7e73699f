import pg from 'pg';
import { MOULD, stampOf } from '../sync/mould.ts';

/** Persons whose rows are written at once. */
const PART = 5_000;
/** seq is the number of a transaction times this, and a place in it (src/store/postgres/apply-commits.sql). */
const PLACES = 8192;
/** Columns that hold a seq: everybody's are later than those of the one before. */
const SEQ = new Set(['seq', 'computed_seq', 'record_seq', 'opened']);
/** Tables that are about the installation and nobody in it. The access log's chain stays that of the mould. */
const OF_THE_INSTALLATION =
  /^(?:audit_.*|migrations|runs|checkpoints|leases|store_keys|shared_secret|used_once|feed|search_parameters|search_index|import_place)$/u;

interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isText: boolean }[];
}

/**
 * Gives a schema of which one person is the mould the rows of many more, as test/bench/sync/multiply.ts does with SQLite.
 *
 * @returns the newest seq
 */
export async function multiply(
  url: string,
  schema: string,
  count: number,
  onProgress: (done: number) => void,
): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET search_path = ${schema}; SET synchronous_commit = off`);
    const newest = await numberIn(client, 'SELECT max(seq) AS found FROM versions');
    const oldest = await numberIn(
      client,
      `SELECT min(seq) AS found FROM versions WHERE strpos(body, '${MOULD.number}') > 0`,
    );
    const step = newest - oldest + 1;
    await client.query('CREATE TEMP TABLE stamps (number text, fnr text, born text, written text, later bigint)');
    const copies: string[] = [];
    for (const table of await tablesOf(client, schema)) copies.push(await copyOf(client, table, oldest));
    const indexes = await withoutIndexes(client, schema);
    for (let from = 0; from < count; from += PART) {
      const stamps = Array.from({ length: Math.min(PART, count - from) }, (_, at) => {
        const { number, fnr, birthDate, written } = stampOf(from + at);
        return { number, fnr, born: birthDate, written, later: (from + at + 1) * step };
      });
      await client.query('BEGIN; DELETE FROM stamps');
      await client.query('INSERT INTO stamps SELECT * FROM json_populate_recordset(NULL::stamps, $1)', [
        JSON.stringify(stamps),
      ]);
      for (const copy of copies) await client.query(copy);
      await client.query('COMMIT');
      onProgress(from + stamps.length);
    }
    const last = await numberIn(client, 'SELECT max(seq) AS found FROM versions');
    // What is written from now on is later than all of it.
    await client.query('UPDATE feed SET base = base + $1', [Math.ceil(last / PLACES)]);
    for (const index of indexes) await client.query(index);
    // As a database that has been there for a while: nothing left of the writing that the first who reads would do.
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
    return last;
  } finally {
    await client.end();
  }
}

/**
 * Takes away what would be changed by each row that is written, and is made faster at the end.
 *
 * @returns what makes them again
 */
async function withoutIndexes(client: pg.Client, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `SELECT i.indexrelid::regclass AS name, pg_get_indexdef(i.indexrelid) AS made
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = $1::regnamespace AND NOT c.relispartition
       AND NOT EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conindid = i.indexrelid)`,
    [schema],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  // Of a table in parts PostgreSQL tells it without the parts.
  return rows.map(({ made }) => made.replace(' ON ONLY ', ' ON '));
}

async function tablesOf(client: pg.Client, schema: string): Promise<readonly Table[]> {
  const { rows } = await client.query<{ name: string; columns: Table['columns'] }>(
    `SELECT t.relname AS name, json_agg(json_build_object('name', c.attname, 'isText', c.atttypid = 'text'::regtype) ORDER BY c.attnum) AS columns
     FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
     WHERE t.relnamespace = $1::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
       AND c.attnum > 0 AND NOT c.attisdropped AND c.attidentity = ''
     GROUP BY t.relname ORDER BY t.relname`,
    [schema],
  );
  return rows.filter(({ name }) => !OF_THE_INSTALLATION.test(name));
}

/** The mould's rows of a table again for everybody, person by person. */
async function copyOf(client: pg.Client, { name, columns }: Table, oldest: number): Promise<string> {
  const texts = columns.filter(({ isText }) => isText);
  const mentions = texts.map((column) => `strpos(${column.name}, '${MOULD.number}') > 0`);
  const has = (column: string): boolean => columns.some((one) => one.name === column);
  const isMould = [...mentions, ...(has('seq') ? [`seq >= ${oldest}`] : [])].join(' OR ') || 'false';
  await client.query(`CREATE TEMP TABLE mould_${name} AS SELECT * FROM ${name} WHERE ${isMould}`);
  const names = columns.map((column) => column.name).join(', ');
  const values = columns.map(({ name: column, isText }) => {
    if (SEQ.has(column)) return `m.${column} + s.later`;
    return isText ? stamped(name, column) : `m.${column}`;
  });
  return `INSERT INTO ${name} (${names}) SELECT ${values.join(', ')} FROM stamps AS s CROSS JOIN mould_${name} AS m`;
}

function stamped(table: string, column: string): string {
  const replaced = (inner: string, from: string, to: string): string => `replace(${inner}, '${from}', ${to})`;
  const numbered = replaced(replaced(`m.${column}`, MOULD.number, 's.number'), MOULD.written, 's.written');
  const text = replaced(replaced(numbered, MOULD.fnr, 's.fnr'), MOULD.birthDate, 's.born');
  if (table !== 'links' || column !== 'body') return text;
  // A link says in its text too what it was computed from.
  return `replace(${text}, '"recordSeq":' || m.computed_seq, '"recordSeq":' || (m.computed_seq + s.later))`;
}

async function numberIn(client: pg.Client, sql: string): Promise<number> {
  const { rows } = await client.query<{ found: string }>(sql);
  return Number(rows[0]?.found);
}
