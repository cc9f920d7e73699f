import { setTimeout as wait } from 'node:timers/promises';
import type { Role } from '../../../src/sync/jobs/job-engine.ts';
import { type DatabaseUsage, type DatabaseWatch, watchDatabase } from './database-usage.ts';
import { delivered, dutiesAreIndexed, type Outcome, outcomeSince, startOf } from './done.ts';
import { PASS_EVERY_SECONDS } from './installation.ts';
import type { Prepared } from './prepare.ts';
import { send } from './send.ts';
import { type Server, startServer } from './servers.ts';
import type { Amount, Work } from './work.ts';

/** Which processes do the work: as many that answer and take passes; or one that answers and one that takes passes, to tell the costs apart. */
export type Processes = number | 'apart';

export interface Case {
  readonly records: number;
  readonly processes: Processes;
}

/** What a process and its connections to the database took, in milliseconds of processor time. */
export interface Spent {
  readonly name: string;
  readonly role: Role;
  readonly processorMs: number;
  readonly databaseMs: number;
  /** For which it was kept from running, since it had had its share. */
  readonly heldBackMs: number;
  readonly rssMb: number;
}

/** One run of a case. */
export interface Measured extends Case {
  /** Until the last request was answered, and until everything was delivered as well: seconds from the same start. */
  readonly answeredAfter: number;
  readonly deliveredAfter: number;
  /** Milliseconds that an answer took. */
  readonly p50: number;
  readonly p99: number;
  readonly spent: readonly Spent[];
  /** All that the database took, what it does by itself included. */
  readonly databaseMs: number;
  readonly outcome: Outcome;
  /** Of each process, in the order of `spent`: milliseconds of processor time a second while nobody asks and nothing is owed. */
  readonly idleMs: readonly number[];
}

export interface Stage {
  readonly url: string;
  readonly schema: string;
  readonly databaseFolder: string;
  readonly prepared: Prepared;
  readonly token: string;
  /** Gives out work, each piece with persons of its own. */
  readonly next: (amount: Amount) => Work;
  /** The configuration of a process. */
  readonly configure: (name: string) => string;
  /** Of one processor, for each process. */
  readonly share: number;
  readonly connections: number;
  readonly amount: Amount;
  /** Done before the clock starts, by each process that answers, and as fast as the machine lets it. */
  readonly warmUp: Amount;
}

/** Some passes long. */
const IDLE_SECONDS = 2 * PASS_EVERY_SECONDS;

/**
 * Does the same amount of work as in every other case, timed until every request is answered and everything that was written is delivered.
 *
 * @throws where a request fails, something is not delivered, or a process cannot be held to its share
 */
export async function measure(stage: Stage, { records, processes }: Case): Promise<Measured> {
  const { url, schema, databaseFolder, share } = stage;
  const servers: Server[] = [];
  let watch: DatabaseWatch | undefined;
  try {
    watch = await watchDatabase(url, databaseFolder);
    for (const [name, role] of rolesOf(processes)) servers.push(await startServer(name, role, stage.configure(name)));
    const answering = servers.filter(({ role }) => role !== 'worker');
    await dutiesAreIndexed(url, schema);
    await doWork(stage, answering, stage.next(times(stage.warmUp, answering.length)));
    for (const server of servers) server.hold(share);
    const idleMs = await idle(servers);
    const work = stage.next(stage.amount);
    const start = await startOf(url, schema);
    const before = { servers: servers.map((one) => one.usage()), database: await watch.usage() };
    const { latencies, ...after } = await doWork(stage, answering, work);
    const database = await watch.usage();
    const spent = servers.map((server, at) => spentBy(server, before.servers[at], before.database, database));
    const outcome = await outcomeSince(url, schema, start);
    const sorted = latencies.toSorted((one, other) => one - other);
    const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
    return {
      ...{ records, processes, ...after, p50: at(0.5), p99: at(0.99) },
      ...{ spent, databaseMs: database.total - before.database.total, outcome, idleMs },
    };
  } finally {
    await watch?.stop();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function rolesOf(processes: Processes): readonly (readonly [string, Role])[] {
  if (processes === 'apart')
    return [
      ['web', 'web'],
      ['worker', 'worker'],
    ];
  return Array.from({ length: processes }, (_, at) => [`all-${at + 1}`, 'all'] as const);
}

async function idle(servers: readonly Server[]): Promise<readonly number[]> {
  const before = servers.map((server) => server.usage().processorMs);
  await wait(IDLE_SECONDS * 1000);
  return servers.map((server, at) => (server.usage().processorMs - (before[at] ?? 0)) / IDLE_SECONDS);
}

function times({ requests, edits }: Amount, count: number): Amount {
  return { requests: requests * count, edits: edits * count };
}

function spentBy(
  server: Server,
  before: ReturnType<Server['usage']> | undefined,
  databaseBefore: DatabaseUsage,
  database: DatabaseUsage,
): Spent {
  const { name, role } = server;
  const now = server.usage();
  return {
    ...{ name, role, rssMb: now.rssMb },
    processorMs: now.processorMs - (before?.processorMs ?? 0),
    databaseMs: (database.by[name] ?? 0) - (databaseBefore.by[name] ?? 0),
    heldBackMs: now.heldBackMs - (before?.heldBackMs ?? 0),
  };
}

interface Done {
  readonly latencies: readonly number[];
  readonly answeredAfter: number;
  readonly deliveredAfter: number;
}

/** A partner's users edit at the pace of the answers: one more with each so many. */
async function doWork(
  { prepared, connections, token }: Stage,
  answering: readonly Server[],
  work: Work,
): Promise<Done> {
  const { source } = prepared.peers;
  const { requests, edits, word } = work;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const edited: Promise<unknown>[] = [];
  const latencies = await send(requests, { urls: answering.map(({ url }) => url), connections, token }, (answered) => {
    const due = edits.slice(edited.length, Math.floor((answered / requests.length) * edits.length));
    for (const person of due) edited.push(source.order('editOf', { persons: [person], word }));
  });
  const answeredAfter = seconds();
  await Promise.all(edited);
  await delivered(prepared.peers, work);
  return { latencies, answeredAfter, deliveredAfter: seconds() };
}
