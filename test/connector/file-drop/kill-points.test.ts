import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { Goal, Patient } from '@medplum/fhirtypes';
import { bundleFormat } from '../../../src/connector/file-drop/bundle-format.ts';
import { openDropFolder } from '../../../src/connector/file-drop/drop-folder.ts';
import { createDropMemory } from '../../../src/connector/file-drop/drop-memory.ts';
import { leaveAsFile } from '../../../src/connector/file-drop/leave-as-file.ts';
import { takeInFiles } from '../../../src/connector/file-drop/take-in-files.ts';
import { Office } from './office.ts';

const INGRID: Patient = { resourceType: 'Patient', id: 'ingrid', identifier: [{ system: 'urn:x', value: '1' }] };
const goal = (text: string, id = 'a'): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
});

/** What it does dies before or after effect number `at`, as a process that is killed there. */
function mortal<Room extends object>(room: Room, life: { left: number; readonly isKept: boolean }): Room {
  return new Proxy(room, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]) => {
        life.left -= 1;
        if (life.left < 0) throw new Error('dead');
        if (life.left === 0 && !life.isKept) throw new Error('killed before');
        const done: unknown = await Reflect.apply(method, target, given);
        if (life.left === 0) throw new Error('killed after');
        return done;
      };
    },
  });
}

async function everything(office: Office): Promise<object> {
  const names = async (folder: string) => (await readdir(path.join(office.folder, folder))).toSorted();
  const folders = await Promise.all(['in', 'in/.claimed', 'out', 'processed', 'failed'].map(names));
  const memory = createDropMemory(office.store, 'office', () => 'file');
  // What may have been taken unnoticed is known to the one who was killed only.
  const documents = (await memory.after(0, 99)).map(({ document }) => ({
    ...document,
    kept: document.kept.map(({ base: _, ...kept }) => kept),
  }));
  return { folders, said: await office.waiting(), documents };
}

/** @returns how many effects there were */
async function untilItEnds(
  act: (office: Office, life: { left: number; readonly isKept: boolean }) => Promise<void>,
): Promise<number> {
  const effects = { left: Number.MAX_SAFE_INTEGER, isKept: true };
  const office = await Office.open();
  await act(office, effects);
  await office.close();
  return Number.MAX_SAFE_INTEGER - effects.left;
}

async function expectSame(
  act: (office: Office, life: { left: number; readonly isKept: boolean }) => Promise<void>,
  fewest = 5,
): Promise<void> {
  const whole = await Office.open();
  await act(whole, { left: Number.MAX_SAFE_INTEGER, isKept: true });
  const expected = await everything(whole);
  await whole.close();
  const effects = await untilItEnds(act);
  expect(effects).toBeGreaterThanOrEqual(fewest);
  for (let at = 1; at <= effects; at += 1) {
    for (const isKept of [false, true]) {
      const office = await Office.open();
      await expect(act(office, { left: at, isKept })).rejects.toThrow(/killed/u);
      await act(office, { left: Number.MAX_SAFE_INTEGER, isKept });
      expect([at, isKept, await everything(office)]).toEqual([at, isKept, expected]);
      await office.close();
    }
  }
}

test('wherever it is killed while files are taken in, the next one comes to the same', async () => {
  await expectSame(async (office, life) => {
    if (!(await office.list('in')).length && office.told.length === 0) {
      await office.drop({
        resourceType: 'Bundle',
        type: 'collection',
        entry: [INGRID, goal('1')].map((resource) => ({ resource })),
      });
      await office.drop('broken');
      office.told.push({ isTakenIn: true, hash: 'dropped' });
    }
    const folder = mortal(
      openDropFolder(office.folder, 0, () => '2026-11-22T06:00:00.000Z'),
      life,
    );
    const memory = mortal(
      createDropMemory(office.store, 'office', () => 'file'),
      life,
    );
    const now = () => '2026-11-22T06:00:00.000Z';
    await takeInFiles({ folder, memory, format: bundleFormat, now, onFile: () => {} });
  });
});

test('wherever it is killed while a file leaves, the next one comes to the same', async () => {
  await expectSame(async (office, life) => {
    const now = () => '2026-11-22T06:00:00.000Z';
    if (office.told.length === 0) {
      const connector = office.opened({ now, newId: () => 'file' });
      await office.dropped(INGRID, goal('1'));
      await office.changes({}, connector);
      await connector.update(goal('2'), '1');
    }
    const folder = mortal(openDropFolder(office.folder, 0, now), life);
    const memory = mortal(
      createDropMemory(office.store, 'office', () => 'file'),
      life,
    );
    const parts = [{ type: 'Goal', peerId: 'a', isVisible: true }];
    await leaveAsFile({ folder, memory, format: bundleFormat, before: undefined }, parts, async () => {});
  });
});

/** Our file, with what was written of both goals, lies in out/ and was not taken. */
async function untaken(office: Office, now: () => string): Promise<void> {
  const connector = office.opened({ now, newId: () => 'file' });
  await office.dropped(INGRID, goal('1'), goal('1', 'b'));
  await office.changes({}, connector);
  await connector.update(goal('2'), '1');
  await connector.update(goal('2', 'b'), '1');
  await connector.settle?.([part('a'), part('b')], async () => {});
  expect(await office.list('out')).toEqual(['file.json']);
}
const part = (peerId: string, isVisible = true) => ({ type: 'Goal', peerId, isVisible });

/** What is done once, before it is killed and again. */
async function once(office: Office, work: () => Promise<void>): Promise<void> {
  if (office.told.some(({ hash }) => hash === 'once')) return;
  await work();
  office.told.push({ isTakenIn: true, hash: 'once' });
}

test.each([
  ['one of two parts', [part('a', false), part('b')], 5],
  ['every part', [part('a', false), part('b', false)], 4],
])(
  'wherever it is killed while %s is taken back from a file that waits, the next one comes to the same',
  async (_, parts, fewest) => {
    await expectSame(async (office, life) => {
      const now = () => '2026-11-22T06:00:00.000Z';
      await once(office, () => untaken(office, now));
      const folder = mortal(openDropFolder(office.folder, 0, now), life);
      const memory = mortal(
        createDropMemory(office.store, 'office', () => 'file'),
        life,
      );
      await leaveAsFile({ folder, memory, format: bundleFormat, before: undefined }, parts, async () => {});
    }, fewest);
  },
);

test('wherever it is killed while a file comes and ours was not taken, ours is taken back, and what may be seen no more does not leave', async () => {
  await expectSame(async (office, life) => {
    const now = () => '2026-11-22T06:00:00.000Z';
    await once(office, async () => {
      await untaken(office, now);
      await office.dropped(INGRID, goal('1'), goal('1', 'b'), goal('3', 'c'));
    });
    const folder = mortal(openDropFolder(office.folder, 0, now), life);
    const memory = mortal(
      createDropMemory(office.store, 'office', () => 'file'),
      life,
    );
    await takeInFiles({ folder, memory, format: bundleFormat, now, onFile: () => {} });
    expect(await office.list('out')).toEqual([]);
    await leaveAsFile(
      { folder, memory, format: bundleFormat, before: undefined },
      [part('a', false), part('b', false)],
      async () => {},
    );
    expect(await office.list('out')).toEqual([]);
  });
});
