import { asJson } from '../record/json.ts';
import type { OtherSide } from '../record/settle.ts';
import type { Context, Partner } from './context.ts';

/** The other partners' texts of a person's parts, by `Type/id`. */
export type HeldByOthers = ReadonlyMap<string, readonly OtherSide[]>;

export const NOBODY: HeldByOthers = new Map();

/** Reads them, for a decision in which more than one side has a say. */
export async function heldByOthers({ store, partners }: Context, than: Partner, person: string): Promise<HeldByOthers> {
  const held = new Map<string, OtherSide[]>();
  for (const other of partners.filter(({ name }) => name !== than.name)) {
    for (const { type, id, sent, gone } of await store.counterparts(other.name, person)) {
      const key = `${type}/${id}`;
      if (sent && !gone) held.set(key, [...(held.get(key) ?? []), { ...other, sent: asJson(sent) }]);
    }
  }
  return held;
}
