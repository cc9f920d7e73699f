import type { Store } from '../store/store.ts';

/** Numbers that are given out one by one, each to one only, whichever process asks. */
export interface Turns {
  /** Whose they are, and what for. */
  readonly name: string;
  /** The last one that was given out before. */
  readonly before: number;
  readonly count: number;
}

/** Nobody holds what a turn is taken from: with one owner, whoever asks is given the next token (store.ts, `acquireLease`). */
const OWNER = 'turns';

/**
 * Begins anew with a number of turns.
 *
 * @example
 * const lanes = await newTurns(store, 'partner:Fjordvik kommune/lanes', 4, now());
 */
export async function newTurns(store: Store, name: string, count: number, now: string): Promise<Turns> {
  return { name, before: await tokenOf(store, name, now), count };
}

/**
 * @returns from 0; undefined once all are given out
 * @example
 * await nextTurn(store, lanes, now()); // 0
 */
export async function nextTurn(store: Store, turns: Turns, now: string): Promise<number | undefined> {
  const turn = (await tokenOf(store, turns.name, now)) - turns.before - 1;
  return turn < turns.count ? turn : undefined;
}

async function tokenOf(store: Store, name: string, now: string): Promise<number> {
  const fence = await store.acquireLease(name, OWNER, now, now);
  if (!fence) throw new TypeError(`${name} has another owner`);
  return fence.token;
}
