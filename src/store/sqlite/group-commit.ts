import type { DatabaseSync } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import { storeTexts } from '../texts.ts';
import { storeFault } from './store-fault.ts';

interface Entry {
  /** Does the work and returns what to do once it is durable. */
  readonly attempt: () => () => void;
  readonly reject: (error: SamplanError) => void;
}

/**
 * Work that arrives in one tick shares one transaction and one fsync. Each has its own savepoint, so one that fails
 * undoes only itself.
 *
 * @example
 * await group.run(() => statements.run('DELETE FROM set_aside WHERE partner = ?', 'ehr'));
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  #queue: Entry[] = [];
  #closed = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Resolves with the work's result after COMMIT; rejects when the work throws or the COMMIT fails. */
  run<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new SamplanError('internal', storeTexts.closed));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const attempt = () => {
      const result = work();
      return () => resolve(result);
    };
    this.#queue.push({ attempt, reject });
    if (this.#queue.length === 1) setImmediate(() => this.#flush());
    return promise;
  }

  /** Commits what waits and takes nothing more. */
  close(): void {
    this.#closed = true;
    this.#flush();
  }

  #flush(): void {
    const entries = this.#queue;
    if (entries.length === 0) return;
    this.#queue = [];
    const settled: (() => void)[] = [];
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const entry of entries) settled.push(this.#attempt(entry));
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      for (const entry of entries) entry.reject(storeFault(error));
      return;
    }
    for (const settle of settled) settle();
  }

  #attempt(entry: Entry): () => void {
    this.#database.exec('SAVEPOINT entry');
    try {
      const settle = entry.attempt();
      this.#database.exec('RELEASE entry');
      return settle;
    } catch (error) {
      // A full disk or an I/O error makes SQLite undo the whole transaction: then the neighbours' work is gone too.
      if (!this.#database.isTransaction) throw error;
      this.#database.exec('ROLLBACK TO entry');
      this.#database.exec('RELEASE entry');
      return () => entry.reject(storeFault(error));
    }
  }

  #rollback(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // The first error is the one to report; a connection that cannot roll back fails on its next BEGIN.
    }
  }
}
