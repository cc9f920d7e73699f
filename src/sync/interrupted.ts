import type { Pass } from './pass.ts';

/** Samplan is told to stop: what is not done yet is for the next pass. Nobody's fault, and nothing to mend. */
export class Interrupted extends Error {
  constructor() {
    super('Samplan is stopping');
    this.name = 'Interrupted';
  }
}

/** Called before each step of a pass: throws Interrupted once nothing more is to be begun. */
export function refuseWhenStopping({ stopping }: Pick<Pass, 'stopping'>): void {
  if (stopping?.aborted) throw new Interrupted();
}

/**
 * What a promise comes to, unless it is cut off before: then rejects with Interrupted, and nobody waits for it any more.
 *
 * @example
 * await unlessCut(carryOut(pass), cutting);
 */
export async function unlessCut<T>(work: Promise<T>, cutting: AbortSignal | undefined): Promise<T> {
  if (cutting === undefined) return work;
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const onCut = (): void => reject(new Interrupted());
  if (cutting.aborted) onCut();
  else cutting.addEventListener('abort', onCut, { once: true });
  try {
    return await Promise.race([work, cut]);
  } finally {
    cutting.removeEventListener('abort', onCut);
  }
}
