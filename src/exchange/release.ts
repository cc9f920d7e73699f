import type { Fence, ReceivedResource, SetAside, Write } from '../store/store.ts';
import type { Context } from './context.ts';

/**
 * What was set aside waits here no longer: the partner has it no more, or it turned out to be another person's. What
 * is not released stays; without any, the link is looked at again.
 *
 * @param rest what stays set aside under the same person
 * @param writes what is written with it
 */
export async function release(
  { store, now }: Context,
  entry: SetAside,
  rest: readonly ReceivedResource[],
  fence: Fence,
  writes: readonly Write[] = [],
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
      writes,
      setAside: [{ ...kept, resources: rest }],
      ...(link ? { links: [link] } : {}),
    });
  } else {
    await store.commit({
      fence,
      taken,
      writes,
      links: seq > 0 ? [{ person, partner, standing: 'owed', attempts: 0, owedSince: link?.owedSince ?? now() }] : [],
    });
  }
}
