import type { Link } from '../store.ts';

export const LINK = 'SELECT body FROM links WHERE person = ? AND partner = ?';
export const LINKS = 'SELECT body FROM links WHERE person = ? ORDER BY partner';
export const LINKED_PERSONS = 'SELECT person FROM links WHERE partner = ? AND person > ? ORDER BY person LIMIT 0 + ?';

export interface LinkRow {
  readonly body: string;
}

export const toLink = (row: LinkRow): Link => JSON.parse(row.body) as Link;
