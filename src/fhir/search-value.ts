import type { TokenValue } from '../store/store.ts';
import { badParameter } from './bad-parameter.ts';

/**
 * The alternatives of a search value: split at commas that no backslash escapes (search.html § 3.1.1.4.1). Escapes stay in.
 *
 * @example
 * alternatives('active,on\\,hold') // ['active', 'on\\,hold']
 */
export function alternatives(name: string, value: string): readonly string[] {
  const pieces = split(value, ',');
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

/**
 * One alternative of a reference parameter as `Type/id`, or the absolute URL of somebody else's resource.
 *
 * A bare id means a Patient in `patient` and `subject`, nothing elsewhere; our own absolute URL means the same as `Type/id`.
 *
 * @example
 * referenceValue('patient', '17', 'http://localhost:8080/fhir') // 'Patient/17'
 */
export function referenceValue(name: string, value: string, base: string): string {
  const text = unescaped(value);
  const local = text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  const match = /^(?:([A-Z][A-Za-z]+)\/)?([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(local);
  const type = match?.[1] ?? (name === 'patient' || name === 'subject' ? 'Patient' : undefined);
  if (match !== null && type !== undefined && (name !== 'patient' || type === 'Patient')) return `${type}/${match[2]}`;
  if (/^(?:https?:\/\/|urn:uuid:|urn:oid:)\S+$/.test(text)) return text;
  throw badParameter(
    name,
    {
      nb: 'Verdien må være en referanse: Type/id, id eller en absolutt adresse.',
      nn: 'Verdien må vere ein referanse: Type/id, id eller ei absolutt adresse.',
      en: 'The value must be a reference: Type/id, id or an absolute address.',
    },
    'Type/<id>, <id> of a Patient, or an absolute URL',
  );
}

/** Text of a value without its escapes. */
export function unescaped(value: string): string {
  return value.replaceAll(/\\([\\,|$])/g, '$1');
}

function split(value: string, separator: string): readonly string[] {
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
