import { type ErrorCode, isError } from '../errors.ts';

/** A record changes under a decision about it: the decision is thought through again, at most this often. */
const ATTEMPTS = 5;

/** Does work that is decided on what stands in the store, again as long as that has moved meanwhile. */
export async function untilItHolds<Done>(work: () => Promise<Done>, ...moved: readonly ErrorCode[]): Promise<Done> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isError(error, ...moved)) throw error;
    }
  }
}
