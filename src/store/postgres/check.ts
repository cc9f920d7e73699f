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
import { toStored, VERSION_COLUMNS, type VersionRow } from '../rows/versions.ts';
import type { Stored } from '../store.ts';
import type { StoreFinding, StoreReport } from '../store-check.ts';
import { forgetDuties } from './duties.ts';
import { refillRows } from './refill-rows.ts';
import { indexed, type Numbers } from './search-rows.ts';
import { type Statements, withoutNul } from './statements.ts';

const NEXT = `
  SELECT ${VERSION_COLUMNS}
  FROM current_versions c JOIN versions v ON v.id = c.id AND v.type = c.type AND v.version = c.version
  WHERE c.deleted = 0 AND c.seq > ? ORDER BY c.seq LIMIT ?`;
const AMONG = '= ANY (?)';
/** However much there is to look at. */
const PATIENCE = "SELECT set_config('statement_timeout', '0', true)";

/** Looks whether what is kept twice says the same, as it stands at one moment (StoreCheck). */
export async function checkStore(statements: Statements, sample: number | undefined): Promise<StoreReport> {
  return statements.patiently.transaction('read', async (reader) => {
    await reader.all(PATIENCE);
    const count = async (sql: string): Promise<number> =>
      (await reader.get<{ readonly count: number }>(sql))?.count ?? 0;
    const placesOf = async (sql: string): Promise<readonly string[]> =>
      (await reader.all<{ readonly place: string }>(sql)).map(({ place }) => place);
    const findings: StoreFinding[] = [];
    for (const [code, sql] of WRONG) for (const place of await placesOf(sql)) findings.push({ code, place });
    const wrong = new Set<string>();
    let compared = 0;
    const compare = async (stored: readonly Stored[]): Promise<void> => {
      compared += stored.length;
      for (const place of await wronglyFound(reader, stored)) wrong.add(place);
    };
    if (sample === undefined) {
      for (const sql of LEFT_OVER) for (const place of await placesOf(sql)) wrong.add(place);
      for (let after = -1; ; ) {
        const page = (await reader.all<VersionRow>(NEXT, after, PAGE)).map(toStored);
        await compare(page);
        if (page.length < PAGE) break;
        after = page.at(-1)?.seq ?? after;
      }
    } else {
      const ends = (await reader.get<{ readonly low: number; readonly high: number }>(ENDS)) ?? { low: 0, high: 0 };
      const seen = new Map<number, Stored>();
      for (const [after, most] of samplePlaces(ends, sample)) {
        const page = (await reader.all<VersionRow>(NEXT, after, most)).map(toStored);
        for (const stored of page) seen.set(stored.seq, stored);
      }
      await compare([...seen.values()]);
    }
    for (const place of wrong) findings.push({ code: 'search-rows-wrong', place });
    return { versions: await count(COUNTS.versions), resources: await count(COUNTS.resources), compared, findings };
  });
}

async function wronglyFound(statements: Statements, stored: readonly Stored[]): Promise<readonly string[]> {
  const { seals } = statements;
  const seqs = stored.map(({ seq }) => seq);
  const texts = new Map<number, Set<string>>(seqs.map((seq) => [seq, new Set()]));
  for (const [kind, sql] of foundRows(AMONG)) {
    for (const row of await statements.all<FoundRow>(sql, seqs)) {
      const two = kind === 'private' ? seals.unsealAsFound('private_rows.value', String(row.two)) : row.two;
      texts.get(row.seq)?.add(rowText(kind, { ...row, two }));
    }
  }
  return stored.flatMap(({ resource, seq }) =>
    isSame(texts.get(seq) ?? new Set(), expectedTexts(resource, seals, { indexed, clean: withoutNul }))
      ? []
      : [`${resource.resourceType}/${resource.id}`],
  );
}

/** Makes all search rows anew (StoreCheck). */
export async function reindexStore(
  statements: Statements,
  numbers: Numbers,
  onRefill: OnRefill | undefined,
): Promise<void> {
  await statements.patiently.transaction('write', async (alone) => {
    await alone.all(PATIENCE);
    for (const sql of [...REMOVE_LEFT_OVER, FORGET_INDEX]) await alone.run(sql);
    await forgetDuties(alone);
  });
  await refillRows(statements, numbers, onRefill);
}
