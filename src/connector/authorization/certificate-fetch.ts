import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';

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
  const dispatcher = new Agent({
    connect: {
      key: readFileSync(files.key),
      cert: readFileSync(files.certificate),
      ...(files.authority === '' ? {} : { ca: readFileSync(files.authority) }),
    },
  });
  // The same fetch as Node's own, which takes no agent.
  return ((input, init) =>
    fetch(input as Parameters<typeof fetch>[0], {
      ...(init as Parameters<typeof fetch>[1]),
      dispatcher,
    })) as typeof globalThis.fetch;
}
