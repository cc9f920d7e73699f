import type pg from 'pg';
import type { StoredLink, StoredSegment } from '../audit-trail.ts';
import type { CarriedKind, CarriedRow, ImportPlace, Moment } from '../carried.ts';
import type { Page } from '../partner-memory.ts';
import type { OnRefill } from '../refill.ts';
import type { Hold } from '../retention-memory.ts';
import type { SharedSecret } from '../shared-secret.ts';
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
import { AuditChain, type ChainOptions } from './audit-chain.ts';
import { cutAccessLog, readCuts } from './audit-cuts.ts';
import { readLinks as readAuditLinks, readSegments, readUnchained } from './audit-rows.ts';
import { endImport, importPlace, importRows, readMoment } from './carriage.ts';
import { checkStore, reindexStore } from './check.ts';
import { readCheckpoint } from './checkpoints.ts';
import { readCounterpart, readCounterpartByPeerId, readCounterparts } from './counterparts.ts';
import { raiseFeedBase } from './feed-base.ts';
import type { Functions } from './functions.ts';
import { GroupCommit } from './group-commit.ts';
import { acquireLease, releaseLease, renewLease } from './leases.ts';
import { readDuePersons, readLink, readLinks, readLinksStanding } from './links.ts';
import { readOverview } from './overview.ts';
import { PostgresSessionMemory } from './postgres-session-memory.ts';
import { findPersons, joinedInto, readRecord, recordsChangedSince, survivorOf } from './records.ts';
import { refillRows } from './refill-rows.ts';
import { readEndedEnrolment, readHolds } from './retention.ts';
import { search } from './search.ts';
import type { Numbers } from './search-rows.ts';
import { readSeen } from './seen.ts';
import { readAllSetAside, readSetAside } from './set-aside.ts';
import { readSignals } from './signals.ts';
import type { Statements } from './statements.ts';
import { useOnce } from './used-once.ts';
import { readCurrent, readHistory, readVersion, readVersions } from './versions.ts';

interface PostgresStoreOptions extends ChainOptions, SharedSecret {
  readonly now: () => string;
  readonly functions: Functions;
  readonly numbers: Numbers;
}

/** The store in one PostgreSQL schema that is up to date. Made by `openPostgresStore`. */
export class PostgresStore extends PostgresSessionMemory implements Store {
  readonly #pool: pg.Pool;
  readonly #options: PostgresStoreOptions;
  readonly #chain: AuditChain;
  readonly secret: Uint8Array;

  constructor(pool: pg.Pool, statements: Statements, options: PostgresStoreOptions) {
    const { now, functions, numbers } = options;
    const chain = new AuditChain(statements, options);
    super(statements, new GroupCommit(statements, { apply: functions.apply_commits, numbers, now, chain }));
    this.#pool = pool;
    this.secret = options.secret;
    this.#options = options;
    this.#chain = chain;
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
    return this.answer((statements) => search(statements, query, this.#options.numbers));
  }

  async record(person: string): Promise<{ readonly seq: number; readonly parts: readonly Stored[] }> {
    return this.answer((statements) => readRecord(statements, person));
  }

  async persons(identifiers: readonly PersonIdentifier[]): Promise<readonly string[]> {
    return this.answer((statements) => findPersons(statements, identifiers));
  }

  async survivor(person: string): Promise<string> {
    return this.answer((statements) => survivorOf(statements, person));
  }

  async joined(person: string): Promise<readonly string[]> {
    return this.answer((statements) => joinedInto(statements, person));
  }

  async changedSince(seq: number): Promise<{ readonly seq: number; readonly persons: readonly string[] }> {
    return this.answer((statements) => recordsChangedSince(statements, seq));
  }

  async commit(change: Commit): Promise<readonly Stored[]> {
    return this.group.commit(change);
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
    return this.answer((statements) => readSeen(statements, versions));
  }

  async setAside(partner: string, person: string): Promise<SetAside | undefined> {
    return this.answer((statements) => readSetAside(statements, partner, person));
  }

  async allSetAside(): Promise<readonly SetAside[]> {
    return this.answer(readAllSetAside);
  }

  async checkpoint(partner: string): Promise<Checkpoint | undefined> {
    return this.answer((statements) => readCheckpoint(statements, partner));
  }

  async saveCheckpoint(checkpoint: Checkpoint, fence: Fence): Promise<void> {
    await this.group.commit({ checkpoint, fence });
  }

  async acquireLease(name: string, owner: string, now: string, until: string): Promise<Fence | undefined> {
    const { isGone } = this.#options;
    return this.group.run((statements) => acquireLease(statements, name, owner, now, until, isGone));
  }

  async renewLease(fence: Fence, until: string): Promise<void> {
    return this.group.run((statements) => renewLease(statements, fence, until));
  }

  async releaseLease(fence: Fence): Promise<void> {
    return this.group.run((statements) => releaseLease(statements, fence));
  }

  /** Not with the group: a proof waits for nobody's commit. */
  async useOnce(key: string, until: string, now: string): Promise<boolean> {
    return this.answer((statements) => useOnce(statements, this.#options.functions.use_once, key, until, now));
  }

  async holds(): Promise<readonly Hold[]> {
    return this.answer(readHolds);
  }

  async endedEnrolment(partner: string, patient: string): ReturnType<Store['endedEnrolment']> {
    return this.answer((statements) => readEndedEnrolment(statements, partner, patient));
  }

  async overview(): Promise<Overview> {
    return this.statements.snapshot(readOverview);
  }

  async signals(): Promise<Signals> {
    const signals = await this.answer(readSignals);
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { ...signals, connections: { used: totalCount - idleCount, idle: idleCount, waiting: waitingCount } };
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
    return this.answer((statements) =>
      cutAccessLog(statements, segment, positions, { at, signer: this.#chain.signer }),
    );
  }

  async auditUnchained(): ReturnType<Store['auditUnchained']> {
    return this.answer(readUnchained);
  }

  async atOneMoment<T>(read: (moment: Moment) => Promise<T>, upto?: number): Promise<T> {
    return readMoment(this.statements, read, upto).catch((error: unknown) => {
      throw storeFault(error);
    });
  }

  async importPlace(): Promise<ImportPlace | undefined> {
    return this.answer(importPlace);
  }

  async importRows(kind: CarriedKind, rows: readonly CarriedRow[], place: ImportPlace): Promise<void> {
    return this.answer((statements) => importRows(statements, [kind, rows, place]));
  }

  async endImport(onRefill?: OnRefill): Promise<void> {
    await this.answer((statements) => refillRows(statements, this.#options.numbers, onRefill));
    const client = await this.#pool.connect();
    try {
      // What comes next comes after all that was carried.
      await raiseFeedBase(client);
    } finally {
      client.release();
    }
    await this.answer(endImport);
  }

  async check(sample?: number): Promise<StoreReport> {
    return this.answer((statements) => checkStore(statements, sample));
  }

  async reindex(onRefill?: OnRefill): Promise<void> {
    return this.answer((statements) => reindexStore(statements, this.#options.numbers, onRefill));
  }

  async close(): Promise<void> {
    await this.group.close();
    // Where it cannot be closed, it is as after a crash: the next process closes it.
    await this.#chain.close(this.#options.now()).catch(() => {});
    if (!this.#pool.ended) await this.#pool.end();
  }
}
