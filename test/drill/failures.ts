import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { OwnPostgresServer } from '../postgres/server.ts';
import type { Disk } from './disk.ts';
import type { Member } from './member.ts';

/** Everything that can go wrong in a drill. */
export interface Ground {
  readonly members: readonly Member[];
  readonly server: OwnPostgresServer;
  /** Absent where nothing can be mounted. */
  readonly disk: Disk | undefined;
  readonly random: () => number;
}

/** What goes wrong, and is right again when the promise resolves; what was not as it must be meanwhile, a line each. */
type Failure = (ground: Ground) => Promise<readonly string[] | undefined>;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Longer than a lease lasts, so that others have taken over what a held process goes on with. */
const PAST_THE_LEASE = 65 * SECOND;
/** Longer than Samplan waits for a partner's answer. */
const PAST_A_REQUEST = 35 * SECOND;
/** One in so many is held so long. */
const LONG_EVERY = 4;
/** Longest that somebody waits for an answer, be it that the database cannot be asked. */
const ANSWER_SECONDS = 45;
/** Longest that a statement may take in a drill, in seconds; a line that is cut longer is given up. */
export const STATEMENT_SECONDS = 5;

function one({ members, random }: Ground): Member {
  return members[Math.floor(random() * members.length)] as Member;
}

/** By name, as it is told. `full-disk` only where there is a disk to fill, and `partner-cut` where there are networks. */
export const FAILURES: Readonly<Record<string, Failure>> = {
  async killed(ground) {
    await one(ground).kill();
  },
  async 'all-killed'({ members }) {
    await Promise.all(members.map((member) => member.kill()));
  },
  async held(ground) {
    const member = one(ground);
    member.hold();
    await wait(ground.random() < 1 / LONG_EVERY ? PAST_THE_LEASE : 5 * SECOND * ground.random());
    member.go();
  },
  async 'cut-off'(ground) {
    const { toDatabase } = one(ground).place;
    toDatabase.cut();
    await wait((1 + 2 * STATEMENT_SECONDS * ground.random()) * SECOND);
    toDatabase.mend(ground.random() < 0.5);
  },
  async 'cut-off-long'(ground) {
    const member = one(ground);
    const { toDatabase } = member.place;
    toDatabase.cut();
    // Whoever waits for an answer waits no longer than the database is waited for.
    const [isTold] = await Promise.all([member.answers(ANSWER_SECONDS), wait(PAST_THE_LEASE)]);
    toDatabase.mend(ground.random() < 0.5);
    return isTold
      ? []
      : [`${member.name} was cut off, and who asked there was told nothing in ${ANSWER_SECONDS} seconds`];
  },
  'partner-cut': (ground) =>
    partnersCutOff(ground, ground.random() < 0.5 ? 10 * SECOND * ground.random() : PAST_A_REQUEST),
  'partner-cut-long': (ground) => partnersCutOff(ground, PAST_THE_LEASE),
  async 'database-restarted'({ server }) {
    await server.restart();
  },
  async 'full-disk'({ disk, server }) {
    if (!disk) throw new Error('There is no disk to fill');
    await disk.fill();
    await refusesToGrow(server.url);
    await wait(4 * SECOND);
    await disk.free();
    // Without room for its log PostgreSQL ends, as it must.
    await server.restart();
  },
  async 'no-connections'({ server }) {
    const taken: pg.Client[] = [];
    try {
      for (;;) {
        const client = new pg.Client({ connectionString: server.url });
        client.on('error', () => {});
        await client.connect();
        taken.push(client);
      }
    } catch {
      await wait(3 * SECOND);
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
  },
  async 'slow-database'({ members, random }) {
    for (const { place } of members) place.toDatabase.slow(50 + 400 * random());
    await wait(6 * SECOND);
    for (const { place } of members) place.toDatabase.slow(0);
  },
  async 'clock-jumps'(ground) {
    const member = one(ground);
    await member.setClock((ground.random() < 0.5 ? 2 : -2) * HOUR);
    await wait(3 * SECOND);
    await member.setClock(0);
  },
};

/** Partners are no concern of people who write at its endpoint: it serves them, and others make the passes. */
async function partnersCutOff(ground: Ground, milliseconds: number): Promise<readonly string[]> {
  const member = one(ground);
  const { toPartners } = member.place;
  if (!toPartners) throw new Error('There is no link to cut');
  if (!(await toPartners.carries())) throw new Error(`${member.name} does not reach the partners`);
  toPartners.cut();
  const [isThrough] = await Promise.all([toPartners.carries(), wait(milliseconds)]);
  // A drill in which it only seemed cut would find nothing.
  if (isThrough) throw new Error('The link is not cut');
  const isReady = !member.isRunning || (await member.isReady());
  toPartners.mend(true);
  return isReady ? [] : [`${member.name} was cut off from the partners, and was not ready for anybody`];
}

/** A drill in which the disk only seemed full would find nothing. */
async function refusesToGrow(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  const grown = client
    .connect()
    .then(() => client.query('CREATE TABLE ballast AS SELECT generate_series(1, 3000000)'))
    .then(
      () => true,
      () => false,
    );
  const hasGrown = await grown;
  await client.end().catch(() => undefined);
  if (hasGrown) throw new Error('The disk is not full');
}
