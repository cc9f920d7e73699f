import { momentText } from '../document/time-texts.ts';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Language } from '../validation/finding.ts';
import { KIND_NAMES, OUTCOME_NAMES } from './texts/standing-texts.ts';

/** A pass as a row of a table, and as a point of a curve. */
export interface RunRow {
  readonly partner: string;
  /** Seconds since 1970. */
  readonly second: number;
  readonly started: string;
  readonly kind: string;
  readonly outcome: string;
  readonly isGood: boolean;
  readonly pulled: number;
  readonly merged: number;
  readonly setAside: number;
  readonly conflicts: number;
  readonly delivered: number;
  readonly requests: number;
  readonly seconds: string;
  readonly notices: readonly string[];
  /** How many passes in a row it stands for. */
  readonly times: number;
}

/** @example rowOf(summary, 'nb').outcome // 'fullført' */
export function rowOf(run: RunSummary, language: Language): RunRow {
  const { partner, started, kind, outcome, durationMs, times = 1 } = run;
  const { pulled, merged, setAside, conflicts, delivered, requests, notices } = run;
  return {
    ...{ partner, pulled, merged, setAside, conflicts, delivered, requests, notices, times },
    second: Math.floor(Date.parse(started) / 1000),
    started: momentText(started, language) ?? '',
    kind: KIND_NAMES[kind][language],
    outcome: OUTCOME_NAMES[outcome][language],
    isGood: outcome === 'completed' || outcome === 'skipped',
    seconds: (durationMs / 1000).toFixed(1),
  };
}
