import type { Pass } from './pass.ts';

/** Whose link asks for something now: what is owed is computed from state, by whoever is about to deliver it. */
export function duePersons({ context, partner }: Pass, atOnce: boolean): Promise<readonly string[]> {
  const { name, configuration } = partner;
  return context.store.duePersons(name, { now: context.now(), configuration, atOnce });
}
