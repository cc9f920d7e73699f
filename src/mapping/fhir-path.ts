import type { Json, JsonObject } from '../record/json.ts';
import { childOf, type FhirElement } from './fhir-element.ts';

/** One step of a path in a mapping: `extension[url=…]`, `performer[]`, `status`. */
export interface FhirStep {
  readonly name: string;
  readonly isArray: boolean;
  /** Every item of the list, one for each value of the source. */
  readonly each: boolean;
  /** What the item in a list is known by. */
  readonly selector: readonly (readonly [key: string, value: Json])[];
  /** The same as an object: what an item that is made begins with. */
  readonly known: JsonObject;
}

export interface FhirPath {
  readonly text: string;
  readonly steps: readonly FhirStep[];
  /** R4 type of what the path ends in. */
  readonly type: string;
}

/** What is wrong with a path: the step, and what there is. */
export interface PathFault {
  readonly step: string;
  readonly expected: string;
}

const STEP = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?$/u;

/**
 * Reads a path of a mapping against the R4 type it stands in. `[name]` is an extension by URL or by a short name,
 * `[key=value]` the item with that value, `[]` every item.
 *
 * @example
 * parseFhirPath('extension[next-revision].valueDate', rootOf('CarePlan'), { 'next-revision': 'http://…' });
 */
export function parseFhirPath(
  text: string,
  root: FhirElement,
  names: Readonly<Record<string, string>>,
): FhirPath | PathFault {
  const steps: FhirStep[] = [];
  let element = root;
  for (const part of splitPath(text)) {
    const match = STEP.exec(part);
    const name = match?.[1] ?? '';
    const child = match ? childOf(element, name) : undefined;
    if (!child) return { step: part, expected: `an element of ${element.type}` };
    const inside = match?.[2];
    if (inside !== undefined && !child.isArray) return { step: part, expected: `${name} without brackets` };
    const selector = selectorOf(inside, name, names);
    if (selector === undefined) return { step: part, expected: 'a name of names, or key=value' };
    steps.push({ name, isArray: child.isArray, each: inside === '', selector, known: Object.fromEntries(selector) });
    element = child;
  }
  return steps.length === 0
    ? { step: text, expected: `an element of ${root.type}` }
    : { text, steps, type: element.type };
}

/** At dots outside brackets: a URL has dots of its own. */
function splitPath(text: string): readonly string[] {
  return text.split(/\.(?![^[]*\])/u);
}

function selectorOf(
  inside: string | undefined,
  element: string,
  names: Readonly<Record<string, string>>,
): FhirStep['selector'] | undefined {
  if (inside === undefined || inside === '') return [];
  const [key = '', value] = inside.split(/=(.*)/su);
  const meant = (name: string): string => (Object.hasOwn(names, name) ? (names[name] ?? name) : name);
  if (value !== undefined) return /^\w+$/u.test(key) ? [[key, meant(value)]] : undefined;
  return element === 'extension' ? [['url', meant(key)]] : undefined;
}
