import type { Key } from './fhirpath-shape.ts';
import { one } from './fhirpath-values.ts';
import { quote } from './quote.ts';

/**
 * Short expressions as JavaScript source: what is generated from it stands in the type's own function, where a call that leads
 * to one place only costs nearly nothing. What it gives is what the translated functions give.
 */
export interface Inline {
  /** Source of true, false or undefined for the item that this source names. `temporary` gives a variable. */
  readonly truth?: (item: string, temporary: () => string) => string;
  /** Source of the one value. */
  readonly value?: (item: string) => string;
}

export const ITSELF: Inline = { value: (item) => item };

/** A step by one key. */
export function inlineStep({ value }: Inline, keys: readonly Key[]): Inline | undefined {
  const [first, ...others] = keys;
  return value && first && others.length === 0
    ? { value: (item) => `valueAt(${value(item)},${quote(first.key)})` }
    : undefined;
}

export function inlineExists(keys: readonly Key[]): Inline {
  return {
    truth: (item) =>
      `(${keys.map(({ key, sibling }) => `hasKey(${item},${quote(key)},${quote(sibling)})`).join('||')})`,
  };
}

export function inlineExtension(url: string): Inline {
  return { truth: (item) => `hasExtension(${item},${quote(url)})` };
}

export function inlineEquality({ value }: Inline, literal: string, isEqual: boolean): Inline | undefined {
  return value && { truth: (item) => `isText(${value(item)},${quote(literal)},${isEqual})` };
}

const DECIDING: Readonly<Record<string, readonly [left: boolean, answer: boolean, right: boolean]>> = {
  and: [false, false, false],
  or: [true, true, true],
  implies: [false, true, true],
};

export function inlineLogic(operator: string, left: Inline, right: Inline): Inline | undefined {
  const deciding = DECIDING[operator];
  const [a, b] = [left.truth, right.truth];
  if (!deciding || !a || !b) {
    return undefined;
  }
  const [ofLeft, answer, ofRight] = deciding;
  return {
    truth: (item, temporary) => {
      const [x, y] = [temporary(), temporary()];
      const rest = `(${y}=${b(item, temporary)})===${ofRight}?${ofRight}:${x}===undefined?undefined:${y}`;
      return `((${x}=${a(item, temporary)})===${ofLeft}?${answer}:${rest})`;
    },
  };
}

export function inlineNot({ truth }: Inline): Inline | undefined {
  return (
    truth && {
      truth: (item, temporary) => {
        const x = temporary();
        return `((${x}=${truth(item, temporary)})===undefined?undefined:!${x})`;
      },
    }
  );
}

/** The value of a key, where the definitions allow one. */
export function valueAt(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null) {
    return undefined;
  }
  const value = (holder as Record<string, unknown>)[key];
  return value === null ? undefined : Array.isArray(value) ? one(value) : value;
}

export function isText(value: unknown, literal: string, isEqual: boolean): boolean | undefined {
  return value === undefined ? undefined : (value === literal) === isEqual;
}

export function hasExtension(holder: unknown, url: string): boolean {
  const list: unknown = (holder as { readonly extension?: unknown }).extension;
  return Array.isArray(list) && list.some((each) => (each as { readonly url?: unknown } | null)?.url === url);
}
