/** The load generator, in a process of its own: told by messages what to send; started by load-process.ts only. */
import { Pool } from 'undici';
import { type ProvingClient, provingClient } from '../../access/authority/client.ts';
import type { Load, Loaded } from './load-process.ts';
import { type Request, requestOf } from './requests.ts';

/** Proofs made at once. */
const PART = 64;
let proving: Promise<ProvingClient> | undefined;

process.on('message', async (message: Load | 'thumbprint') => {
  proving ??= provingClient(() => Math.floor(Date.now() / 1000));
  process.send?.(message === 'thumbprint' ? (await proving).thumbprint : await send(message).catch(fault));
});
process.on('disconnect', () => process.exit());

function fault(error: unknown): Loaded {
  return { sent: 0, milliseconds: 0, latencies: [], fault: String(error) };
}

/** Sends requests over so many connections, one after the other on each, until the time is over or there are no more. */
async function send(load: Load): Promise<Loaded> {
  const { url, connections, milliseconds, kind, papers, records, first, most, token, proves } = load;
  const { origin, pathname } = new URL(url);
  const request = (at: number): Request => requestOf(kind, papers, records, first + at);
  const proofs = proves
    ? await proofsFor(
        Array.from({ length: most }, (_, at) => request(at)),
        url,
        token,
      )
    : [];
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const latencies: number[] = [];
  let next = 0;
  const start = performance.now();
  const until = start + milliseconds;
  const one = async (): Promise<void> => {
    while (next < most && performance.now() < until) {
      const at = next;
      next += 1;
      const { method, path, contentType, body = null } = request(at);
      const began = performance.now();
      const answer = await pool.request({
        method,
        path: `${pathname}${path}`,
        body,
        headers: {
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          ...(token === '' ? {} : { authorization: `${proves ? 'DPoP' : 'Bearer'} ${token}` }),
          ...(proves ? { dpop: proofs[at] ?? '' } : {}),
          // HAPI answers a search it has answered within a minute with what it found then, unless told not to.
          'cache-control': 'no-cache',
        },
      });
      const text = await answer.body.text();
      latencies.push(performance.now() - began);
      if (answer.statusCode >= 300) throw new Error(`${kind}: ${answer.statusCode} ${text.slice(0, 500)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, one));
    return { sent: latencies.length, milliseconds: performance.now() - start, latencies };
  } finally {
    await pool.destroy();
  }
}

async function proofsFor(requests: readonly Request[], url: string, token: string): Promise<readonly string[]> {
  const client = await (proving as Promise<ProvingClient>);
  const proofs: string[] = [];
  for (let from = 0; from < requests.length; from += PART) {
    const part = requests
      .slice(from, from + PART)
      .map(({ method, path }) =>
        client.proof({ method, url: new URL(`${url}${path}`).href.replace(/\?.*$/u, ''), token }),
      );
    proofs.push(...(await Promise.all(part)));
  }
  return proofs;
}
