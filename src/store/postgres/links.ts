import { milliseconds } from '../instant.ts';
import type { Page } from '../partner-memory.ts';
import { LINK, LINKED_PERSONS, LINKS, type LinkRow, standingAsked, toLink, toLinkStanding } from '../rows/links.ts';
import type { DueMoment, Link, Standing } from '../store.ts';
import type { Statements } from './statements.ts';

/**
 * One branch for each reason to look, each by an index of its own, so that a pass costs by what is due. How many that is PostgreSQL cannot know,
 * and would join all links of the partner by a hash: so each is looked up (OFFSET 0 keeps it from being joined otherwise).
 */
const DUE = `
  SELECT l.person
  FROM (
      SELECT person FROM links WHERE partner = ? AND stale = 1
      UNION SELECT person FROM links WHERE partner = ? AND configuration < ?
      UNION SELECT person FROM links WHERE partner = ? AND configuration > ?
      UNION SELECT person FROM links WHERE partner = ? AND next_change <= ?
      UNION SELECT person FROM links WHERE partner = ? AND standing IN ('owed', 'delivering', 'unreachable', 'blocked')
    ) AS reason
    CROSS JOIN LATERAL (SELECT * FROM links WHERE person = reason.person AND partner = ? OFFSET 0) AS l
  WHERE (l.standing <> 'blocked' OR l.next_attempt IS NOT NULL)
    AND (l.next_attempt IS NULL OR l.next_attempt <= ? OR ?::boolean)
  ORDER BY l.owed_since NULLS LAST, l.person`;

interface PersonRow {
  readonly person: string;
}

export async function readLink(statements: Statements, person: string, partner: string): Promise<Link | undefined> {
  const row = await statements.get<LinkRow>(LINK, person, partner);
  return row && toLink(row);
}

export async function readLinks(statements: Statements, person: string): Promise<readonly Link[]> {
  return (await statements.all<LinkRow>(LINKS, person)).map(toLink);
}

/**
 * Persons whose link to a partner is to be looked at now, the longest owed first.
 *
 * @example
 * await readDuePersons(statements, 'Fjordvik kommune', { now: '2026-11-02T10:00:00.000Z', configuration });
 */
export async function readDuePersons(
  statements: Statements,
  partner: string,
  { now, configuration, atOnce = false }: DueMoment,
): Promise<readonly string[]> {
  const at = milliseconds(now, 'internal', 'now');
  const under = [partner, configuration] as const;
  const rows = await statements.all<PersonRow>(
    DUE,
    ...[partner, ...under, ...under, partner, at, partner, partner, at, atOnce],
  );
  return rows.map(({ person }) => person);
}

/** Links to a partner that stand so, in the order of persons. */
export async function readLinksStanding(
  statements: Statements,
  partner: string,
  standing: Standing,
  page: Page<string>,
): Promise<readonly Link[]> {
  const { sql, values } = standingAsked(partner, standing, page);
  const rows = await statements.all<LinkRow>(sql, ...values);
  return rows.map((row) => toLinkStanding(row, standing));
}

/** Persons with a link to a partner, in their order. */
export async function readLinkedPersons(
  statements: Statements,
  partner: string,
  { after = '', count }: Page<string>,
): Promise<readonly string[]> {
  return (await statements.all<PersonRow>(LINKED_PERSONS, partner, after, count)).map(({ person }) => person);
}
