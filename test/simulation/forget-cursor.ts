import type { Store } from '../../src/store/store.ts';

/** The next pull of a partner begins from its beginning; not so while a pass holds its lease. */
export async function forgetCursor(store: Store, partner: string, clock: () => string): Promise<void> {
  const checkpoint = await store.checkpoint(partner);
  if (!checkpoint) return;
  const fence = await store.acquireLease(`partner:${partner}`, 'replay', clock(), clock());
  if (!fence) return;
  await store.saveCheckpoint({ ...checkpoint, cursor: {} }, fence);
  await store.releaseLease(fence);
}
