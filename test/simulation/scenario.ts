import type { Habits } from '../connector/system/habits.ts';
import { random } from '../demo/random.ts';

/** What a partner's system is like, where systems differ. */
export interface Traits {
  readonly habits: Partial<Omit<Habits, 'normalize'>>;
  /** What it makes of what is written to it. */
  readonly makes: 'nothing' | 'tags' | 'drops';
  readonly measures: 'requests' | 'inline';
  readonly pull: 'auto' | 'last-updated' | 'history' | 'listing' | 'per-person';
  /** How far its clock is from ours, in milliseconds. */
  readonly skewMs: number;
  readonly pageSize: number;
  readonly overlapSeconds: number;
  /** It knows the persons by their numbers before anything flows. */
  readonly knowsPersons: boolean;
  /** `written`: it is not asked for the types that no user of the simulation writes; `all` where nothing is said. */
  readonly types?: 'all' | 'written';
  /** Several processes deliver to it, each its share of a pass. */
  readonly isShared?: boolean;
}

/** What somebody does; numbers choose among what is there then. */
export const EDITS = [
  'rewrites-goal',
  'rewrites-measure',
  'rewrites-plan',
  'rewrites-task',
  'adds-goal',
  'adds-measure',
  'adds-task',
  'adds-meeting',
  'adds-document',
  'sets-goal',
  'sets-measure',
  'sets-task',
  'sets-plan',
  'takes-goal-out',
  'deletes',
  'joins-team',
  'leaves-team',
  'splits-measure',
  'withdraws',
  'consents',
  'consents-for-a-while',
  'opposes',
  'takes-opposition-back',
  'protects',
  'lifts-protection',
  'new-person',
  'new-newborn',
  'gets-number',
] as const;
export type EditKind = (typeof EDITS)[number];

/** Where an edit is made through our own REST gate. */
export const GATE = -1;

export interface Edit {
  readonly do: 'edit';
  readonly kind: EditKind;
  /** A partner's index, or GATE. */
  readonly at: number;
  readonly who: number;
  readonly which: number;
  /** What is done instead where there is nothing to edit so: these in turn, there and then at the first partner. */
  readonly instead?: readonly EditKind[];
}

/** What happens to one request, of those from now on the `nth`. */
export const FAULTS = [
  'request-lost',
  'answer-lost',
  'twice',
  'late',
  'old-answer',
  'truncated',
  'html',
  'redirect',
  'busy',
  'broken',
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Something that happens. */
export type Step =
  | Edit
  | { readonly do: 'pass' | 'down' | 'up' | 'backup' | 'restore' | 'reconcile' | 'replay'; readonly at: number }
  /** Two processes, each with a partner. */
  | { readonly do: 'pass-both'; readonly at: number; readonly with: number }
  /** A pass is paused at a request until its lease has run out and another process has made a pass of its own. */
  | { readonly do: 'lease-lost'; readonly at: number; readonly nth: number }
  /** The process dies at its `nth` call of store or network; `kept`: that call is carried out all the same. */
  | { readonly do: 'crash'; readonly at: number; readonly nth: number; readonly kept: boolean }
  | { readonly do: 'disk-full'; readonly at: number; readonly nth: number }
  | { readonly do: 'fault'; readonly at: number; readonly fault: FaultKind; readonly nth: number }
  /** A pass during which somebody writes, just before its `nth` request. */
  | { readonly do: 'meanwhile'; readonly at: number; readonly nth: number; readonly edit: Edit }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'decides'; readonly which: number; readonly take: 'record' | 'partner' }
  | { readonly do: 'undoes'; readonly which: number; readonly back: number }
  /** Faults end, passes are made until nothing moves, and everything is checked. */
  | { readonly do: 'quiet' };

/** A world and what happens in it: the same in every run. */
export interface Scenario {
  readonly partners: readonly Traits[];
  readonly persons: number;
  readonly steps: readonly Step[];
}

/** Edits of one world. */
const EDITS_OF_A_WORLD = 60;

/** @param partners how many there are at most, 1–6 */
export function scenarioOf(seed: number, partners: number): Scenario {
  const draw = drawing(seed);
  const count = Math.max(1, draw.chance(0.5) ? partners : 1 + draw.below(partners));
  const steps: Step[] = [];
  let edits = 0;
  if (draw.chance(0.7)) steps.push({ do: 'quiet' });
  while (edits < EDITS_OF_A_WORLD) {
    const step = stepOf(draw, count);
    if (step.do === 'edit' || step.do === 'meanwhile') edits += 1;
    steps.push(step);
  }
  steps.push({ do: 'quiet' });
  return {
    partners: Array.from({ length: count }, (_, index) => traitsOf(draw, index)),
    persons: 1 + draw.below(3),
    steps,
  };
}

type Draw = ReturnType<typeof drawing>;

function drawing(seed: number) {
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const chance = (share: number): boolean => next() < share;
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  /** One of the names, as often as their weights say. */
  const weighted = <T extends string>(weights: Readonly<Record<T, number>>): T => {
    const entries = Object.entries(weights) as [T, number][];
    let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return (entries[0] as [T, number])[0];
  };
  return {
    below,
    chance,
    one,
    weighted,
    /** Small numbers more often than large ones. */ few: (limit: number) => Math.floor(limit ** next()),
  };
}

const EDIT_WEIGHTS: Readonly<Record<EditKind, number>> = {
  'rewrites-goal': 16,
  'rewrites-measure': 10,
  'rewrites-plan': 6,
  'rewrites-task': 4,
  'adds-goal': 7,
  'adds-measure': 7,
  'adds-task': 4,
  'adds-meeting': 2,
  'adds-document': 2,
  'sets-goal': 5,
  'sets-measure': 6,
  'sets-task': 3,
  'sets-plan': 1,
  'takes-goal-out': 2,
  deletes: 3,
  'joins-team': 2,
  'leaves-team': 2,
  'splits-measure': 2,
  withdraws: 3,
  consents: 4,
  'consents-for-a-while': 1,
  opposes: 1,
  'takes-opposition-back': 1,
  protects: 0.5,
  'lifts-protection': 0.5,
  'new-person': 1,
  'new-newborn': 0.5,
  'gets-number': 1,
};

const STEP_WEIGHTS: Readonly<Record<Step['do'], number>> = {
  edit: 64,
  pass: 22,
  meanwhile: 6,
  'pass-both': 3,
  'lease-lost': 1.5,
  crash: 6,
  'disk-full': 1,
  fault: 9,
  down: 1,
  up: 2,
  backup: 0.7,
  restore: 0.7,
  reconcile: 0.7,
  replay: 0.7,
  wait: 1.5,
  decides: 3,
  undoes: 0.7,
  quiet: 0.6,
};

function stepOf(draw: Draw, partners: number): Step {
  const at = draw.below(partners);
  const kind = draw.weighted(STEP_WEIGHTS);
  switch (kind) {
    case 'edit':
      return editOf(draw, draw.chance(0.1) ? GATE : at);
    case 'meanwhile':
      return { do: kind, at, nth: draw.few(40), edit: editOf(draw, at) };
    case 'pass-both':
      return { do: kind, at, with: draw.below(partners) };
    case 'lease-lost':
      return { do: kind, at, nth: draw.few(40) };
    case 'crash':
      return { do: kind, at, nth: draw.few(250), kept: draw.chance(0.5) };
    case 'disk-full':
      return { do: kind, at, nth: draw.few(20) };
    case 'fault':
      return { do: kind, at, fault: draw.one(FAULTS), nth: draw.few(40) };
    case 'wait':
      return { do: kind, minutes: draw.few(60 * 24 * 40) };
    case 'decides':
      return { do: kind, which: draw.below(8), take: draw.one(['record', 'partner']) };
    case 'undoes':
      return { do: kind, which: draw.below(100), back: 1 + draw.below(2) };
    case 'quiet':
      return { do: kind };
    default:
      return { do: kind, at };
  }
}

function editOf(draw: Draw, at: number): Edit {
  const kind = draw.weighted(EDIT_WEIGHTS);
  const instead = [draw.weighted(EDIT_WEIGHTS), 'rewrites-goal', 'rewrites-plan'] as const;
  return { do: 'edit', kind, at, who: draw.below(4), which: draw.below(1_000), instead };
}

function traitsOf(draw: Draw, index: number): Traits {
  const isPlain = draw.chance(0.3);
  const often = <T>(usual: T, ...others: readonly T[]): T => (isPlain || draw.chance(0.6) ? usual : draw.one(others));
  // Without a version there is nothing that If-Match could name.
  const versions = often(true, false);
  // Who lets nobody browse is asked about persons that are known: somebody else must tell of them first.
  const browse = index === 0 || often(true, false);
  const asked = ['auto', ...(browse ? (['last-updated', 'history', 'listing'] as const) : []), 'per-person'] as const;
  return {
    habits: {
      lastUpdated: often('honours', 'ignores', 'refuses', 'matches-nothing'),
      sorts: often(true, false),
      history: often<Habits['history']>('newest-first', 'oldest-first', 'flips', 'none'),
      remembersDeletions: often(true, false),
      versions,
      times: versions ? often(true, false) : true,
      ifMatch: versions && often(true, false),
      conflict: often<409 | 412>(412, 409),
      instanceHistory: often(true, false),
      vread: often(true, false),
      browse,
      answers: often<Habits['answers']>('resource', 'headers', 'nothing'),
      totals: often<Habits['totals']>('right', 'wrong', 'none'),
      conditionalCreate: often(true, false),
      tickMs: often(1_000, 0, 1),
    },
    makes: often<Traits['makes']>('nothing', 'tags', 'drops'),
    measures: index > 0 ? often<Traits['measures']>('requests', 'inline') : 'requests',
    pull: often<Traits['pull']>('auto', ...(index === 0 ? asked.slice(0, -1) : asked)),
    skewMs: often(0, -3 * 3_600_000, 90_000, 26 * 3_600_000),
    pageSize: often(100, 3, 7),
    overlapSeconds: often(60, 1, 600),
    knowsPersons: draw.chance(0.5),
    types: draw.chance(0.1) ? 'all' : 'written',
    isShared: index % 2 === 0,
  };
}
