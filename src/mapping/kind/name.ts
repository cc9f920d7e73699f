import { isObject, type Json } from '../../record/json.ts';
import type { Kind } from './kind.ts';

/**
 * A name in one text, `Ingrid Marie Nesbakk`, as HumanName: the last word is the family name. `family-first` is for
 * `Nesbakk, Ingrid Marie`. A name of one word is a text.
 */
export function nameKind(isFamilyFirst: boolean): Kind {
  return {
    toFhir(value) {
      if (typeof value !== 'string' || !/\S/u.test(value)) return undefined;
      const name = isFamilyFirst ? familyFirst(value) : familyLast(value);
      return name ?? { text: value.trim() };
    },
    toSource(value) {
      if (!isObject(value)) return undefined;
      const { family, given, text } = value;
      const first = Array.isArray(given) ? given.filter((each) => typeof each === 'string').join(' ') : '';
      if (typeof family !== 'string') return typeof text === 'string' ? text : first === '' ? undefined : first;
      if (first === '') return family;
      return isFamilyFirst ? `${family}, ${first}` : `${first} ${family}`;
    },
    fits: isObject,
  };
}

function familyLast(text: string): { readonly [key: string]: Json } | undefined {
  const words = text.trim().split(/\s+/u);
  const family = words.pop();
  return family === undefined || words.length === 0 ? undefined : { family, given: words };
}

function familyFirst(text: string): { readonly [key: string]: Json } | undefined {
  const [family = '', given = ''] = text.split(/,(.*)/su).map((part) => part.trim());
  return family === '' || given === '' ? undefined : { family, given: given.split(/\s+/u) };
}
