import { createHash } from 'node:crypto';
import type { Provenance, Resource } from '@medplum/fhirtypes';
import { contentOf } from '../record/content-of.ts';
import { canonical, equal } from '../record/json.ts';
import { isDirectoryType } from '../record/kinds.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { targetOf } from '../record/references.ts';
import { withParts } from '../record/with-parts.ts';
import type { SearchFilter } from '../search/filter.ts';
import { matches } from '../search/matches.ts';
import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import { followed, followedPersons, isNarrow } from './followed.ts';
import { loadDirectory, loadRecord } from './load-record.ts';
import { type Asker, mayReach } from './may-reach.ts';
import { pageOf } from './page-of.ts';
import { seenBy } from './seen-by.ts';
import { entriesLedTo, inOrder } from './shown-record.ts';
import type { Sight, VisibleVersion } from './sight.ts';

/** Resources that are looked at in one go where a search has to see what each shows. */
const BATCH = 500;

/** A record that the caller reaches, and its view of it. */
interface Reached {
  readonly record: PlanRecord;
  readonly view: ReadonlyMap<string, Resource>;
}

/**
 * What a partner sees over REST: of persons enrolled with it the view of this moment, of the directory what it asks for by id or
 * identifier, of the trace what changed a part that it sees, and nothing else. The person herself sees so of her own record, and of the
 * directory what that leads to. A tag is made of the content that is shown, so that
 * a change of what is hidden cannot be told from it.
 */
export function partnerSight({ store, now }: Pick<Context, 'store' | 'now'>, caller: Asker): Sight {
  const at = now();
  // A sight lives as long as a request.
  const reached = new Map<string, Promise<Reached | undefined>>();
  let ledTo: ReturnType<typeof loadDirectory> | undefined;

  const reach = (person: string): Promise<Reached | undefined> => {
    if (caller.patient !== undefined && caller.patient !== person) return Promise.resolve(undefined);
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
    if (isDirectoryType(resource.resourceType)) return (await isLedTo(resource)) ? contentOf(resource) : undefined;
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

  const isLedTo = async (entry: Resource): Promise<boolean> => {
    if (!caller.isHerself) return true;
    const own = await reach(caller.patient ?? '');
    ledTo ??= loadDirectory(store, [...(own?.view.values() ?? [])]);
    return (await ledTo).has(keyOf(entry));
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
    return content && shownAs(stored, content, await changedAt(stored, content));
  };

  /** When what is shown last changed, not when what is hidden did: the time of the first of the versions that show the same. */
  const changedAt = async (stored: Stored, content: Resource): Promise<string | undefined> => {
    let at = stored.resource.meta?.lastUpdated;
    const { resourceType, id = '' } = stored.resource;
    if (stored.version === 1 || isDirectoryType(resourceType)) return at;
    for (const earlier of await store.history(resourceType, id)) {
      const then = earlier.version < stored.version ? await contentShown(earlier) : undefined;
      if (!then) continue;
      if (earlier.deleted !== stored.deleted || !equal(then, content)) return at;
      at = earlier.resource.meta?.lastUpdated;
    }
    return at;
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
      const filters = await followedPersons(this, query.filters);
      // The directory names nobody's plan, but is not there to be listed.
      if (isDirectoryType(query.type) && !isNarrow(filters)) return { shown: [], total: 0 };
      const seen: VisibleVersion[] = [];
      for await (const stored of candidates(query.type, filters)) {
        const shown = await show(stored);
        if (shown) seen.push(shown);
      }
      // What matched may be what is hidden: all is asked of what is shown.
      const plain = await followed(this, seen, filters);
      const found = seen.filter(({ resource }) => matches(resource, plain));
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
      ledTo = undefined;
      return show(stored);
    },
  };

  /** What may match: found by what is the same in every view that it is in. */
  async function* candidates(type: string, filters: readonly SearchFilter[]): AsyncGenerator<Stored> {
    const asked = filters.filter(isSameInViews);
    let after: string | undefined;
    do {
      const page = await store.search({
        type,
        filters: asked,
        count: BATCH,
        total: 'none',
        ...(after === undefined ? {} : { after }),
      });
      yield* page.resources;
      after = page.next;
    } while (after !== undefined);
  }
}

/** Whom something is about, and its own names. Whatever else a filter asks can be another in a view, or not there. */
function isSameInViews(filter: SearchFilter): boolean {
  switch (filter.kind) {
    case 'id':
      return true;
    case 'reference':
      return filter.below === undefined;
    case 'token':
      return filter.name === 'identifier';
    default:
      return false;
  }
}

function shownAs(stored: Stored, content: Resource, lastUpdated: string | undefined): VisibleVersion {
  const tag = createHash('sha256').update(canonical(content)).digest('hex').slice(0, 32);
  const meta = { ...content.meta, versionId: tag, ...(lastUpdated === undefined ? {} : { lastUpdated }) };
  return { stored, resource: { ...content, meta } as Resource, tag };
}
