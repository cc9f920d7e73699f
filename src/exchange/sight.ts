import type { Resource } from '@medplum/fhirtypes';
import type { SearchQuery, Stored } from '../store/store.ts';

/** A version as a caller sees it. */
export interface VisibleVersion {
  /** What stands in the store: for the trace and for writing, never for an answer. */
  readonly stored: Stored;
  /** With `meta` as the caller may know it. Of a deleted version: the content before. */
  readonly resource: Resource;
  /** Names this content to the caller: what its ETag says. */
  readonly tag: string;
}

/** What a search shows, or a page of it. */
export interface VisiblePage {
  readonly shown: readonly VisibleVersion[];
  /** Of what the caller sees; absent where it was not asked for. */
  readonly total?: number;
  /** Says where the page ends, by values that its order is by: sealed before it goes anywhere where those may not stand. */
  readonly next?: string;
}

/**
 * What a caller sees of all that is stored: the one way by which reads, searches and histories reach the store. What is not
 * visible is not there.
 *
 * @example
 * const shown = await sightOf(context, caller).read('CarePlan', '17'); // undefined: not there, or not for this caller
 */
export interface Sight {
  /** False for who sees a view: an edit is then put back into what is stored. */
  readonly isWhole: boolean;
  read(type: string, id: string): Promise<VisibleVersion | undefined>;
  /** The version with this tag. */
  version(type: string, id: string, tag: string): Promise<VisibleVersion | undefined>;
  /** Newest first; empty when there is nothing to see. */
  history(type: string, id: string): Promise<readonly VisibleVersion[]>;
  search(query: SearchQuery): Promise<VisiblePage>;
  /** A person's record and the directory entries that it leads to, by `Type/id`; undefined for whom the caller does not reach. */
  record(person: string): Promise<readonly VisibleVersion[] | undefined>;
  /** What was just written, as it is seen after that. */
  written(stored: Stored): Promise<VisibleVersion | undefined>;
}
