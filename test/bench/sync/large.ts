import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { runPass } from '../../../src/sync/run.ts';
import { castableIds } from './castable-ids.ts';
import { install, NAMES, type Peers, SILENT } from './installation.ts';
import { MOULD, type Stamp, stampOf } from './mould.ts';
import { papersOf, startPeers, stopPeers } from './stage.ts';

const MULTIPLYING = fileURLToPath(new URL('./multiplying.ts', import.meta.url));

/** Somebody who is there before the mould: what comes with her of the directory is none of the mould's. Of age: her own consents let it out. */
const FIRST: Stamp = { ...MOULD, number: '999998', fnr: stampOf(120_000).fnr, birthDate: stampOf(120_000).birthDate };

/** A store that holds the mould, who came the long way, through Samplan's own passes, and the peers that hold her too. */
export interface Moulded {
  readonly peers: Peers;
  /** Gives a text of a peer the ids that the store's rows have. */
  readonly castable: (text: string) => string;
}

/** @param file of the store, which must not exist */
export async function prepareMould(file: string): Promise<Moulded> {
  const peers = await startPeers();
  const { samplan } = await install(file, peers, 1);
  for (const stamp of [FIRST, MOULD]) {
    await peers.recipient.order('switch', { castAs: stamp.number });
    await peers.source.order('seed', { texts: papersOf(stamp) });
    let ids = 0;
    const newId = (): string => {
      ids += 1;
      return `${String(ids).padStart(8, '0')}-0000-4000-8000-000000${stamp.number}`;
    };
    for (let round = 0; round < 3; round += 1) {
      for (const partner of samplan.context.partners) {
        const options = { owner: 'bench', atOnce: true, random: () => 0.5, log: SILENT };
        const { outcome } = await runPass({ ...samplan.context, newId }, partner, options);
        if (outcome !== 'completed') throw new Error(`a pass over ${partner.name} was ${outcome}`);
      }
    }
  }
  await samplan.stop();
  return { peers, castable: castableIds(file) };
}

/**
 * Peers that hold everybody whose rows were cast from the mould's, with a store that has just gone by all of it.
 *
 * @param enrolledSeq the newest seq of the store
 */
export async function settlePeers(
  store: Store,
  { peers, castable }: Moulded,
  count: number,
  enrolledSeq: number,
): Promise<Peers> {
  const settled = await startPeers();
  for (const side of ['source', 'recipient'] as const) {
    const texts = (await peers[side].order('written', {})).map(castable);
    const papers = texts.filter((text) => text.includes(MOULD.number));
    await settled[side].order('seed', { texts: texts.filter((text) => !text.includes(MOULD.number)) });
    await settled[side].order('settle', { count, papers });
    await saveCheckpoint(store, NAMES[side], papers, stampOf(count - 1), enrolledSeq);
  }
  await stopPeers(peers);
  return settled;
}

/**
 * Peers and a store in step over many records.
 *
 * @param file of the store, which must not exist
 */
export async function prepareLarge(file: string, count: number, onProgress: (done: number) => void): Promise<Peers> {
  const moulded = await prepareMould(file);
  const enrolledSeq = await multiplied(file, count, onProgress);
  const store = await openSqliteStore({ file });
  const settled = await settlePeers(store, moulded, count, enrolledSeq);
  await store.close();
  return settled;
}

/** @returns the newest seq */
async function multiplied(file: string, count: number, onProgress: (done: number) => void): Promise<number> {
  const child = spawn(process.execPath, [MULTIPLYING, file, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let newest: number | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as { readonly done?: number; readonly newest?: number };
    if (told.done !== undefined) onProgress(told.done);
    newest = told.newest;
  }
  if (newest === undefined) throw new Error('the records were not multiplied');
  return newest;
}

/** As if a pass had just gone by everybody's papers. */
async function saveCheckpoint(
  store: Store,
  partner: string,
  papers: readonly string[],
  last: Stamp,
  enrolledSeq: number,
): Promise<void> {
  const before = await store.checkpoint(partner);
  const [now, until] = [0, 60_000].map((later) => new Date(Date.now() + later).toISOString());
  const fence = await store.acquireLease(`partner:${partner}`, 'bench', now ?? '', until ?? '');
  if (!before || !fence) throw new Error(`${partner} has no checkpoint`);
  const newest = papers.flatMap((text) => {
    const { resourceType, id } = JSON.parse(text) as { readonly resourceType: string; readonly id: string };
    return [
      [resourceType, last.written] as const,
      [`${resourceType} newest`, id.replace(MOULD.number, last.number)] as const,
    ];
  });
  await store.saveCheckpoint(
    { ...before, cursor: { ...before.cursor, ...Object.fromEntries(newest) }, enrolledSeq },
    fence,
  );
  await store.releaseLease(fence);
}
