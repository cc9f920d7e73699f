import type { DatabaseSync } from 'node:sqlite';
import type { Seals } from '../at-rest/seals.ts';
import type { OnRefill } from '../refill.ts';
import {
  COUNTS,
  ENDS,
  expectedTexts,
  FORGET_INDEX,
  type FoundRow,
  foundRows,
  isSame,
  LEFT_OVER,
  PAGE,
  REMOVE_LEFT_OVER,
  rowText,
  samplePlaces,
  WRONG,
} from '../rows/check.ts';
import { FORGET_ALL } from '../rows/duties.ts';
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { Stored } from '../store.ts';
import type { StoreFinding, StoreReport } from '../store-check.ts';
import { refillRows } from './refill-rows.ts';
import type { Statements } from './statements.ts';

const NEXT = `
  SELECT ${VERSION_COLUMNS} FROM current_versions c JOIN versions v ON v.seq = c.seq
  WHERE c.deleted = 0 AND c.seq > ? ORDER BY c.seq LIMIT 0 + ?`;
const AMONG = 'IN (SELECT value FROM json_each(?))';
const AS_GIVEN = { indexed: (text: string) => text, clean: (text: string) => text };

/** Looks whether what is kept twice says the same (StoreCheck). */
export function checkStore(statements: Statements, seals: Seals, sample: number | undefined): StoreReport {
  const count = (sql: string): number => statements.get<{ readonly count: number }>(sql)?.count ?? 0;
  const placesOf = (sql: string): readonly string[] =>
    statements.all<{ readonly place: string }>(sql).map(({ place }) => place);
  const findings: StoreFinding[] = WRONG.flatMap(([code, sql]) => placesOf(sql).map((place) => ({ code, place })));
  const wrong = new Set(sample === undefined ? LEFT_OVER.flatMap(placesOf) : []);
  let compared = 0;
  const compare = (stored: readonly Stored[]): void => {
    compared += stored.length;
    for (const place of wronglyFound(statements, seals, stored)) wrong.add(place);
  };
  if (sample === undefined) {
    for (let after = -1; ; ) {
      const page = statements.all<VersionRow>(NEXT, after, PAGE).map(toStored);
      compare(page);
      if (page.length < PAGE) break;
      after = page.at(-1)?.seq ?? after;
    }
  } else {
    const ends = statements.get<{ readonly low: number; readonly high: number }>(ENDS) ?? { low: 0, high: 0 };
    const seen = new Map<number, Stored>();
    for (const [after, most] of samplePlaces(ends, sample)) {
      for (const stored of statements.all<VersionRow>(NEXT, after, most).map(toStored)) seen.set(stored.seq, stored);
    }
    compare([...seen.values()]);
  }
  const found = [...wrong].map((place) => ({ code: 'search-rows-wrong', place }) as const);
  return {
    versions: count(COUNTS.versions),
    resources: count(COUNTS.resources),
    compared,
    findings: [...findings, ...found],
  };
}

function wronglyFound(statements: Statements, seals: Seals, stored: readonly Stored[]): readonly string[] {
  const seqs = JSON.stringify(stored.map(({ seq }) => seq));
  const texts = new Map<number, Set<string>>(stored.map(({ seq }) => [seq, new Set()]));
  for (const [kind, sql] of foundRows(AMONG)) {
    for (const row of statements.all<FoundRow>(sql, seqs)) {
      const two = kind === 'private' ? seals.unsealAsFound('private_rows.value', String(row.two)) : row.two;
      texts.get(row.seq)?.add(rowText(kind, { ...row, two }));
    }
  }
  return stored.flatMap(({ resource, seq }) =>
    isSame(texts.get(seq) ?? new Set(), expectedTexts(resource, seals, AS_GIVEN))
      ? []
      : [`${resource.resourceType}/${resource.id}`],
  );
}

/** Makes all search rows anew, and forgets what is owed (StoreCheck). */
export function reindexStore(database: DatabaseSync, onRefill: OnRefill | undefined): void {
  for (const sql of [...REMOVE_LEFT_OVER, FORGET_INDEX, ...FORGET_ALL]) database.exec(sql);
  refillRows(database, onRefill);
}
