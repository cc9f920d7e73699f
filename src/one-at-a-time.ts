/**
 * Runs work of one key one after the other, and of different keys at once.
 *
 * @example
 * const exclusively = oneAtATime();
 * await Promise.all([exclusively('p-1', one), exclusively('p-1', another), exclusively('p-2', third)]);
 */
export function oneAtATime(): <Done>(key: string, work: () => Promise<Done>) => Promise<Done> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const run = before.then(work, work);
    last.set(key, run);
    try {
      return await run;
    } finally {
      if (last.get(key) === run) last.delete(key);
    }
  };
}
