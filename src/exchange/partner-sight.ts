import { createHash } from 'node:crypto';
import type { Provenance, Resource } from '@medplum/fhirtypes';
import { contentOf } from '../record/content-of.ts';
import { canonical, equal } from '../record/json.ts';
import { isDirectoryType } from '../record/kinds.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { targetOf } from '../record/references.ts';
import { withParts } from '../record/with-parts.ts';
import { matches } from '../store/matches.ts';
import type { SearchFilter, SearchQuery, Stored } from '../store/store.ts';
import type { Context, Party } from './context.ts';
import { loadRecord } from './load-record.ts';
import { mayReach } from './may-reach.ts';
import { seenBy } from './seen-by.ts';
import { entriesLedTo, inOrder } from './shown-record.ts';
import type { Sight, VisiblePage, VisibleVersion } from './sight.ts';

/** Resources that are looked at in one go where a search has to see what each shows. */
const BATCH = 500;

/** A record that the caller reaches, and its view of it. */
interface Reached {
  readonly record: PlanRecord;
  readonly view: ReadonlyMap<string, Resource>;
}

/**
 * What a partner sees over REST: of persons enrolled with it the view of this moment, of the directory what it asks for by id or
 * identifier, of the trace what changed a part that it sees, and nothing else. A tag is made of the content that is shown, so that
 * a change of what is hidden cannot be told from it.
 */
export function partnerSight({ store, now }: Pick<Context, 'store' | 'now'>, caller: Party): Sight {
  const at = now();
  // A sight lives as long as a request.
  const reached = new Map<string, Promise<Reached | undefined>>();

  const reach = (person: string): Promise<Reached | undefined> => {
    const known = reached.get(person);
    if (known) return known;
    const asked = (async (): Promise<Reached | undefined> => {
      const { record } = await loadRecord(store, person);
      return (await mayReach(store, caller, record)) ? { record, view: seenBy(record, caller, at) } : undefined;
    })();
    reached.set(person, asked);
    return asked;
  };

  /** The content that is shown of what is stored, or of an earlier version of it. */
  const contentShown = async (stored: Stored): Promise<Resource | undefined> => {
    const { resource } = stored;
    if (isDirectoryType(resource.resourceType)) return contentOf(resource);
    if (resource.resourceType === 'Provenance') return provenanceShown(resource);
    if (stored.record === undefined) return undefined;
    const one = await reach(stored.record);
    const key = keyOf(resource);
    // What is not shown today is not shown as it was either; what is deleted is not there to be asked about.
    if (!one || !(stored.deleted || one.view.has(key))) return undefined;
    const then = contentOf(resource);
    if (equal(then, one.record.parts.get(key)?.resource)) return one.view.get(key);
    // What has left the record is its owner's still, and not the caller's.
    return seenBy(withParts(one.record, [then], stored.owner ?? ''), caller, at).get(key);
  };

  const provenanceShown = async (provenance: Provenance): Promise<Resource | undefined> => {
    const targets = provenance.target.map((target) => targetOf(target.reference));
    for (const target of targets) {
      const stored = target && (await store.read(target.type, target.id));
      if (!stored || stored.record === undefined) return undefined;
      if (!(await reach(stored.record))?.view.has(`${target.type}/${target.id}`)) return undefined;
    }
    // Versions of ours are counted by changes that the caller may not see.
    const { entity: _, ...rest } = contentOf(provenance);
    return { ...rest, target: targets.map((target) => ({ reference: `${target?.type}/${target?.id}` })) };
  };

  const versions = async (type: string, id: string): Promise<readonly VisibleVersion[]> => {
    const shown: VisibleVersion[] = [];
    // Oldest first: what a change of hidden content leaves as it was is no version of its own.
    for (const stored of (await store.history(type, id)).toReversed()) {
      const content = await contentShown(stored);
      if (!content) continue;
      const next = shownAs(stored, content, stored.resource.meta?.lastUpdated);
      const last = shown.at(-1);
      if (last && last.tag === next.tag && last.stored.deleted === stored.deleted) {
        shown.splice(-1, 1, shownAs(stored, content, last.resource.meta?.lastUpdated));
      } else shown.push(next);
    }
    return shown.toReversed();
  };

  const show = async (stored: Stored): Promise<VisibleVersion | undefined> => {
    const content = await contentShown(stored);
    if (!content) return undefined;
    const { resourceType, id = '' } = stored.resource;
    if (equal(content, contentOf(stored.resource))) {
      return shownAs(stored, content, stored.resource.meta?.lastUpdated);
    }
    // When what is shown last changed, not when what is hidden did.
    const [latest] = resourceType === 'Provenance' ? [] : await versions(resourceType, id);
    return shownAs(stored, content, (latest ?? stored).resource.meta?.lastUpdated);
  };

  return {
    isWhole: false,
    async read(type, id) {
      const stored = await store.read(type, id);
      return stored && show(stored);
    },
    async version(type, id, tag) {
      return (await this.history(type, id)).find((one) => one.tag === tag);
    },
    async history(type, id) {
      const stored = await store.read(type, id);
      return stored && (await show(stored)) ? versions(type, id) : [];
    },
    async search(query) {
      if (isDirectoryType(query.type) && !isNarrow(query.filters)) return { shown: [], total: 0 };
      const found: VisibleVersion[] = [];
      for await (const stored of allOf(query)) {
        const shown = await show(stored);
        // What matched may be what is hidden.
        if (shown && matches(shown.resource, query.filters)) found.push(shown);
      }
      return pageOf(found, query);
    },
    async record(person) {
      if (!(await reach(person))) return undefined;
      const { parts } = await store.record(person);
      const shown = (await Promise.all(parts.map(show))).flatMap((one) => one ?? []);
      // Only what is shown leads anywhere.
      const entries = await entriesLedTo(
        store,
        shown.map(({ resource }) => resource),
      );
      return inOrder([...shown, ...(await Promise.all(entries.map(show))).flatMap((one) => one ?? [])]);
    },
    async written(stored) {
      reached.clear();
      return show(stored);
    },
  };

  async function* allOf({ type, filters, sort }: SearchQuery): AsyncGenerator<Stored> {
    const asked = filters.filter(({ kind }) => kind !== 'lastUpdated');
    let after: string | undefined;
    do {
      const page = await store.search({
        type,
        filters: asked,
        count: BATCH,
        ...(sort ? { sort } : {}),
        ...(after === undefined ? {} : { after }),
      });
      yield* page.resources;
      after = page.next;
    } while (after !== undefined);
  }
}

/** The directory names nobody's plan, but is not there to be listed. */
function isNarrow(filters: readonly SearchFilter[]): boolean {
  return filters.some((filter) => filter.kind === 'id' || (filter.kind === 'token' && filter.name === 'identifier'));
}

/** A page of what is shown, after the place that the token names. */
function pageOf(found: readonly VisibleVersion[], { count, sort, after }: SearchQuery): VisiblePage {
  const [time = 0, seq = 0] = (after ?? '').split(':').map(Number);
  const isAfter = (one: VisibleVersion): boolean => {
    const [at, place] = placeOf(one, sort);
    return sort === '-lastUpdated'
      ? at < time || (at === time && place < seq)
      : at > time || (at === time && place > seq);
  };
  const rest = after === undefined ? found : found.filter(isAfter);
  const shown = rest.slice(0, count);
  const last = shown.at(-1);
  return {
    shown,
    total: found.length,
    ...(last && rest.length > shown.length ? { next: placeOf(last, sort).join(':') } : {}),
  };
}

/** Where something stands in the order of the store: by time where that is asked for, then by commit. */
function placeOf({ stored }: VisibleVersion, sort: SearchQuery['sort']): readonly [time: number, seq: number] {
  return [sort === undefined ? 0 : Date.parse(stored.resource.meta?.lastUpdated ?? ''), stored.seq];
}

function shownAs(stored: Stored, content: Resource, lastUpdated: string | undefined): VisibleVersion {
  const tag = createHash('sha256').update(canonical(content)).digest('hex').slice(0, 32);
  const meta = { ...content.meta, versionId: tag, ...(lastUpdated === undefined ? {} : { lastUpdated }) };
  return { stored, resource: { ...content, meta } as Resource, tag };
}
