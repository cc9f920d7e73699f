import type { Page } from '../partner-memory.ts';
import type { Link, Standing } from '../store.ts';

export const LINK = 'SELECT body FROM links WHERE person = ? AND partner = ?';
export const LINKS = 'SELECT body FROM links WHERE person = ? ORDER BY partner';
export const LINKED_PERSONS = 'SELECT person FROM links WHERE partner = ? AND person > ? ORDER BY person LIMIT 0 + ?';

const OF_STANDING = 'SELECT body, person FROM links WHERE partner = ? AND standing = ? AND person > ?';

/** As the overview counts them: one that is in step with an older record than there is, is owed. */
export function standingAsked(
  partner: string,
  standing: Standing,
  { after = '', count }: Page<string>,
): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const first = [partner, standing, after] as const;
  if (standing !== 'owed') {
    const stale = standing === 'in-step' ? ' AND stale = 0' : '';
    return { sql: `${OF_STANDING}${stale} ORDER BY person LIMIT 0 + ?`, values: [...first, count] };
  }
  return {
    sql: `SELECT body FROM (${OF_STANDING} UNION ALL ${OF_STANDING} AND stale = 1) AS owed ORDER BY person LIMIT 0 + ?`,
    values: [...first, partner, 'in-step', after, count],
  };
}

export interface LinkRow {
  readonly body: string;
}

/** What {@link standingAsked} found, as it was counted. */
export const toLinkStanding = (row: LinkRow, standing: Standing): Link => ({ ...toLink(row), standing });

export const toLink = (row: LinkRow): Link => JSON.parse(row.body) as Link;
