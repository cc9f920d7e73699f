import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { expectAllOf } from '../contract/store/nothing-of.ts';

const SCRIPT = fileURLToPath(new URL('./acknowledge.ts', import.meta.url));
const ROUNDS = [1, 2, 3];

let folder: string;
const children: ChildProcessByStdio<null, Readable, null>[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-kill-'));
});
afterAll(async () => {
  // When the test runs out of time, a child that never acknowledged would write for ever.
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

test('every commit that was acknowledged before kill -9 is there whole, and none is there by half', async () => {
  const file = join(folder, 'store.db');
  const acknowledged: string[] = [];
  for (const round of ROUNDS) acknowledged.push(...(await killedAfter(40 * round, file, round)));

  const store = await openSqliteStore({ file });
  try {
    expect(acknowledged.length).toBeGreaterThanOrEqual(240);
    for (const person of acknowledged) await expectAllOf(store, person);
    // Commits whose answer was lost may be there too, but only whole.
    const { persons } = await store.changedSince(0);
    for (const person of persons) await expectAllOf(store, person);
    expect(await store.overview()).toMatchObject({ records: persons.length, setAside: persons.length });
  } finally {
    await store.close();
  }
});

/** Persons acknowledged by a child that was killed once it had acknowledged so many. */
async function killedAfter(count: number, file: string, round: number): Promise<readonly string[]> {
  const options = ['--disable-warning=ExperimentalWarning', SCRIPT, file, String(round)];
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, options, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const exited = once(child, 'exit');
  let told = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    told += String(chunk);
    if (told.split('\n').length > count) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return told.slice(0, told.lastIndexOf('\n')).split('\n');
}
