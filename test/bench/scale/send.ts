import { Pool } from 'undici';
import type { Request } from '../api/requests.ts';

/**
 * Sends every request once, over so many connections spread evenly over the servers; a connection takes the next that nobody has taken, so
 * that a slow server gets fewer.
 *
 * @param onAnswered told how many are answered
 * @returns milliseconds that each took, in the order of the answers
 * @throws where an answer is not what it should be
 */
export async function send(
  requests: readonly Request[],
  {
    urls,
    connections,
    token,
  }: { readonly urls: readonly string[]; readonly connections: number; readonly token: string },
  onAnswered: (count: number) => void = () => {},
): Promise<readonly number[]> {
  const servers = urls.map((url) => new URL(url));
  const pools = servers.map(({ origin }) => new Pool(origin, { connections, pipelining: 1, headersTimeout: 0 }));
  const latencies: number[] = [];
  let next = 0;
  const one = async (place: number): Promise<void> => {
    const pool = pools[place] as Pool;
    while (next < requests.length) {
      const { method, path, contentType, body = null } = requests[next] as Request;
      next += 1;
      const began = performance.now();
      const answer = await pool.request({
        ...{ method, body, path: `${servers[place]?.pathname}${path}` },
        headers: {
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          authorization: `Bearer ${token}`,
        },
      });
      const text = await answer.body.text();
      latencies.push(performance.now() - began);
      if (answer.statusCode >= 300) throw new Error(`${method}: ${answer.statusCode} ${text.slice(0, 500)}`);
      onAnswered(latencies.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, (_, at) => one(at % pools.length)));
    return latencies;
  } finally {
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
}
