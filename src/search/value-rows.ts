import type { ParameterKind, ParameterPath } from './parameters.ts';
import { OPEN, type Stretch, stretchOfElement } from './stretch.ts';
import { fieldOf, valuesAt } from './values-at.ts';

/** What one value is found by. */
export type ValueRow = TokenRow | ReferenceRow | DateRow | StringRow | QuantityRow;

export interface TokenRow {
  readonly kind: 'token';
  /** Empty when the value has none. */
  readonly system: string;
  readonly code: string;
}

/** `Type/id`; a reference to another server's resource whole, since its ids are not ours; a canonical or another URI as it is. */
export interface ReferenceRow {
  readonly kind: 'reference';
  readonly target: string;
}

export interface DateRow extends Stretch {
  readonly kind: 'date';
}

/** As it is spelled. */
export interface StringRow {
  readonly kind: 'string';
  readonly text: string;
}

export interface QuantityRow extends Stretch {
  readonly kind: 'quantity';
  readonly system: string;
  readonly code: string;
  readonly unit: string;
}

/** A row, and what its name has after the parameter's. */
export interface NamedRow {
  readonly beside: '' | ':text' | ':of-type' | ':identifier' | ':present';
  readonly row: ValueRow;
}

/**
 * Rows of one value of a parameter (search.html § 3.1.1.5). A value that is found by nothing has a row that says that it is there.
 *
 * @example
 * rowsOfValue('token', { coding: [{ system: 'urn:a', code: '1' }] }, { at: ['code'], type: 'CodeableConcept' });
 * // [{ beside: '', row: { kind: 'token', system: 'urn:a', code: '1' } }]
 */
export function rowsOfValue(
  kind: Exclude<ParameterKind, 'composite'>,
  value: unknown,
  path: ParameterPath,
): readonly NamedRow[] {
  // Elsewhere than where it was to be found there is none.
  if (path.only !== undefined && !isTo(value, path.only)) return [];
  const rows = ROWS[kind](value, path);
  // A reference by identifier says that it is there, too.
  const isFound = rows.some(({ beside }) => beside === '' || beside === ':identifier');
  return isFound ? rows : [...rows, { beside: ':present', row: token('', 'true') }];
}

const ROWS: Readonly<
  Record<Exclude<ParameterKind, 'composite'>, (value: unknown, path: ParameterPath) => readonly NamedRow[]>
> = {
  token: tokenRows,
  string: (value, { type }) => textsOf(value, type).map((text) => ({ beside: '', row: { kind: 'string', text } })),
  date(value, { type }) {
    const stretch = stretchOfElement(value, type);
    return stretch ? [{ beside: '', row: { kind: 'date', ...stretch } }] : [];
  },
  reference: referenceRows,
  uri: (value) => (typeof value === 'string' ? [{ beside: '', row: { kind: 'reference', target: value } }] : []),
  quantity(value, { type }) {
    const row = quantityRow(value, type);
    return row ? [{ beside: '', row }] : [];
  },
};

function token(system: string, code: string): TokenRow {
  return { kind: 'token', system, code };
}

function tokenRows(value: unknown, { type, system = '', systems = {} }: ParameterPath): readonly NamedRow[] {
  switch (type) {
    case 'CodeableConcept':
      return [...fieldOf(value, 'coding').flatMap(codingRows), ...words(value, 'text')];
    case 'Coding':
      return codingRows(value);
    case 'Identifier':
      return identifierRows(value);
    case 'ContactPoint':
      // Case of mail addresses and spaces in numbers are nobody's intention.
      return texts(value, 'value').map((text) => ({ beside: '', row: token('', contact(text)) }));
    default:
      return ['string', 'boolean'].includes(typeof value)
        ? [{ beside: '', row: token(systemOf(String(value), system, systems), String(value)) }]
        : [];
  }
}

function systemOf(code: string, system: string, others: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(others, code) ? others[code] : undefined) ?? system;
}

/** A telephone number or address of mail as it is compared. */
export function contact(text: string): string {
  return text.toLowerCase().replaceAll(/\s/gu, '');
}

function codingRows(coding: unknown): readonly NamedRow[] {
  const [system = ''] = texts(coding, 'system');
  const codes = texts(coding, 'code').map((code): NamedRow => ({ beside: '', row: token(system, code) }));
  return [...codes, ...words(coding, 'display')];
}

function identifierRows(identifier: unknown): readonly NamedRow[] {
  const [system = ''] = texts(identifier, 'system');
  return [
    ...texts(identifier, 'value').flatMap((value): NamedRow[] => [
      { beside: '', row: token(system, value) },
      ...valuesAt(identifier, ['type', 'coding']).map((coding): NamedRow => {
        const [of = ''] = texts(coding, 'system');
        return { beside: ':of-type', row: token(`${of}|${texts(coding, 'code')[0] ?? ''}`, value) };
      }),
    ]),
    ...fieldOf(identifier, 'type').flatMap((type) => words(type, 'text')),
  ];
}

function words(value: unknown, key: string): readonly NamedRow[] {
  return texts(value, key).map((text) => ({ beside: ':text', row: { kind: 'string', text } }));
}

function texts(value: unknown, key: string): readonly string[] {
  return fieldOf(value, key).filter((one) => typeof one === 'string');
}

const PIECES: Readonly<Record<string, readonly string[]>> = {
  HumanName: ['text', 'family', 'given', 'prefix', 'suffix'],
  Address: ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'],
};

function textsOf(value: unknown, type: string): readonly string[] {
  const pieces = PIECES[type];
  const found = pieces ? pieces.flatMap((key) => texts(value, key)) : typeof value === 'string' ? [value] : [];
  return found.filter((text) => text.trim() !== '');
}

const LITERAL =
  /^(?<base>https?:\/\/.+\/)?(?<type>[A-Z][A-Za-z]{1,63})\/(?<id>[A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

function referenceRows(value: unknown, { type }: ParameterPath): readonly NamedRow[] {
  if (type !== 'Reference') {
    const [address = '', version] = typeof value === 'string' ? value.split('|') : [];
    const targets = version === undefined ? [address] : [address, `${address}|${version}`];
    return targets.filter((one) => one !== '').map((target) => ({ beside: '', row: { kind: 'reference', target } }));
  }
  const target = targetOf(value);
  return [
    ...(target === undefined ? [] : [{ beside: '', row: { kind: 'reference', target } } as const]),
    ...fieldOf(value, 'identifier')
      .flatMap(identifierRows)
      .flatMap(({ beside, row }): NamedRow[] => (beside === '' ? [{ beside: ':identifier', row }] : [])),
  ];
}

function isTo(value: unknown, type: string): boolean {
  return LITERAL.exec(texts(value, 'reference')[0] ?? '')?.groups?.['type'] === type;
}

function targetOf(value: unknown): string | undefined {
  const { base = '', type, id } = LITERAL.exec(texts(value, 'reference')[0] ?? '')?.groups ?? {};
  return type === undefined || id === undefined ? undefined : `${base}${type}/${id}`;
}

function quantityRow(value: unknown, type: string): QuantityRow | undefined {
  const range = type === 'Range';
  const [low] = range ? fieldOf(value, 'low') : [value];
  const [high] = range ? fieldOf(value, 'high') : [value];
  const [from] = fieldOf(low, 'value');
  const [to] = fieldOf(high, 'value');
  if (typeof from !== 'number' && typeof to !== 'number') return undefined;
  const measured = low ?? high;
  return {
    kind: 'quantity',
    low: typeof from === 'number' ? from : -OPEN,
    high: typeof to === 'number' ? to : OPEN,
    system: texts(measured, 'system')[0] ?? '',
    code: texts(measured, 'code')[0] ?? '',
    unit: texts(measured, 'unit')[0] ?? '',
  };
}
