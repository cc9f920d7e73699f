import { asJson } from '../record/json.ts';
import type { OtherSide } from '../record/settle.ts';
import type { Counterpart } from '../store/store.ts';
import type { Context, Partner } from './context.ts';

/** What every partner holds of a person's record, by the partner's name. */
export type HeldEverywhere = ReadonlyMap<string, readonly Counterpart[]>;

/** Reads it, for a decision in which more than one side has a say. */
export async function heldEverywhere({ store, partners }: Context, person: string): Promise<HeldEverywhere> {
  const held = new Map<string, readonly Counterpart[]>();
  for (const { name } of partners) held.set(name, await store.counterparts(name, person));
  return held;
}

/** The other partners' texts of a part. */
export function otherSides(
  { partners }: Context,
  held: HeldEverywhere,
  incoming: Partner,
  part: string,
): readonly OtherSide[] {
  return partners
    .filter(({ name }) => name !== incoming.name)
    .flatMap((other): OtherSide[] => {
      const there = held.get(other.name)?.find(({ type, id }) => `${type}/${id}` === part);
      return there?.sent && !there.gone ? [{ ...other, sent: asJson(there.sent) }] : [];
    });
}
