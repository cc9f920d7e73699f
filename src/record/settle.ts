import { type Conflict, LOCAL } from './conflict.ts';
import { equal, type Json } from './json.ts';
import type { Disagreement } from './merge.ts';
import { valueAt } from './path.ts';

/** A side of a disagreement. */
export interface Side {
  readonly name: string;
  readonly organization: string;
  readonly sector: string;
}

/** Another partner's text of the part in question, as it was last sent or taken in. */
export interface OtherSide extends Side {
  readonly sent: Json;
}

/** How a disagreement stands in the record until a person decides. */
export interface Settlement {
  /** True when the incoming side's value becomes the record's. */
  readonly incomingStands: boolean;
  readonly conflicts: readonly Conflict[];
}

/** Of two values of a Consent, the one that permits less; `neither` where each permits something that the other does not. */
export type Stricter = 'incoming' | 'present' | 'neither';

/**
 * The owner's value stands in the record, and the link whose value differs is in conflict, whichever came first
 * (invariant I9). Where neither side owns the part, the municipality's stands, then the alphabetically first: any
 * rule will do that does not depend on the order of arrival. Of a Consent the stricter value stands, whoever told it.
 *
 * @param stricter of a Consent that two sides differ about; absent where that tells nothing
 */
export function settle(
  disagreement: Disagreement & { readonly part: string },
  owners: readonly string[],
  incoming: Side,
  others: readonly OtherSide[],
  stricter?: Stricter,
): Settlement {
  const { part, path, base, ours, theirs } = disagreement;
  const holders = others.filter(({ sent }) => equal(valueAt(sent, path), ours));
  const incomingStands = stricter ? standsBeside(incoming, owners, stricter) : prevails(incoming, holders, owners);
  if (!incomingStands)
    return { incomingStands, conflicts: [{ part, path, partner: incoming.name, base, ours, theirs }] };
  return {
    incomingStands,
    conflicts: namesOf(holders).map((partner) => ({ part, path, partner, base, ours: theirs, theirs: ours })),
  };
}

function standsBeside({ organization }: Side, owners: readonly string[], stricter: Stricter): boolean {
  return stricter === 'incoming' || (stricter === 'neither' && owners.includes(organization));
}

/** Whose value it is that yields, by name. */
export function namesOf(holders: readonly Side[]): readonly string[] {
  return holders.length > 0 ? holders.map(({ name }) => name) : [LOCAL];
}

/**
 * Whether what comes stands against what the record has: the owner's does; between two that do not own the part, that
 * of the municipality, then of the health trust, then of the first by name.
 */
export function prevails(incoming: Side, holders: readonly Side[], owners: readonly string[]): boolean {
  const isOwner = ({ organization }: Side): boolean => owners.includes(organization);
  const others = holders.filter(isOwner);
  if (isOwner(incoming) && others.length === 0) return true;
  if (!isOwner(incoming) && (holders.length === 0 || others.length > 0)) return false;
  return holders.every((holder) => rank(incoming) < rank(holder));
}

function rank({ sector, name }: Side): string {
  return `${sector === 'municipal' ? 0 : sector === 'specialist' ? 1 : 2} ${name}`;
}
