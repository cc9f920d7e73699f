import { SamplanError } from '../../errors.ts';
import type { Seals } from '../at-rest/seals.ts';
import { CARRIED, CARRIED_KINDS, type Carried, type CarriedKind, type CarriedRow } from '../carried.ts';
import { storeTexts } from '../texts.ts';

/** A row as a database gives it. */
export type KeptRow = Readonly<Record<string, unknown>>;

/** Values for `keptColumns`, in their order. */
export type KeptValues = readonly (string | number | Uint8Array | null)[];

export function carried(kind: CarriedKind): Carried {
  return CARRIED[kind];
}

/** Columns that a row is written to. */
export function keptColumns(kind: CarriedKind): readonly string[] {
  const { columns } = carried(kind);
  return [...Object.keys(columns), ...(hashedColumn(kind) === undefined ? [] : ['sealed'])];
}

/** What keeps a store from taking in an archive: anything that it would carry itself. */
export const IS_TAKEN = `SELECT 1 AS taken WHERE ${CARRIED_KINDS.filter((kind) => kind !== 'audit-start')
  .map((kind) => `EXISTS (SELECT 1 FROM ${carried(kind).table})`)
  .join(' OR ')}`;

function hashedColumn(kind: CarriedKind): string | undefined {
  return Object.entries(carried(kind).columns).find(([, how]) => how === 'hashed')?.[0];
}

/**
 * A row as it is carried: everything opened.
 *
 * @throws SamplanError `configuration` where a number stands as a hash only
 */
export function openedRow(kind: CarriedKind, row: KeptRow, seals: Seals): CarriedRow {
  const { table, columns } = carried(kind);
  const opened: Record<string, string | number> = {};
  for (const [name, how] of Object.entries(columns)) {
    const value = row[name];
    if (value === null || value === undefined) continue;
    switch (how) {
      case 'integer':
        opened[name] = Number(value);
        break;
      case 'hex':
        opened[name] = Buffer.from(value as Uint8Array).toString('hex');
        break;
      case 'sealed':
        opened[name] = seals.unseal(`${table}.${name}`, String(value));
        break;
      case 'hashed':
        opened[name] = given(table, row, String(value), seals);
        break;
      default:
        opened[name] = String(value);
    }
  }
  return opened;
}

function given(table: string, { sealed, system }: KeptRow, value: string, seals: Seals): string {
  if (typeof sealed === 'string') return seals.unseal(`${table}.sealed`, sealed);
  // What is Samplan's own is never hashed, and without keys nothing is.
  const isOpen = !seals.hasKeys || (typeof system === 'string' && seals.hiddenNumber(system, value) === value);
  if (isOpen) return value;
  throw new SamplanError('configuration', storeTexts.hashedOnly, { where: table });
}

/**
 * A carried row as this store keeps it.
 *
 * @param indexed how a text that is looked up is shortened
 */
export function keptValues(
  kind: CarriedKind,
  row: CarriedRow,
  seals: Seals,
  indexed: (text: string) => string = (text) => text,
): KeptValues {
  const { table, columns } = carried(kind);
  const values: (string | number | Uint8Array | null)[] = [];
  let sealed: string | null | undefined;
  for (const [name, how] of Object.entries(columns)) {
    const value = row[name];
    if (value === undefined) values.push(null);
    else if (how === 'sealed') values.push(seals.seal(`${table}.${name}`, String(value)));
    else if (how === 'hex') values.push(Buffer.from(String(value), 'hex'));
    else if (how === 'hashed') {
      const text = String(value);
      const kept = hashed(row, text, seals, indexed);
      values.push(kept);
      sealed = kept === text ? null : seals.seal(`${table}.sealed`, text);
    } else values.push(value);
  }
  return sealed === undefined ? values : [...values, sealed];
}

function hashed({ system }: CarriedRow, text: string, seals: Seals, indexed: (text: string) => string): string {
  return typeof system === 'string' ? seals.hiddenNumber(system, text) : indexed(seals.hidden(text));
}

/** Rows with those that the order of a kind leaves equal in an order of their own: hashes would stand otherwise in each store. */
export async function* ordered(kind: CarriedKind, rows: AsyncIterable<CarriedRow>): AsyncGenerator<CarriedRow> {
  const hidden = hashedColumn(kind);
  if (hidden === undefined) {
    yield* rows;
    return;
  }
  const names = carried(kind).order.split(', ');
  const keyOf = (row: CarriedRow): string => JSON.stringify(names.map((name) => row[name]));
  let group: CarriedRow[] = [];
  for await (const row of rows) {
    if (group[0] && keyOf(group[0]) !== keyOf(row)) {
      yield* sorted(group, hidden);
      group = [];
    }
    group.push(row);
  }
  yield* sorted(group, hidden);
}

function sorted(rows: readonly CarriedRow[], name: string): readonly CarriedRow[] {
  return rows.toSorted((one, other) => (String(one[name]) < String(other[name]) ? -1 : 1));
}
