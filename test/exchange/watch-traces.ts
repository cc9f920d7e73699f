import type { Resource } from '@medplum/fhirtypes';
import { keyOf } from '../../src/record/record.ts';
import type { Store, Write } from '../../src/store/store.ts';

/** What was written to a store without its traces (invariant I7). */
export interface Watched {
  /** Versions that no Provenance or no AuditEvent of their own commit names. */
  readonly untraced: readonly string[];
  /** Commits without being looked at: what a test sets up that no gate would write. */
  readonly pastTheGate: Store['commit'];
}

/**
 * Looks at every commit from now on: each version of a part or of the directory has its Provenance and its AuditEvent in the
 * same transaction. Stages look in every test of the exchange and of passes.
 *
 * @example
 * const { untraced } = watchTraces(store);
 */
export function watchTraces(store: Store): Watched {
  const untraced: string[] = [];
  const pastTheGate = store.commit.bind(store);
  store.commit = async (change) => {
    const written = await pastTheGate(change);
    untraced.push(...untracedIn(change.writes ?? []));
    return written;
  };
  return { untraced, pastTheGate };
}

/** @returns `Type/id/_history/n` of each version without both of its traces */
export function untracedIn(writes: readonly Write[]): readonly string[] {
  const changed = new Set<string | undefined>();
  const logged = new Set<string | undefined>();
  for (const { resource } of writes) {
    if (resource.resourceType === 'Provenance') for (const { reference } of resource.target) changed.add(reference);
    if (resource.resourceType === 'AuditEvent')
      for (const { what } of resource.entity ?? []) logged.add(what?.reference);
  }
  return writes.flatMap(({ resource, version }) => {
    const key = `${keyOf(resource)}/_history/${version}`;
    return isTrace(resource) || (changed.has(key) && logged.has(key)) ? [] : [key];
  });
}

function isTrace({ resourceType }: Resource): boolean {
  return resourceType === 'Provenance' || resourceType === 'AuditEvent';
}
