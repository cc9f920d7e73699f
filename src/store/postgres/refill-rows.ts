import { INDEXED_TYPES, indexVersion } from '../../search/parameters.ts';
import { rowNames } from '../../search/rows.ts';
import type { OnRefill } from '../refill.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import { addSearchRows, type Numbers, type Rows } from './search-rows.ts';
import type { Statements } from './statements.ts';

/** Resources whose rows are made in one transaction. */
const BATCH = 500;

const LOCK = `SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' search rows'))`;
const NAMES = `
  INSERT INTO search_parameters (type, name) SELECT * FROM unnest(?::text[], ?::text[]) AS p (type, name)
  ON CONFLICT (type, name) DO NOTHING`;
const NUMBERS = 'SELECT type, name, number FROM search_parameters';
const STATE = 'SELECT type, version, upto, done FROM search_index';
const SAVE = `
  INSERT INTO search_index (type, version, upto, done) VALUES (?, ?, ?, ?)
  ON CONFLICT (type) DO UPDATE SET version = excluded.version, upto = excluded.upto, done = excluded.done`;
/** Locked, so that nobody puts another in its place meanwhile. */
const NEXT = `
  SELECT ${VERSION_COLUMNS}
  FROM current_versions c JOIN versions v ON v.id = c.id AND v.type = c.type AND v.version = c.version
  WHERE c.type = ? AND c.deleted = 0 AND c.seq > ? ORDER BY c.seq LIMIT ? FOR UPDATE OF c`;
const COUNT = 'SELECT count(*) AS count FROM current_versions WHERE type = ? AND deleted = 0 AND seq > ?';
const TABLES = ['token_rows', 'reference_rows', 'date_rows', 'private_rows'] as const;
const INSERT = `
  WITH t AS (
    INSERT INTO token_rows (seq, parameter, element, code, system)
    SELECT (r ->> 0)::bigint, (r ->> 1)::integer, (r ->> 2)::integer, r ->> 3, r ->> 4 FROM jsonb_array_elements(?::jsonb) AS r
    ON CONFLICT DO NOTHING
  ), f AS (
    INSERT INTO reference_rows (seq, parameter, element, target)
    SELECT (r ->> 0)::bigint, (r ->> 1)::integer, (r ->> 2)::integer, r ->> 3 FROM jsonb_array_elements(?::jsonb) AS r
    ON CONFLICT DO NOTHING
  ), d AS (
    INSERT INTO date_rows (seq, parameter, element, low, high)
    SELECT (r ->> 0)::bigint, (r ->> 1)::integer, (r ->> 2)::integer, (r ->> 3)::bigint, (r ->> 4)::bigint
    FROM jsonb_array_elements(?::jsonb) AS r
    ON CONFLICT DO NOTHING
  )
  INSERT INTO private_rows (seq, parameter, element, start, value)
  SELECT (r ->> 0)::bigint, (r ->> 1)::integer, (r ->> 2)::integer, r ->> 3, r ->> 4 FROM jsonb_array_elements(?::jsonb) AS r`;

interface State {
  readonly type: string;
  readonly version: string;
  readonly upto: number;
  readonly done: number;
}

/** Numbers of all parameters; those that are new get theirs. */
export async function numberParameters(statements: Statements): Promise<Numbers> {
  const names = INDEXED_TYPES.flatMap((type) => [...rowNames(type).keys()].map((name) => [type, name] as const));
  const known = await statements.all<{ readonly type: string; readonly name: string; readonly number: number }>(
    NUMBERS,
  );
  const numbers = new Map<string, Map<string, number>>();
  for (const { type, name, number } of known) {
    const of = numbers.get(type) ?? new Map<string, number>();
    numbers.set(type, of.set(name, number));
  }
  const missing = names.filter(([type, name]) => numbers.get(type)?.get(name) === undefined);
  if (missing.length === 0) return numbers;
  await statements.run(
    NAMES,
    missing.map(([type]) => type),
    missing.map(([, name]) => name),
  );
  return numberParameters(statements);
}

/**
 * Makes the search rows of what is stored where they were made by other definitions. In batches: who is interrupted goes on from there.
 *
 * @example
 * await refillRows(statements, numbers, ({ done, of }) => log.info('search rows are made', { done, of }));
 */
export async function refillRows(
  statements: Statements,
  numbers: Numbers,
  onRefill: OnRefill = () => {},
): Promise<void> {
  const states = new Map((await statements.all<State>(STATE)).map((state) => [state.type, state]));
  const stale = INDEXED_TYPES.flatMap((type) => {
    const state = states.get(type);
    const version = indexVersion(type);
    if (state?.version !== version) return [{ type, version, upto: 0 }];
    return state.done === 1 ? [] : [{ type, version, upto: state.upto }];
  });
  let of = 0;
  for (const { type, upto } of stale)
    of += (await statements.get<{ readonly count: number }>(COUNT, type, upto))?.count ?? 0;
  let done = 0;
  for (const { type, version, upto } of stale) {
    let from = upto;
    for (let more = true; more; ) {
      const batch = await statements.transaction('write', async (alone) => {
        await alone.all(LOCK);
        const versions = (await alone.all<VersionRow>(NEXT, type, from, BATCH)).map(toStored);
        const found: Rows = { tokens: [], references: [], dates: [], privates: [] };
        for (const { resource, seq } of versions) addSearchRows(found, resource, seq, numbers, alone.seals);
        const seqs = versions.map(({ seq }) => seq);
        for (const table of TABLES) await alone.run(`DELETE FROM ${table} WHERE seq = ANY (?)`, seqs);
        const lists = [found.tokens, found.references, found.dates, found.privates];
        if (versions.length > 0) await alone.run(INSERT, ...lists.map((rows) => JSON.stringify(rows)));
        await alone.run(SAVE, type, version, seqs.at(-1) ?? from, versions.length === BATCH ? 0 : 1);
        return seqs;
      });
      from = batch.at(-1) ?? from;
      more = batch.length === BATCH;
      done += batch.length;
      if (of > 0) onRefill({ done, of });
    }
  }
}
