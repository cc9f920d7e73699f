import type { Interaction, Reach, Writing } from './interaction.ts';

/** The interaction by itself. */
export function writing({ alone, prepare }: Writing): Interaction {
  return (call, reach) =>
    alongside(reach, [alone?.(call)], async () => {
      const { change, answer } = await prepare(call, reach);
      const [done] = change ? await reach.gate.admitChanges(call.caller, [change]) : [];
      return answer(done);
    });
}

/** Runs work while nobody else does any of what may not be done at the same time. */
export function alongside<T>(
  { exclusively }: Pick<Reach, 'exclusively'>,
  keys: readonly (string | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  // In one order everywhere: two that wait for each other would wait for ever.
  const [key, ...more] = [...new Set(keys.flatMap((one) => one ?? []))].toSorted();
  return key === undefined ? work() : exclusively(key, () => alongside({ exclusively }, more, work));
}
