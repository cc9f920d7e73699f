import { identityOf } from './item-identity.ts';
import { equal, type Json } from './json.ts';
import type { Sides } from './sides.ts';

/** The same array item on all four sides. `key` is its identity, where it has one. */
export interface Row extends Sides {
  readonly key: string | undefined;
}

type Items = readonly Json[];

/**
 * Rows of four arrays that mean the same item: by identity (identifier, reference, system and code, Element.id, url)
 * where every item has one of its own, otherwise by content and then by position. In the order of ours, then what
 * theirs adds. Undefined where position would have to guess: the caller keeps the whole list as one element.
 */
export function align(sides: Sides): readonly Row[] | undefined {
  const sent = items(sides.sent);
  const ours = items(sides.ours);
  const echoed = items(sides.echoed);
  const theirs = items(sides.theirs);
  return byIdentity(sent, ours, echoed, theirs) ?? byContent(sent, ours, echoed, theirs);
}

function items(value: Json | undefined): Items {
  return Array.isArray(value) ? value : [];
}

function byIdentity(sent: Items, ours: Items, echoed: Items, theirs: Items): readonly Row[] | undefined {
  const maps = [sent, ours, echoed, theirs].map(keyed);
  const [sentBy, oursBy, echoedBy, theirsBy] = maps;
  if (!sentBy || !oursBy || !echoedBy || !theirsBy) return undefined;
  return [...new Set([...oursBy.keys(), ...theirsBy.keys()])].map((key) => ({
    key,
    sent: sentBy.get(key),
    ours: oursBy.get(key),
    echoed: echoedBy.get(key),
    theirs: theirsBy.get(key),
  }));
}

function keyed(list: Items): Map<string, Json> | undefined {
  const map = new Map<string, Json>();
  for (const item of list) {
    const key = identityOf(item);
    if (key === undefined || map.has(key)) return undefined;
    map.set(key, item);
  }
  return map;
}

interface Mutable {
  key: undefined;
  sent: Json | undefined;
  ours: Json | undefined;
  echoed: Json | undefined;
  theirs: Json | undefined;
}

function byContent(sent: Items, ours: Items, echoed: Items, theirs: Items): readonly Row[] | undefined {
  const sentToEchoed = pair(sent, echoed);
  const oursToSent = pair(ours, sent);
  const theirsToEchoed = pair(theirs, echoed);
  if (!sentToEchoed || !oursToSent || !theirsToEchoed) return undefined;

  const rows: Mutable[] = [];
  const ofEchoed = new Map<number, Mutable>();
  const ofSent = new Map<number, Mutable>();
  const rowOfSent = (index: number): Mutable => {
    const known = ofSent.get(index);
    if (known) return known;
    const row: Mutable = { key: undefined, sent: sent[index], ours: undefined, echoed: undefined, theirs: undefined };
    ofSent.set(index, row);
    const partner = sentToEchoed[index];
    if (partner !== undefined) {
      row.echoed = echoed[partner];
      ofEchoed.set(partner, row);
    }
    rows.push(row);
    return row;
  };
  ours.forEach((item, index) => {
    const base = oursToSent[index];
    if (base === undefined)
      rows.push({ key: undefined, sent: undefined, ours: item, echoed: undefined, theirs: undefined });
    else rowOfSent(base).ours = item;
  });
  sent.forEach((_, index) => {
    rowOfSent(index);
  });
  theirs.forEach((item, index) => {
    const base = theirsToEchoed[index];
    const row =
      base === undefined
        ? rows.find((r) => r.sent === undefined && r.theirs === undefined && equal(r.ours, item))
        : ofEchoed.get(base);
    if (row) row.theirs = item;
    else
      rows.push({
        key: undefined,
        sent: undefined,
        ours: undefined,
        echoed: base === undefined ? undefined : echoed[base],
        theirs: item,
      });
  });
  return rows;
}

/** For each item of `list` its twin's index in `base`: equal content first, then what is left in order. Undefined: ambiguous. */
function pair(list: Items, base: Items): readonly (number | undefined)[] | undefined {
  const free = new Set(base.keys());
  const twins = list.map((item) => {
    for (const index of free) {
      if (equal(base[index], item)) {
        free.delete(index);
        return index;
      }
    }
    return undefined;
  });
  const open = twins.flatMap((twin, index) => (twin === undefined ? [index] : []));
  if (free.size === 0 || open.length === 0) return twins;
  if (free.size !== open.length) return undefined;
  const rest = [...free];
  const result = [...twins];
  open.forEach((index, position) => {
    result[index] = rest[position];
  });
  return result;
}
