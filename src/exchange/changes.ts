import type { Store, Stored } from '../store/store.ts';
import type { Sight, VisibleVersion } from './sight.ts';

/** Which versions of a history, instants as ISO 8601. */
export interface When {
  /** Made then or later. */
  readonly since?: string;
  /** Current at some point from `from` on and before `before`. */
  readonly at?: { readonly from?: string; readonly before?: string };
}

/** What a history of more than one resource is about. */
export interface ChangesQuery extends When {
  /** Absent: all types but AuditEvent, which grows by being asked. */
  readonly type?: string;
  /** Person whose record it is about. */
  readonly person?: string;
  readonly count: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface SeenChange {
  readonly seen: VisibleVersion;
  /** The first that the caller sees of this resource. */
  readonly isFirst: boolean;
}

export interface ChangesPage {
  readonly changes: readonly SeenChange[];
  readonly next?: string;
  /** There is such a person, and the caller does not reach her. */
  readonly isOutOfReach?: true;
}

const BATCH = 500;
/** Versions that are looked at for one page: of a search for something rare, pages can be short. */
const MOST = 5000;

/**
 * The versions that a caller sees of all resources, the newest first. Who sees a view sees those of one person whose record it
 * reaches, in the order in which its view changed: what it does not see moves nothing.
 *
 * @example
 * await changes(store, sight, { type: 'Goal', since: '2026-11-01T00:00:00.000Z', count: 50 });
 */
export function changes(store: Store, sight: Sight, query: ChangesQuery): Promise<ChangesPage> {
  return sight.isWhole ? ofAll(store, query) : ofPerson(store, sight, query);
}

async function ofAll(store: Store, query: ChangesQuery): Promise<ChangesPage> {
  const { type, person, since, at, count, after } = query;
  if (count === 0) return { changes: [] };
  const found: SeenChange[] = [];
  let before = after === undefined ? undefined : Number(after);
  for (let looked = 0; looked < MOST; looked += BATCH) {
    const batch = await store.versions({
      ...(type === undefined ? {} : { type }),
      ...(person === undefined ? {} : { record: person }),
      ...(since === undefined ? {} : { since }),
      ...(before === undefined ? {} : { before }),
      count: BATCH,
    });
    for (const stored of batch) {
      if (found.length === count) return { changes: found, next: String(before) };
      before = stored.seq;
      const next = at?.from === undefined ? undefined : await following(store, stored);
      if (isWithin(updated(stored), next && updated(next), query)) found.push(asChange(stored));
    }
    if (batch.length < BATCH) return { changes: found };
  }
  return { changes: found, next: String(before) };
}

const asChange = (stored: Stored): SeenChange => ({
  seen: { stored, resource: stored.resource, tag: String(stored.version) },
  isFirst: stored.version === 1,
});

function following(store: Store, { resource, version }: Stored): Promise<Stored | undefined> {
  return store.readVersion(resource.resourceType, resource.id ?? '', version + 1);
}

async function ofPerson(
  store: Store,
  sight: Sight,
  { type, person = '', count, after, ...when }: ChangesQuery,
): Promise<ChangesPage> {
  if ((await sight.record(person)) === undefined) {
    const { seq } = await store.record(person);
    return { changes: [], ...(seq === 0 ? {} : { isOutOfReach: true }) };
  }
  const seen: SeenChange[] = [];
  for (const [of, id] of await resourcesOf(store, person, type)) {
    const history = await sight.history(of, id);
    const chosen = versionsWithin(history, when);
    seen.push(...chosen.map((one) => ({ seen: one, isFirst: one === history.at(-1) })));
  }
  const ordered = seen
    .map((change) => ({ change, place: placeOf(change) }))
    .sort((a, b) => (a.place < b.place ? 1 : -1));
  const rest = after === undefined ? ordered : ordered.filter(({ place }) => place < after);
  const page = rest.slice(0, count);
  const last = page.at(-1);
  return {
    changes: page.map(({ change }) => change),
    ...(last && rest.length > page.length ? { next: last.place } : {}),
  };
}

/** Everything that is or was in a person's record. */
async function resourcesOf(
  store: Store,
  person: string,
  type: string | undefined,
): Promise<readonly (readonly [type: string, id: string])[]> {
  const found = new Map<string, readonly [string, string]>();
  let before: number | undefined;
  for (;;) {
    const batch = await store.versions({
      record: person,
      ...(type === undefined ? {} : { type }),
      ...(before === undefined ? {} : { before }),
      count: BATCH,
    });
    for (const { resource } of batch) {
      const { resourceType, id = '' } = resource;
      found.set(`${resourceType}/${id}`, [resourceType, id]);
    }
    if (batch.length < BATCH) return [...found.values()];
    before = batch.at(-1)?.seq;
  }
}

/** By the time that is shown, not by the place in the store: a change of what is hidden has a place there too. */
function placeOf({ seen: { resource } }: SeenChange): string {
  const time = Date.parse(resource.meta?.lastUpdated ?? '');
  return `${String(time).padStart(15, '0')} ${resource.resourceType}/${resource.id ?? ''}`;
}

/**
 * Those of a resource's versions that are asked for.
 *
 * @param history newest first
 */
export function versionsWithin(history: readonly VisibleVersion[], when: When): readonly VisibleVersion[] {
  return history.filter((one, index) => {
    const next = history[index - 1];
    return isWithin(one.resource.meta?.lastUpdated, next?.resource.meta?.lastUpdated, when);
  });
}

function isWithin(made: string | undefined, replaced: string | undefined, { since, at }: When): boolean {
  const from = Date.parse(made ?? '');
  if (since !== undefined && !(from >= Date.parse(since))) return false;
  if (at?.before !== undefined && !(from < Date.parse(at.before))) return false;
  return at?.from === undefined || replaced === undefined || Date.parse(replaced) > Date.parse(at.from);
}

function updated({ resource }: Stored): string | undefined {
  return resource.meta?.lastUpdated;
}
