/**
 * Does work for each of many, so many at once, taken one by one as they are needed. After one has failed no more is
 * begun, those under way are waited for, and then the first failure is thrown: nothing goes on behind the back of a pass
 * that has ended.
 *
 * @example
 * await each(persons, 4, (person) => deliver(person));
 */
export async function each<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    try {
      while (!failure) {
        const next = await source.next();
        if (next.done || failure) return;
        await work(next.value);
      }
    } catch (error) {
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (failure) throw failure.error;
}
