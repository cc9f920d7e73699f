import { type SignalRow, signalsOf, signalsSql } from '../rows/signals.ts';
import type { Signals } from '../signals.ts';
import type { Statements } from './statements.ts';

const SIGNALS = signalsSql((name) => `(state::jsonb ->> '${name}')`);

/** How everything stands, for metrics. */
export async function readSignals(statements: Statements): Promise<Signals> {
  return signalsOf(await statements.all<SignalRow>(SIGNALS));
}
