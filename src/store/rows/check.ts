import type { Resource } from '@medplum/fhirtypes';
import { normalized } from '../../search/normalized.ts';
import { rowNames, searchRows } from '../../search/rows.ts';
import type { Seals } from '../at-rest/seals.ts';
import type { StoreFinding } from '../store-check.ts';
import { privateText, startOf } from './private-rows.ts';

/** Findings of a code that are told. */
const MOST = 100;
/** Resources that are looked at together. */
export const PAGE = 200;

export const COUNTS = {
  versions: 'SELECT count(*) AS count FROM versions',
  resources: 'SELECT count(*) AS count FROM current_versions',
} as const;

/** Each answers `place`. */
export const WRONG: readonly (readonly [code: StoreFinding['code'], sql: string])[] = [
  [
    'version-missing',
    `SELECT type || '/' || id AS place FROM versions GROUP BY type, id HAVING count(*) <> max(version) ORDER BY 1 LIMIT ${MOST}`,
  ],
  [
    'current-wrong',
    `SELECT coalesce(n.type, c.type) || '/' || coalesce(n.id, c.id) AS place
     FROM (SELECT type, id, max(version) AS version FROM versions GROUP BY type, id) AS n
       FULL JOIN current_versions AS c ON c.type = n.type AND c.id = n.id
       LEFT JOIN versions AS v ON v.type = c.type AND v.id = c.id AND v.version = c.version
     WHERE n.version IS NULL OR c.version IS NULL OR c.version <> n.version OR v.seq <> c.seq OR v.deleted <> c.deleted
       OR coalesce(v.record, '') <> coalesce(c.record, '')
     ORDER BY 1 LIMIT ${MOST}`,
  ],
  [
    'record-behind',
    `SELECT c.record AS place FROM current_versions AS c LEFT JOIN records AS r ON r.person = c.record
     WHERE c.record IS NOT NULL GROUP BY c.record, r.seq HAVING r.seq IS NULL OR r.seq < max(c.seq) ORDER BY 1 LIMIT ${MOST}`,
  ],
];

export const ENDS =
  'SELECT coalesce(min(seq), 0) AS low, coalesce(max(seq), 0) AS high FROM current_versions WHERE deleted = 0';

const TABLES = ['token_rows', 'reference_rows', 'date_rows', 'private_rows'] as const;

/** Rows of what is not there any more: answers `place`. */
export const LEFT_OVER = TABLES.map(
  (table) => `
  SELECT DISTINCT v.type || '/' || v.id AS place FROM ${table} AS t JOIN versions AS v ON v.seq = t.seq
  WHERE NOT EXISTS (SELECT 1 FROM current_versions AS c WHERE c.seq = t.seq AND c.deleted = 0) ORDER BY 1 LIMIT ${MOST}`,
);
export const REMOVE_LEFT_OVER = TABLES.map(
  (table) =>
    `DELETE FROM ${table} WHERE NOT EXISTS (SELECT 1 FROM current_versions AS c WHERE c.seq = ${table}.seq AND c.deleted = 0)`,
);
export const FORGET_INDEX = 'DELETE FROM search_index';

/** A search row as it stands; `values` are what it is found by. */
export interface FoundRow {
  readonly seq: number;
  readonly name: string;
  readonly element: number;
  readonly one: string | number;
  readonly two: string | number;
}

/** Rows of some resources by table; `among` is SQL that says which seqs. */
export function foundRows(among: string): readonly (readonly [kind: string, sql: string])[] {
  const rows = (table: string, one: string, two: string): string => `
    SELECT t.seq, p.name, t.element, ${one} AS one, ${two} AS two
    FROM ${table} AS t JOIN search_parameters AS p ON p.number = t.parameter WHERE t.seq ${among}`;
  return [
    ['token', rows('token_rows', 't.code', 't.system')],
    ['reference', rows('reference_rows', 't.target', "''")],
    ['date', rows('date_rows', 't.low', 't.high')],
    ['private', rows('private_rows', 't.start', 't.value')],
  ];
}

/** A row as a text, so that rows compare. */
export function rowText(kind: string, { name, element, one, two }: Omit<FoundRow, 'seq'>): string {
  return JSON.stringify([kind, name, element, one, two]);
}

/** What a resource should be found by, as texts. */
export function expectedTexts(
  resource: Resource,
  seals: Seals,
  { indexed, clean }: { readonly indexed: (text: string) => string; readonly clean: (text: string) => string },
): ReadonlySet<string> {
  const names = rowNames(resource.resourceType);
  const texts = new Set<string>();
  for (const row of searchRows(resource)) {
    const { name, element } = row;
    const isPrivate = names.get(name)?.isPrivate === true;
    const add = (kind: string, one: string | number, two: string | number): void => {
      texts.add(rowText(kind, { name, element, one, two }));
    };
    if (row.kind === 'token') add('token', isPrivate ? seals.hidden(row.code) : indexed(row.code), indexed(row.system));
    else if (row.kind === 'reference') add('reference', indexed(row.target), '');
    else if (row.kind === 'date' && !isPrivate) add('date', row.low, row.high);
    else if (row.kind === 'string')
      add('private', seals.hiddenStart(clean(startOf(normalized(row.text)))), privateText(row));
    else add('private', '', privateText(row));
  }
  return texts;
}

/** Places in the order of commits at which a sample of so many is looked at, and how many at each. */
export function samplePlaces(
  { low, high }: { readonly low: number; readonly high: number },
  sample: number,
): readonly (readonly [after: number, count: number])[] {
  const steps = Math.max(1, Math.ceil(sample / PAGE) * 4);
  const count = Math.ceil(sample / steps);
  return Array.from(
    { length: steps },
    (_, step) => [Math.floor(low - 1 + ((high - low) * step) / steps), count] as const,
  );
}

/** Whether two sets of texts are the same. */
export function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((text) => other.has(text));
}
