import { isEchoable } from './describe.ts';
import { type DiscriminatorStep, discriminatorSteps } from './discriminator-path.ts';
import type { Text } from './finding.ts';
import { isObject } from './object-checks.ts';
import type { Check, Pass } from './pass.ts';
import type { Site } from './site.ts';

/** What generated code calls to tell slices apart, and to say what is nearest when none fits. */

type Json = Record<string, unknown>;

function targetOf(pass: Pass, value: unknown): Json | undefined {
  const reference = isObject(value) ? value['reference'] : undefined;
  return typeof reference === 'string' ? pass.resolve(reference) : undefined;
}

/** True when the target of a reference is contained or in the Bundle. */
export function isInHand(pass: Pass, value: unknown): boolean {
  return targetOf(pass, value) !== undefined;
}

export function someTarget(pass: Pass, value: unknown, test: (target: Json) => boolean): boolean {
  const target = targetOf(pass, value);
  return target !== undefined && test(target);
}

export function isTargetOf(pass: Pass, value: unknown, types: ReadonlySet<string>): boolean {
  const type = pass.typeOfReference(value);
  return type !== undefined && isAmong(type, types);
}

function isAmong(type: string, types: ReadonlySet<string>): boolean {
  return types.has(type) || types.has('Resource') || types.has('DomainResource');
}

export function isResourceOf(value: unknown, types: ReadonlySet<string>): boolean {
  const type = isObject(value) ? value['resourceType'] : undefined;
  return typeof type === 'string' && isAmong(type, types);
}

/** True when the value follows one of the profiles. */
export function isOfProfile(pass: Pass, value: unknown, checks: readonly Check[], types: ReadonlySet<string>): boolean {
  if (!isObject(value)) {
    return false;
  }
  const isResource = typeof value['resourceType'] === 'string';
  return (!isResource || isResourceOf(value, types)) && checks.some((check) => pass.conforms(check, value, isResource));
}

/** A slice as its findings tell of it. */
export interface SliceReading {
  readonly name: string;
  readonly readings: readonly string[];
  readonly paths: readonly string[];
  readonly tests: readonly ((item: unknown, pass: Pass) => boolean)[];
}

interface Nearness {
  readonly score: number;
  readonly slice: SliceReading;
  /** The first discriminator that does not fit. */
  readonly missing: number;
}

function nearness(pass: Pass, item: unknown, slice: SliceReading): Nearness {
  const fits = slice.tests.map((test) => test(item, pass));
  return { score: fits.filter(Boolean).length, slice, missing: fits.indexOf(false) };
}

function step(pass: Pass, value: unknown, next: DiscriminatorStep): readonly unknown[] {
  if ('type' in next) {
    return [value];
  }
  if ('resolve' in next) {
    return [targetOf(pass, value)];
  }
  if (!isObject(value)) {
    return [];
  }
  if ('extension' in next) {
    const list = value['extension'];
    return Array.isArray(list) ? list.filter((each) => isObject(each) && each['url'] === next.extension) : [];
  }
  const key = Object.hasOwn(value, next.element)
    ? next.element
    : Object.keys(value).find(
        (name) => name.startsWith(next.element) && /^[A-Z]/.test(name.slice(next.element.length)),
      );
  const found = key === undefined ? undefined : value[key];
  return Array.isArray(found) ? found.slice(0, MOST) : [found];
}

const MOST = 5;
const OID = /^urn:oid:[0-9.]{1,120}$/;
const DIGIT_RUN = /[0-9]{6}/;

/** Codes and names of systems among the values: never text. */
function codesIn(value: unknown): readonly string[] {
  if (typeof value === 'boolean') {
    return [String(value)];
  }
  if (typeof value === 'string') {
    const tail = value.includes('/') ? value.slice(value.lastIndexOf('/') + 1) : value;
    const isCode = isEchoable(tail) || (OID.test(tail) && !DIGIT_RUN.test(tail));
    return isCode ? [tail === value ? `'${value}'` : `…/${tail}`] : [];
  }
  if (!isObject(value)) {
    return [];
  }
  const { coding, code, resourceType } = value;
  if (Array.isArray(coding)) {
    return coding.slice(0, MOST).flatMap((each) => codesIn(each));
  }
  const known = resourceType ?? code;
  return isEchoable(known) ? [`'${known}'`] : [];
}

function foundAt(pass: Pass, item: unknown, path: string): string {
  let values: readonly unknown[] = [item];
  for (const next of discriminatorSteps(path) ?? []) {
    values = values.flatMap((value) => step(pass, value, next)).slice(0, MOST);
  }
  return [...new Set(values.flatMap(codesIn))].slice(0, MOST).join(', ');
}

function same(text: string): Text {
  return { nb: text, nn: text, en: text };
}

/** How many a slice has, and, when it has too few, which of the other items is nearest and what it has instead. */
export function countedNear(pass: Pass, count: number, items: unknown, slice: SliceReading): Text {
  const list = Array.isArray(items) ? items.slice(0, 50) : items === undefined ? [] : [items];
  let nearest: (Nearness & { readonly index: number }) | undefined;
  for (const [index, item] of list.entries()) {
    const near = nearness(pass, item, slice);
    if (near.missing >= 0 && (!nearest || near.score > nearest.score)) {
      nearest = { ...near, index };
    }
  }
  const path = nearest && slice.paths[nearest.missing];
  const found = nearest && path !== undefined ? foundAt(pass, list[nearest.index], path) : '';
  if (!nearest || found === '') {
    return same(String(count));
  }
  const at = `[${nearest.index}]`;
  return {
    nb: `${count}; nærmest er ${at}, som har ${found} i ${path}`,
    nn: `${count}; nærast er ${at}, som har ${found} i ${path}`,
    en: `${count}; the nearest is ${at}, which has ${found} at ${path}`,
  };
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
  const [first, ...rest] = slices.map((slice) => nearness(pass, item, slice));
  if (!first) {
    pass.fail(site, name, index);
    return;
  }
  const { slice, missing } = rest.reduce((best, each) => (each.score > best.score ? each : best), first);
  const path = slice.paths[missing] ?? '$this';
  const found = foundAt(pass, item, path);
  const asked = slice.readings[missing] ?? '';
  pass.fail(site, name, index, {
    nb: `nærmest er ${slice.name} (${asked}); her er ${found || 'ingen slik verdi'}`,
    nn: `nærast er ${slice.name} (${asked}); her er ${found || 'ingen slik verdi'}`,
    en: `the nearest is ${slice.name} (${asked}); found ${found || 'no such value'}`,
  });
}
