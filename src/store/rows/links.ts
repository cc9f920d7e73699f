import type { Link, Standing } from '../store.ts';

export const LINK = 'SELECT body FROM links WHERE person = ? AND partner = ?';
export const LINKS = 'SELECT body FROM links WHERE person = ? ORDER BY partner';
export const LINKED_PERSONS = 'SELECT person FROM links WHERE partner = ? AND person > ? ORDER BY person LIMIT 0 + ?';

/** As the overview counts them: one that is in step with an older record than there is, is owed. */
export const STANDING = `
  SELECT body FROM links
  WHERE partner = ? AND person > ? AND CASE WHEN standing = 'in-step' AND stale = 1 THEN 'owed' ELSE standing END = ?
  ORDER BY person LIMIT 0 + ?`;

export interface LinkRow {
  readonly body: string;
}

/** What {@link STANDING} found, as it was counted. */
export const toLinkStanding = (row: LinkRow, standing: Standing): Link => ({ ...toLink(row), standing });

export const toLink = (row: LinkRow): Link => JSON.parse(row.body) as Link;
