import type { Resource } from '@medplum/fhirtypes';
import type { SearchQuery, Store, Stored } from '../store/store.ts';
import type { Context, Party } from './context.ts';
import { partnerSight } from './partner-sight.ts';

/** A version as a caller sees it. */
export interface Shown {
  /** What stands in the store: for the trace and for writing, never for an answer. */
  readonly stored: Stored;
  /** With `meta` as the caller may know it. Of a deleted version: the content before. */
  readonly resource: Resource;
  /** Names this content to the caller: what its ETag says. */
  readonly tag: string;
}

/** What a search shows, or a page of it. */
export interface ShownPage {
  readonly shown: readonly Shown[];
  /** Of what the caller sees. */
  readonly total: number;
  readonly next?: string;
  /** True when `next` says what the caller must not read. */
  readonly isPrivate?: boolean;
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
  read(type: string, id: string): Promise<Shown | undefined>;
  /** The version with this tag. */
  version(type: string, id: string, tag: string): Promise<Shown | undefined>;
  /** Newest first; empty when there is nothing to see. */
  history(type: string, id: string): Promise<readonly Shown[]>;
  search(query: SearchQuery): Promise<ShownPage>;
  /** What was just written, as it is seen after that. */
  written(stored: Stored): Promise<Shown | undefined>;
}

/** True for whoever acts for the organization that answers for this installation. */
export function isController({ controller }: Pick<Context, 'controller'>, { organization }: Party): boolean {
  return organization === controller.organization;
}

/** The controller sees what is stored (design: "Who runs it"); a partner sees its view, now (invariant I2). */
export function sightOf(context: Pick<Context, 'store' | 'controller' | 'now'>, caller: Party): Sight {
  return isController(context, caller) ? wholeSight(context.store) : partnerSight(context, caller);
}

function wholeSight(store: Store): Sight {
  const whole = (stored: Stored): Shown => ({ stored, resource: stored.resource, tag: String(stored.version) });
  return {
    isWhole: true,
    async read(type, id) {
      const stored = await store.read(type, id);
      return stored && whole(stored);
    },
    written: async (stored) => whole(stored),
    async version(type, id, tag) {
      const stored = /^[1-9]\d{0,14}$/.test(tag) ? await store.readVersion(type, id, Number(tag)) : undefined;
      return stored && whole(stored);
    },
    async history(type, id) {
      return (await store.history(type, id)).map(whole);
    },
    async search(query) {
      const { resources, ...page } = await store.search(query);
      return { ...page, shown: resources.map(whole) };
    },
  };
}
