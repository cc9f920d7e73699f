import type { Text } from './finding.ts';

const CODE = /^[A-Za-z][A-Za-z0-9-]{0,40}$/;
const DIGIT_RUN = /[0-9]{6}/;

/** True when a sender's code, element name or type name may stand in a finding: it cannot be a person's data. */
export function isEchoable(value: unknown): value is string {
  return typeof value === 'string' && CODE.test(value) && !DIGIT_RUN.test(value);
}

/** A text that is the same in every language. */
export function same(text: string): Text {
  return { nb: text, nn: text, en: text };
}

/**
 * What stands where something else was expected, by kind, count and length, never by content: findings go to logs and
 * to other systems, and must not carry a person's data.
 */
export function describe(value: unknown): Text {
  if (value === undefined) {
    return { nb: 'ingenting', nn: 'ingenting', en: 'nothing' };
  }
  if (value === null) {
    return same('null');
  }
  if (Array.isArray(value)) {
    const count = value.length;
    return { nb: `en liste med ${count}`, nn: `ei liste med ${count}`, en: `a list of ${count}` };
  }
  switch (typeof value) {
    case 'string':
      return {
        nb: `en tekst på ${value.length} tegn`,
        nn: `ein tekst på ${value.length} teikn`,
        en: `a text of ${value.length} characters`,
      };
    case 'number':
      return { nb: 'et tall', nn: 'eit tal', en: 'a number' };
    case 'boolean':
      return { nb: 'en sannhetsverdi', nn: 'ein sanningsverdi', en: 'a boolean' };
    default: {
      const count = Object.keys(value).length;
      return {
        nb: `et objekt med ${count} elementer`,
        nn: `eit objekt med ${count} element`,
        en: `an object of ${count} elements`,
      };
    }
  }
}

/** As {@link describe}, but a code that cannot be a person's data is named. */
export function describeCode(value: unknown): Text {
  if (isEchoable(value)) {
    return same(`'${value}'`);
  }
  if (typeof value !== 'string') {
    return describe(value);
  }
  const { length } = value as string;
  return { nb: `en kode på ${length} tegn`, nn: `ein kode på ${length} teikn`, en: `a code of ${length} characters` };
}

/** As {@link describe}, but the last step of a URL is named when it cannot be a person's data. */
export function describeUrl(value: unknown): Text {
  const tail: unknown = typeof value === 'string' ? value.slice(value.lastIndexOf('/') + 1) : undefined;
  if (isEchoable(tail)) {
    return {
      nb: `en URL som slutter på '${tail}'`,
      nn: `ein URL som sluttar på '${tail}'`,
      en: `a URL ending in '${tail}'`,
    };
  }
  return describe(value);
}
