import pMap, { pMapSkip } from 'p-map';

/**
 * Does work for each of many, so many at once. After one has failed no more is begun, those under way are waited for, and
 * then the first failure is thrown: nothing goes on behind the back of a pass that has ended.
 *
 * @example
 * await each(persons, 4, (person) => deliver(person));
 */
export async function each<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const one = async (item: Item): Promise<typeof pMapSkip> => {
    try {
      if (!failure) await work(item);
    } catch (error) {
      failure ??= { error };
    }
    return pMapSkip;
  };
  await pMap(items, one, { concurrency });
  if (failure) throw failure.error;
}
