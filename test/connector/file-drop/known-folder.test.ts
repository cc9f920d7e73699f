import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Patient } from '@medplum/fhirtypes';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { Office } from './office.ts';

const INGRID: Patient = { resourceType: 'Patient', id: 'ingrid', identifier: [{ system: 'urn:x', value: '1' }] };
const goal = (text: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  id: 'a',
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
  ...more,
});
const UNREACHABLE = { code: 'partner-unreachable' };

let office: Office;
beforeEach(async () => {
  office = await Office.open();
  await office.dropped(INGRID, goal('Bo hjemme'));
  await office.changes();
  await office.connector.update(goal('Bo hjemme lenge'), '1');
  await settle();
  expect(await office.list('out')).toHaveLength(1);
});
afterEach(() => office.close());

const settle = async (connector = office.connector) =>
  connector.settle?.([{ type: 'Goal', peerId: 'a', isVisible: true }], async () => {});
const mark = () => path.join(office.folder, '.samplan');

describe.each<[string, (folder: string) => Promise<void>]>([
  ['an empty folder', async () => {}],
  ['the folder of another', (folder) => writeFile(path.join(folder, '.samplan'), 'another\n')],
  [
    'a folder with a link in place of the mark',
    (folder) => symlink(path.join(`${folder}-away`, '.samplan'), path.join(folder, '.samplan')),
  ],
])('%s in the place of the partner’s', (_, prepare) => {
  test('is a partner that is not reached: nothing is made in it, and nothing counts as taken', async () => {
    const away = `${office.folder}-away`;
    await rename(office.folder, away);
    await mkdir(office.folder);
    await prepare(office.folder);
    const before = await readdir(office.folder);
    await expect(office.changes()).rejects.toMatchObject(UNREACHABLE);
    await expect(settle()).rejects.toMatchObject(UNREACHABLE);
    await expect(settle(office.opened())).rejects.toMatchObject(UNREACHABLE);
    expect(await office.connector.notices?.()).toEqual([]);
    expect(await readdir(office.folder)).toEqual(before);
    await rm(office.folder, { recursive: true });
    await rename(away, office.folder);
    // Made before ours was taken: what each side changed stands.
    await office.dropped(INGRID, goal('Bo hjemme', { lifecycleStatus: 'on-hold' }));
    await office.changes();
    expect(await office.connector.read('Goal', 'a')).toMatchObject({
      found: { resource: { description: { text: 'Bo hjemme lenge' }, lifecycleStatus: 'on-hold' } },
    });
  });
});

test('the id that is expected is told, and makes a folder the partner’s', async () => {
  const id = (await readFile(mark(), 'utf8')).trim();
  await rm(mark());
  await expect(settle()).rejects.toMatchObject({ ...UNREACHABLE, where: expect.stringContaining(id) });
  await writeFile(mark(), id);
  expect(await settle()).toEqual([]);
});

test('a folder that is marked already is known by its mark to a store that knows none', async () => {
  const before = await readFile(mark(), 'utf8');
  const store = await openSqliteStore({ file: ':memory:' });
  const connector = office.opened({ store });
  expect(await office.changes({}, connector)).toEqual([]);
  expect(await readFile(mark(), 'utf8')).toBe(before);
  await rm(mark());
  await expect(office.changes({}, connector)).rejects.toMatchObject(UNREACHABLE);
  await store.close();
});

test('two processes that come first agree on one mark', async () => {
  const fresh = await Office.open();
  const [one, another] = [fresh.opened(), fresh.opened()];
  await Promise.allSettled([fresh.changes({}, one), fresh.changes({}, another)]);
  const id = (await readFile(path.join(fresh.folder, '.samplan'), 'utf8')).trim();
  for (const connector of [one, another, fresh.opened()]) expect(await fresh.changes({}, connector)).toEqual([]);
  expect((await readFile(path.join(fresh.folder, '.samplan'), 'utf8')).trim()).toBe(id);
  await fresh.close();
});

test.each(['', 'no id: æ'])('a mark that says nothing (%j) is made anew at first use', async (said) => {
  const fresh = await Office.open();
  await writeFile(path.join(fresh.folder, '.samplan'), said);
  expect(await fresh.changes()).toEqual([]);
  expect(await readFile(path.join(fresh.folder, '.samplan'), 'utf8')).toMatch(/^[\w-]{36}\n$/u);
  await fresh.close();
});
