import type { Provenance } from '@medplum/fhirtypes';
import { asJson, equal } from '../record/json.ts';
import { type Path, valueAt } from '../record/path.ts';
import type { OtherSide } from '../record/settle.ts';
import type { Store } from '../store/store.ts';

/**
 * Of those who hold what the record says of an element, whoever wrote it. All others only got it from here: they have no say
 * in a conflict about it, whoever was asked first (invariant I9).
 *
 * @param part `Type/id`
 * @returns nobody where it was written here; all of them where nobody can tell
 */
export async function whoSaid(
  store: Store,
  part: string,
  path: Path,
  holders: readonly OtherSide[],
): Promise<readonly OtherSide[]> {
  if (holders.length === 0) return [];
  const author = await authorOf(store, part, path);
  return author === undefined ? holders : holders.filter(({ organization }) => organization === author);
}

/** Organization number of who wrote the element's value as it stands now. */
async function authorOf(store: Store, part: string, path: Path): Promise<string | undefined> {
  const [type = '', id = ''] = part.split('/');
  const [now, ...before] = await store.history(type, id);
  if (!now) return undefined;
  const value = valueAt(asJson(now.resource), path);
  const other = before.findIndex(({ resource }) => !equal(valueAt(asJson(resource), path), value));
  const first = (other < 0 ? before.at(-1) : [now, ...before][other]) ?? now;
  const { resources } = await store.search({
    type: 'Provenance',
    filters: [{ kind: 'reference', name: 'target', values: [part] }],
    count: 1_000,
  });
  const target = `${part}/_history/${first.version}`;
  const written = resources
    .map(({ resource }) => resource as Provenance)
    .find((one) => one.target.some(({ reference }) => reference === target));
  const who = written?.agent[0]?.who;
  // What the person herself wrote, she wrote here.
  return who?.reference?.startsWith('Patient/') ? '' : who?.identifier?.value;
}
