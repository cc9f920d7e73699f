import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Peers } from '../sync/installation.ts';
import type { Work } from './work.ts';

/** What came of a work, where one can see it: the same in every case that was given the same amount. */
export interface Outcome {
  /** Versions of measures that the store has more than before, links that have come out of step, and versions of Tasks: conflicts. */
  readonly versions: number;
  readonly notInStep: number;
  readonly conflicts: number;
}

const LOOK_MS = 250;
const PATIENCE_MS = 900_000;
const TO_NOTE_MS = 30_000;

/**
 * Waits until everything of a work stands where it belongs: what was asked of the API at both partners, what a partner's users edited at the other.
 *
 * @throws where that takes too long, or more stands there than was done
 */
export async function delivered({ source, recipient }: Peers, { marks }: Work): Promise<void> {
  const { created, updated, edited } = marks;
  const began = performance.now();
  for (;;) {
    const [atSource, atRecipient] = await Promise.all([
      source.order('tally', { texts: [created, updated].map(({ text }) => text) }),
      recipient.order('tally', { texts: [created, updated, edited].map(({ text }) => text) }),
    ]);
    const found = [...atSource, ...atRecipient];
    const wanted = [created, updated, created, updated, edited].map(({ count }) => count);
    if (found.join() === wanted.join()) return;
    const isMore = found.some((count, at) => count > (wanted[at] ?? 0));
    if (isMore || performance.now() - began > PATIENCE_MS) {
      throw new Error(`the partners hold ${found.join(', ')} of what was done, and should ${wanted.join(', ')}`);
    }
    await wait(LOOK_MS);
  }
}

/** Waits until the index of duties is whole: what fills it after a first start is no part of a work. */
export async function dutiesAreIndexed(url: string, schema: string): Promise<void> {
  const whole = 'SELECT count(*) AS found FROM duty_index WHERE upto IS NOT NULL';
  const began = performance.now();
  for (let [found] = await counted(url, schema, [whole]); found !== 1; [found] = await counted(url, schema, [whole])) {
    if (performance.now() - began > PATIENCE_MS) throw new Error('the index of duties was not made');
    await wait(LOOK_MS);
  }
}

/** How a database is before a work. */
export interface Start {
  readonly newest: number;
  /** Links of whoever was there before everybody else. */
  readonly notInStep: number;
}

const NOT_IN_STEP = `SELECT count(*) AS found FROM links WHERE standing <> 'in-step'`;

export async function startOf(url: string, schema: string): Promise<Start> {
  const [newest = 0, notInStep = 0] = await counted(url, schema, [
    'SELECT max(seq) AS found FROM versions',
    NOT_IN_STEP,
  ]);
  return { newest, notInStep };
}

/** Asks the database, once the passes under way have noted what they delivered. */
export async function outcomeSince(url: string, schema: string, { newest, notInStep }: Start): Promise<Outcome> {
  for (const began = performance.now(); ; await wait(LOOK_MS)) {
    const [versions = 0, conflicts = 0, behind = 0] = await counted(url, schema, [
      `SELECT count(*) AS found FROM versions WHERE seq > ${newest} AND type = 'ServiceRequest'`,
      `SELECT count(*) AS found FROM versions WHERE seq > ${newest} AND type = 'Task'`,
      NOT_IN_STEP,
    ]);
    if (behind === notInStep || performance.now() - began > TO_NOTE_MS) {
      return { versions, conflicts, notInStep: behind - notInStep };
    }
  }
}

async function counted(url: string, schema: string, questions: readonly string[]): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET search_path = ${schema}`);
    const answers: number[] = [];
    for (const question of questions) {
      const { rows } = await client.query<{ found: string }>(question);
      answers.push(Number(rows[0]?.found));
    }
    return answers;
  } finally {
    await client.end();
  }
}
