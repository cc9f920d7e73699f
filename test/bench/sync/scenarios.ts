import type { RunSummary } from '../../../src/store/partner-memory.ts';
import { RESOURCES } from './bench-record.ts';
import { type Installation, install, type Peers } from './installation.ts';
import { prepareLarge } from './large.ts';
import type { Memory } from './memory.ts';
import { MOULD } from './mould.ts';
import { papersOf, startPeers, stopPeers } from './stage.ts';
import { besideTheWire, type Wire } from './wire.ts';

/** How large the bench is. */
export interface Sizes {
  /** Bench records of the first load. */
  readonly records: number;
  /** Bench records of which some change. */
  readonly large: number;
  readonly changed: readonly number[];
  readonly owed: number;
  /** Persons at once, and requests at once on the bare wire. */
  readonly concurrency: number;
  /** How long a peer waits with each answer where it is not next door. */
  readonly delayMs: number;
}

/** Where the bench says how far it has come. */
export type Tell = (what: string, done?: number, total?: number) => void;

/** One measurement. Times are milliseconds. */
export interface Measured {
  readonly name: string;
  /** Records that changed. */
  readonly changed: number;
  readonly delayMs: number;
  readonly milliseconds: number;
  /** Processor time of Samplan's process, all threads. */
  readonly processorMs: number;
  readonly requests: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly wire: Wire;
  /** Our time by that of the bare wire. */
  readonly ratio: number;
}

interface Bench {
  readonly sizes: Sizes;
  readonly memory: Memory;
  readonly tell: Tell;
  /** A folder for stores. */
  readonly folder: string;
}

/** The first load: everything is pulled, admitted and delivered to the second partner. */
export async function firstLoad({ sizes, memory, tell, folder }: Bench): Promise<Measured> {
  const { records, concurrency } = sizes;
  const peers = await startPeers();
  await peers.source.order('settle', { count: records, papers: papersOf(MOULD) });
  const installation = await install(`${folder}/first.db`, peers, concurrency, (done, total) =>
    tell('first load', done, total),
  );
  memory.phase('first load: in');
  const measured = await measure('first load', records, 0, peers, sizes, async () => {
    const first = await installation.pass('source');
    memory.phase('first load: out');
    return [first, await installation.pass('recipient')];
  });
  memory.phase('between');
  await inStep(installation, records);
  await installation.samplan.stop();
  await stopPeers(peers);
  return measured;
}

/** Passes over many records of which some changed, and an outage of the second partner. */
export async function largePasses({ sizes, memory, tell, folder }: Bench): Promise<readonly Measured[]> {
  const { large, changed, owed, concurrency, delayMs } = sizes;
  tell('many records are prepared', 0, large);
  const file = `${folder}/large.db`;
  const peers = await prepareLarge(file, large, (done) => tell('many records are prepared', done, large));
  const installation = await install(file, peers, concurrency, (done, total) => tell('passes', done, total));
  const done: Measured[] = [];
  const pass = async (name: string, count: number, delay: number): Promise<void> => {
    await edit(peers, count, large);
    for (const peer of Object.values(peers)) await peer.order('switch', { delayMs: delay });
    memory.phase(name);
    done.push(await measure(name, count, delay, peers, sizes, async () => bothSides(installation)));
    memory.phase('between');
  };
  // The first pass compiles the code; nothing else is measured of it.
  await bothSides(installation);
  await pass('no change', 0, 0);
  for (const count of changed) await pass(`${count} changed`, count, 0);
  await pass(`${changed.at(-1)} changed, answers after ${delayMs} ms`, changed.at(-1) ?? 0, delayMs);
  for (const peer of Object.values(peers)) await peer.order('switch', { delayMs: 0 });

  await peers.recipient.order('switch', { isDown: true });
  await edit(peers, owed, large);
  memory.phase('outage');
  await installation.pass('source');
  const { outcome } = await installation.pass('recipient');
  if (outcome !== 'unreachable') throw new Error(`a pass in the outage was ${outcome}`);
  await peers.recipient.order('switch', { isDown: false });
  memory.phase(`${owed} owed`);
  done.push(
    await measure(`${owed} owed after an outage`, owed, 0, peers, sizes, async () => [
      await installation.pass('recipient'),
    ]),
  );
  memory.phase('end');
  await inStep(installation, large);
  await installation.samplan.stop();
  await stopPeers(peers);
  return done;
}

let edits = 0;

async function edit({ source }: Peers, persons: number, of: number): Promise<void> {
  edits += 1;
  if (persons > 0) await source.order('edit', { persons, of, word: `gang ${edits}` });
}

async function bothSides(installation: Installation): Promise<readonly RunSummary[]> {
  return [await installation.pass('source'), await installation.pass('recipient')];
}

async function measure(
  name: string,
  changed: number,
  delayMs: number,
  peers: Peers,
  { concurrency }: Sizes,
  work: () => Promise<readonly RunSummary[]>,
): Promise<Measured> {
  const { done, milliseconds, processorMs, wire } = await besideTheWire(peers, concurrency, work);
  const bad = done.find(({ outcome }) => outcome !== 'completed');
  if (bad) throw new Error(`${name}: a pass over ${bad.partner} was ${bad.outcome}`);
  const delivered = done.reduce((sum, run) => sum + run.delivered, 0);
  const expected = name === 'first load' ? changed * RESOURCES : changed;
  if (delivered !== expected) throw new Error(`${name}: ${delivered} of ${expected} resources were delivered`);
  const phases = new Map<string, number>();
  for (const run of done)
    for (const [phase, time] of Object.entries(run.phases)) phases.set(phase, (phases.get(phase) ?? 0) + time);
  return {
    name,
    changed,
    delayMs,
    milliseconds,
    processorMs,
    requests: done.reduce((sum, run) => sum + run.requests, 0),
    phases: Object.fromEntries(phases),
    wire,
    ratio: milliseconds / wire.milliseconds,
  };
}

/** A figure counts only when everybody is in step with both. */
async function inStep({ samplan }: Installation, records: number): Promise<void> {
  const { partners, setAside } = await samplan.context.store.overview();
  const behind = Object.values(partners).filter((standings) => standings['in-step'] < records);
  if (behind.length > 0 || setAside > 0) throw new Error(`not all in step: ${JSON.stringify({ partners, setAside })}`);
}
