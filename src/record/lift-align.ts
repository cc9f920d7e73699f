import { canonical, equal, type Json, type JsonObject } from './json.ts';

/** An inline activity as it was last told. */
export interface ToldItem {
  /** Of its measure; undefined where it stood inline for us too. */
  readonly id: string | undefined;
  readonly activity: JsonObject;
  /**
   * `meant`: to be created there, and no answer came, or created since the plan was told: it has no position yet. `unlisted`: the plan did not list it (any
   * more): only what says just the same is it, not what is called the same now.
   */
  readonly place: 'listed' | 'meant' | 'unlisted';
}

/** What an activity is: one that was told before, a new one, or one that cannot be told from others. */
export type Recognized = ToldItem | 'new' | 'unclear';

/** What each of some activities is, and whether of any of them its place alone says it. */
export interface Recognition {
  readonly items: readonly Recognized[];
  readonly isByPlace: boolean;
}

type Aspect = (item: JsonObject) => Json | undefined;

/** Aspects by which an activity is the same one, the surest first. Of equal contents one is as good as another. */
const NAMED: Aspect = ({ id }) => id;
const CONTENTS: readonly Aspect[] = [({ id: _, ...rest }) => rest, ({ detail }) => detail];
const NAMES: readonly Aspect[] = [detailed('code'), detailed('description')];

/**
 * Which of the activities told before each of these is: by Element.id, by content, by what it is called, by what most of
 * it says, and then by its position between those that are known. Where position would have to guess, it is unclear (design: merge).
 *
 * @example
 * recognize([{ detail: { status: 'completed' } }], [told]).items; // [told]: the only one left on either side
 */
export function recognize(items: readonly JsonObject[], told: readonly ToldItem[]): Recognition {
  const twins = new Map<number, number>();
  pairBy(NAMED, false, items, told, twins);
  for (const aspect of CONTENTS) pairBy(aspect, true, items, told, twins);
  for (const aspect of NAMES) pairBy(aspect, false, items, told, twins);
  pairByLikeness(items, told, twins);
  const surer = twins.size;
  const unclear = pairByPosition(items, told, twins);
  const recognized = items.map((_, index): Recognized => {
    const twin = twins.get(index);
    return (twin === undefined ? undefined : told[twin]) ?? (unclear.has(index) ? 'unclear' : 'new');
  });
  return { items: recognized, isByPlace: twins.size > surer };
}

/** Index of an item by index of what it was told as. */
type Twins = Map<number, number>;

function detailed(name: string): Aspect {
  return ({ detail }) => (detail as JsonObject)[name];
}

function pairBy(
  aspect: Aspect,
  isContent: boolean,
  items: readonly JsonObject[],
  told: readonly ToldItem[],
  twins: Twins,
): void {
  const taken = new Set(twins.values());
  const mine = byValue(
    [...items.keys()].filter((index) => !twins.has(index)),
    (index) => items[index],
    aspect,
  );
  const theirs = byValue(
    [...told.keys()].filter((index) => !taken.has(index) && (isContent || told[index]?.place !== 'unlisted')),
    (index) => told[index]?.activity,
    aspect,
  );
  for (const [value, own] of mine) {
    const other = theirs.get(value) ?? [];
    if (!isContent && (own.length !== 1 || other.length !== 1)) continue;
    own.slice(0, other.length).forEach((index, nth) => {
      const twin = other[nth];
      if (twin !== undefined && (isContent || mayBeSame(items[index], told[twin]))) twins.set(index, twin);
    });
  }
}

function byValue(
  indices: readonly number[],
  itemAt: (index: number) => JsonObject | undefined,
  aspect: Aspect,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const item = itemAt(index);
    const value = item && aspect(item);
    if (value === undefined) continue;
    const key = canonical(value);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return groups;
}

/** Elements that say little about which activity it is: most have the same. */
const COMMON: ReadonlySet<string> = new Set(['status', 'kind']);

/** Every one is compared with every other: so many pairs, and no more. */
const MOST_PAIRS = 10_000;

/** Two that have more elements in common with each other than either has with any other. */
function pairByLikeness(items: readonly JsonObject[], told: readonly ToldItem[], twins: Twins): void {
  const taken = new Set(twins.values());
  const mine = [...items.keys()].filter((index) => !twins.has(index));
  const theirs = [...told.keys()].filter((index) => !taken.has(index) && told[index]?.place === 'listed');
  if (mine.length * theirs.length > MOST_PAIRS) return;
  const likeness = (index: number, twin: number): number => inCommon(items[index], told[twin]);
  for (const index of mine) {
    const twin = nearest(theirs, (one) => likeness(index, one));
    if (twin !== undefined && nearest(mine, (one) => likeness(one, twin)) === index) twins.set(index, twin);
  }
}

/** The one that is nearer than all others; undefined where there is none. */
function nearest(candidates: readonly number[], likeness: (candidate: number) => number): number | undefined {
  const ranked = candidates.map((one) => [likeness(one), one] as const).sort(([left], [right]) => right - left);
  const [[best, candidate] = [0, undefined], [second] = [0]] = ranked;
  return best > second ? candidate : undefined;
}

function inCommon(item: JsonObject | undefined, told: ToldItem | undefined): number {
  if (!mayBeSame(item, told)) return 0;
  const [mine, theirs] = [item?.['detail'] as JsonObject, told?.activity['detail'] as JsonObject];
  return Object.keys(mine).filter((key) => !COMMON.has(key) && equal(mine[key], theirs[key])).length;
}

/** Two that have different ids are two, whatever they say. */
function mayBeSame(item: JsonObject | undefined, told: ToldItem | undefined): boolean {
  const [one, other] = [item?.['id'], told?.activity['id']];
  return one === undefined || other === undefined || one === other;
}

/** @returns the items whose position says nothing */
function pairByPosition(items: readonly JsonObject[], told: readonly ToldItem[], twins: Twins): ReadonlySet<number> {
  const unclear = new Set<number>();
  const listed = [...told.keys()].filter((index) => told[index]?.place === 'listed');
  for (const { mine, theirs } of gaps([...items.keys()], listed, twins)) {
    const left = theirs.filter((twin) => mine.some((index) => mayBeSame(items[index], told[twin])));
    const open = mine.filter((index) => left.some((twin) => mayBeSame(items[index], told[twin])));
    if (left.length === open.length) {
      open.forEach((index, nth) => {
        const twin = left[nth];
        if (twin !== undefined && mayBeSame(items[index], told[twin])) twins.set(index, twin);
      });
    } else {
      for (const index of open) unclear.add(index);
    }
  }
  return unclear;
}

interface Gap {
  readonly mine: readonly number[];
  readonly theirs: readonly number[];
}

/** What is left between two neighbours that are known; all of it together where their order has changed. */
function gaps(mine: readonly number[], theirs: readonly number[], twins: Twins): readonly Gap[] {
  const taken = new Set(twins.values());
  const pairs = [...twins].filter(([, twin]) => theirs.includes(twin)).sort(([left], [right]) => left - right);
  const isInOrder = pairs.every(([, twin], nth) => nth === 0 || twin > (pairs[nth - 1]?.[1] ?? -1));
  const ends = [...(isInOrder ? pairs : []), [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const];
  return ends.map(([end, twinEnd], nth) => {
    const [start, twinStart] = ends[nth - 1] ?? [-1, -1];
    return {
      mine: mine.filter((index) => index > start && index < end && !twins.has(index)),
      theirs: theirs.filter((twin) => twin > twinStart && twin < twinEnd && !taken.has(twin)),
    };
  });
}
