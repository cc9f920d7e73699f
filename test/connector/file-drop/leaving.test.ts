import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Patient, Practitioner, Resource } from '@medplum/fhirtypes';
import type { Connector, Settling } from '../../../src/connector/connector.ts';
import { bundleFormat } from '../../../src/connector/file-drop/bundle-format.ts';
import { SamplanError } from '../../../src/errors.ts';
import { Office } from './office.ts';

const INGRID: Patient = { resourceType: 'Patient', id: 'ingrid', identifier: [{ system: 'urn:x', value: '1' }] };
const goal = (id: string, text: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
  ...more,
});

let office: Office;
let connector: Connector;
beforeEach(async () => {
  office = await Office.open();
  connector = office.connector;
});
afterEach(() => office.close());

async function update(resource: Resource): Promise<void> {
  const { resourceType: type, id = '' } = resource;
  const read = await connector.read(type, id);
  if (!('found' in read)) throw new Error('not there');
  expect(await connector.update(resource, read.found.version)).toHaveProperty('held');
}

let ours = 0;
async function create(resource: Resource): Promise<string> {
  ours += 1;
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ours}` };
  return (await connector.create({ ...resource, identifier: [identifier] } as Resource, identifier)).peerId;
}

/** Lets leave what is visible; everything unless told. */
async function settle(hidden: readonly string[] = [], by = connector): Promise<readonly string[]> {
  const announced: string[] = [];
  const known = await office.changes();
  const parts = known.map(
    ({ resourceType: type, id: peerId = '' }): Settling => ({ type, peerId, isVisible: !hidden.includes(peerId) }),
  );
  const left = await by.settle?.(parts, async (leaving) => {
    announced.push(...leaving.map(({ peerId }) => peerId));
  });
  expect(left?.map(({ peerId }) => peerId)).toEqual(announced);
  return announced;
}

const texts = (file: readonly Resource[] | undefined): readonly (string | undefined)[] =>
  (file ?? []).flatMap((one) => (one.resourceType === 'Goal' ? one.description.text : []));
const waitingTexts = async () => (await office.waiting()).map(texts);
const textOf = async (id: string) => {
  const read = await connector.read('Goal', id);
  return 'found' in read ? (read.found.resource as Goal).description.text : read;
};

beforeEach(async () => {
  await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
  await office.changes();
});

describe('what is written', () => {
  test('leaves as one file of the person, and only when it is settled', async () => {
    await update(goal('a', 'Bo hjemme lenge'));
    const fresh = await create(goal('ours', 'Gå tur'));
    expect(await office.list('out')).toEqual([]);
    expect(await settle()).toEqual(['a', fresh]);
    expect(await waitingTexts()).toEqual([['Bo hjemme lenge', 'Jobbe', 'Gå tur']]);
    expect(await office.list('out')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.json$/u)]);
  });

  test('leaves once: nothing is done where nothing changed', async () => {
    await update(goal('a', '2'));
    await settle();
    expect(await settle()).toEqual([]);
    await office.take();
    expect(await settle()).toEqual([]);
    expect(await office.list('out')).toEqual([]);
  });

  test('takes the place of what the partner has not taken, under the same name', async () => {
    await update(goal('a', '2'));
    await settle();
    const before = await office.list('out');
    await update(goal('b', '3'));
    expect(await settle()).toEqual(['b']);
    expect([await office.list('out'), await waitingTexts()]).toEqual([before, [['2', '3']]]);
  });

  test('rides with the entries of the directory that it names', async () => {
    const moe = await create({ resourceType: 'Practitioner', name: [{ family: 'Moe' }] } satisfies Practitioner);
    await create({ resourceType: 'Practitioner', name: [{ family: 'Lie' }] } satisfies Practitioner);
    await update(goal('a', '2', { expressedBy: { reference: `Practitioner/${moe}` } }));
    await settle();
    const [file] = await office.take();
    expect(file?.flatMap((one) => (one.resourceType === 'Practitioner' ? one.id : []))).toEqual([moe]);
  });

  test('leaves what else stands in the partner’s file as it is', async () => {
    const pill = { resourceType: 'MedicationRequest', id: 'm' } as never;
    await office.dropped(INGRID, pill, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    await update(goal('a', '2'));
    await settle();
    expect((await office.take())[0]).toContainEqual(pill);
  });
});

describe('what may not be seen any more (I2)', () => {
  test('is taken back from a file that was not taken', async () => {
    await update(goal('a', '2'));
    await update(goal('b', 'hemmelig'));
    await settle();
    await settle(['b']);
    expect(await waitingTexts()).toEqual([['2', 'Jobbe']]);
    await settle(['a', 'b']);
    expect(await office.list('out')).toEqual([]);
  });

  test('does not leave though it was written, and does once it may be seen again', async () => {
    const id = await create(goal('ours', 'hemmelig'));
    expect(await settle([id])).toEqual([]);
    expect(await office.list('out')).toEqual([]);
    expect(await textOf(id)).toBe('hemmelig');
    expect(await settle()).toEqual([id]);
    expect(await waitingTexts()).toEqual([['Bo hjemme', 'Jobbe', 'hemmelig']]);
  });

  test('and was never taken is not led to, by what the partner does not lead to it with itself', async () => {
    const id = await create(goal('ours', 'hemmelig'));
    const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ours}` };
    const lead = [
      { reference: `Goal/${id}`, display: 'hemmelig' },
      { identifier },
      { reference: 'Goal/b', display: 'Jobbe' },
    ];
    await update(goal('a', '2', { addresses: lead }));
    await settle();
    expect((await office.waiting())[0]).toContainEqual(expect.objectContaining({ addresses: lead }));
    await settle([id, 'b']);
    const [file] = await office.take();
    expect(file).toContainEqual(expect.objectContaining({ addresses: [{ reference: 'Goal/b', display: 'Jobbe' }] }));
    expect(JSON.stringify(file)).not.toContain('hemmelig');
    expect(await settle([id, 'b'])).toEqual([]);
    expect(await office.list('out')).toEqual([]);
    expect(await settle()).toEqual(['a', id]);
    expect((await office.waiting())[0]).toContainEqual(expect.objectContaining({ addresses: lead }));
  });

  test('is still led to where the partner’s own file says so', async () => {
    const lead = [{ reference: 'Goal/b' }];
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { addresses: lead }), goal('b', 'Jobbe'));
    await office.changes();
    await update(goal('b', 'Jobbe mer'));
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { addresses: lead }));
    await office.changes();
    expect(await settle(['b'])).toEqual([]);
    expect(await office.list('out')).toEqual([]);
  });

  test('does not leave when the answer changes last of all', async () => {
    await update(goal('a', '2'));
    const guarded = connector.guarded(async () => {
      throw new Error('withdrawn');
    });
    await expect(settle([], guarded)).rejects.toThrow('withdrawn');
    expect(await office.list('out')).toEqual([]);
    expect(await settle()).toEqual(['a']);
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
  await update(goal('a', 'hemmelig'));
  await update(goal('b', '2'));
  await settle([], picky);
  expect(await waitingTexts()).toEqual([['hemmelig', '2']]);
  await expect(settle(['a'], picky)).rejects.toMatchObject({ code: 'partner-refused' });
  expect(await office.list('out')).toEqual([]);
  await expect(settle(['a'], picky)).rejects.toMatchObject({ code: 'partner-refused' });
  expect(await textOf('a')).toBe('hemmelig');
  expect(await settle()).toEqual(['a', 'b']);
});

describe('a file that the partner made before it took ours', () => {
  test('is merged with ours, element by element, and ours leaves anew', async () => {
    await update(goal('a', 'Bo hjemme lenge'));
    await settle();
    await office.dropped(INGRID, goal('a', 'Bo hjemme', { lifecycleStatus: 'on-hold' }), goal('b', 'Jobbe'));
    await office.changes();
    expect(await office.list('out')).toEqual([]);
    expect(await connector.unsettled?.()).toEqual(['ingrid']);
    expect(await connector.read('Goal', 'a')).toMatchObject({
      found: { resource: { description: { text: 'Bo hjemme lenge' }, lifecycleStatus: 'on-hold' } },
    });
    await settle();
    expect(await connector.unsettled?.()).toEqual([]);
    expect((await office.take())[0]).toContainEqual(
      expect.objectContaining({ lifecycleStatus: 'on-hold', description: { text: 'Bo hjemme lenge' } }),
    );
  });

  test('says what stands where both changed the same element', async () => {
    await update(goal('a', 'ours'));
    await settle();
    await office.dropped(INGRID, goal('a', 'theirs'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await textOf('a')).toBe('theirs');
  });

  test('does not take away what we created meanwhile', async () => {
    const id = await create(goal('ours', 'Gå tur'));
    await settle();
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await textOf(id)).toBe('Gå tur');
  });

  test('once ours is taken, undoes what it undoes, also byte by byte', async () => {
    await update(goal('a', 'ours'));
    await settle();
    await office.take();
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await textOf('a')).toBe('Bo hjemme');
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    const before = await connector.read('Goal', 'a');
    await office.changes();
    expect(await connector.read('Goal', 'a')).toEqual(before);
  });

  test('undoes it too where it was known to be taken before', async () => {
    await update(goal('a', 'ours'));
    await settle();
    await office.take();
    await settle();
    await office.dropped(INGRID, goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    expect(await textOf('a')).toBe('Bo hjemme');
  });
});

test('what was not taken is told, with how long the oldest has waited', async () => {
  await update(goal('a', '2'));
  await settle();
  expect(await connector.notices?.()).toEqual([expect.stringMatching(/^out\/: .* 1 file, the oldest for \d+ hours$/u)]);
  await office.take();
  expect(await connector.notices?.()).toEqual([]);
});

test('a folder that cannot be written to is a partner that is not reached, and nothing is lost', async () => {
  await update(goal('a', '2'));
  await rm(path.join(office.folder, 'out'), { recursive: true });
  await writeFile(path.join(office.folder, 'out'), 'no folder');
  await expect(settle()).rejects.toMatchObject({ code: 'partner-unreachable' });
  await rm(path.join(office.folder, 'out'));
  expect(await settle()).toEqual(['a']);
});
