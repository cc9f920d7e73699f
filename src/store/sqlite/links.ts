import { milliseconds } from '../instant.ts';
import type { Page } from '../partner-memory.ts';
import { LINK, LINKED_PERSONS, LINKS, type LinkRow, standingAsked, toLink, toLinkStanding } from '../rows/links.ts';
import type { DueMoment, Link, Standing } from '../store.ts';
import { recordSeq } from './records.ts';
import type { Statements } from './statements.ts';

const SAVE = `
  INSERT INTO links
    (partner, person, standing, computed_seq, configuration, stale, next_change, next_attempt, owed_since, body, opened)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM versions))
  ON CONFLICT (person, partner) DO UPDATE SET standing = excluded.standing, computed_seq = excluded.computed_seq,
    configuration = excluded.configuration, stale = excluded.stale, next_change = excluded.next_change,
    next_attempt = excluded.next_attempt, owed_since = excluded.owed_since, body = excluded.body`;

/**
 * One branch for each reason to look, each by an index of its own, so that a pass costs by what is due. Named, since
 * SQLite would else go through all of a partner's links, which lie in the order that the union wants.
 */
export const DUE = `
  SELECT l.person
  FROM (
      SELECT person FROM links INDEXED BY links_stale WHERE partner = :partner AND stale = 1
      UNION SELECT person FROM links INDEXED BY links_by_configuration
        WHERE partner = :partner AND configuration < :configuration
      UNION SELECT person FROM links INDEXED BY links_by_configuration
        WHERE partner = :partner AND configuration > :configuration
      UNION SELECT person FROM links INDEXED BY links_by_next_change WHERE partner = :partner AND next_change <= :now
      UNION SELECT person FROM links INDEXED BY links_by_standing
        WHERE partner = :partner AND standing IN ('owed', 'delivering', 'unreachable', 'blocked')
    ) AS reason
    CROSS JOIN links AS l ON l.person = reason.person AND l.partner = :partner
  WHERE (l.standing <> 'blocked' OR l.next_attempt IS NOT NULL)
    AND (l.next_attempt IS NULL OR l.next_attempt <= :now OR :atOnce)
  ORDER BY l.owed_since NULLS LAST, l.person`;

export function readLink(statements: Statements, person: string, partner: string): Link | undefined {
  const row = statements.get<LinkRow>(LINK, person, partner);
  return row && toLink(row);
}

export function readLinks(statements: Statements, person: string): readonly Link[] {
  return statements.all<LinkRow>(LINKS, person).map(toLink);
}

/**
 * Persons whose link to a partner is to be looked at now, the longest owed first.
 *
 * @example
 * readDuePersons(statements, 'Fjordvik kommune', { now: '2026-11-02T10:00:00.000Z', configuration });
 */
export function readDuePersons(
  statements: Statements,
  partner: string,
  { now, configuration, atOnce = false }: DueMoment,
): readonly string[] {
  const at = milliseconds(now, 'internal', 'now');
  return statements
    .allNamed<{ readonly person: string }>(DUE, { partner, configuration, now: at, atOnce: Number(atOnce) })
    .map(({ person }) => person);
}

/** Links to a partner that stand so, in the order of persons. */
export function readLinksStanding(
  statements: Statements,
  partner: string,
  standing: Standing,
  page: Page<string>,
): readonly Link[] {
  const { sql, values } = standingAsked(partner, standing, page);
  const rows = statements.all<LinkRow>(sql, ...values);
  return rows.map((row) => toLinkStanding(row, standing));
}

/** Persons with a link to a partner, in their order. */
export function readLinkedPersons(
  statements: Statements,
  partner: string,
  { after = '', count }: Page<string>,
): readonly string[] {
  return statements.all<{ readonly person: string }>(LINKED_PERSONS, partner, after, count).map(({ person }) => person);
}

export function saveLink(statements: Statements, link: Link): void {
  const { person, partner, standing, computed } = link;
  const stale = computed === undefined || computed.recordSeq !== recordSeq(statements, person);
  statements.run(
    SAVE,
    partner,
    person,
    standing,
    computed?.recordSeq ?? null,
    computed?.configuration ?? null,
    Number(stale),
    instant(computed?.nextChange, 'Link.computed.nextChange'),
    instant(link.nextAttempt, 'Link.nextAttempt'),
    instant(link.owedSince, 'Link.owedSince'),
    JSON.stringify(link),
  );
}

function instant(value: string | undefined, where: string): number | null {
  return value === undefined ? null : milliseconds(value, 'internal', where);
}
