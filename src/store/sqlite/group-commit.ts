import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SamplanError } from '../../errors.ts';
import { storeFault } from '../store-fault.ts';
import { storeTexts } from '../texts.ts';
import type { Durability } from './write-ahead-log.ts';

interface Entry {
  /** Does the work and returns what to do once it is durable. */
  readonly attempt: () => () => void;
  readonly reject: (error: SamplanError) => void;
}

/** Work that is committed and not yet on the disk. */
interface Committed {
  readonly settle: () => void;
  readonly reject: (error: SamplanError) => void;
}

const CHANGES = 'SELECT total_changes() AS changes';

/**
 * Work that arrives in one tick shares one transaction, and all that is committed while the disk is busy shares one sync.
 * Each has its own savepoint, so one that fails undoes only itself. Work that changes nothing waits for no disk.
 *
 * @example
 * await group.run(() => statements.run('DELETE FROM set_aside WHERE partner = ?', 'ehr'));
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #durability: Durability | undefined;
  readonly #changes: StatementSync;
  #queue: Entry[] = [];
  #committed: Committed[] = [];
  #syncing: Promise<void> | undefined;
  #refusal: SamplanError | undefined;

  /** @param durability absent: what is committed ends with the process */
  constructor(database: DatabaseSync, durability?: Durability) {
    this.#database = database;
    this.#durability = durability;
    this.#changes = database.prepare(CHANGES);
  }

  /**
   * Resolves with the work's result once it is on the disk; rejects when the work throws or the COMMIT fails. When the
   * disk fails, nobody knows what is on it: that work rejects though it may stand, and nothing more is taken.
   */
  run<T>(work: () => T): Promise<T> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const attempt = () => {
      const result = work();
      return () => resolve(result);
    };
    this.#queue.push({ attempt, reject });
    if (this.#queue.length === 1) setImmediate(() => this.#flush());
    return promise;
  }

  /** Commits what waits, brings it to the disk and takes nothing more. */
  async close(): Promise<void> {
    this.#refusal ??= new SamplanError('internal', storeTexts.closed);
    const syncing = this.#syncing;
    this.#commit();
    const committed = this.#taken();
    try {
      if (committed.length > 0) this.#durability?.syncAtOnce();
      for (const { settle } of committed) settle();
    } catch (error) {
      for (const { reject } of committed) reject(storeFault(error));
    }
    await syncing;
  }

  #flush(): void {
    this.#commit();
    if (this.#committed.length === 0 || this.#syncing) return;
    this.#syncing = this.#sync().finally(() => {
      this.#syncing = undefined;
    });
  }

  #commit(): void {
    const entries = this.#queue;
    if (entries.length === 0) return;
    this.#queue = [];
    const done: { readonly settle: () => void; readonly isChange: boolean; readonly entry: Entry }[] = [];
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const entry of entries) {
        const before = this.#changeCount();
        const settle = this.#attempt(entry);
        done.push({ settle, isChange: this.#changeCount() !== before, entry });
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      for (const entry of entries) entry.reject(storeFault(error));
      return;
    }
    for (const { settle, isChange, entry } of done) {
      if (isChange && this.#durability) this.#committed.push({ settle, reject: entry.reject });
      else settle();
    }
  }

  /** Until nothing is left that is committed and not on the disk. */
  async #sync(): Promise<void> {
    while (this.#committed.length > 0) {
      const committed = this.#taken();
      try {
        await this.#durability?.sync();
        for (const { settle } of committed) settle();
      } catch (error) {
        this.#refusal = storeFault(error);
        for (const { reject } of [...committed, ...this.#taken(), ...this.#queue.splice(0)]) reject(this.#refusal);
      }
    }
  }

  #taken(): readonly Committed[] {
    return this.#committed.splice(0);
  }

  #changeCount(): number {
    return Number(this.#changes.get()?.['changes']);
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
