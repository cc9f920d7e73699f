import type { Resource } from '@medplum/fhirtypes';
import type { ReceivedResource } from '../store/store.ts';

/** What a partner deleted, by evidence: 410 on a read, or a DELETE in its history. That it is not found is none. */
export interface Deleted {
  readonly type: string;
  readonly peerId: string;
}

/** One page of what a partner changed. */
export interface FeedPage {
  readonly resources: readonly ReceivedResource[];
  readonly deleted?: readonly Deleted[];
  /** Entries that could not be read as resources, with where they stood; the rest of the page goes on. */
  readonly unreadable: readonly { readonly where: string; readonly reason: string }[];
}

/** The partner's answer to a write: its own text of what it now holds. */
export interface Held {
  readonly peerId: string;
  readonly version: string;
  readonly resource: Resource;
}

export type ReadAnswer = { readonly found: Held } | { readonly gone: true } | { readonly missing: true };

/** `stale`: the partner's copy moved on (409 or 412) or is no longer there (404 or 410): fetch, merge, try again. */
export type WriteAnswer = { readonly held: Held } | { readonly stale: true };

/**
 * A partner's system, seen from Samplan. Implementations: `fhir-rest/`, and `lifted/` around another; one contract suite,
 * test/contract/connector.ts.
 *
 * Throws SamplanError: `partner-unreachable` (try later: PartnerUnreachable, with how long where the partner said so),
 * `partner-refused` (a 4xx that will not go away by itself; also 501, and several resources with one identifier),
 * `partner-malformed` (an answer that is not what FHIR says).
 */
export interface Connector {
  /**
   * Everything the partner changed since the cursor, page by page, oldest first where the partner allows it.
   * The generator's return value is the cursor to save once every page is taken in.
   */
  changes(cursor: Readonly<Record<string, string>>): AsyncGenerator<FeedPage, Readonly<Record<string, string>>>;
  read(type: string, peerId: string): Promise<ReadAnswer>;
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
   * Creates, unless a resource with the identifier is there already: then answers that one. The partner gives the id.
   * After `partner-unreachable` it may have been created all the same: trying again makes no second one.
   */
  create(resource: Resource, identifier: { readonly system: string; readonly value: string }): Promise<Held>;
  /** Updates only if the partner still holds `version`. `resource.id` is the partner's id. */
  update(resource: Resource, version: string): Promise<WriteAnswer>;
}
