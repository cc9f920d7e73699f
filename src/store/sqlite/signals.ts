import { type SignalRow, signalsOf, signalsSql } from '../rows/signals.ts';
import type { Signals } from '../signals.ts';
import type { Statements } from './statements.ts';

export const SIGNALS = signalsSql((name) => `state ->> '${name}'`);

/** How everything stands, for metrics. */
export function readSignals(statements: Statements): Signals {
  return signalsOf(statements.all<SignalRow>(SIGNALS));
}
