import { readFileSync } from 'node:fs';
import type * as undici from 'undici';

/**
 * A fetch that shows our certificate (mTLS, RFC 8705). The files are read now: a new certificate is taken into use by a restart.
 *
 * @param files paths of PEM files; `authority` empty: those that Node trusts
 * @example
 * const fetch = certificateFetch({ key: './samplan-key.pem', certificate: './samplan.pem', authority: '' });
 */
export function certificateFetch(files: {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}): typeof globalThis.fetch {
  const connect = {
    key: readFileSync(files.key),
    cert: readFileSync(files.certificate),
    ...(files.authority === '' ? {} : { ca: readFileSync(files.authority) }),
  };
  let loaded: Promise<Client> | undefined;
  // The same fetch as Node's own, which takes no agent.
  return (async (input, init) => {
    loaded ??= client(connect);
    const { fetch, dispatcher } = await loaded;
    return fetch(input as Parameters<typeof fetch>[0], { ...(init as Parameters<typeof fetch>[1]), dispatcher });
  }) as typeof globalThis.fetch;
}

interface Client {
  readonly fetch: typeof undici.fetch;
  readonly dispatcher: undici.Agent;
}

/** Loaded when it is first used: few partners ask for a certificate, and a start need not wait for it. */
async function client(connect: undici.buildConnector.BuildOptions): Promise<Client> {
  const { Agent, fetch } = await import('undici');
  return { fetch, dispatcher: new Agent({ connect }) };
}
