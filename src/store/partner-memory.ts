import type { Resource } from '@medplum/fhirtypes';
import type { Finding } from '../validation/finding.ts';

/** Where a pull of a partner starts; the connector's own, with values from the partner's clock only. */
export type Cursor = Readonly<Record<string, string>>;

/** How a partner is asked what it holds (design: Sync, "Pull by strategy"; docs/adr/0009-pull-strategies.md). */
export const PULL_STRATEGIES = ['last-updated', 'history', 'listing', 'per-person'] as const;
export type PullStrategy = (typeof PULL_STRATEGIES)[number];

/** What decided how a partner is asked. */
export type StrategyReason = 'configured' | 'stated' | 'probed' | 'learned' | 'default';

/**
 * What a partner's system does. Absent: nobody knows, and the worst is assumed.
 *
 * `lastUpdated`: a search by `_lastUpdated` gives what changed and nothing else (R4 search.html#lastUpdated) · `history`:
 * type level history with `_since` (R4 http.html#history) · `browse`: a type may be searched without saying for whom ·
 * `ifMatch`: an update with a stale If-Match is refused (R4 http.html#concurrency).
 */
export interface Features {
  readonly lastUpdated?: boolean;
  readonly history?: boolean;
  readonly browse?: boolean;
  readonly ifMatch?: boolean;
}

/** Name and version of a partner's software, as its CapabilityStatement gives them. */
export interface Software {
  readonly name: string;
  readonly version?: string;
}

/** What is known of a partner's system, by where it is known from. */
export interface Capabilities {
  readonly partner: string;
  /** Whose `probed` this is: another version may do otherwise. */
  readonly software?: Software;
  /** By its CapabilityStatement. */
  readonly stated: Features;
  /** By trying it on a synthetic patient (`samplan partner check`). */
  readonly probed: Features;
  /** By passes since `askedAt`. */
  readonly learned: Features;
  /** When the CapabilityStatement was last asked for (ISO 8601). */
  readonly askedAt?: string;
}

/** Something of a partner that came and waits to be taken in with all else about the same person. */
export interface Arrival {
  readonly partner: string;
  readonly type: string;
  readonly peerId: string;
  /** The partner's id of the Patient it is about; absent for the directory. */
  readonly patient?: string;
  /** As it came; absent: the partner deleted it. */
  readonly came?: { readonly version: string; readonly resource: unknown };
}

/** A resource of a partner, by the partner's id. */
export interface PeerKey {
  readonly type: string;
  readonly peerId: string;
}

/** What we know a partner to hold, without its content. */
export interface HeldVersion extends PeerKey {
  /** Our id. */
  readonly id: string;
  /** Absent for the directory. */
  readonly person?: string;
  readonly version?: string;
  /** `meta.lastUpdated` of what the partner last gave or answered. */
  readonly lastUpdated?: string;
  /** What it last gave or answered, where that has no `meta.lastUpdated`. */
  readonly text?: Resource;
  readonly frozen: boolean;
  /** It was deleted there, by evidence. */
  readonly gone?: true;
}

/** What is wrong with what a partner gave, where nobody can say whose it is. */
export interface PartnerFinding {
  readonly partner: string;
  /** A type, or `Type/id` at the partner; one finding for each. */
  readonly place: string;
  /** ISO 8601. */
  readonly since: string;
  readonly finding: Finding;
}

/**
 * What a partner without a server of its own holds, as its files and ours say: of one person, or one entry of its directory.
 * What stands in it is its connector's business.
 */
export interface PartnerDocument {
  readonly partner: string;
  /** The partner's id of the Patient; of a directory entry `Type/id`. */
  readonly about: string;
  /** When it changed last, in the order of changes at that partner; 0: never saved. */
  readonly seq: number;
  /** JSON. */
  readonly body: unknown;
}

/** What one pass over one partner came to. Counts, codes and times: never a person's data. */
export interface RunSummary {
  readonly id: string;
  readonly partner: string;
  /** `reconciliation`: everything was looked at, not only what changed. */
  readonly kind: 'pass' | 'reconciliation';
  /**
   * `skipped`: another process holds the partner's lease · `paused`: the partner asked not to be called yet ·
   * `stopped`: more was missing than anybody deletes, and nothing of it was believed · `interrupted`: Samplan was told to stop, and the
   * next pass goes on.
   */
  readonly outcome: 'completed' | 'unreachable' | 'paused' | 'stopped' | 'skipped' | 'interrupted' | 'failed';
  /** ISO 8601. */
  readonly started: string;
  /** How the partner was asked, and why so; absent when it was not asked. */
  readonly strategy?: PullStrategy;
  readonly why?: StrategyReason;
  /** How an update is kept from overwriting another's; absent when nothing was to be written. */
  readonly guard?: 'if-match' | 'read-first';
  /** Of the partner's own time: another after each restore from a backup. */
  readonly epoch: number;
  /** Versions not taken in before. */
  readonly pulled: number;
  /** Persons whose record took something in. */
  readonly admitted: number;
  /** Parts of records that changed by it. */
  readonly merged: number;
  readonly setAside: number;
  /** Conflicts opened. */
  readonly conflicts: number;
  /** Deletions that the partner gave evidence of. */
  readonly deleted: number;
  /** What the partner should hold and does not show, without saying that it was deleted. */
  readonly notVisible: number;
  readonly delivered: number;
  readonly held: number;
  readonly blocked: number;
  /** Requests made to the partner. */
  readonly requests: number;
  readonly durationMs: number;
  /** Milliseconds by phase: ask, take-in, enrol, deliver. */
  readonly phases: Readonly<Record<string, number>>;
  /** What an operator should know, in English. */
  readonly notices: readonly string[];
  /** Passes in a row that found nothing to do share a summary: how many, and since when. */
  readonly times?: number;
  readonly since?: string;
}

/** What a store remembers of partners as such; part of Store. */
export interface PartnerMemory {
  arrival(partner: string, type: string, peerId: string): Promise<Arrival | undefined>;
  /** What waits about one of the partner's Patients, in the order in which it came first. */
  arrivalsAbout(partner: string, patient: string): Promise<readonly Arrival[]>;
  /** The partner's Patients about whom something waits, of some types only or of any, in their order, after `after`. */
  arrivedPatients(partner: string, page: Page<string>, types?: readonly string[]): Promise<readonly string[]>;
  arrivedPatientCount(partner: string): Promise<number>;
  /** Directory entries that wait, in their order, after `after`. */
  arrivedEntries(partner: string, page: Page<PeerKey>): Promise<readonly Arrival[]>;

  /** What we know of each, in the order asked; undefined: nothing. */
  heldVersions(partner: string, keys: readonly PeerKey[]): Promise<readonly (HeldVersion | undefined)[]>;
  /** What we know a partner to hold of a type, in the order of its ids, after `after`. */
  heldOfType(partner: string, type: string, page: Page<string>): Promise<readonly HeldVersion[]>;
  /** How many resources we know a partner to hold. */
  heldCount(partner: string): Promise<number>;
  /** Persons with a link to a partner, in their order, after `after`. */
  linkedPersons(partner: string, page: Page<string>): Promise<readonly string[]>;
  /** Persons without a link who may begin to take part at a partner by `now` (ISO 8601). */
  enrolmentsDue(partner: string, now: string): Promise<readonly string[]>;
  /** Forgets versions that were met last before `before` (ISO 8601, our clock). */
  forgetSeen(partner: string, before: string): Promise<void>;

  partnerDocument(partner: string, about: string): Promise<PartnerDocument | undefined>;
  /** Those that were saved with the key last. */
  partnerDocumentsWith(partner: string, key: string): Promise<readonly PartnerDocument[]>;
  /** Those that changed after `seq`, in the order of their changes. */
  partnerDocumentsAfter(partner: string, seq: number, count: number): Promise<readonly PartnerDocument[]>;
  /**
   * All or nothing, durable when the promise resolves; each gets the next seq of its partner. Fails with `stale-version` when one
   * is not at its `seq` any more.
   */
  savePartnerDocuments(documents: readonly (PartnerDocument & { readonly keys: readonly string[] })[]): Promise<void>;

  capabilities(partner: string): Promise<Capabilities | undefined>;
  saveCapabilities(capabilities: Capabilities): Promise<void>;
  /** Open findings about what partners gave, the oldest first. */
  partnerFindings(): Promise<readonly PartnerFinding[]>;
  /** @param replacing a summary that this one stands for too */
  saveRun(run: RunSummary, replacing?: string): Promise<void>;
  /** Newest first. */
  runs(which: {
    readonly partner?: string;
    readonly kind?: RunSummary['kind'];
    readonly count: number;
  }): Promise<readonly RunSummary[]>;
  /** Forgets runs that started before `before` (ISO 8601). */
  forgetRuns(before: string): Promise<void>;
}

/** So many, from after the last of the page before. */
export interface Page<Place> {
  readonly after?: Place | undefined;
  readonly count: number;
}
