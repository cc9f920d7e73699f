import type { Caller } from '../access/caller.ts';
import type { Access } from '../access/create-access.ts';
import { AccessRefused } from '../access/refusal.ts';
import { proofOf } from '../connector/authorization/proof-of.ts';
import type { HeldTokens } from './sign-in.ts';

/** The request that a browser made. */
interface Asked {
  readonly method: string;
  readonly url: URL;
  /** Network address that it came from. */
  readonly from?: string;
}

/**
 * Who signed in, by the same code and the same rules as a client of the API: the token is shown with a proof of its key for this request.
 *
 * @param at now, ISO 8601
 * @throws AccessRefused as the API
 * @example
 * const caller = await callerOfTokens(access, held, { method: 'GET', url: new URL('https://samplan.example.no/console') }, context.now());
 */
export async function callerOfTokens(access: Access, held: HeldTokens, asked: Asked, at: string): Promise<Caller> {
  try {
    return await shown(access, held, asked, at);
  } catch (error) {
    const nonce = error instanceof AccessRefused ? error.headers['dpop-nonce'] : undefined;
    if (nonce === undefined) throw error;
    return shown(access, held, asked, at, nonce);
  }
}

async function shown(access: Access, held: HeldTokens, asked: Asked, at: string, nonce?: string): Promise<Caller> {
  const { access: token, key } = held;
  const { method, url, from } = asked;
  const headers = key
    ? { authorization: `DPoP ${token}`, dpop: await proofOf(token, key, { method, url, nonce, at: Date.parse(at) }) }
    : { authorization: `Bearer ${token}` };
  return access.callerOf({
    method,
    url: url.href,
    headers,
    repeated: [],
    ...(from === undefined ? {} : { from }),
  });
}
