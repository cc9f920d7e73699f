import type { Resource } from '@medplum/fhirtypes';
import type { SearchFilter, SortKey } from '../search/filter.ts';
import type { Finding } from '../validation/finding.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Carriage } from './carried.ts';
import type { DutyMemory } from './duty-memory.ts';
import type { Arrival, Cursor, Page, PartnerFinding, PartnerMemory, PeerKey } from './partner-memory.ts';
import type { EndedEnrolment, Erasure, Hold, RetentionMemory } from './retention-memory.ts';
import type { SessionMemory } from './session-memory.ts';
import type { SharedSecret } from './shared-secret.ts';
import type { SignalSource } from './signals.ts';
import type { Standing } from './standing.ts';
import type { StoreCheck } from './store-check.ts';
import type { SubscriptionChange, SubscriptionMemory } from './subscription-memory.ts';
import type { UsedOnce } from './used-once.ts';

export { STANDINGS, type Standing } from './standing.ts';

/** A resource as one of its versions stands in the store. */
export interface Stored<R extends Resource = Resource> {
  /** With `id`, `meta.versionId` and `meta.lastUpdated`. Of a deleted version: the content before the deletion. */
  readonly resource: R;
  /** Position in the order of all commits. */
  readonly seq: number;
  readonly version: number;
  readonly deleted: boolean;
  /** Person whose record it is a part of; absent for the directory, Provenance and AuditEvent. */
  readonly record?: string;
  /** Organization number of the part's owner (design: owner). */
  readonly owner?: string;
}

/** One new version. `version` is the stored one plus 1, or 1: anything else fails the whole commit with `stale-version`. */
export interface Write {
  readonly resource: Resource;
  readonly version: number;
  readonly deleted?: boolean;
  readonly record?: string;
  readonly owner?: string;
}

/** National or other business identifier of a person. A system that begins with `samplan:` is Samplan's own. */
export interface PersonIdentifier {
  readonly system: string;
  readonly value: string;
}

/** Person × partner: what the partner should hold of the record, and how that stands. */
export interface Link {
  readonly person: string;
  readonly partner: string;
  readonly standing: Standing;
  /** Stable code of the reason, for example `no-consent`; never a person's data. */
  readonly reason?: string;
  /** What the delivered view was computed from; absent until the first computation. */
  readonly computed?: {
    readonly recordSeq: number;
    /** Hash over configuration, consent policy and mapping of the partner. */
    readonly configuration: string;
    /** Instant (ISO 8601) at which a consent or an age boundary next changes the answer. */
    readonly nextChange?: string;
  };
  /** Failed deliveries in a row, and when to try again (ISO 8601). */
  readonly attempts: number;
  readonly nextAttempt?: string;
  /** Since when something is owed (ISO 8601). */
  readonly owedSince?: string;
}

/** Our resource at a partner: the sender's shape is kept (design: idea 6). */
export interface Counterpart {
  readonly partner: string;
  readonly type: Resource['resourceType'];
  /** Our id. */
  readonly id: string;
  /** Person of the record; absent for the directory. */
  readonly person?: string;
  /** The partner's id; absent while a creation is under way and its answer is not known. */
  readonly peerId?: string;
  readonly peerVersion?: string;
  /** Our FHIR view, our ids, as the partner last got or sent it. */
  readonly sent?: Resource;
  /** The partner's own text of the same, its ids. */
  readonly echoed?: Resource;
  /** Elements that the partner can't hold: they were written and are not there (design: idea 6). */
  readonly mask?: readonly string[];
  /** Left the partner's view: base kept, out of both directions. */
  readonly frozen: boolean;
  /** Deleted at the partner, by evidence (410, or a DELETE in its history): nothing is sent under its id any more. */
  readonly gone?: true;
}

/** What came and could not be admitted, or is another plan than the record's: kept whole with its findings. */
export interface SetAside {
  readonly partner: string;
  readonly person: string;
  readonly resources: readonly ReceivedResource[];
  readonly findings: readonly Finding[];
  readonly since: string;
  /** The person's record when it was weighed: once that has moved, the answer can be another. */
  readonly recordSeq?: number;
  /** Which of the resources are a candidate's, as `type/peerId`: without a finding of severity error, nothing is to be mended. */
  readonly candidates?: readonly string[];
}

/** A resource as a partner gave it. */
export interface ReceivedResource {
  readonly type: string;
  readonly peerId: string;
  /** The partner's versionId, or a content hash where it has none. */
  readonly version: string;
  readonly resource: unknown;
}

/** A version of a partner's resource that was taken in and need not be looked at again. */
export interface Seen {
  readonly partner: string;
  readonly type: string;
  readonly peerId: string;
  readonly version: string;
}

/** Proof that a run still holds its lease: checked inside the commit, so a paused process writes nothing late. */
export interface Fence {
  readonly lease: string;
  readonly token: number;
}

/** A record as it was read. */
export interface Expected {
  readonly record: string;
  /** 0: it must not exist. */
  readonly seq: number;
}

/** Everything that one decision changes. All of it or nothing. */
export interface Commit {
  /** Fails with `stale-record` when a record has moved past its `seq`, or was erased. */
  readonly expect?: Expected | readonly Expected[];
  readonly fence?: Fence | readonly Fence[];
  /**
   * Two persons turned out to be one. What leads to `person` leads to `into` from now on: identifiers, and counterparts at
   * every partner with which she has a link. Her links and set-asides end. Of later commits by whoever does not know yet:
   * a counterpart of hers is `into`'s (an answer that came late), a link of hers is not written, an identifier or a
   * set-aside of hers fails with `stale-record`.
   */
  readonly joined?: { readonly person: string; readonly into: string };
  readonly writes?: readonly Write[];
  /** Identifiers that lead to a person. Claimed by another person: fails with `duplicate`. */
  readonly identifiers?: readonly (PersonIdentifier & { readonly person: string })[];
  readonly links?: readonly Link[];
  readonly counterparts?: readonly Counterpart[];
  readonly seen?: readonly Seen[];
  readonly setAside?: readonly SetAside[];
  /** Set-aside entries that were admitted or withdrawn; the link of a person who has no record goes with them. */
  readonly taken?: readonly { readonly partner: string; readonly person: string }[];
  /** What came and waits to be taken in; replaces what waits under the same id. */
  readonly arrived?: readonly Arrival[];
  /** Arrivals that wait no longer. */
  readonly handled?: readonly (PeerKey & { readonly partner: string })[];
  /** A partner whose time has begun anew: what waits of it, and what was seen, counts no more. */
  readonly forgotten?: string;
  readonly checkpoint?: Checkpoint;
  /** When a person without a link is looked at again for enrolment; without `at`: not by the clock any more. */
  readonly enrolmentDates?: readonly { readonly partner: string; readonly person: string; readonly at?: string }[];
  /** Findings about what a partner gave; a place that is known keeps its `since`. */
  readonly found?: readonly PartnerFinding[];
  /** Places where nothing is wrong any more. */
  readonly settled?: readonly { readonly partner: string; readonly place: string }[];
  readonly subscription?: SubscriptionChange;
  /** Legal holds that begin or are lifted. */
  readonly holds?: readonly Hold[];
  /** Fails with `on-hold` while anything of this person is on hold. */
  readonly unheld?: string;
  /** A partner's Patient whose record was erased, and who takes part again. */
  readonly resumed?: EndedEnrolment;
  /**
   * Every version of every part goes, with what it is found by, and all that leads to the person or says what a partner holds of her;
   * her enrolments are remembered as ended. The access log stays. Last of all that the commit does. Fails with `on-hold` while a hold stands.
   */
  readonly erased?: Erasure;
}

/** A walk back through the versions of all resources. */
export interface VersionsQuery {
  /** Absent: all but AuditEvent. */
  readonly type?: string;
  /** Person whose record they were a part of then. */
  readonly record?: string;
  /** Only of resources that changed then or later (ISO 8601): earlier versions of those are among them. */
  readonly since?: string;
  /** Only what was committed before this seq. */
  readonly before?: number;
  readonly count: number;
}

/** Search over current versions, or a page of it. Filters all hold. */
export interface SearchQuery {
  readonly type: string;
  readonly filters: readonly SearchFilter[];
  readonly count: number;
  /** The first key counts first; what has no value comes last, and among equals the order of commits. Absent: that order alone. */
  readonly sort?: readonly SortKey[];
  /** Opaque: `next` of the previous page of the same search. */
  readonly after?: string;
  /** Without the total, which costs as much as the search. */
  readonly total?: 'none';
}

export interface SearchPage {
  readonly resources: readonly Stored[];
  /** Of all pages; absent where it was not asked for. */
  readonly total?: number;
  readonly next?: string;
}

/** Where a pull of a partner stands. */
export interface Checkpoint {
  readonly partner: string;
  /** Of the partner's own time: one more after each restore from a backup. */
  readonly epoch: number;
  readonly cursor: Cursor;
  /** Last commit whose records were looked at for enrolment. */
  readonly enrolledSeq: number;
  /** The partner was restored from a backup, and not everything there has been looked at since. */
  readonly restored?: boolean;
  /** The partner asked not to be called before (ISO 8601; Retry-After). */
  readonly pausedUntil?: string;
  /** Something does not add up: the next pass looks at everything. */
  readonly reconcile?: boolean;
  /** So much of what the partner should hold was not to be seen (404) when everything was looked at. */
  readonly notVisible?: number;
  /** The pass that saved this. */
  readonly run?: string;
}

/** When and under what links are looked at. */
export interface DueMoment {
  /** ISO 8601. */
  readonly now: string;
  readonly configuration: string;
  /** Links that wait for a retry are due too. */
  readonly atOnce?: boolean;
}

/** Counts for `samplan status` and the demo. */
export interface Overview {
  readonly records: number;
  /** Persons with something set aside that is to be mended: candidates wait for a decision, and count as conflicts. */
  readonly setAside: number;
  /** Open conflict Tasks. */
  readonly conflicts: number;
  /** Open findings of severity error on what is set aside. */
  readonly findings: number;
  /** A link in step with an older record than there is counts as owed. */
  readonly partners: Readonly<Record<string, Readonly<Record<Standing, number>>>>;
}

/**
 * All that Samplan remembers. Implementations: `sqlite/`; one contract suite, test/contract/store.ts, holds them to this text.
 *
 * Every method may reject with SamplanError; anything else is a fault of the implementation.
 */
export interface Store
  extends PartnerMemory,
    SubscriptionMemory,
    AuditTrail,
    UsedOnce,
    SharedSecret,
    RetentionMemory,
    DutyMemory,
    SessionMemory,
    SignalSource,
    Carriage,
    StoreCheck {
  /** Current version, also when that is a deletion; undefined when it never existed. */
  read(type: string, id: string): Promise<Stored | undefined>;
  readVersion(type: string, id: string, version: number): Promise<Stored | undefined>;
  /** Newest first. */
  history(type: string, id: string): Promise<readonly Stored[]>;
  /** Newest first, in the order of commits; deletions among them. */
  versions(query: VersionsQuery): Promise<readonly Stored[]>;
  search(query: SearchQuery): Promise<SearchPage>;
  /** Current, undeleted parts of a person's record, and the record's seq (0: none). */
  record(person: string): Promise<{ readonly seq: number; readonly parts: readonly Stored[] }>;
  /** Persons that any of the identifiers leads to, without repeats. */
  persons(identifiers: readonly PersonIdentifier[]): Promise<readonly string[]>;
  /** Whom a person was joined into; herself when she was not. */
  survivor(person: string): Promise<string>;
  /** Who was joined into a person, also through others, in their order. */
  joined(person: string): Promise<readonly string[]>;
  /** Persons whose record changed after `seq`, and the newest seq of all commits. */
  changedSince(seq: number): Promise<{ readonly seq: number; readonly persons: readonly string[] }>;

  /** All or nothing, durable when the promise resolves. Returns the versions written, in order. */
  commit(change: Commit): Promise<readonly Stored[]>;

  link(person: string, partner: string): Promise<Link | undefined>;
  links(person: string): Promise<readonly Link[]>;
  /** Links to a partner that stand so, as the overview counts them, in the order of persons, after `after`. */
  linksStanding(partner: string, standing: Standing, page: Page<string>): Promise<readonly Link[]>;
  /**
   * Persons whose link to a partner is to be looked at: never computed, computed from something older, a date passed,
   * or a retry due. The longest owed first. A blocked link is due only when it has a retry date: what was set aside
   * waits to be mended.
   */
  duePersons(partner: string, moment: DueMoment): Promise<readonly string[]>;
  /** Counterparts of a person's parts at a partner. */
  counterparts(partner: string, person: string): Promise<readonly Counterpart[]>;
  /** Counterpart by our id, for the directory too. */
  counterpart(partner: string, type: string, id: string): Promise<Counterpart | undefined>;
  counterpartByPeerId(partner: string, type: string, peerId: string): Promise<Counterpart | undefined>;
  /** Which of these were taken in before. */
  seen(versions: readonly Seen[]): Promise<readonly boolean[]>;
  setAside(partner: string, person: string): Promise<SetAside | undefined>;
  allSetAside(): Promise<readonly SetAside[]>;

  checkpoint(partner: string): Promise<Checkpoint | undefined>;
  saveCheckpoint(checkpoint: Checkpoint, fence: Fence): Promise<void>;

  /** A token when the lease was free, expired, or already this owner's; undefined when another holds it. Times are ISO 8601 and epoch-comparable. */
  acquireLease(name: string, owner: string, now: string, until: string): Promise<Fence | undefined>;
  /** Extends; fails with `lease-lost` when another took it. */
  renewLease(fence: Fence, until: string): Promise<void>;
  releaseLease(fence: Fence): Promise<void>;

  overview(): Promise<Overview>;
  close(): Promise<void>;
}
