import type { AddressInfo } from 'node:net';
import type { Goal, Patient } from '@medplum/fhirtypes';
import { listen } from '../../src/http/listen.ts';
import { createWiredApp } from '../http/harness.ts';
import { heapThatStays } from '../simulation/heap.ts';
import { Dice } from './dice.ts';
import { openIdle } from './idle.ts';
import { faultIn } from './judge.ts';
import { type Known, requestFor, type Sent } from './requests.ts';
import { send } from './send.ts';

/** What a run came to. */
export interface Fuzzed {
  readonly requests: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** The first of each kind of fault, with what was sent. */
  readonly faults: ReadonlyMap<string, Sent>;
  /** MB that stay at the end of each tenth. */
  readonly heap: readonly number[];
}

/** Requests on their way at once. */
const AT_ONCE = 8;
/** Most that is kept of what is there, by type. */
const KNOWN = 20;

/**
 * Sends requests to a server of its own, a part of them sound, the rest broken in every layer: address, headers, bytes, FHIR. The same
 * seed sends the same.
 *
 * @param idle connections that stay open meanwhile and say nothing, or half of something
 * @param onTenth told after each tenth
 */
export async function fuzz(
  { requests, seed, idle = 0 }: { readonly requests: number; readonly seed: number; readonly idle?: number },
  onTenth: (done: number, heap: number) => void = () => {},
): Promise<Fuzzed> {
  const { app, store, faults: thrown } = await createWiredApp();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`);
  const known = await begin(base);
  const silent = await openIdle(base, idle);
  const dice = new Dice(seed);
  const statuses: Record<number, number> = {};
  const faults = new Map<string, Sent>();
  const heap: number[] = [];
  const note = (fault: string, sent: Sent): void => {
    if (!faults.has(fault)) faults.set(fault, sent);
  };
  const one = async (sent: Sent): Promise<void> => {
    const before = thrown.length;
    const received = await send(base, sent).catch((error: Error) => {
      note(error.message, sent);
    });
    if (!received) return;
    statuses[received.status] = (statuses[received.status] ?? 0) + 1;
    const fault = faultIn(sent, received);
    const cause = thrown.slice(before).at(-1)?.error;
    if (fault) note(cause ? `${fault}: ${cause.name}: ${cause.message}` : fault, sent);
    if (received.status === 201) remember(known, received.text);
  };
  try {
    const tenth = Math.ceil(requests / 10);
    for (let done = 0; done < requests; ) {
      const until = Math.min(requests, done + AT_ONCE);
      const batch: Promise<void>[] = [];
      for (; done < until; done += 1) batch.push(one(requestFor(dice, known)));
      await Promise.all(batch);
      if (Math.floor(done / tenth) > heap.length || done === requests) {
        heap.push(heapThatStays());
        onTenth(done, heap.at(-1) ?? 0);
      }
    }
    // It is up, and serves.
    const { status } = await send(base, { method: 'GET', path: `/Patient/${known.person}`, headers: {} });
    if (status !== 200) note(`a sound read at the end: ${status}`, { method: 'GET', path: '', headers: {} });
  } finally {
    for (const socket of silent) socket.destroy();
    server.closeAllConnections();
    server.close();
    await store.close();
  }
  return { requests, statuses, faults, heap };
}

async function begin(base: URL): Promise<Known> {
  const create = async (resource: Patient | Goal): Promise<string> => {
    const headers = { 'content-type': 'application/fhir+json' };
    const body = Buffer.from(JSON.stringify(resource));
    const { text } = await send(base, { method: 'POST', path: `/${resource.resourceType}`, headers, body });
    return (JSON.parse(text) as { readonly id: string }).id;
  };
  const person = await create({ resourceType: 'Patient', name: [{ family: 'Nesbakk' }] });
  const goal = await create({
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Gå tur' },
    subject: { reference: `Patient/${person}` },
  });
  return { person, ids: { Patient: [person], Goal: [goal] } };
}

function remember({ ids }: Known, text: string): void {
  const known = ids as Record<string, readonly string[]>;
  try {
    const { resourceType, id } = JSON.parse(text) as { readonly resourceType: string; readonly id: string };
    const own = known[resourceType] ?? [];
    if (id && own.length < KNOWN) known[resourceType] = [...own, id];
  } catch {
    // Answered without content, or in XML.
  }
}
