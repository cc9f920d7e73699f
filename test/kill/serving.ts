import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Passes } from '../demo/passes.ts';
import { FJORDVIK, SYSTEMS, TRUST } from '../demo/people/organizations.ts';
import { random } from '../demo/random.ts';
import { type Stage, setStage } from '../demo/stage.ts';
import { listening } from './listening.ts';
import { plansOf } from './plans.ts';
import { type Toll, tollOf } from './toll.ts';
import { KillUsers } from './users.ts';

/** Longest time under load before a kill. */
const LOAD_MS = 3_000;
/** One of so many is killed while it starts. */
const STARTING_EVERY = 8;
const START_MS = 1_500;

/**
 * Kills `samplan serve` at random moments while people write at its endpoint and at two partners over HTTP, and its
 * passes run every second; then lets it come to rest and looks for all that was acknowledged.
 */
export async function killServing(times: number, seed: number): Promise<Toll> {
  const stage = await setStage([FJORDVIK, TRUST]);
  try {
    await everySecond(stage);
    const passes = new Passes({
      samplan: stage.samplan,
      partners: SYSTEMS.map((name) => stage.partners[name]),
      nav: stage.nav,
      tell() {},
    });
    await passes.settle();
    const next = random(seed);
    const users = new KillUsers(await plansOf(await opened(stage.folder)), next);
    let kills = 0;
    for (let start = 1; kills < times; start += 1) {
      const isStarting = start % STARTING_EVERY === 0;
      if (await killOnce(stage, users, next() * (isStarting ? START_MS : LOAD_MS), isStarting)) kills += 1;
    }
    await passes.settle();
    const { folder, partners } = stage;
    const sharing = SYSTEMS.map((name) => partners[name]);
    const others = Object.values(partners).filter((one) => !sharing.includes(one));
    const { lost, doubled, leaked } = await tollOf({ open: () => opened(folder), sharing, others }, users.acknowledged);
    return { kills, acknowledged: users.acknowledged.length, lost: [...lost, ...passes.troubles], doubled, leaked };
  } finally {
    await stage.clear();
  }
}

/** The store of an installation that keeps it in its folder. */
function opened(folder: string): Promise<Store> {
  return openSqliteStore({ file: path.join(folder, 'samplan.sqlite') });
}

/** Passes of every partner each second. */
export async function everySecond({ config }: Stage): Promise<void> {
  const settings = parse(await readFile(config, 'utf8')) as { partners: readonly object[] };
  const partners = settings.partners.map((one) => ({ ...one, schedule: '* * * * * *' }));
  await writeFile(config, stringify({ ...settings, partners }));
}

/** @returns whether it was killed, and did not end by itself */
async function killOnce(stage: Stage, users: KillUsers, afterMs: number, isStarting: boolean): Promise<boolean> {
  const server = stage.samplan.serve();
  server.stdout?.resume();
  const closed = once(server, 'close');
  let isOver = false;
  const over = (): boolean => isOver;
  const work: Promise<void>[] = [];
  const url = isStarting ? undefined : await listening(server);
  if (url !== undefined) work.push(users.atEndpoint(url, over));
  work.push(users.atPartner(stage.partners[FJORDVIK], over), users.atPartner(stage.partners[TRUST], over));
  await wait(afterMs);
  server.kill('SIGKILL');
  const [, signal] = (await closed) as [number | null, string | null];
  isOver = true;
  await Promise.all(work);
  return signal === 'SIGKILL';
}
