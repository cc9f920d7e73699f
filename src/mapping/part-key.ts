import { createHash } from 'node:crypto';
import type { Json } from '../record/json.ts';
import type { SourceAccess } from './source-access.ts';

/** The field of the source that names a record or an item. */
export interface KeyField {
  readonly access: SourceAccess;
  /** The schema allows only numbers. */
  readonly isNumber: boolean;
}

/** What names something, as text; undefined: nothing does. */
export function keyText(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /\S/u.test(value) ? value : undefined;
}

/** A key as the source has it. */
export function keyValue({ isNumber }: KeyField, key: string): Json {
  return isNumber ? Number(key) : key;
}

/** How a key of the source is written in FHIR, and read again. */
export interface PartKeys {
  /** Value of the business identifier. */
  valueOf(recordKey: string, key: string): string;
  keyOf(recordKey: string, value: string): string;
}

/** A key that names one thing in the whole system is written as it is, another with the record's before it. */
export function partKeys(isOfRecord: boolean): PartKeys {
  if (!isOfRecord) return { valueOf: (_record, key) => key, keyOf: (_record, value) => value };
  return {
    valueOf: (record, key) => `${record}/${key}`,
    keyOf: (record, value) => (value.startsWith(`${record}/`) ? value.slice(record.length + 1) : value),
  };
}

/**
 * The id of a part's resource: the same for the same key, whenever it is mapped (http://hl7.org/fhir/R4/datatypes.html#id).
 *
 * @example
 * idOf('goal', '12'); // 'goal.12'
 */
export function idOf(part: string, value: string): string {
  const id = `${part}.${value}`;
  if (/^[A-Za-z0-9\-.]{1,64}$/u.test(id)) return id;
  return `${part}.${createHash('sha256').update(value).digest('hex').slice(0, 40)}`;
}
