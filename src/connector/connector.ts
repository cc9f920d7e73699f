import type { Resource } from '@medplum/fhirtypes';
import type { BusinessIdentifier } from '../record/identity.ts';
import type { Cursor, Features, PeerKey, PullStrategy, Software } from '../store/partner-memory.ts';
import type { ReceivedResource } from '../store/store.ts';
import type { Bar } from './barred.ts';

/** How a partner is asked for what it holds. */
export interface Asking {
  readonly strategy: PullStrategy;
  /** For `per-person`: whom it is asked about. */
  readonly persons?: AsyncIterable<AskedPerson>;
  /** Everything is to be looked at, also what the partner says has not changed. */
  readonly whole?: true;
  /** Aborted: no more is asked for, and what is asked rejects with its reason. */
  readonly stopping?: AbortSignal;
}

/** A person as a partner knows her: by its id of her Patient, else by identifiers. */
export interface AskedPerson {
  readonly patient?: string;
  readonly identifiers: readonly BusinessIdentifier[];
}

/** What a partner deleted, by evidence: 410 on a read, or a DELETE in its history. That it is not found is none. */
export interface Deleted {
  readonly type: string;
  readonly peerId: string;
}

/** One page of what a partner holds or changed. */
export interface FeedPage {
  readonly resources: readonly ReceivedResource[];
  /** What could not be read, with where it stood; everything else goes on. */
  readonly unreadable: readonly Unreadable[];
  /** A page of a history: what it shows may be what was before. Otherwise it is what the partner holds now. */
  readonly past?: true;
  /** What the partner says it deleted: by a DELETE in its history, or by 410. */
  readonly deleted?: readonly Deleted[];
  /** The partner's id of the Patient that was asked about. */
  readonly about?: string;
  /** What the partner itself says of exchanging the plan of whom the page is about; `none`: nothing forbids it. Absent: it says nothing. */
  readonly bar?: Bar | 'none';
  /** Where a pull that ends with this page may start again. */
  readonly reached?: Cursor;
  /** Types of which everything that the partner shows has been given now: of one Patient, or of all. */
  readonly complete?: { readonly types: readonly string[]; readonly patient?: string };
  /** What the partner turned out to do or not to do. */
  readonly learned?: Features;
  /** What was newest there is there no more, and nothing says that it was deleted: everything must be looked at. */
  readonly doubtful?: true;
}

/** An entry, or all of a type, that could not be read. */
export interface Unreadable {
  readonly where: string;
  readonly reason: string;
  /** Which one, where it says so. */
  readonly key?: PeerKey;
}

/** The partner's answer to a write: its own text of what it now holds. */
export interface Held {
  readonly peerId: string;
  readonly version: string;
  readonly resource: Resource;
  /** Not surely what was written: read after a write that told no version, or there before it. */
  readonly readBack?: true;
}

export type ReadAnswer = { readonly found: Held } | { readonly gone: true } | { readonly missing: true };

/** `stale`: the partner's copy moved on (409 or 412) or is no longer there (404 or 410): fetch, merge, try again. */
export type WriteAnswer = { readonly held: Held } | { readonly stale: true };

/** One of a person's parts at a partner that takes everything about her as one. */
export interface Settling extends PeerKey {
  /** Whether the partner may see what was written of it. If not, and it has not left, it stays. */
  readonly isVisible: boolean;
}

/** What a partner's system says of itself. */
export interface Statement {
  readonly software?: Software;
  readonly stated: Features;
}

/**
 * A partner's system, seen from Samplan. Implementations: `fhir-rest/`, `nhn-careplan/`, `file-drop/`, and `lifted/` around another; one contract
 * suite, test/contract/connector.ts.
 *
 * Throws SamplanError: `partner-unreachable` (try later: PartnerUnreachable, with how long where the partner said so),
 * `partner-refused` (a 4xx that will not go away by itself; also 501, and several resources with one identifier; BarredThere: the
 * person has said so to a national store),
 * `partner-malformed` (an answer that is not what FHIR says).
 */
export interface Connector {
  /** The same partner, with what is known of its system. Without, the worst is assumed. */
  knowing(features: Features): Connector;
  /**
   * The same partner, whose writes ask `before` last of all, when only the bytes are left to send: what was looked up
   * first took its time. What `before` throws stops the write.
   */
  guarded(before: () => Promise<void>): Connector;
  /** How many requests were made to the partner since it was opened, by all that `knowing` gave too. */
  requestCount(): number;
  /** What the partner says of itself (R4 capabilitystatement.html); undefined when it says nothing that can be read. */
  statement(): Promise<Statement | undefined>;
  /**
   * Everything the partner changed since the cursor (`listing`, `per-person`: everything it holds, but for persons of whom it says
   * that nothing has changed, unless `whole`), page by page.
   * The generator's return value is the cursor to save once every page is taken in. Where the partner does not do what
   * the strategy needs, another way is taken and told as `learned`.
   *
   * What can't be read of one type does not stop the others; when that is all of them, it throws.
   */
  changes(cursor: Cursor, asking?: Asking): AsyncGenerator<FeedPage, Cursor>;
  read(type: string, peerId: string): Promise<ReadAnswer>;
  /** Versions of a resource before `version`, newest first, as far as the partner still has them. */
  versionsBefore(type: string, peerId: string, version: string): AsyncGenerator<Held, void>;
  /** Every resource of the type that carries the identifier. */
  findByIdentifier(
    type: string,
    identifier: { readonly system: string; readonly value: string },
  ): Promise<readonly Held[]>;
  /**
   * Every resource of the type whose search parameters lead to these (`Type/id`, the partner's ids): entries that have
   * no identifier of their own are known by what they connect.
   */
  findByReferences(type: string, references: Readonly<Record<string, string>>): Promise<readonly Held[]>;
  /**
   * Creates, unless a resource with the identifier is there already: then answers that one, of several with an
   * identifier of our own making the oldest. The partner gives the id.
   * After `partner-unreachable` it may have been created all the same: trying again makes no second one.
   */
  create(resource: Resource, identifier: { readonly system: string; readonly value: string }): Promise<Held>;
  /** Updates only if the partner still holds `version`. `resource.id` is the partner's id. */
  update(resource: Resource, version: string): Promise<WriteAnswer>;
  /**
   * Takes a resource out of a national store, because the person no longer lets it stand there; gone already is as good. Absent
   * where nothing is ever deleted at a partner.
   */
  erase?(type: string, peerId: string): Promise<void>;
  /**
   * A partner that takes all about a person as one, as a file: what was written to it leaves now, as far as it is visible, and what
   * has not been taken and may not be seen any more is taken back. Twice is once. Absent: every write leaves by itself.
   *
   * @param parts all that is known of the person at the partner
   * @param announce told what is about to leave for the first time, before it does
   * @returns what left
   */
  settle?(
    parts: readonly Settling[],
    announce: (leaving: readonly PeerKey[]) => Promise<void>,
  ): Promise<readonly PeerKey[]>;
  /** The partner's ids of Patients about whom something waits for `settle`, though nothing new may be owed. */
  unsettled?(): Promise<readonly string[]>;
  /** What an operator should know after a pass, in English; never a person's data. */
  notices?(): Promise<readonly string[]>;
}
