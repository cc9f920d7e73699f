import { nationalIdentityNumber } from '../../demo/people/identity.ts';

/** What of a person's papers is hers alone; everything else is the same for all. */
export interface Stamp {
  /** Six digits; stands in every id and identifier of her papers. */
  readonly number: string;
  readonly fnr: string;
  readonly birthDate: string;
  /** When her papers were written last at a partner: ISO 8601, milliseconds. */
  readonly written: string;
}

/** The person from whose papers everybody's are cast. Each of these texts stands nowhere else. */
export const MOULD: Stamp = {
  number: '999999',
  fnr: nationalIdentityNumber('1931-07-23', 'female', 7),
  birthDate: '1931-07-23',
  written: '2019-08-17T06:05:04.321Z',
};

const FIRST_NUMBER = 100_000;
const FIRST_BIRTH_DATE = Date.UTC(1932, 0, 1);
const DAY_MS = 24 * 3_600_000;
/** As many numbers as every date surely has, far enough apart that no two persons are given the same. */
const SERIALS = [0, 20, 40, 60, 80, 100, 120, 140, 160, 180];
/** Papers that are older than the run, and so far apart that a partner's overlap holds one person's. */
const FIRST_WRITTEN = Date.UTC(2025, 0, 1);
const WRITTEN_EVERY_MS = 240_000;

/** @param index 0 for the first person */
export function stampOf(index: number): Stamp {
  const birthDate = new Date(FIRST_BIRTH_DATE + Math.floor(index / SERIALS.length) * DAY_MS).toISOString().slice(0, 10);
  return {
    number: String(FIRST_NUMBER + index),
    fnr: nationalIdentityNumber(birthDate, 'female', SERIALS[index % SERIALS.length] ?? 0),
    birthDate,
    written: new Date(writtenAt(index)).toISOString(),
  };
}

/** Milliseconds since 1970. */
export function writtenAt(index: number): number {
  return FIRST_WRITTEN + index * WRITTEN_EVERY_MS;
}

/** The first person whose papers were written then or later. */
export function firstWrittenFrom(instant: number): number {
  return Math.max(0, Math.ceil((instant - FIRST_WRITTEN) / WRITTEN_EVERY_MS));
}

/** Whose number it is; undefined when it is nobody's. */
export function indexOf(number: string): number | undefined {
  return /^\d{6}$/u.test(number) && Number(number) >= FIRST_NUMBER ? Number(number) - FIRST_NUMBER : undefined;
}

/** @example cast('{"id":"p999999-plan"}', stampOf(7)); // '{"id":"p100007-plan"}' */
export function cast(text: string, stamp: Stamp): string {
  return text
    .replaceAll(MOULD.number, stamp.number)
    .replaceAll(MOULD.fnr, stamp.fnr)
    .replaceAll(MOULD.birthDate, stamp.birthDate)
    .replaceAll(MOULD.written, stamp.written);
}
