import type { PartKind } from '../record/kinds.ts';
import { afterEnd, covers, startOf } from '../record/period.ts';
import type { Sector } from './sector.ts';

/**
 * What a recipient gets of parts that others own. `opt-out`: unless the person opposes it. `opt-in`: with a consent, B for
 * who takes part, C for a national store.
 * `nothing`: not even then, since the agreement does not cover it.
 */
export type Regime = 'opt-out' | 'opt-in' | 'nothing';

/** One line of the policy table: sector × kind of part, for the days on which it is in force. */
export interface PolicyRow {
  readonly sectors: readonly Sector[];
  readonly kinds: readonly PartKind[];
  readonly regime: Regime;
  /** Section of law, or of the agreement, that says so. */
  readonly basis: string;
  /** The agreement that it is about, as the partner's setting names it; absent: every agreement. */
  readonly agreement?: string;
  /** First and last day (`YYYY-MM-DD`, Norwegian time), both inclusive. */
  readonly from?: string;
  readonly until?: string;
}

/** What a birthday does to consents that others gave before it. */
export interface AgeRow {
  /** Years. */
  readonly age: 12 | 16 | 18;
  /** Whole days after the birthday on which such a consent is still in force. */
  readonly graceDays: number;
  /** Whether it then lapses; else a new one is only owed. */
  readonly lapses: boolean;
  readonly basis: string;
}

/** The policy table and the ages (design: Consent). The first row that matches decides; none at all gives nothing. */
export interface Policy {
  readonly rows: readonly PolicyRow[];
  readonly ages: readonly AgeRow[];
}

const HEALTH: readonly Sector[] = ['municipal', 'specialist'];
const COORDINATION: readonly PartKind[] = ['person', 'team', 'relative', 'need-report'];
const PLAN: readonly PartKind[] = ['plan', 'sub-plan', 'goal', 'measure', 'need', 'meeting', 'minutes', 'document'];

/** The table that is shipped. Rows of the configuration go before it. */
export const SHIPPED_POLICY: Policy = {
  rows: [
    { sectors: HEALTH, kinds: COORDINATION, regime: 'opt-out', basis: 'hpl § 25' },
    { sectors: HEALTH, kinds: PLAN, regime: 'opt-in', basis: 'hpl § 22' },
    { sectors: ['other'], kinds: COORDINATION, regime: 'opt-in', basis: 'pjl § 19' },
    { sectors: ['other'], kinds: PLAN, regime: 'opt-in', basis: 'hpl § 22' },
    { sectors: ['national'], kinds: ['person', ...PLAN], regime: 'opt-in', basis: 'pbrl § 4-1' },
  ],
  ages: [
    { age: 12, graceDays: 90, lapses: false, basis: 'pbrl § 4-4' },
    { age: 16, graceDays: 30, lapses: true, basis: 'pbrl § 4-3' },
    { age: 18, graceDays: 30, lapses: true, basis: 'pbrl § 4-5' },
  ],
};

/** What the configuration adds to the shipped policy. */
export interface PolicySettings {
  readonly policy: readonly PolicyRow[];
  /** Days by age; absent: as shipped. */
  readonly graceDays: Readonly<Partial<Record<'12' | '16' | '18', number>>>;
}

/**
 * The policy for a partner: the rows of its agreement, then those of the configuration for all, then the shipped ones.
 *
 * @example
 * policyFor({ policy: [], graceDays: { 16: 14 } }, 'Samarbeidsavtale 2026-01').ages[1]?.graceDays; // 14
 */
export function policyFor({ policy, graceDays }: PolicySettings, agreement: string): Policy {
  const own = policy.filter((row) => row.agreement === agreement);
  const general = policy.filter((row) => row.agreement === undefined);
  return {
    rows: [...own, ...general, ...SHIPPED_POLICY.rows],
    ages: SHIPPED_POLICY.ages.map((row) => ({ ...row, graceDays: graceDays[`${row.age}`] ?? row.graceDays })),
  };
}

/** The row that decides about a kind of part for a sector at an instant. */
export function rowFor({ rows }: Policy, sector: Sector, kind: PartKind, at: string): PolicyRow | undefined {
  return rows.find((row) => row.sectors.includes(sector) && row.kinds.includes(kind) && covers(validity(row), at));
}

/** Instants at which a row begins or ends. */
export function policyBoundaries({ rows }: Policy): readonly string[] {
  return rows.flatMap(({ from, until }) => [...(from ? [startOf(from)] : []), ...(until ? [afterEnd(until)] : [])]);
}

function validity({ from, until }: PolicyRow): { readonly start?: string; readonly end?: string } | undefined {
  if (from === undefined && until === undefined) return undefined;
  return { ...(from === undefined ? {} : { start: from }), ...(until === undefined ? {} : { end: until }) };
}
