import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { backUp, restoreCopy } from '../../src/store/sqlite/back-up.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { logged } from '../contract/store/audit-chain.ts';
import { expectAllOf } from '../contract/store/nothing-of.ts';
import { everything } from '../contract/store/samples.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-backup-'));
});
afterEach(() => rm(folder, { recursive: true }));

const nobodyChecks = async (): Promise<void> => {};

test('a backup under load, restored, has a whole prefix of the commits, and its access log holds', async () => {
  const master = randomBytes(32);
  const store = await openSqliteStore({ file: at('one.db'), master });
  const name = (index: number): string => `person-${String(index).padStart(5, '0')}`;
  let committed = 0;
  let isEnough = false;
  const writing = (async () => {
    while (!isEnough) {
      const { writes = [], ...more } = everything(name(committed));
      await store.commit({ ...more, writes: [...writes, logged(`log-${committed}`)] });
      committed += 1;
    }
  })();
  while (committed < 100) await setImmediate();
  const before = committed;
  await backUp(at('one.db'), at('copy.db'));
  const after = committed;
  isEnough = true;
  await writing;
  await store.close();
  expect((await stat(at('copy.db'))).mode & 0o777).toBe(0o600);

  await restoreCopy(at('copy.db'), at('two.db'), nobodyChecks);
  const restored = await openSqliteStore({ file: at('two.db'), master });
  const { persons } = await restored.changedSince(0);
  expect(persons).toEqual(persons.map((_, index) => name(index)));
  expect(persons.length).toBeGreaterThanOrEqual(before);
  expect(persons.length).toBeLessThanOrEqual(after + 1);
  for (const person of persons) await expectAllOf(restored, person);
  expect(await verifyChain(restored)).toMatchObject({ entries: persons.length, breaks: [] });
  await restored.close();
  await expect(openSqliteStore({ file: at('two.db') })).rejects.toMatchObject({ code: 'configuration' });
});

test('what is there is not written over, by a backup or by a restore', async () => {
  const store = await openSqliteStore({ file: at('one.db') });
  await store.commit(everything('p'));
  await backUp(at('one.db'), at('copy.db'));
  await expect(backUp(at('one.db'), at('copy.db'))).rejects.toMatchObject({ code: 'bad-parameter' });
  await expect(restoreCopy(at('copy.db'), at('one.db'), nobodyChecks)).rejects.toMatchObject({ code: 'bad-parameter' });
  await store.close();
  await writeFile(at('two.db-wal'), 'of another');
  await expect(restoreCopy(at('copy.db'), at('two.db'), nobodyChecks)).rejects.toMatchObject({ code: 'bad-parameter' });
  expect(await readFile(at('two.db-wal'), 'utf8')).toBe('of another');
});

test('a copy that is damaged, is none, or is refused by who checks it, gets no name and leaves nothing', async () => {
  const store = await openSqliteStore({ file: at('one.db') });
  for (let index = 0; index < 20; index += 1) await store.commit(everything(`p-${index}`));
  await store.close();
  await backUp(at('one.db'), at('copy.db'));
  const bytes = await readFile(at('copy.db'));
  const files = await readdir(folder);
  for (const damaged of [bytes.subarray(0, bytes.length / 2), Buffer.from('{"resourceType":"Bundle"}'.repeat(99))]) {
    await writeFile(at('damaged.db'), damaged);
    await expect(restoreCopy(at('damaged.db'), at('two.db'), nobodyChecks)).rejects.toMatchObject({
      code: 'malformed',
    });
    await rm(at('damaged.db'));
    for (const more of ['-wal', '-shm']) await rm(at(`damaged.db${more}`), { force: true });
  }
  await expect(restoreCopy(at('nothing.db'), at('two.db'), nobodyChecks)).rejects.toMatchObject({ code: 'malformed' });
  const refused = restoreCopy(at('copy.db'), at('two.db'), () => Promise.reject(new Error('the log is broken')));
  await expect(refused).rejects.toThrow('the log is broken');
  expect((await readdir(folder)).filter((name) => !/^copy\.db-/u.test(name))).toEqual(files);
});
