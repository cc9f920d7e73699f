import { losesDigits } from '../validation/json-scan.ts';

/**
 * Decimals whose spelling says more than their value: 1.50 is measured more closely than 1.5 (http://hl7.org/fhir/R4/datatypes.html#decimal).
 * Everywhere a decimal is a number. The object that holds it knows how it was written, and JSON.stringify writes it so.
 */

interface RawJson {
  readonly rawJSON: string;
}

/** ECMAScript's JSON with source text, which TypeScript does not know yet (https://tc39.es/proposal-json-parse-with-source). */
const { rawJSON, isRawJSON, parse } = JSON as unknown as {
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
  parse(
    text: string,
    reviver: (this: object, key: string, value: unknown, from: { source?: string }) => unknown,
  ): unknown;
};

type Spellings = Readonly<Record<string, string>>;

class Spelled {
  readonly #spellings: Spellings;

  constructor(value: object, spellings: Spellings) {
    // Not assigned: of what calls itself __proto__ that would make the prototype, where nobody looks for unknown elements.
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(value));
    this.#spellings = spellings;
  }

  static of(value: object): Spellings | undefined {
    return #spellings in value ? value.#spellings : undefined;
  }

  /** A number that was changed since is written as any other. */
  toJSON(): object {
    const isKept = ([key, spelling]: [string, string]): boolean => Reflect.get(this, key) === Number(spelling);
    const kept = Object.entries(this.#spellings).filter(isKept);
    return { ...this, ...Object.fromEntries(kept.map(([key, spelling]) => [key, rawJSON(spelling)])) };
  }
}

/** A number in JSON without spaces that may lose digits when it is read; in a text it is none, and costs a look only. */
const MAY_BE_SPELLED = /:-?(?:\d+\.\d*0|0\.0{6}\d+|\d{22,}(?:\.\d+)?|\d+(?:\.\d+)?[eE][+-]?\d+)[,}]/;

/**
 * What JSON.parse gives of a text that JSON.stringify wrote, with its decimals as they are spelled.
 *
 * @example
 * JSON.stringify(parseStored('{"value":1.50}')); // '{"value":1.50}'
 */
export function parseStored(text: string): unknown {
  return MAY_BE_SPELLED.test(text) ? parseSpelled(text) : JSON.parse(text);
}

/** The same of any JSON: for who knows that a number in it loses digits. */
export function parseSpelled(text: string): unknown {
  const found = new Map<object, Record<string, string>>();
  return parse(text, function (key, value, { source }) {
    if (typeof value === 'number' && source !== undefined && losesDigits(source)) {
      const spellings = found.get(this) ?? {};
      found.set(this, spellings);
      spellings[key] = source;
    }
    const spellings = typeof value === 'object' && value !== null ? found.get(value) : undefined;
    return spellings && !Array.isArray(value) ? new Spelled(value as object, spellings) : value;
  });
}

/**
 * An object of these entries in the place of another: decimals that are still there are spelled as there.
 *
 * @example
 * rebuilt(quantity, Object.entries(quantity).filter(([key]) => key !== 'unit'));
 */
export function rebuilt<T>(from: object, entries: Iterable<readonly [string, T]>): { readonly [key: string]: T } {
  const object = Object.fromEntries(entries);
  const spellings = Spelled.of(from);
  return spellings ? (new Spelled(object, spellings) as unknown as typeof object) : object;
}

/** How a number of an object is written. */
export function spellingOf(object: object, key: string): string | undefined {
  const spelling = Spelled.of(object)?.[key];
  return spelling !== undefined && Reflect.get(object, key) === Number(spelling) ? spelling : undefined;
}

/**
 * A copy in which such decimals are values by themselves, each a symbol: they can be put elsewhere, and {@link unboxed} makes numbers
 * of them again.
 *
 * @example
 * boxed(parseSpelled('{"value":1.50}')); // { value: Symbol(1.50) }
 */
export function boxed<T>(value: T): T {
  return parse(JSON.stringify(value), (_key, each, { source }) =>
    typeof each === 'number' && source !== undefined && losesDigits(source) ? Symbol(source) : each,
  ) as T;
}

/** What {@link boxed} boxed, wherever it stands now. */
export function unboxed<T>(value: T): T {
  return parseStored(
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'symbol' ? rawJSON(each.description ?? '') : each)),
  ) as T;
}

/** A decimal as the number that it is: one that {@link boxed} boxed, or one that is about to be written. */
export function numberIn(value: unknown): unknown {
  if (typeof value === 'symbol') return Number(value.description);
  return isRawJSON(value) ? Number(value.rawJSON) : value;
}
