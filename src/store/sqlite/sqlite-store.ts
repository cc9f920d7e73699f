import type { DatabaseSync } from 'node:sqlite';
import type { Seals } from '../at-rest/seals.ts';
import type { StoredLink, StoredSegment } from '../audit-trail.ts';
import type { CarriedKind, CarriedRow, ImportPlace, Moment } from '../carried.ts';
import type { Page } from '../partner-memory.ts';
import type { OnRefill } from '../refill.ts';
import type { Hold } from '../retention-memory.ts';
import type { Signals } from '../signals.ts';
import type {
  Checkpoint,
  Commit,
  Counterpart,
  DueMoment,
  Fence,
  Link,
  Overview,
  PersonIdentifier,
  SearchPage,
  SearchQuery,
  Seen,
  SetAside,
  Standing,
  Store,
  Stored,
  VersionsQuery,
} from '../store.ts';
import type { StoreReport } from '../store-check.ts';
import { storeFault } from '../store-fault.ts';
import { applyCommit } from './apply-commit.ts';
import { AuditChain, type ChainOptions } from './audit-chain.ts';
import { cutAccessLog, readCuts } from './audit-cuts.ts';
import { readLinks as readAuditLinks, readSegments, readUnchained } from './audit-rows.ts';
import { endImport, importPlace, importRows, readMoment } from './carriage.ts';
import { checkStore, reindexStore } from './check.ts';
import { readCheckpoint, saveCheckpoint } from './checkpoints.ts';
import { readCounterpart, readCounterpartByPeerId, readCounterparts } from './counterparts.ts';
import { joinedInto, survivorOf } from './joined-persons.ts';
import { acquireLease, refuseLostLease, releaseLease, renewLease } from './leases.ts';
import { readDuePersons, readLink, readLinks, readLinksStanding } from './links.ts';
import { readOverview } from './overview.ts';
import { findPersons } from './persons.ts';
import { readRecord, recordsChangedSince } from './records.ts';
import { refillRows } from './refill-rows.ts';
import { readCurrent, readHistory, readVersion } from './resources.ts';
import { readEndedEnrolment, readHolds } from './retention.ts';
import { search } from './search.ts';
import { readSeen } from './seen.ts';
import { readAllSetAside, readSetAside } from './set-aside.ts';
import { readSignals } from './signals.ts';
import { SqliteSessionMemory } from './sqlite-session-memory.ts';
import { useOnce } from './used-once.ts';
import { readVersions } from './versions.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/** The store on one SQLite connection whose schema is up to date. Made by `openSqliteStore`. */
export class SqliteStore extends SqliteSessionMemory implements Store {
  readonly #database: DatabaseSync;
  readonly #log: WriteAheadLog | undefined;
  readonly #now: () => string;
  readonly #isGone: (owner: string) => boolean;
  readonly #chain: AuditChain;
  readonly #seals: Seals;
  readonly secret: Uint8Array;

  constructor(
    database: DatabaseSync,
    now: () => string,
    options: ChainOptions & { readonly seals: Seals; readonly secret: Uint8Array },
  ) {
    // A database in memory has no file.
    const file = database.location();
    const log = file === null ? undefined : new WriteAheadLog(file);
    super(database, log, options.seals.hasKeys);
    this.#seals = options.seals;
    this.secret = options.secret;
    this.#log = log;
    this.#database = database;
    this.#now = now;
    this.#isGone = options.isGone;
    this.#chain = new AuditChain(this.statements, options);
  }

  async read(type: string, id: string): Promise<Stored | undefined> {
    return this.answer((statements) => readCurrent(statements, type, id));
  }

  async readVersion(type: string, id: string, version: number): Promise<Stored | undefined> {
    return this.answer((statements) => readVersion(statements, type, id, version));
  }

  async history(type: string, id: string): Promise<readonly Stored[]> {
    return this.answer((statements) => readHistory(statements, type, id));
  }

  async versions(query: VersionsQuery): Promise<readonly Stored[]> {
    return this.answer((statements) => readVersions(statements, query));
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    return this.snapshot((statements) => search(statements, query));
  }

  async record(person: string): Promise<{ readonly seq: number; readonly parts: readonly Stored[] }> {
    return this.snapshot((statements) => readRecord(statements, person));
  }

  async persons(identifiers: readonly PersonIdentifier[]): Promise<readonly string[]> {
    return this.snapshot((statements) => findPersons(statements, identifiers));
  }

  async survivor(person: string): Promise<string> {
    return this.answer((statements) => survivorOf(statements, person));
  }

  async joined(person: string): Promise<readonly string[]> {
    return this.answer((statements) => joinedInto(statements, person));
  }

  async changedSince(seq: number): Promise<{ readonly seq: number; readonly persons: readonly string[] }> {
    return this.snapshot((statements) => recordsChangedSince(statements, seq));
  }

  async commit(change: Commit): Promise<readonly Stored[]> {
    return this.group.run(() => applyCommit(this.statements, change, this.#now(), this.#chain));
  }

  async link(person: string, partner: string): Promise<Link | undefined> {
    return this.answer((statements) => readLink(statements, person, partner));
  }

  async links(person: string): Promise<readonly Link[]> {
    return this.answer((statements) => readLinks(statements, person));
  }

  async linksStanding(partner: string, standing: Standing, page: Page<string>): Promise<readonly Link[]> {
    return this.answer((statements) => readLinksStanding(statements, partner, standing, page));
  }

  async duePersons(partner: string, moment: DueMoment): Promise<readonly string[]> {
    return this.answer((statements) => readDuePersons(statements, partner, moment));
  }

  async counterparts(partner: string, person: string): Promise<readonly Counterpart[]> {
    return this.answer((statements) => readCounterparts(statements, partner, person));
  }

  async counterpart(partner: string, type: string, id: string): Promise<Counterpart | undefined> {
    return this.answer((statements) => readCounterpart(statements, partner, type, id));
  }

  async counterpartByPeerId(partner: string, type: string, peerId: string): Promise<Counterpart | undefined> {
    return this.answer((statements) => readCounterpartByPeerId(statements, partner, type, peerId));
  }

  async seen(versions: readonly Seen[]): Promise<readonly boolean[]> {
    return this.snapshot((statements) => readSeen(statements, versions));
  }

  async setAside(partner: string, person: string): Promise<SetAside | undefined> {
    return this.answer((statements) => readSetAside(statements, partner, person));
  }

  async allSetAside(): Promise<readonly SetAside[]> {
    return this.answer((statements) => readAllSetAside(statements));
  }

  async checkpoint(partner: string): Promise<Checkpoint | undefined> {
    return this.answer((statements) => readCheckpoint(statements, partner));
  }

  async saveCheckpoint(checkpoint: Checkpoint, fence: Fence): Promise<void> {
    return this.group.run(() => {
      refuseLostLease(this.statements, fence);
      saveCheckpoint(this.statements, checkpoint);
    });
  }

  async acquireLease(name: string, owner: string, now: string, until: string): Promise<Fence | undefined> {
    return this.group.run(() => acquireLease(this.statements, name, owner, now, until, this.#isGone));
  }

  async renewLease(fence: Fence, until: string): Promise<void> {
    return this.group.run(() => renewLease(this.statements, fence, until));
  }

  async releaseLease(fence: Fence): Promise<void> {
    return this.group.run(() => releaseLease(this.statements, fence));
  }

  /** Not with the group: that waits for the disk, and a proof is not worth it. */
  async useOnce(key: string, until: string, now: string): Promise<boolean> {
    return this.answer((statements) => useOnce(statements, key, until, now));
  }

  async holds(): Promise<readonly Hold[]> {
    return this.answer(readHolds);
  }

  async endedEnrolment(partner: string, patient: string): ReturnType<Store['endedEnrolment']> {
    return this.answer((statements) => readEndedEnrolment(statements, partner, patient));
  }

  async overview(): Promise<Overview> {
    return this.snapshot(readOverview);
  }

  async signals(): Promise<Signals> {
    return this.answer(readSignals);
  }

  async auditSegments(): Promise<readonly StoredSegment[]> {
    return this.answer(readSegments);
  }

  async auditLinks(
    segment: number,
    page: { readonly after: number; readonly count: number },
  ): Promise<readonly StoredLink[]> {
    return this.answer((statements) => readAuditLinks(statements, segment, page));
  }

  async auditCuts(): ReturnType<Store['auditCuts']> {
    return this.answer(readCuts);
  }

  async cutAccessLog(segment: StoredSegment, positions: readonly number[], at: string): Promise<number> {
    return this.group.run(() => cutAccessLog(this.statements, segment, positions, { at, signer: this.#chain.signer }));
  }

  async auditUnchained(): ReturnType<Store['auditUnchained']> {
    return this.snapshot(readUnchained);
  }

  async atOneMoment<T>(read: (moment: Moment) => Promise<T>, upto?: number): Promise<T> {
    return readMoment(this.#database, this.#seals, read, upto).catch((error: unknown) => {
      throw storeFault(error);
    });
  }

  async importPlace(): Promise<ImportPlace | undefined> {
    return this.answer(importPlace);
  }

  async importRows(kind: CarriedKind, rows: readonly CarriedRow[], place: ImportPlace): Promise<void> {
    // What was changed past Samplan is carried as it is, for the chain to tell of it.
    this.answer(() => this.#database.exec('PRAGMA foreign_keys = OFF'));
    return this.group.run(() => importRows(this.statements, this.#seals, [kind, rows, place]));
  }

  async endImport(onRefill?: OnRefill): Promise<void> {
    this.answer(() => refillRows(this.#database, onRefill));
    await this.group.run(() => endImport(this.statements));
    this.#database.exec('PRAGMA foreign_keys = ON');
  }

  async check(sample?: number): Promise<StoreReport> {
    return this.snapshot((statements) => checkStore(statements, this.#seals, sample));
  }

  async reindex(onRefill?: OnRefill): Promise<void> {
    this.answer(() => reindexStore(this.#database, onRefill));
  }

  async close(): Promise<void> {
    // Where it cannot be closed, it is as after a crash: the next process closes it.
    await this.group.run(() => this.#chain.close(this.#now())).catch(() => {});
    await this.group.close();
    this.#log?.close();
    if (this.#database.isOpen) this.#database.close();
  }
}
