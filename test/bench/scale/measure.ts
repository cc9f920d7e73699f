import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandLine } from '../../demo/command-line.ts';
import { listening } from '../../kill/listening.ts';
import type { Loaded, LoadProcess } from '../api/load-process.ts';
import { usageOf } from '../api/process-usage.ts';
import { databaseUsage } from './database-usage.ts';
import type { Prepared } from './prepare.ts';
import { type ProcessorShare, processorShare } from './processor-share.ts';

/** One run: so many processes over so many records. */
export interface Case {
  readonly records: number;
  readonly processes: number;
}

/** What a run came to. */
export interface Measured extends Case {
  /** Answers a second, of all processes. */
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Resident memory of each process at the end. */
  readonly rssMb: readonly number[];
  /** Processor time for each answer, in milliseconds: of the processes, passes included, and of the database. */
  readonly processorMs: number;
  readonly databaseMs: number;
  /** Of a processor, how much the database took. */
  readonly databaseShare: number;
  /** Persons a second whose papers a partner's users edited, and of what all wrote, how much a second arrived at the other partner. */
  readonly edited: number;
  readonly delivered: number;
}

export interface Stage {
  readonly config: string;
  readonly databaseFolder: string;
  readonly prepared: Prepared;
  readonly token: string;
  readonly loads: readonly LoadProcess[];
  /** Of one processor, for each process. */
  readonly share: number;
  readonly seconds: number;
  /** Connections of all loads together. */
  readonly connections: number;
  /** Persons whose papers a partner's users edit each second. */
  readonly edits: number;
}

const WARM_UP_MS = 5_000;
let turns = 0;

/** @throws where a process cannot be held to its share */
export async function measure(stage: Stage, { records, processes }: Case): Promise<Measured> {
  const shares: ProcessorShare[] = [];
  const samplan = new CommandLine(dirname(stage.config), stage.config);
  const running: { readonly url: string; readonly pid: number }[] = [];
  try {
    for (let index = 0; index < processes; index += 1) {
      const server = samplan.serve();
      server.stdout?.resume();
      const url = await listening(server);
      const pid = server.pid ?? 0;
      const share = processorShare(`bench-${process.pid}-${index}`, stage.share);
      if (!share) throw new Error('no process can be held to a share of the processor here');
      shares.push(share);
      share.add(pid);
      running.push({ url, pid });
    }
    await loaded(stage, running, records, WARM_UP_MS);
    const before = running.map(({ pid }) => usageOf(pid)?.processorMs ?? 0);
    const databaseBefore = databaseUsage(stage.databaseFolder);
    const began = performance.now();
    await stage.prepared.peers.recipient.order('switch', { isJournaling: true });
    await stage.prepared.peers.recipient.order('forget', {});
    const users = new AbortController();
    const editing = edit(stage, records, users.signal);
    const answers = await loaded(stage, running, records, stage.seconds * 1000);
    const seconds = (performance.now() - began) / 1000;
    users.abort();
    const edited = await editing;
    const arrived = await stage.prepared.peers.recipient.order('journal', { from: 0, count: MOST });
    const databaseMs = databaseUsage(stage.databaseFolder) - databaseBefore;
    const usage = running.map(({ pid }) => usageOf(pid));
    const sent = answers.reduce((sum, one) => sum + one.sent, 0);
    const latencies = answers.flatMap((one) => one.latencies).sort((one, other) => one - other);
    const at = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? 0;
    const processorMs = usage.reduce((sum, one, index) => sum + (one?.processorMs ?? 0) - (before[index] ?? 0), 0);
    return {
      ...{ records, processes, perSecond: sent / seconds, p50: at(0.5), p99: at(0.99) },
      rssMb: usage.map((one) => one?.rssMb ?? 0),
      ...{ processorMs: processorMs / sent, databaseMs: databaseMs / sent, databaseShare: databaseMs / seconds / 1000 },
      ...{ edited: edited / seconds, delivered: arrived.filter(({ method }) => method !== 'GET').length / seconds },
    };
  } finally {
    await samplan.end();
    for (const share of shares) share.remove();
  }
}

/** All loads at once, each at a process of its own. */
async function loaded(
  { loads, prepared: { papers }, token, connections }: Stage,
  running: readonly { readonly url: string }[],
  records: number,
  milliseconds: number,
): Promise<readonly Loaded[]> {
  const first = turns;
  turns += MOST * running.length;
  return Promise.all(
    running.map(({ url }, index) =>
      (loads[index] as LoadProcess).send({
        ...{ url, connections: connections / running.length, milliseconds, kind: 'mixed', papers, records, token },
        ...{ first: first + index * MOST, most: MOST, proves: false },
      }),
    ),
  );
}

/** More than a process answers in a run. */
const MOST = 1_000_000;

/**
 * A partner's users edit somebody's measure, again and again, never the same person's twice.
 *
 * @returns how many persons'
 */
async function edit({ prepared: { peers }, edits }: Stage, records: number, signal: AbortSignal): Promise<number> {
  let edited = 0;
  while (!signal.aborted) {
    const persons = Array.from({ length: edits }, (_, at) => records - 1 - edited - at);
    await peers.source.order('editOf', { persons, word: `gang ${edited}` });
    edited += edits;
    await wait(1000, undefined, { signal }).catch(() => undefined);
  }
  return edited;
}
