import type { Bounds, QuantityValue } from '../search/filter.ts';
import { type Stretch, stretchOf } from '../search/stretch.ts';
import { badParameter } from './bad-parameter.ts';
import { split, unescaped } from './search-value.ts';

const PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
type Prefix = (typeof PREFIXES)[number];

/**
 * The bounds that a date search value sets to the stretch of an element (search.html § 3.1.1.4.6). A value stands for the whole of what it
 * leaves open: `2026-11` is the month. Without a time zone it is UTC. `ap` is as long again at both ends.
 *
 * @example
 * dateBounds('_lastUpdated', 'ge2026-11-22'); // [{ highAfter: 1795392000000 }, { lowFrom: 1795305600000, … }]
 */
export function dateBounds(name: string, value: string): readonly Bounds[] {
  const { prefix, rest } = prefixed(value);
  const stretch = stretchIn(name, rest, value);
  return bounds(prefix, stretch, stretch, stretch.high - stretch.low);
}

/**
 * What a date without a prefix stands for, in milliseconds since 1970.
 *
 * @param sent the value as the client sent it, where it may have a prefix
 * @throws SamplanError `bad-parameter`
 * @example
 * stretchIn('_since', '2026-11-22').low; // 1795305600000
 */
export function stretchIn(name: string, value: string, sent?: string): Stretch {
  const stretch = stretchOf(value);
  if (stretch === undefined || Number(value.slice(0, 4)) < 1900)
    throw sent === undefined ? malformedInstant(name, firstStrange(value)) : malformedDate(name, firstStrange(sent));
  return stretch;
}

/**
 * One alternative of a quantity parameter: `number`, `number|system|code`, `number||code` (§ 3.1.1.4.11). A number that is compared with
 * `eq` or `ne` stands for what is rounded to it.
 *
 * @example
 * quantityValue('value-quantity', 'gt5.4|http://unitsofmeasure.org|mg');
 */
export function quantityValue(name: string, value: string): QuantityValue {
  const pieces = split(value, '|').map(unescaped);
  const [text = '', system = '', code = ''] = pieces;
  const { prefix, rest } = prefixed(text);
  const match = /^-?(?:\d{1,15})(?:\.(?<decimals>\d{1,15}))?(?:[eE](?<exponent>[+-]?\d{1,2}))?$/.exec(rest);
  if (match === null || pieces.length > 3) throw malformedQuantity(name);
  const number = Number(rest);
  const { decimals = '', exponent = '0' } = match.groups ?? {};
  const half = 0.5 * 10 ** (Number(exponent) - decimals.length);
  const rounded: Stretch = { low: number - half, high: number + half };
  const within = bounds(prefix, rounded, { low: number, high: number }, Math.abs(number) / 10);
  return { within, ...(system === '' ? {} : { system }), ...(code === '' ? {} : { code }) };
}

/** `meant`: what stands for itself; `exact`: what is compared with. */
function bounds(prefix: Prefix, meant: Stretch, exact: Stretch, margin: number): readonly Bounds[] {
  const equal: Bounds = { lowFrom: meant.low, lowBefore: meant.high, highUpTo: meant.high };
  const isAfter: Bounds = { highAfter: exact.high };
  const isBefore: Bounds = { lowBefore: exact.low };
  switch (prefix) {
    case 'eq':
      return [equal];
    case 'ne':
      return [{ lowBefore: meant.low }, { highAfter: meant.high }];
    case 'gt':
      return [isAfter];
    case 'lt':
      return [isBefore];
    case 'ge':
      return [isAfter, exact === meant ? equal : { lowFrom: exact.low }];
    case 'le':
      return [isBefore, exact === meant ? equal : { highUpTo: exact.high }];
    case 'sa':
      return [{ lowFrom: exact.high, highAfter: exact.high }];
    case 'eb':
      return [{ highUpTo: exact.low, lowBefore: exact.low }];
    case 'ap':
      return [{ lowBefore: meant.high + margin, highAfter: meant.low - margin }];
  }
}

function prefixed(value: string): { readonly prefix: Prefix; readonly rest: string } {
  const prefix = PREFIXES.find((one) => value.startsWith(one));
  return prefix ? { prefix, rest: value.slice(2) } : { prefix: 'eq', rest: value };
}

/** Where the value first stops being the beginning of a date; 0 when only its meaning is wrong. */
function firstStrange(value: string): number {
  const shape =
    /^(?:[a-z]{2})?\d{0,4}(?:-\d{0,2}(?:-\d{0,2}(?:T[\d:.]*(?:Z|[+\- ][\d:]*)?)?)?)?/.exec(value)?.[0] ?? '';
  return shape.length === value.length ? 0 : shape.length;
}

function malformedInstant(name: string, position: number): Error {
  return badParameter(
    name,
    {
      nb: 'Verdien må være en dato eller et tidspunkt.',
      nn: 'Verdien må vere ein dato eller eit tidspunkt.',
      en: 'The value must be a date or an instant.',
    },
    '2026-11-22 or 2026-11-22T08:30:00+01:00',
    position,
  );
}

function malformedDate(name: string, position: number): Error {
  return badParameter(
    name,
    {
      nb: 'Verdien må være en dato eller et tidspunkt, eventuelt med eq, ne, gt, lt, ge, le, sa, eb eller ap foran.',
      nn: 'Verdien må vere ein dato eller eit tidspunkt, eventuelt med eq, ne, gt, lt, ge, le, sa, eb eller ap framfor.',
      en: 'The value must be a date or an instant, with eq, ne, gt, lt, ge, le, sa, eb or ap before it if need be.',
    },
    'ge2026-11-22 or ge2026-11-22T08:30:00+01:00',
    position,
  );
}

function malformedQuantity(name: string): Error {
  return badParameter(
    name,
    {
      nb: 'Verdien må være et tall, eventuelt med prefiks foran og |system|kode etter.',
      nn: 'Verdien må vere eit tal, eventuelt med prefiks framfor og |system|kode etter.',
      en: 'The value must be a number, with a prefix before it and |system|code after it if need be.',
    },
    '5.4, gt5.4|http://unitsofmeasure.org|mg or 5.4||mg',
  );
}
