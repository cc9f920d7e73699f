import type pg from 'pg';
import type { Seals } from '../at-rest/seals.ts';
import { storeFault } from '../store-fault.ts';
import { ON_THE_WAY, PATIENT, waitingFor } from './connections.ts';

/** What is bound in a statement. */
export type Bound = string | number | boolean | null | Uint8Array | readonly (string | number | null)[];

/** SQL of constants only, with `?` for what is bound. */
export interface Clause {
  readonly sql: string;
  readonly values: readonly Bound[];
}

/** SQL as PostgreSQL has it, under a name by which a connection prepares it once, and which columns of its rows are sealed. */
interface Spelled {
  readonly name: string;
  readonly text: string;
  readonly sealed: readonly (readonly [alias: string, column: string])[];
}

/** Searches are composed, so their number is not fixed: those that come later are planned each time. */
const CAPACITY = 500;
/** By their SQL: a connection is asked for a name by whoever uses it, and must know one statement by it. */
const SPELLED = new Map<string, Spelled>();
const UNSEAL = /unseal\('(?<column>[a-z_.]+)', (?<value>[a-z_.]+)\) AS (?<alias>\w+)/gu;

/**
 * Statements on one database. What stands sealed is opened here: SQL says `unseal('table.column', column) AS alias` as it does for
 * SQLite, and `?` for what is bound.
 *
 * @example
 * const row = await statements.get<{ seq: number }>('SELECT seq FROM records WHERE person = ?', 'p-1');
 */
export class Statements {
  readonly #pool: pg.Pool;
  readonly #queries: Pick<pg.Pool, 'query'>;
  readonly #timeout: number | undefined;
  readonly seals: Seals;

  /**
   * @param client the connection that holds a transaction; absent: any
   * @param timeout milliseconds for which an answer is waited; absent: as the connections have it
   */
  constructor(pool: pg.Pool, seals: Seals, client?: pg.PoolClient, timeout?: number) {
    this.#pool = pool;
    this.#queries = client ?? pool;
    this.seals = seals;
    this.#timeout = timeout;
  }

  /** The same for whoever tells the server, too, that there is much to do: an answer is waited for as long as it takes. */
  get patiently(): Statements {
    return new Statements(this.#pool, this.seals, undefined, PATIENT);
  }

  /** Every row. The caller names the row's shape: it stands next to the SQL. */
  async all<Row>(sql: string, ...values: readonly Bound[]): Promise<readonly Row[]> {
    const { name, text, sealed } = spelling(sql);
    const { rows } = await this.#queries.query(this.#query(name, text, values));
    for (const [alias, column] of sealed) {
      for (const row of rows) if (row[alias] !== null) row[alias] = this.seals.unseal(column, row[alias]);
    }
    return rows as readonly Row[];
  }

  async get<Row>(sql: string, ...values: readonly Bound[]): Promise<Row | undefined> {
    return (await this.all<Row>(sql, ...values))[0];
  }

  /** Number of rows changed. */
  async run(sql: string, ...values: readonly Bound[]): Promise<number> {
    const { name, text } = spelling(sql);
    return (await this.#queries.query(this.#query(name, text, values))).rowCount ?? 0;
  }

  /** Several statements that are one: all that they write or nothing, and where they are to read only, of one moment. */
  async transaction<T>(kind: 'write' | 'read', work: (statements: Statements) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let fault: Error | undefined;
    try {
      await client.query(kind === 'write' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const result = await work(new Statements(this.#pool, this.seals, client, this.#timeout));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that cannot even undo is not used again; PostgreSQL undoes what it began.
      await client.query(waitingFor(ON_THE_WAY, { text: 'ROLLBACK' })).catch((lost: Error) => {
        fault = lost;
      });
      throw error;
    } finally {
      client.release(fault);
    }
  }

  /** Several reads that see one moment; what fails is told as a fault of the store. */
  async snapshot<T>(read: (statements: Statements) => Promise<T>): Promise<T> {
    return this.transaction('read', read).catch((error: unknown) => {
      throw storeFault(error);
    });
  }

  #query(name: string, text: string, values: readonly Bound[]): pg.QueryConfig {
    const query = { name, text, values: values.map(bindable) };
    return this.#timeout === undefined ? query : waitingFor(this.#timeout, query);
  }
}

function spelling(sql: string): Spelled {
  const known = SPELLED.get(sql);
  if (known) return known;
  const sealed: [string, string][] = [];
  let count = 0;
  const text = sql
    .replaceAll(UNSEAL, (_all, column: string, value: string, alias: string) => {
      sealed.push([alias, column]);
      return `${value} AS ${alias}`;
    })
    .replaceAll('?', () => {
      count += 1;
      return `$${count}`;
    });
  const isKept = SPELLED.size < CAPACITY;
  const spelled = { name: isKept ? `s${SPELLED.size}` : '', text, sealed };
  if (isKept) SPELLED.set(sql, spelled);
  return spelled;
}

/** PostgreSQL's texts hold no NUL: what has one is found nowhere. */
function bindable(value: Bound): unknown {
  if (typeof value === 'string') return withoutNul(value);
  return Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? withoutNul(one) : one)) : value;
}

/** A text as PostgreSQL can hold it. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
