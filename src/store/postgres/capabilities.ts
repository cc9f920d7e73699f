import type { Capabilities } from '../partner-memory.ts';
import { CAPABILITIES, SAVE_CAPABILITIES, toCapabilities } from '../rows/capabilities.ts';
import type { Statements } from './statements.ts';

export async function readCapabilities(statements: Statements, partner: string): Promise<Capabilities | undefined> {
  const row = await statements.get<{ readonly body: string }>(CAPABILITIES, partner);
  return row && toCapabilities(row);
}

export async function saveCapabilities(statements: Statements, capabilities: Capabilities): Promise<void> {
  await statements.run(SAVE_CAPABILITIES, capabilities.partner, JSON.stringify(capabilities));
}
