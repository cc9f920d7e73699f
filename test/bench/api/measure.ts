import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Bundle } from '@medplum/fhirtypes';
import type { Told } from './bare.ts';
import type { LoadProcess } from './load-process.ts';
import type { Prepared } from './prepare.ts';
import { usageOf } from './process-usage.ts';
import { type Kind, READ_KINDS, type Request, readRequests, requestOf } from './requests.ts';
import type { RunningServer, ServerKind } from './server-process.ts';

export type Contestant = ServerKind | 'HAPI JPA';

/** A server that takes part. */
export interface Entrant {
  readonly name: Contestant;
  readonly server: RunningServer;
  readonly token: string;
}

export interface Pace {
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly milliseconds: number;
  readonly warmUpMs: number;
}

/** What is asked of all that take part. */
interface Course {
  readonly load: LoadProcess;
  readonly prepared: Prepared;
  readonly records: number;
  readonly kinds: readonly Kind[];
  readonly pace: Pace;
  /** Told what is measured now. */
  readonly tell: (what: string) => void;
}

/** One server under one load. */
export interface Cell {
  readonly records: number;
  readonly kind: Kind;
  readonly connections: number;
  readonly name: Contestant;
  /** Answers a second, round by round. */
  readonly rates: readonly number[];
  /** Milliseconds, over all rounds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server for each answer, in microseconds; absent where the system does not tell. */
  readonly processorUs?: number;
}

export interface Memory {
  readonly records: number;
  readonly name: Contestant;
  /** Resident memory when all was measured. */
  readonly rssMb: number;
}

/** DPoP proofs made ahead: more than a server answers in a second. */
const PROOFS_PER_SECOND = 1_500;

/** Asks Samplan everything that is ever read, and keeps what it answers for the bare server. */
export async function tellAnswers(
  entrant: Entrant,
  { papers }: Prepared,
  records: number,
  file: string,
): Promise<void> {
  const out = createWriteStream(file);
  for (const request of readRequests(papers, records)) {
    const { method, path, body = '' } = request;
    const told: Told = { method, path, body, ...(await answerOf(entrant, request)) };
    if (!out.write(`${JSON.stringify(told)}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}

/** Asks once each kind of what is only read. */
export async function refuseEmpty(entrant: Entrant, { papers }: Prepared, records: number): Promise<void> {
  for (const kind of READ_KINDS) await answerOf(entrant, requestOf(kind, papers, records, 0));
}

/** An answer that has something in it: who finds nothing is fast. */
async function answerOf(
  { name, server, token }: Entrant,
  { method, path, body = '', contentType }: Request,
): Promise<{ readonly contentType: string; readonly text: string }> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    ...(body === '' ? {} : { body }),
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name}: ${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
  const { resourceType, entry = [] } = JSON.parse(text) as Partial<Bundle>;
  if (resourceType === 'Bundle' && entry.length === 0) throw new Error(`${name}: ${method} ${path} found nothing`);
  return { contentType: answer.headers.get('content-type') ?? '', text };
}

/**
 * Every kind of request at every number of connections, servers in turn within a round, so that what else the machine does
 * falls on all of them.
 */
export async function measure(
  entrants: readonly Entrant[],
  { load, prepared, records, kinds, pace, tell }: Course,
): Promise<readonly Cell[]> {
  const { papers } = prepared;
  const { connections: all, rounds, milliseconds, warmUpMs } = pace;
  const cells: Cell[] = [];
  for (const kind of kinds) {
    let first = 0;
    const send = async ({ name, server, token }: Entrant, connections: number, ms: number) => {
      const proves = name === 'DPoP';
      const most = proves ? Math.ceil((PROOFS_PER_SECOND * ms) / 1000) : Number.MAX_SAFE_INTEGER;
      const before = usageOf(server.pid);
      const loaded = await load.send({
        ...{ url: server.url, connections, milliseconds: ms, kind, papers, records, first, most, token, proves },
      });
      const after = usageOf(server.pid);
      first += loaded.sent + connections;
      return { ...loaded, processorMs: after && before ? after.processorMs - before.processorMs : Number.NaN };
    };
    tell(`${records} records: ${kind}`);
    for (const entrant of entrants)
      await send(entrant, all.at(-1) ?? 1, entrant.name === 'HAPI JPA' ? 3 * warmUpMs : warmUpMs);
    for (const connections of all) {
      const found = new Map(entrants.map(({ name }) => [name, [] as Awaited<ReturnType<typeof send>>[]]));
      for (let round = 0; round < rounds; round += 1) {
        for (const entrant of entrants) found.get(entrant.name)?.push(await send(entrant, connections, milliseconds));
      }
      for (const [name, taken] of found) {
        const latencies = taken.flatMap((one) => one.latencies).toSorted((one, other) => one - other);
        const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
        const processorUs = (taken.reduce((sum, one) => sum + one.processorMs, 0) * 1000) / latencies.length;
        cells.push({
          ...{ records, kind, connections, name },
          rates: taken.map((one) => (one.sent * 1000) / one.milliseconds),
          ...{ p50: at(0.5), p99: at(0.99) },
          ...(Number.isNaN(processorUs) ? {} : { processorUs }),
        });
      }
    }
  }
  return cells;
}

export function memoryOf(entrants: readonly Entrant[], records: number): readonly Memory[] {
  return entrants.flatMap(({ name, server }) => {
    const usage = usageOf(server.pid);
    return usage ? [{ records, name, rssMb: usage.rssMb }] : [];
  });
}
