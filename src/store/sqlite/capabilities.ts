import type { Capabilities } from '../partner-memory.ts';
import { CAPABILITIES, SAVE_CAPABILITIES, toCapabilities } from '../rows/capabilities.ts';
import type { Statements } from './statements.ts';

export function readCapabilities(statements: Statements, partner: string): Capabilities | undefined {
  const row = statements.get<{ readonly body: string }>(CAPABILITIES, partner);
  return row && toCapabilities(row);
}

export function saveCapabilities(statements: Statements, capabilities: Capabilities): void {
  statements.run(SAVE_CAPABILITIES, capabilities.partner, JSON.stringify(capabilities));
}
