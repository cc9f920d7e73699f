import { SamplanError } from '../../errors.ts';
import type { SearchPage, SearchQuery } from '../store.ts';
import { storeTexts } from '../texts.ts';
import { searchCondition } from './search-condition.ts';
import type { Statements } from './statements.ts';
import { toStored, type VersionRow } from './version-row.ts';

const COUNT = 'SELECT count(*) AS total FROM current_versions c';
const PAGE = `
  SELECT v.seq, v.version, v.deleted, v.record, v.owner, v.body
  FROM current_versions c JOIN versions v ON v.seq = c.seq`;
const FROM_SEQ = 'AND c.seq > ? ORDER BY c.seq LIMIT ?';

/**
 * One page of current versions in the order of commits. What changes while a reader pages moves to the end: it may be
 * met twice, never missed.
 *
 * @example
 * search(statements, { type: 'CarePlan', filters: [{ kind: 'reference', name: 'patient', values: ['Patient/1'] }], count: 50 });
 */
export function search(statements: Statements, query: SearchQuery): SearchPage {
  if (!Number.isSafeInteger(query.count) || query.count < 0) {
    throw new SamplanError('bad-parameter', storeTexts.badCount, { where: '_count' });
  }
  const after = query.after === undefined ? 0 : decodePage(query.after);
  const { condition, values } = searchCondition(query);

  const total = statements.get<{ readonly total: number }>(`${COUNT} ${condition}`, ...values)?.total ?? 0;
  if (query.count === 0) return { resources: [], total };

  const rows = statements.all<VersionRow>(`${PAGE} ${condition} ${FROM_SEQ}`, ...values, after, query.count + 1);
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? { next: encodePage(last.seq) } : {};
  return { resources: page.map(toStored), total, ...next };
}

function encodePage(seq: number): string {
  return Buffer.from(`seq:${seq}`).toString('base64url');
}

function decodePage(after: string): number {
  const seq = Number(/^seq:(?<seq>[1-9]\d{0,15})$/.exec(Buffer.from(after, 'base64url').toString())?.groups?.['seq']);
  if (!Number.isSafeInteger(seq) || encodePage(seq) !== after) {
    throw new SamplanError('bad-parameter', storeTexts.badPage, { where: 'after' });
  }
  return seq;
}
