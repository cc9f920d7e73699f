import type { TokenValue } from '../search/filter.ts';
import { badParameter } from './bad-parameter.ts';
import { tooManyValues } from './search-refusal.ts';

/** Each is looked up by itself. */
const MAX_ALTERNATIVES = 1_000;

/**
 * The alternatives of a search value: split at commas that no backslash escapes (search.html § 3.1.1.4.1). Escapes stay in.
 *
 * @example
 * alternatives('active,on\\,hold') // ['active', 'on\\,hold']
 */
export function alternatives(name: string, value: string): readonly string[] {
  const pieces = split(value, ',');
  if (pieces.length > MAX_ALTERNATIVES) throw tooManyValues(name, MAX_ALTERNATIVES);
  let position = 0;
  for (const piece of pieces) {
    if (piece.trim() === '')
      throw badParameter(
        name,
        {
          nb: 'Søkeparameteren mangler en verdi. Gi den en, eller ta den bort.',
          nn: 'Søkjeparameteren manglar ein verdi. Gi han ein, eller ta han bort.',
          en: 'The search parameter lacks a value. Give it one or leave it out.',
        },
        'a value',
        position,
      );
    position += piece.length + 1;
  }
  return pieces;
}

/**
 * One alternative of a token parameter: `code`, `system|code`, `|code` (no system), `system|` (any code).
 *
 * @example
 * tokenValue('identifier', 'urn:oid:2.16.578.1.12.4.1.4.4|9144889') // { system: 'urn:oid:…', code: '9144889' }
 */
export function tokenValue(name: string, value: string): TokenValue {
  const pieces = split(value, '|').map(unescaped);
  const [first = '', second = ''] = pieces;
  if (pieces.length === 1) return { code: first };
  if (pieces.length > 2 || (first === '' && second === ''))
    throw badParameter(
      name,
      {
        nb: 'Verdien må være kode, system|kode, |kode eller system|. Skriv en strek som hører til verdien, som \\|.',
        nn: 'Verdien må vere kode, system|kode, |kode eller system|. Skriv ein strek som høyrer til verdien, som \\|.',
        en: 'The value must be code, system|code, |code or system|. Write a bar that belongs to the value as \\|.',
      },
      'code, system|code, |code or system|',
    );
  return second === '' ? { system: first } : { system: first, code: second };
}

/** Text of a value without its escapes. */
export function unescaped(value: string): string {
  return value.replaceAll(/\\([\\,|$])/g, '$1');
}

/** The pieces of a value at a separator that no backslash escapes. Escapes stay in. */
export function split(value: string, separator: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === separator) {
      pieces.push(value.slice(start, at));
      start = at + 1;
    }
  }
  return [...pieces, value.slice(start)];
}
