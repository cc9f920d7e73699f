import { FJORDVIK, GRANLI, NAV, type PartnerName, TRUST } from './people/organizations.ts';

export const STANDINGS = ['in-step', 'owed', 'delivering', 'held', 'blocked', 'in-conflict', 'unreachable'] as const;
type Counts = Readonly<Record<(typeof STANDINGS)[number], number>>;

/** What `samplan status --json` says. */
export interface Totals {
  readonly records: number;
  readonly setAside: number;
  readonly conflicts: number;
  readonly findings: number;
  readonly partners: Readonly<Record<PartnerName, Counts>>;
}

/** The story's totals with all seventeen people. */
export const BEFORE_REPAIRS: Totals = {
  records: 16,
  setAside: 1,
  conflicts: 3,
  findings: 2,
  partners: {
    [FJORDVIK]: counts({ 'in-step': 15, held: 1 }),
    [TRUST]: counts({ 'in-step': 11, 'in-conflict': 3, held: 2, blocked: 1 }),
    [GRANLI]: counts({ 'in-step': 1 }),
    [NAV]: counts({ 'in-step': 2 }),
  },
};

/** Sara's two plans and Arne's wait for their coordinators, and Berit's plan goes nowhere; Hanna's copy at Fjordvik stays. */
export const AFTER_REPAIRS: Totals = {
  records: 17,
  setAside: 0,
  conflicts: 2,
  findings: 0,
  partners: {
    [FJORDVIK]: counts({ 'in-step': 16, held: 1 }),
    [TRUST]: counts({ 'in-step': 14, 'in-conflict': 2, held: 1 }),
    [GRANLI]: counts({ 'in-step': 1 }),
    [NAV]: counts({ 'in-step': 2 }),
  },
};

/** Where the totals differ from what the story says, a line each. */
export function differences(found: Totals, expected: Totals): readonly string[] {
  const flat = flatten(found);
  return [...flatten(expected)].flatMap(([name, count]) =>
    flat.get(name) === count ? [] : [`${name}: expected ${count}, found ${flat.get(name) ?? 'none'}`],
  );
}

/** True while something is still on its way: another pass may change the totals. */
export function isMoving({ partners }: Totals): boolean {
  return Object.values(partners).some((standing) => standing.owed + standing.delivering + standing.unreachable > 0);
}

function flatten({ partners, ...whole }: Totals): ReadonlyMap<string, number> {
  const perPartner = Object.entries(partners).flatMap(([name, standing]) =>
    STANDINGS.map((each) => [`${name}, ${each}`, standing[each]] as const),
  );
  return new Map([...Object.entries(whole), ...perPartner]);
}

function counts(some: Partial<Counts>): Counts {
  return { 'in-step': 0, owed: 0, delivering: 0, held: 0, blocked: 0, 'in-conflict': 0, unreachable: 0, ...some };
}
