import type { Resource } from '@medplum/fhirtypes';
import { contentOf } from '../record/content-of.ts';
import { isDirectoryType } from '../record/kinds.ts';
import { keyOf, type PlanRecord, recordOf } from '../record/record.ts';
import { isRelative, referencesIn, targetOf } from '../record/references.ts';
import type { Store, Stored } from '../store/store.ts';

/** A record as it stands in the store, with what a change of it must know. */
export interface LoadedRecord {
  readonly record: PlanRecord;
  /** 0 when the person has no record. */
  readonly seq: number;
  /** By `Type/id`. */
  readonly stored: ReadonlyMap<string, Stored>;
}

/** The person's record with the directory entries that it leads to. */
export async function loadRecord(store: Store, person: string): Promise<LoadedRecord> {
  const { seq, parts } = await store.record(person);
  const directory = await loadDirectory(
    store,
    parts.map(({ resource }) => resource),
  );
  return {
    record: recordOf(
      person,
      parts.map(({ resource, owner }) => ({ resource: contentOf(resource), owner })),
      directory,
    ),
    seq,
    stored: new Map(parts.map((part) => [keyOf(part.resource), part])),
  };
}

/** Loads records, each once: for who decides one thing, and is told at the end whether a record has moved meanwhile. */
export function recordsOnce(store: Store): (person: string) => Promise<LoadedRecord> {
  const loaded = new Map<string, Promise<LoadedRecord>>();
  return (person) => {
    const record = loaded.get(person) ?? loadRecord(store, person);
    loaded.set(person, record);
    return record;
  };
}

/**
 * Directory entries that resources lead to, directly or through each other.
 *
 * @param known those that are loaded already, with what they lead to: they are not loaded again
 */
export async function loadDirectory(
  store: Store,
  resources: readonly Resource[],
  known: ReadonlyMap<string, Resource> = new Map(),
): Promise<ReadonlyMap<string, Resource>> {
  const directory = new Map<string, Resource>();
  const queue = [...resources];
  for (let resource = queue.shift(); resource; resource = queue.shift()) {
    for (const reference of referencesIn(resource)) {
      const target = isRelative(reference) ? targetOf(reference) : undefined;
      const key = target && `${target.type}/${target.id}`;
      if (!target || !key || !isDirectoryType(target.type) || directory.has(key) || known.has(key)) continue;
      const entry = await store.read(target.type, target.id);
      if (!entry || entry.deleted) continue;
      directory.set(key, entry.resource);
      queue.push(entry.resource);
    }
  }
  return directory;
}
