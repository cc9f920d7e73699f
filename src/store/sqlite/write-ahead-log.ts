import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/** What makes commits last: everything that was committed before a call is on the disk when it ends. */
export interface Durability {
  sync(): Promise<void>;
  /** The same, while everything waits. */
  syncAtOnce(): void;
}

const synced = promisify(fdatasync);

/**
 * The write-ahead log of a database, brought to the disk beside everything else: SQLite's own way (`synchronous = FULL`)
 * holds up the whole process for every group of commits. The log is one file as long as the database is open, and SQLite
 * syncs it itself before it takes anything over from it (sqlite.org/wal.html; docs/adr/0016-durable-beside.md).
 *
 * @example
 * const log = new WriteAheadLog('var/samplan.db');
 * await log.sync();
 */
export class WriteAheadLog implements Durability {
  readonly #file: string;
  #descriptor: number | undefined;

  /** @param database path of the database's own file */
  constructor(database: string) {
    this.#file = `${database}-wal`;
  }

  async sync(): Promise<void> {
    await synced(this.#opened());
  }

  syncAtOnce(): void {
    fdatasyncSync(this.#opened());
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Made by the first commit. */
  #opened(): number {
    this.#descriptor ??= openSync(this.#file, 'r+');
    return this.#descriptor;
  }
}
