/**
 * The same bytes without Samplan: node test/bench/sync/bare-wire.ts CONCURRENCY SOURCE RECIPIENT; started by wire.ts only.
 *
 * Asks each peer what it was asked before: the pages of its feed one after the other, as each leads to the next, then
 * everything that was written to it, so many requests at once. Nothing is looked at in the answers.
 */
import { each } from '../../../src/sync/each.ts';
import type { Journal } from './peer/control.ts';

type Request = Omit<Journal, 'body'> & { readonly body: string };

const [concurrency, ...peers] = process.argv.slice(2);
const PART = 2_000;

async function order(peer: string, name: string, given: object): Promise<unknown> {
  const response = await fetch(new URL(`/control/${name}`, peer), { method: 'POST', body: JSON.stringify(given) });
  return response.json();
}

async function journalOf(peer: string): Promise<readonly Request[]> {
  const requests: Request[] = [];
  for (;;) {
    const part = (await order(peer, 'journal', { from: requests.length, count: PART })) as readonly Request[];
    requests.push(...part);
    if (part.length < PART) return requests;
  }
}

const isPage = ({ method, path }: Request): boolean => method === 'GET' && path.includes('_sort=');
const isWrite = ({ method, path }: Request): boolean =>
  method === 'PUT' || (method === 'POST' && !path.endsWith('/_search'));

async function send(peer: string, { method, path, body }: Request): Promise<number> {
  const response = await fetch(new URL(path, peer), {
    method,
    ...(body === '' ? {} : { body, headers: { 'content-type': 'application/fhir+json' } }),
  });
  const bytes = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return bytes.byteLength + body.length;
}

const result = { pages: 0, writes: 0, others: 0, bytes: 0, milliseconds: 0 };
for (const peer of peers) {
  const requests = await journalOf(peer);
  const [pages, writes] = [requests.filter(isPage), requests.filter(isWrite)];
  await order(peer, 'switch', { isRehearsing: true });
  // A connection and compiled code, as Samplan has them.
  for (let count = 0; count < 20; count += 1) await (await fetch(new URL('/fhir/metadata', peer))).arrayBuffer();
  const start = performance.now();
  for (const page of pages) result.bytes += await send(peer, page);
  await each(writes, Number(concurrency), async (write) => {
    result.bytes += await send(peer, write);
  });
  result.milliseconds += performance.now() - start;
  result.pages += pages.length;
  result.writes += writes.length;
  result.others += requests.length - pages.length - writes.length;
  await order(peer, 'switch', { isRehearsing: false });
}
console.log(JSON.stringify(result));
