import type { Capabilities } from '../partner-memory.ts';

export const CAPABILITIES = 'SELECT body FROM capabilities WHERE partner = ?';
export const SAVE_CAPABILITIES = `
  INSERT INTO capabilities (partner, body) VALUES (?, ?) ON CONFLICT (partner) DO UPDATE SET body = excluded.body`;

export const toCapabilities = (row: { readonly body: string }): Capabilities => JSON.parse(row.body) as Capabilities;
