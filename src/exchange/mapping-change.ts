import { equal, isObject, type Json } from '../record/json.ts';

/** What one way through a mapping comes to. */
export interface Outcome {
  /** The record of the source, or the list of resources. */
  readonly value: unknown;
  /** Losses and findings: what each is called, and where, without indices. */
  readonly told: readonly { readonly what: 'loss' | 'finding'; readonly is: string; readonly place: string }[];
  /** Nothing of it is written, or taken in. */
  readonly isRefused: boolean;
}

/** One place that another mapping makes something else of. */
export interface PreviewedPlace {
  /** Where: in the local record (`/deltakere/rolle`), or in a type of resource (`Goal/description/text`). */
  readonly place: string;
  /** `value`: what stands there · `loss` and `finding`: what is told of it. */
  readonly what: 'value' | 'loss' | 'finding';
  /** Reason of the loss, or rule of the finding. */
  readonly is?: string;
  /** Records that have it then, or have another value, and not now. */
  readonly newly: number;
  /** Records that have it now and not then. */
  readonly noLonger: number;
  /** Our ids (`Patient/id`) of the first of them. */
  readonly records: readonly string[];
}

/** What would change in one direction. Ids and counts only: never content. */
export interface PreviewedWay {
  /** Records that were mapped so: for each partner that has them. */
  readonly mapped: number;
  /** Of these, those that come to something else. */
  readonly differing: number;
  /** That would be set aside, or not be written, then and are not now. */
  readonly newlyRefused: number;
  readonly newlyTaken: number;
  readonly places: readonly PreviewedPlace[];
}

/** Ids kept for a place: enough to look at, few enough for any store. */
const NAMED = 100;

interface PlaceTally {
  readonly place: string;
  readonly what: PreviewedPlace['what'];
  readonly is: string | undefined;
  newly: number;
  noLonger: number;
  readonly records: Set<string>;
}

/** Counts what differs, record by record. */
export class MappingChange {
  private mapped = 0;
  private differing = 0;
  private refused = 0;
  private taken = 0;
  private readonly places = new Map<string, PlaceTally>();

  /** @param key our `Patient/id` of the record */
  add(key: string, before: Outcome, after: Outcome): void {
    this.mapped += 1;
    if (!before.isRefused && after.isRefused) this.refused += 1;
    if (before.isRefused && !after.isRefused) this.taken += 1;
    const changes = new Map<string, 'newly' | 'noLonger'>();
    differences(before.value, after.value, '', (place, isGone) =>
      changes.set(JSON.stringify(['value', place]), isGone ? 'noLonger' : 'newly'),
    );
    if (changes.size > 0) this.differing += 1;
    const [old, now] = [namesOf(before), namesOf(after)];
    for (const name of now) if (!old.has(name)) changes.set(name, 'newly');
    for (const name of old) if (!now.has(name)) changes.set(name, 'noLonger');
    for (const [name, change] of changes) {
      const tally = this.tally(name);
      tally[change] += 1;
      if (tally.records.size < NAMED) tally.records.add(key);
    }
  }

  private tally(name: string): PlaceTally {
    const [what, place, is] = JSON.parse(name) as [PreviewedPlace['what'], string, string | undefined];
    const tally = this.places.get(name) ?? { what, place, is, newly: 0, noLonger: 0, records: new Set<string>() };
    this.places.set(name, tally);
    return tally;
  }

  get way(): PreviewedWay {
    const places = [...this.places.values()].sort(
      (left, right) =>
        right.newly - left.newly || right.noLonger - left.noLonger || (left.place < right.place ? -1 : 1),
    );
    return {
      mapped: this.mapped,
      differing: this.differing,
      newlyRefused: this.refused,
      newlyTaken: this.taken,
      places: places.map(({ is, records, ...rest }) => ({
        ...rest,
        ...(is === undefined ? {} : { is }),
        records: [...records],
      })),
    };
  }
}

/**
 * A JSON pointer without the indices of lists.
 *
 * @example
 * placeIn('/deltakere/0/rolle'); // '/deltakere/rolle'
 */
export function placeIn(pointer: string): string {
  return pointer.replaceAll(/\/(?:\d+|-)(?=\/|$)/gu, '');
}

function namesOf({ told }: Outcome): ReadonlySet<string> {
  return new Set(told.map(({ what, place, is }) => JSON.stringify([what, place, is])));
}

/** Every place where two values differ. Items of lists that are the same in both are no difference, wherever they stand. */
function differences(
  before: unknown,
  after: unknown,
  place: string,
  tell: (place: string, isGone: boolean) => void,
): void {
  if (equal(before, after)) return;
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      differences(before[key], after[key], `${place}/${key}`, tell);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const fresh = [...(after as readonly Json[])];
    const gone = (before as readonly Json[]).filter((item) => !take(fresh, (other) => equal(other, item)));
    for (const item of gone) {
      const other = take(fresh, (one) => isSameResource(one, item)) ?? (isResource(item) ? undefined : fresh.shift());
      differences(item, other, isResource(item) ? item.resourceType : place, tell);
    }
    for (const item of fresh) differences(undefined, item, isResource(item) ? item.resourceType : place, tell);
  } else tell(place, after === undefined);
}

/** The first item that is meant, taken out of the list. */
function take(list: Json[], isMeant: (item: Json) => boolean): Json | undefined {
  const index = list.findIndex(isMeant);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

function isResource(value: Json | undefined): value is { readonly resourceType: string } {
  return isObject(value) && typeof value['resourceType'] === 'string';
}

function isSameResource(one: Json, other: Json): boolean {
  return (
    isObject(one) &&
    isResource(other) &&
    one['resourceType'] === other.resourceType &&
    one['id'] === (other as { id?: Json }).id
  );
}
