/**
 * Failure drills with three processes on one PostgreSQL: npm run drill -- --rounds N [--seed N] [--only killed,cut-off]
 *
 * While people write at the endpoints of three `samplan serve` and at two partners, and passes run every second, one thing after the
 * other goes wrong: a process is killed, held still, cut off from the database or from the partners, its clock jumps; the database is restarted, slow, full
 * or has no connection left. Then it comes to rest, and everything that was acknowledged is looked for.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { Store } from '../../src/store/store.ts';
import { CONTROLLER } from '../demo/installation.ts';
import { type PartnerProcess, startPartner } from '../demo/partner-process.ts';
import { Passes } from '../demo/passes.ts';
import { FJORDVIK, type ServerName, SYSTEMS, TRUST } from '../demo/people/organizations.ts';
import { random } from '../demo/random.ts';
import { type Stage, setStage } from '../demo/stage.ts';
import { plansOf } from '../kill/plans.ts';
import { tollOf } from '../kill/toll.ts';
import { KillUsers } from '../kill/users.ts';
import { type OwnPostgresServer, startOwnPostgres } from '../postgres/server.ts';
import { INVARIANTS, type Violation } from '../simulation/violation.ts';
import { judgeAtRest } from './at-rest.ts';
import { mountDisk } from './disk.ts';
import { FAILURES, STATEMENT_SECONDS } from './failures.ts';
import { ProxiedLine } from './line.ts';
import { Member } from './member.ts';
import { DrillNetwork, isAlone, type Place, runAlone } from './network.ts';

const PROCESSES = 3;
const POOL = 4;
/** Connections of a process to the job queue. */
const JOBS = 4;
const DISK_MEGABYTES = 600;
/** What the database takes at most: what three processes may open, and a few. */
const CONNECTIONS = PROCESSES * (POOL + JOBS) + 8;
const SCHEMA = 'samplan_drill';
const BETWEEN_MS = 3_000;
/** Longest until a process that goes on can serve again once nothing is wrong any more. */
const BACK_WITHIN_MS = 45_000;
/** A drill takes minutes, and the partners search one by one through all measures that they hold. */
const ZEAL = { measureEvery: 30, atEndpointMs: 100, atPartnerMs: 4_000 };

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: Object.keys(FAILURES).join(',') },
  },
});
if (!isAlone()) {
  const ending = await runAlone();
  if ('code' in ending) process.exit(ending.code);
  console.log(
    `network namespaces: not run (${ending.reason}); each process is cut off by a line of its own on loopback`,
  );
}
const network = isAlone() ? await DrillNetwork.open(PROCESSES) : undefined;
const disk = await mountDisk(DISK_MEGABYTES);
const names = values.only
  .split(',')
  .filter((name) => (disk !== undefined || name !== 'full-disk') && (network !== undefined || !isOfPartners(name)));
for (const name of names) if (!(name in FAILURES)) throw new Error(`There is no failure ${name}`);
if (network === undefined) console.log('partner-cut: not run, there are no networks to cut a link between');
if (disk === undefined) console.log('full-disk: not run, nothing can be mounted here');
const server = await startOwnPostgres([`max_connections=${CONNECTIONS}`], disk?.folder, network?.forServer);
if (server === undefined) {
  await disk?.remove();
  await network?.close();
  console.log('drill: not run, there is no PostgreSQL on this machine');
  process.exit(0);
}
try {
  process.exitCode = (await drill(server)) ? 0 : 1;
} finally {
  await server.stop();
  await disk?.remove();
  await network?.close();
}

/** @returns whether nothing was lost, doubled or leaked */
async function drill(database: OwnPostgresServer): Promise<boolean> {
  const settings = { kind: 'postgres', url: database.url, schema: SCHEMA };
  const start = (name: ServerName): Promise<PartnerProcess> => startPartner(name, network?.here);
  const stage = await setStage([FJORDVIK, TRUST], start, async () => ({ settings, remove: async () => {} }));
  const places = network?.places ?? (await proxiedPlaces(database));
  const members: Member[] = [];
  let isOver = false;
  try {
    const { partners, samplan, nav } = stage;
    const sharing = SYSTEMS.map((name) => partners[name]);
    const passes = new Passes({ samplan, partners: sharing, nav, tell() {} });
    await passes.settle();
    const next = random(Number(values.seed));
    const open = (): Promise<Store> =>
      openPostgresStore({ url: database.url, schema: SCHEMA, pool: 2, statementTimeout: 60 });
    const users = new KillUsers(await plansOf(await open()), next, ZEAL);
    for (const place of places) members.push(await memberOf(stage, place, `process-${members.length + 1}`, users));
    const atPartners = sharing.map((partner) => users.atPartner(partner, () => isOver));
    const rounds = Number(values.rounds);
    const troubles: string[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await Promise.all(members.map((member) => member.start()));
      await wait(BETWEEN_MS * next());
      const name = names[(round - 1) % names.length] as string;
      const before = users.acknowledged.length;
      troubles.push(...((await FAILURES[name]?.({ members, server: database, disk, random: next })) ?? []));
      for (const slow of await notBack(members)) troubles.push(`${slow} is not ready again after ${name}`);
      await wait(BETWEEN_MS * next());
      console.log(`round ${round}, ${name}: ${users.acknowledged.length - before} edits acknowledged meanwhile`);
    }
    isOver = true;
    await Promise.all([...members.map((member) => member.stop()), ...atPartners]);
    const store = await open();
    const violations = await judgeAtRest({
      store,
      controller: CONTROLLER,
      passes,
      partners: sharing,
      ledger: users.ledger,
    }).finally(() => store.close());
    const others = Object.values(partners).filter((one) => !sharing.includes(one));
    const { lost, doubled, leaked } = await tollOf({ open, sharing, others }, users.acknowledged);
    troubles.push(...passes.troubles);
    for (const { invariant, text } of violations) console.log(`  ${invariant} ${text}`);
    for (const line of [...lost, ...doubled, ...leaked, ...troubles]) console.log(`  ${line}`);
    console.log(`violations at rest: ${countsOf(violations)}`);
    console.log(
      `seed ${values.seed}: ${rounds} failures, ${users.acknowledged.length} acknowledged edits, ${lost.length} lost, ${doubled.length} doubled, ${leaked.length} leaked, ${troubles.length} not back`,
    );
    const wrong = violations.length + lost.length + doubled.length + leaked.length + troubles.length;
    return wrong === 0 && users.acknowledged.length > 0;
  } finally {
    // A drill that breaks off leaves nobody who writes, and no process.
    isOver = true;
    await Promise.all(members.map((member) => member.stop()));
    await stage.clear();
    await Promise.all(places.map((place) => place.close()));
  }
}

/** Each invariant by its name; I9 is compared only where nothing else is wrong. */
function countsOf(violations: readonly Violation[]): string {
  return INVARIANTS.map((name) => {
    const count = violations.filter(({ invariant }) => invariant === name).length;
    return name === 'I9' && count === 0 && violations.length > 0 ? 'I9 not checked' : `${name} ${count}`;
  }).join(', ');
}

function isOfPartners(name: string): boolean {
  return name.startsWith('partner-cut');
}

async function proxiedPlaces({ folder }: OwnPostgresServer): Promise<readonly Place[]> {
  const socket = path.join(folder, '.s.PGSQL.5432');
  const lines = await Promise.all(Array.from({ length: PROCESSES }, () => ProxiedLine.open(socket)));
  return lines.map((line) => ({
    enter: [],
    toDatabase: line,
    port: 0,
    reached: (url) => url,
    close: () => line.close(),
  }));
}

/** Names of those that run and do not come to say that they can serve. */
async function notBack(members: readonly Member[]): Promise<readonly string[]> {
  const since = performance.now();
  const running = members.filter(({ isRunning }) => isRunning);
  for (;;) {
    const ready = await Promise.all(running.map(async (member) => !member.isRunning || (await member.isReady())));
    const late = running.filter((_, index) => !ready[index]);
    if (late.length === 0 || performance.now() - since > BACK_WITHIN_MS) return late.map(({ name }) => name);
    await wait(BETWEEN_MS / 10);
  }
}

/** A process with a configuration of its own, which differs in how the database is reached. */
async function memberOf(stage: Stage, place: Place, name: string, users: KillUsers): Promise<Member> {
  const config = path.join(stage.folder, `${name}.yaml`);
  await copyFile(stage.config, config);
  const settings = parse(await readFile(config, 'utf8')) as { store: object; partners: readonly object[] };
  const { host, port, tls } = place.toDatabase;
  const store = {
    ...settings.store,
    url: `postgresql://samplan@${host}:${port}/postgres`,
    ...(tls ? { tls } : {}),
    pool: POOL,
    statementTimeout: STATEMENT_SECONDS,
  };
  const partners = settings.partners.map((one) => ({ ...one, schedule: '* * * * * *' }));
  await writeFile(config, stringify({ ...settings, store, partners, http: { port: place.port } }));
  return new Member(name, config, place, users);
}
