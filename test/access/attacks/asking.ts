import type { Guarded, Raw } from '../guarded.ts';
import type { Attack } from './attack.ts';

export const JSON_BODY = ['content-type', 'application/fhir+json'] as const;

export type Asking = (guarded: Guarded) => Raw | Promise<Raw>;

/** An honest caller of the trust that asks for what is not its own. */
export function asks(
  name: string,
  status: number,
  why: string,
  raw: Asking,
  claims: Readonly<Record<string, unknown>> = {},
): Attack {
  return { name, status, why, send: async (guarded) => guarded.ask(await raw(guarded), { claims }) };
}

/** A body that is JSON unless headers say otherwise. */
export const posted = (path: string, body: string | Uint8Array, ...headers: NonNullable<Raw['headers']>): Raw => ({
  method: 'POST',
  path,
  headers: headers.length > 0 ? headers : [JSON_BODY],
  body,
});
