import type { Capabilities } from '../partner-memory.ts';
import type { Statements } from './statements.ts';

const ONE = 'SELECT body FROM capabilities WHERE partner = ?';
const SAVE = `
  INSERT INTO capabilities (partner, body) VALUES (?, ?) ON CONFLICT (partner) DO UPDATE SET body = excluded.body`;

export function readCapabilities(statements: Statements, partner: string): Capabilities | undefined {
  const row = statements.get<{ readonly body: string }>(ONE, partner);
  return row && (JSON.parse(row.body) as Capabilities);
}

export function saveCapabilities(statements: Statements, capabilities: Capabilities): void {
  statements.run(SAVE, capabilities.partner, JSON.stringify(capabilities));
}
