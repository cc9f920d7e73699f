import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Searches are composed, so their number is not fixed; the oldest statement makes room. */
const CAPACITY = 256;

/**
 * Prepared statements of one database, each prepared once. SQLite plans anew on every call what is bound as a bare
 * `LIMIT ?`, at many times the cost of the call: `LIMIT 0 + ?` is planned once.
 *
 * @example
 * statements.get<{ seq: number }>('SELECT seq FROM records WHERE person = ?', 'p-1')?.seq;
 */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #spelled: (sql: string) => string;
  readonly #prepared = new Map<string, StatementSync>();

  /** @param spelled how SQL is written for this database */
  constructor(database: DatabaseSync, spelled: (sql: string) => string = (sql) => sql) {
    this.#database = database;
    this.#spelled = spelled;
  }

  /** Every row. The caller names the row's shape: it stands next to the SQL. */
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values) as unknown as readonly Row[];
  }

  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as unknown as Row | undefined;
  }

  /** As `all`, with named values: for SQL that uses one several times. */
  allNamed<Row>(sql: string, values: Readonly<Record<string, SQLInputValue>>): readonly Row[] {
    return this.#statement(sql).all(values) as unknown as readonly Row[];
  }

  getNamed<Row>(sql: string, values: Readonly<Record<string, SQLInputValue>>): Row | undefined {
    return this.#statement(sql).get(values) as unknown as Row | undefined;
  }

  /** Number of rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const oldest = this.#prepared.keys().next();
    if (this.#prepared.size >= CAPACITY && oldest.done !== true) this.#prepared.delete(oldest.value);
    const statement = this.#database.prepare(this.#spelled(sql));
    this.#prepared.set(sql, statement);
    return statement;
  }
}
