import type { Commit, Fence, ReceivedResource, SetAside } from '../store/store.ts';
import type { Context } from './context.ts';

/**
 * What was set aside waits here no longer: the partner has it no more, or it turned out to be another person's. What
 * is not released stays; without any, the link is looked at again.
 *
 * @param rest what stays set aside under the same person
 * @param more what else is in the commit
 */
export async function release(
  { store, now }: Context,
  entry: SetAside,
  rest: readonly ReceivedResource[],
  fence: Fence,
  more: Pick<Commit, 'writes' | 'unheld'> = {},
): Promise<void> {
  const { partner, person } = entry;
  const link = await store.link(person, partner);
  const { seq } = await store.record(person);
  const taken = [{ partner, person }];
  if (rest.length > 0) {
    const { recordSeq: _, ...kept } = entry;
    await store.commit({
      fence,
      taken,
      ...more,
      setAside: [{ ...kept, resources: rest }],
      ...(link ? { links: [link] } : {}),
    });
  } else {
    await store.commit({
      fence,
      taken,
      ...more,
      links: seq > 0 ? [{ person, partner, standing: 'owed', attempts: 0, owedSince: link?.owedSince ?? now() }] : [],
    });
  }
}
