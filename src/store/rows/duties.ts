import type { DutyDay, DutyIndex, DutyQuery, DutyRow, RecordDuties } from '../duty-memory.ts';
import { milliseconds } from '../instant.ts';

const COLUMNS = `d.person, d.rule, d.about, d.due, d.organizations, unseal('duties.owner', d.owner) AS owner`;
/** Later than any day that anything is due on. */
const EVER = '~';

export const INDEX = 'SELECT basis, upto FROM duty_index';
/** The index first: where there is none, SQLite counts nothing. */
export const FORGET_ALL = ['duty_index', 'duties', 'duty_owers', 'duty_entries', 'duty_records', 'duty_days'].map(
  (table) => `DELETE FROM ${table}`,
);
export const BEGIN = 'INSERT INTO duty_index (one, basis, upto) VALUES (1, ?, NULL)';
export const KNOWN = 'UPDATE duty_index SET upto = ? WHERE basis = ? AND (upto IS NULL OR upto < ?)';
export const OUTDATED = 'SELECT person FROM duty_records WHERE next_change <= ? ORDER BY next_change, person';
export const ABOUT = `SELECT ${COLUMNS} FROM duties d WHERE d.person = ? ORDER BY d.place`;

/** SQL of constants only, and what is bound in it. */
interface Asked {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** As many as PostgreSQL counts to in an integer. */
const MOST = 2_147_483_647;

/** Duties in the order of their urgency. */
export function dutiesAsked({
  rules,
  organization,
  until,
  count = MOST,
}: DutyQuery & { readonly count?: number }): Asked {
  const from = organization === undefined ? 'duties d' : OF_ORGANIZATION;
  const [by, order] = organization === undefined ? ['d', 'd'] : ['o', 'o'];
  return {
    sql: `SELECT ${COLUMNS} FROM ${from} WHERE ${organization === undefined ? '' : 'o.organization = ? AND '}${by}.due <= ?${among(rules, by)}
      ORDER BY ${order}.due, ${order}.person, d.rule, d.about, d.place LIMIT 0 + ?`,
    values: [...(organization === undefined ? [] : [organization]), until ?? EVER, ...(rules ?? []), count],
  };
}

/** Persons in their order, by each rule. */
export function personsAsked({
  rules,
  organization,
  until,
  after = '',
  count = MOST,
}: DutyQuery & { readonly after?: string; readonly count?: number }): readonly Asked[] {
  const isOf = organization !== undefined;
  const asked = (rule?: string): Asked => ({
    sql: `SELECT DISTINCT person FROM ${isOf ? 'duty_owers' : 'duties'}
      WHERE ${isOf ? 'organization = ? AND ' : ''}${rule === undefined ? '' : 'rule = ? AND '}person > ? AND due <= ? ORDER BY person LIMIT 0 + ?`,
    values: [...(isOf ? [organization] : []), ...(rule === undefined ? [] : [rule]), after, until ?? EVER, count],
  });
  return rules?.map(asked) ?? [asked()];
}

export function daysAsked({ organization = '', until = EVER }: Omit<DutyQuery, 'rules'>): Asked {
  return {
    sql: 'SELECT rule, due, count FROM duty_days WHERE organization = ? AND due <= ? ORDER BY rule, due',
    values: [organization, until],
  };
}

const OF_ORGANIZATION = 'duty_owers o JOIN duties d ON d.person = o.person AND d.place = o.place';

function among(rules: readonly string[] | undefined, of: string): string {
  return rules === undefined ? '' : ` AND ${of}.rule IN (${rules.map(() => '?').join(', ')})`;
}

export interface IndexRow {
  readonly basis: string;
  readonly upto: number | null;
}

export function toIndex({ basis, upto }: IndexRow): DutyIndex {
  return { basis, ...(upto === null ? {} : { upto }) };
}

/** A duty as it stands in its row. */
export interface StoredDuty {
  readonly person: string;
  readonly rule: string;
  readonly about: string;
  readonly due: string;
  readonly organizations: string;
  readonly owner: string | null;
}

export function toDuty({ person, rule, about, due, organizations, owner }: StoredDuty): DutyRow {
  return {
    ...{ person, rule, about },
    ...(due === '' ? {} : { due }),
    ...(owner === null ? {} : { owner: JSON.parse(owner) as NonNullable<DutyRow['owner']> }),
    organizations: JSON.parse(organizations) as readonly string[],
  };
}

export function toDay({
  rule,
  due,
  count,
}: {
  readonly rule: string;
  readonly due: string;
  readonly count: number;
}): DutyDay {
  return { rule, ...(due === '' ? {} : { due }), count };
}

/** A record's duties as rows, `owner` not yet sealed. */
export function rowsOf({ person, duties }: RecordDuties): readonly (StoredDuty & { readonly place: number })[] {
  return duties.map(({ rule, about, due = '', organizations, owner }, place) => ({
    ...{ person, place, rule, about, due },
    organizations: JSON.stringify(organizations),
    owner: owner === undefined ? null : JSON.stringify(owner),
  }));
}

/** Each organization behind a duty's owner once. */
export function owersOf({ person, duties }: RecordDuties) {
  return duties.flatMap(({ organizations, due = '', rule }, place) =>
    [...new Set(organizations)].map((organization) => ({ organization, due, person, place, rule })),
  );
}

export function changeOf({ nextChange }: RecordDuties): number | null {
  return nextChange === undefined ? null : milliseconds(nextChange, 'internal', 'RecordDuties.nextChange');
}
