import type { Resource } from '@medplum/fhirtypes';
import type { Held } from '../connector/connector.ts';
import { droppedFrom, elementsOf, withoutElements } from '../record/dropped.ts';
import { asJson, equal, type JsonObject } from '../record/json.ts';
import { withoutPeerState } from '../record/translate.ts';
import type { Counterpart } from '../store/store.ts';
import type { Context } from './context.ts';
import type { Decided } from './leave.ts';

/** A write to a partner, as it left. */
export interface Written {
  readonly payload: Resource;
  /** What the partner held before, as far as we knew. */
  readonly before?: Resource | undefined;
  /** What it could not hold so far. */
  readonly mask?: readonly string[] | undefined;
  /** Places of its own that the partner's resource had until now. */
  readonly givenUp?: readonly Counterpart[] | undefined;
}

/**
 * Persists what a partner holds after a write: from here on its own text is the base of its edits, and what it could
 * not hold is remembered, neither an edit of its own nor sent for ever (design: idea 6).
 *
 * What was read back without proof that it is what we wrote can hold somebody's edit already. Then what we wrote is the
 * base, without what the partner never held and did not take.
 *
 * @returns whether the partner holds what we wrote: if not, what it holds is to be taken in
 */
export async function keepAnswer(
  context: Context,
  { fence }: Pick<Decided, 'fence'>,
  counterpart: Pick<Counterpart, 'partner' | 'person' | 'sent'> & { readonly sent: Resource },
  held: Held,
  { payload, before, mask: earlier, givenUp = [] }: Written,
): Promise<boolean> {
  const { partner, person, sent } = counterpart;
  const { resourceType: type, id = '' } = sent;
  const dropped = droppedFrom(payload, held.resource);
  const known = elementsOf(before ?? {});
  const notTaken = held.readBack ? dropped.filter((element) => !known.has(element)) : dropped;
  const mask = [...new Set([...stillMasked(earlier, held.resource), ...notTaken])];
  const base = { ...withoutElements(payload, notTaken), id: held.peerId } as Resource;
  const isEdited = held.readBack === true && !equal(statedIn(base), statedIn(held.resource));
  const kept: Counterpart = {
    partner,
    type,
    id,
    ...(person === undefined ? {} : { person }),
    peerId: held.peerId,
    sent,
    echoed: isEdited ? base : held.resource,
    ...(mask.length > 0 ? { mask } : {}),
    frozen: false,
  };
  // Without a version, it is looked at again should this process end before it was taken in.
  await context.store.commit(
    isEdited
      ? { fence, counterparts: [...givenUp, kept] }
      : {
          fence,
          counterparts: [...givenUp, { ...kept, peerVersion: held.version }],
          seen: [{ partner, type, peerId: held.peerId, version: held.version }],
        },
  );
  return !isEdited;
}

/**
 * What a partner made of a creation whose answer was lost: the base of what came back. What is missing in its first
 * version it did not take; later somebody may have taken it away.
 */
export function madeOf<R extends Resource>(meant: R, version: string, found: unknown): R {
  const isLater = /^\d{1,15}$/u.test(version) && Number(version) > 1;
  return isLater || typeof found !== 'object' || found === null
    ? meant
    : withoutElements(meant, droppedFrom(meant, found));
}

/** What a partner still can't hold: what came with an element shows that it can. */
export function maskOf(counterpart: Counterpart | undefined, found: unknown): Pick<Counterpart, 'mask'> {
  const mask = stillMasked(counterpart?.mask, found);
  return mask.length > 0 ? { mask } : {};
}

function stillMasked(mask: readonly string[] = [], found: unknown): readonly string[] {
  const shown = typeof found === 'object' && found !== null ? elementsOf(found) : new Set<string>();
  return mask.filter((element) => !shown.has(element));
}

/** Without what is the server's own. */
function statedIn(resource: Resource): ReturnType<typeof asJson> {
  const { id: _id, ...stated } = asJson(withoutPeerState(resource)) as JsonObject;
  return stated;
}
