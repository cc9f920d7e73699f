import type { Resource } from '@medplum/fhirtypes';
import { keyOf } from '../record/record.ts';
import type { Store, Stored } from '../store/store.ts';
import { loadDirectory } from './load-record.ts';
import type { VisibleVersion } from './sight.ts';

/** Directory entries that resources lead to, directly or through each other, as they stand in the store. */
export async function entriesLedTo(store: Store, resources: readonly Resource[]): Promise<readonly Stored[]> {
  const entries: Stored[] = [];
  for (const entry of (await loadDirectory(store, resources)).values()) {
    const stored = await store.read(entry.resourceType, entry.id ?? '');
    if (stored) entries.push(stored);
  }
  return entries;
}

/** By `Type/id`, the Patient first: an order that no change of content moves. */
export function inOrder(shown: readonly VisibleVersion[]): readonly VisibleVersion[] {
  const place = ({ resource }: VisibleVersion): string =>
    `${resource.resourceType === 'Patient' ? 0 : 1}${keyOf(resource)}`;
  return shown.toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
}
