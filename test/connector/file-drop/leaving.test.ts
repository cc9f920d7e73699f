import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Practitioner, Resource } from '@medplum/fhirtypes';
import type { Connector } from '../../../src/connector/connector.ts';
import { bundleFormat } from '../../../src/connector/file-drop/bundle-format.ts';
import { SamplanError } from '../../../src/errors.ts';
import { Desk, goal, INGRID } from './desk.ts';
import { Office } from './office.ts';

let office: Office;
let connector: Connector;
let desk: Desk;
beforeEach(async () => {
  office = await Office.open();
  connector = office.connector;
  desk = new Desk(office);
});
afterEach(() => office.close());

const texts = (file: readonly Resource[] | undefined): readonly (string | undefined)[] =>
  (file ?? []).flatMap((one) => (one.resourceType === 'Goal' ? one.description.text : []));
const waitingTexts = async () => (await office.waiting()).map(texts);
beforeEach(async () => {
  await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
  await office.changes();
});

describe('what is written', () => {
  test('leaves as one file of the person, and only when it is settled', async () => {
    await desk.update(goal('a', 'Bo hjemme lenge'));
    const fresh = await desk.create(goal('ours', 'Gå tur'));
    expect(await office.list('out')).toEqual([]);
    expect(await desk.settle()).toEqual(['a', fresh]);
    expect(await waitingTexts()).toEqual([['Bo hjemme lenge', 'Jobbe', 'Gå tur']]);
    expect(await office.list('out')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.json$/u)]);
  });

  test('leaves once: nothing is done where nothing changed', async () => {
    await desk.update(goal('a', '2'));
    await desk.settle();
    expect(await desk.settle()).toEqual([]);
    await office.take();
    expect(await desk.settle()).toEqual([]);
    expect(await office.list('out')).toEqual([]);
  });

  test('takes the place of what the partner has not taken, under the same name', async () => {
    await desk.update(goal('a', '2'));
    await desk.settle();
    const before = await office.list('out');
    await desk.update(goal('b', '3'));
    expect(await desk.settle()).toEqual(['b']);
    expect([await office.list('out'), await waitingTexts()]).toEqual([before, [['2', '3']]]);
  });

  test('rides with the entries of the directory that it names', async () => {
    const moe = await desk.create({ resourceType: 'Practitioner', name: [{ family: 'Moe' }] } satisfies Practitioner);
    await desk.create({ resourceType: 'Practitioner', name: [{ family: 'Lie' }] } satisfies Practitioner);
    await desk.update(goal('a', '2', { expressedBy: { reference: `Practitioner/${moe}` } }));
    await desk.settle();
    const [file] = await office.take();
    expect(file?.flatMap((one) => (one.resourceType === 'Practitioner' ? one.id : []))).toEqual([moe]);
  });

  test('leaves what else stands in the partner’s file as it is', async () => {
    const pill = { resourceType: 'MedicationRequest', id: 'm' } as never;
    await office.dropped(INGRID, pill, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    await desk.update(goal('a', '2'));
    await desk.settle();
    expect((await office.take())[0]).toContainEqual(pill);
  });
});

describe('what may not be seen any more (I2)', () => {
  test('is taken back from a file that was not taken', async () => {
    await desk.update(goal('a', '2'));
    await desk.update(goal('b', 'hemmelig'));
    await desk.settle();
    await desk.settle(['b']);
    expect(await waitingTexts()).toEqual([['2', 'Jobbe']]);
    await desk.settle(['a', 'b']);
    expect(await office.list('out')).toEqual([]);
  });

  test('does not leave though it was written, and does once it may be seen again', async () => {
    const id = await desk.create(goal('ours', 'hemmelig'));
    expect(await desk.settle([id])).toEqual([]);
    expect(await office.list('out')).toEqual([]);
    expect(await desk.textOf(id)).toBe('hemmelig');
    expect(await desk.settle()).toEqual([id]);
    expect(await waitingTexts()).toEqual([['Bo hjemme', 'Jobbe', 'hemmelig']]);
  });

  test('and was never taken is not led to, by what the partner does not lead to it with itself', async () => {
    const id = await desk.create(goal('ours', 'hemmelig'));
    const { identifier } = desk;
    const lead = [
      { reference: `Goal/${id}`, display: 'hemmelig' },
      { identifier },
      { reference: 'Goal/b', display: 'Jobbe' },
    ];
    await desk.update(goal('a', '2', { addresses: lead }));
    await desk.settle();
    expect((await office.waiting())[0]).toContainEqual(expect.objectContaining({ addresses: lead }));
    await desk.settle([id, 'b']);
    const [file] = await office.take();
    expect(file).toContainEqual(expect.objectContaining({ addresses: [{ reference: 'Goal/b', display: 'Jobbe' }] }));
    expect(JSON.stringify(file)).not.toContain('hemmelig');
    expect(await desk.settle([id, 'b'])).toEqual([]);
    expect(await office.list('out')).toEqual([]);
    expect(await desk.settle()).toEqual(['a', id]);
    expect((await office.waiting())[0]).toContainEqual(expect.objectContaining({ addresses: lead }));
  });

  test('is still led to where the partner’s own file says so', async () => {
    const lead = [{ reference: 'Goal/b' }];
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { addresses: lead }), goal('b', 'Jobbe'));
    await office.changes();
    await desk.update(goal('b', 'Jobbe mer'));
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { addresses: lead }));
    await office.changes();
    expect(await desk.settle(['b'])).toEqual([]);
    expect(await office.list('out')).toEqual([]);
  });

  test('does not leave when the answer changes last of all', async () => {
    await desk.update(goal('a', '2'));
    const guarded = connector.guarded(async () => {
      throw new Error('withdrawn');
    });
    await expect(desk.settle([], guarded)).rejects.toThrow('withdrawn');
    expect(await office.list('out')).toEqual([]);
    expect(await desk.settle()).toEqual(['a']);
  });
});

test('what the form refuses to write leaves nothing in out/ that was written before (I2)', async () => {
  const picky = office.opened({
    format: {
      ...bundleFormat,
      write(resources, before) {
        const isMeant = resources.some((one) => one.resourceType === 'Goal' && one.description.text === 'hemmelig');
        if (!isMeant) throw new SamplanError('partner-refused', { nb: '', nn: '', en: '' });
        return bundleFormat.write(resources, before);
      },
    },
  });
  await desk.update(goal('a', 'hemmelig'));
  await desk.update(goal('b', '2'));
  await desk.settle([], picky);
  expect(await waitingTexts()).toEqual([['hemmelig', '2']]);
  await expect(desk.settle(['a'], picky)).rejects.toMatchObject({ code: 'partner-refused' });
  expect(await office.list('out')).toEqual([]);
  await expect(desk.settle(['a'], picky)).rejects.toMatchObject({ code: 'partner-refused' });
  expect(await desk.textOf('a')).toBe('hemmelig');
  expect(await desk.settle()).toEqual(['a', 'b']);
});

describe('a file that the partner made before it took ours', () => {
  test('is merged with ours, element by element, and ours leaves anew', async () => {
    await desk.update(goal('a', 'Bo hjemme lenge'));
    await desk.settle();
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { lifecycleStatus: 'on-hold' }), goal('b', 'Jobbe'));
    await office.changes();
    expect(await office.list('out')).toEqual([]);
    expect(await connector.unsettled?.()).toEqual(['ingrid']);
    expect(await connector.read('Goal', 'a')).toMatchObject({
      found: { resource: { description: { text: 'Bo hjemme lenge' }, lifecycleStatus: 'on-hold' } },
    });
    await desk.settle();
    expect(await connector.unsettled?.()).toEqual([]);
    expect((await office.take())[0]).toContainEqual(
      expect.objectContaining({ lifecycleStatus: 'on-hold', description: { text: 'Bo hjemme lenge' } }),
    );
  });

  test('says what stands where both changed the same element', async () => {
    await desk.update(goal('a', 'ours'));
    await desk.settle();
    await office.dropped(INGRID, goal('a', 'theirs'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.textOf('a')).toBe('theirs');
  });

  test('does not take away what we created meanwhile', async () => {
    const id = await desk.create(goal('ours', 'Gå tur'));
    await desk.settle();
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.textOf(id)).toBe('Gå tur');
  });

  test('once ours is taken, undoes what it undoes, also byte by byte', async () => {
    await desk.update(goal('a', 'ours'));
    await desk.settle();
    await office.take();
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.textOf('a')).toBe('Bo hjemme');
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    const before = await connector.read('Goal', 'a');
    await office.changes();
    expect(await connector.read('Goal', 'a')).toEqual(before);
  });

  test('undoes it too where it was known to be taken before', async () => {
    await desk.update(goal('a', 'ours'));
    await desk.settle();
    await office.take();
    await desk.settle();
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await desk.textOf('a')).toBe('Bo hjemme');
  });
});

test('what was not taken is told, with how long the oldest has waited', async () => {
  await desk.update(goal('a', '2'));
  await desk.settle();
  expect(await connector.notices?.()).toEqual([expect.stringMatching(/^out\/: .* 1 file, the oldest for \d+ hours$/u)]);
  await office.take();
  expect(await connector.notices?.()).toEqual([]);
});

test('a folder that cannot be written to is a partner that is not reached, and nothing is lost', async () => {
  await desk.update(goal('a', '2'));
  await rm(path.join(office.folder, 'out'), { recursive: true });
  await writeFile(path.join(office.folder, 'out'), 'no folder');
  await expect(desk.settle()).rejects.toMatchObject({ code: 'partner-unreachable' });
  await rm(path.join(office.folder, 'out'));
  expect(await desk.settle()).toEqual(['a']);
});
