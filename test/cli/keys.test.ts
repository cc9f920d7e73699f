import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readMasterKey } from '../../src/store/at-rest/master-key.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { samplan } from './spawn-samplan.ts';

let folder: string;
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samplan-keys-'));
  for (const name of ['old.key', 'new.key']) await writeFile(at(name), randomBytes(32).toString('base64'));
});

afterEach(() => rm(folder, { recursive: true }));

test('keys rotate changes the key that opens the database', async () => {
  const store = await openSqliteStore({ file: at('s.sqlite'), master: await readMasterKey(at('old.key')) });
  await store.commit({ writes: [{ resource: { resourceType: 'Patient', id: 'p' }, version: 1, record: 'p' }] });
  await store.close();
  await configure('  keyFile: ./old.key\n');
  const { code, out } = await samplan(['keys', 'rotate', '--new-key', at('new.key'), '--config', at('samplan.yaml')]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Sealed 1 texts anew') });
  const again = await openSqliteStore({ file: at('s.sqlite'), master: await readMasterKey(at('new.key')) });
  expect((await again.read('Patient', 'p'))?.version).toBe(1);
  await again.close();
});

test('keys rotate of a database that is not sealed says what to do', async () => {
  await configure('');
  const { code, err } = await samplan(['keys', 'rotate', '--new-key', at('new.key'), '--config', at('samplan.yaml')]);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('store.keyFile') });
});

async function configure(more: string): Promise<void> {
  await writeFile(
    at('samplan.yaml'),
    `controller:\n  name: Samplan\n  organization: "310600016"\n  sector: municipal\nstore:\n  file: ./s.sqlite\n${more}`,
  );
}
