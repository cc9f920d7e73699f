import { describe, isEchoable, same } from './describe.ts';
import { describeCoding, describeSystem } from './describe-code.ts';
import { type DiscriminatorStep, discriminatorSteps } from './discriminator-path.ts';
import type { Text } from './finding.ts';
import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';
import { targetOf } from './slice-checks.ts';

/** What generated code calls to say of a slice what is nearest when none fits. Never a person's data. */

/**
 * How what stands at a discriminator's path may be told, by the element's type: a code or the name of a system by itself, a
 * resource or a choice by its type, anything else by its kind and length.
 */
export type Telling = 'code' | 'type' | 'kind';

/** One discriminator of a slice, as its findings tell of it. */
export interface Asked {
  readonly path: string;
  readonly reading: string;
  readonly telling: Telling;
}

/** A slice as its findings tell of it. */
export interface SliceReading {
  readonly name: string;
  readonly asked: readonly Asked[];
  readonly tests: readonly ((item: unknown, pass: Pass) => boolean)[];
}

interface Nearness {
  readonly score: number;
  readonly slice: SliceReading;
  /** The first discriminator that does not fit. */
  readonly missing: number;
}

/** Values that are told of one finding. */
const MOST = 5;
/** Items, and slices, among which the nearest is looked for. */
const MOST_COMPARED = 50;

/** A null in a list is told as that, and fits no slice. */
function isSomething(item: unknown): boolean {
  return item !== null && item !== undefined;
}

function nearness(pass: Pass, item: unknown, slice: SliceReading): Nearness {
  const fits = slice.tests.map((test) => isSomething(item) && test(item, pass));
  return { score: fits.filter(Boolean).length, slice, missing: fits.indexOf(false) };
}

/** A value on a discriminator's path, with the object that it stands in and the key under which it does. */
interface Stand {
  readonly value: unknown;
  readonly holder: unknown;
  readonly key: string;
}

function step(pass: Pass, { value, holder, key }: Stand, next: DiscriminatorStep): readonly Stand[] {
  if ('type' in next) {
    return [{ value, holder, key }];
  }
  if ('resolve' in next) {
    const target = targetOf(pass, value);
    // Which type a reference leads to may be told without the target.
    return [target ? { value: target, holder: undefined, key: '' } : { value, holder, key }];
  }
  if (!isObject(value)) {
    return [];
  }
  if ('extension' in next) {
    const list = value['extension'];
    const found = Array.isArray(list) ? list.filter((each) => isObject(each) && each['url'] === next.extension) : [];
    return found.map((each) => ({ value: each, holder: value, key: 'extension' }));
  }
  const name = Object.hasOwn(value, next.element)
    ? next.element
    : Object.keys(value).find(
        (each) => each.startsWith(next.element) && /^[A-Z]/.test(each.slice(next.element.length)),
      );
  const found = name === undefined ? undefined : value[name];
  if (name === undefined || found === undefined) {
    return [];
  }
  const items: readonly unknown[] = Array.isArray(found) ? found.slice(0, MOST) : [found];
  return items.map((each) => ({ value: each, holder: value, key: name }));
}

function codesAt({ value, holder, key }: Stand): readonly Text[] {
  if (typeof value === 'boolean') {
    return [same(String(value))];
  }
  if (typeof value === 'string') {
    return [key === 'system' ? describeSystem(value) : describeCoding(isObject(holder) ? holder['system'] : '', value)];
  }
  if (!isObject(value)) {
    return [];
  }
  const { coding, system, code } = value;
  if (Array.isArray(coding)) {
    return coding.slice(0, MOST).flatMap((each) => codesAt({ value: each, holder: value, key: 'coding' }));
  }
  return code === undefined ? [] : [describeCoding(system, code)];
}

/** The type of a resource or of a reference's target, or the one that a choice has. */
function typeAt(pass: Pass, { value, key }: Stand, element: string): readonly Text[] {
  const type = isObject(value) ? (value['resourceType'] ?? pass.typeOfReference(value)) : undefined;
  const chosen = key.length > element.length && key.startsWith(element) ? key.slice(element.length) : undefined;
  const told = chosen ?? type;
  return isEchoable(told) ? [same(told)] : [];
}

function foundAt(pass: Pass, item: unknown, { path, telling }: Asked, key: string): Text | undefined {
  const steps = discriminatorSteps(path) ?? [];
  let stands: readonly Stand[] = [{ value: item, holder: undefined, key }];
  for (const next of steps) {
    stands = stands.flatMap((stand) => step(pass, stand, next)).slice(0, MOST);
  }
  const last = steps.findLast((each) => 'element' in each);
  const name = last && 'element' in last ? last.element : key;
  const texts = stands.flatMap((stand) => {
    switch (telling) {
      case 'code':
        return codesAt(stand);
      case 'type':
        return typeAt(pass, stand, name);
      default:
        return [describe(stand.value)];
    }
  });
  const different = [...new Map(texts.map((text) => [text.en, text])).values()].slice(0, MOST);
  const inAll = (language: keyof Text): string => different.map((text) => text[language]).join(', ');
  return different.length === 0 ? undefined : { nb: inAll('nb'), nn: inAll('nn'), en: inAll('en') };
}

/** How many a slice has, and, when it has too few, which of the other items is nearest and what it has instead. */
export function countedNear(pass: Pass, count: number, items: unknown, slice: SliceReading, name: string): Text {
  const list = pass.isFull ? [] : Array.isArray(items) ? items : items === undefined ? [] : [items];
  let nearest: (Nearness & { readonly index: number }) | undefined;
  for (const [index, item] of list.slice(0, MOST_COMPARED).entries()) {
    const near = nearness(pass, item, slice);
    if (near.missing >= 0 && (!nearest || near.score > nearest.score)) {
      nearest = { ...near, index };
    }
  }
  const asked = nearest && slice.asked[nearest.missing];
  const found = nearest && asked && foundAt(pass, list[nearest.index], asked, name);
  if (!nearest || !asked || !found) {
    return same(String(count));
  }
  const at = Array.isArray(items) ? `[${nearest.index}]` : name;
  const { path } = asked;
  return {
    nb: `${count}; nærmest er ${at}, som har ${found.nb} i ${path}`,
    nn: `${count}; nærast er ${at}, som har ${found.nn} i ${path}`,
    en: `${count}; the nearest is ${at}, which has ${found.en} at ${path}`,
  };
}

/** True when the item belongs to one of these slices as well. */
export function fitsOne(pass: Pass, item: unknown, slices: readonly SliceReading[]): boolean {
  return slices.some((slice) => slice.tests.every((test) => isSomething(item) && test(item, pass)));
}

/** Says of an item of no slice which slice is nearest, what that asks, and what the item has. */
export function inNoSlice(
  pass: Pass,
  item: unknown,
  slices: readonly SliceReading[],
  name: string,
  index: number,
  site: Site,
): void {
  if (pass.isFull) {
    return;
  }
  const [first, ...rest] = slices.slice(0, MOST_COMPARED).map((slice) => nearness(pass, item, slice));
  if (!first) {
    pass.fail(site, name, index);
    return;
  }
  const { slice, missing } = rest.reduce((best, each) => (each.score > best.score ? each : best), first);
  const asked = slice.asked[missing];
  const found = (asked && foundAt(pass, item, asked, name)) ?? {
    nb: 'ingen slik verdi',
    nn: 'ingen slik verdi',
    en: 'no such value',
  };
  const reading = asked === undefined ? '' : ` (${asked.reading})`;
  pass.fail(site, name, index, {
    nb: `nærmest er ${slice.name}${reading}; her er ${found.nb}`,
    nn: `nærast er ${slice.name}${reading}; her er ${found.nn}`,
    en: `the nearest is ${slice.name}${reading}; found ${found.en}`,
  });
}
