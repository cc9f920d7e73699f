import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { NATIONAL, URI_SYSTEM } from '../../src/record/systems.ts';
import { byNumber, PersonsAtHand, putGoals } from './national-store/at-hand.ts';
import { NUMBERS, type OpenedStore, openNationalStore } from './national-store/opened.ts';

/** Ingrid's before she got her fødselsnummer; synthetic. */
const D_NUMBER = '54836830085';
const ORIGIN = { system: URI_SYSTEM, value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001' };
const goal = (id: string, text: string): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
});

let opened: OpenedStore;
beforeEach(async () => {
  const persons = new PersonsAtHand('ingrid', {});
  persons.know({
    resourceType: 'Patient',
    id: 'ingrid',
    identifier: [
      { system: NATIONAL.birthNumber, value: NUMBERS.ingrid },
      { system: NATIONAL.dNumber, value: D_NUMBER },
    ],
  });
  opened = await openNationalStore({ persons });
});
afterEach(() => opened.close());

const given = async () => (await opened.pull()).pages.flatMap(({ resources }) => resources.map(({ peerId }) => peerId));
const numbersAsked = () =>
  opened.store.arrived.flatMap(({ headers, address }) =>
    address.endsWith('/status') ? [] : headers['nhn-patient-nin'],
  );

describe('a plan that stands under the number that a person had before', () => {
  beforeEach(() => putGoals(opened.store, D_NUMBER, [goal('a', '1')]));

  test('is found, and leads to her', async () => {
    const { pages } = await opened.pull();
    const resources = pages.flatMap((page) => page.resources.map(({ resource }) => resource));
    expect(resources).toContainEqual(expect.objectContaining({ id: 'a', subject: { reference: 'Patient/ingrid' } }));
    expect(opened.store.asked).toEqual(['POST status', 'POST status', 'POST CarePlan/_search']);
  });

  test('is read, changed, added to and deleted under that number', async () => {
    const { connector, store } = opened;
    await opened.pull();
    const read = await connector.read('Goal', 'a');
    if (!('found' in read)) throw new Error('not there');
    await connector.update(goal('a', '2'), read.found.version);
    await connector.findByIdentifier('Goal', ORIGIN);
    const made = await connector.create({ ...goal('b', '1'), identifier: [ORIGIN] }, ORIGIN);
    expect(store.memory.current('Goal', made.peerId)?.resource).toMatchObject({
      subject: { identifier: { value: D_NUMBER } },
    });
    await connector.erase?.('Goal', made.peerId);
    expect(new Set(numbersAsked())).toEqual(new Set([D_NUMBER]));
  });

  test.each(['consent', 'isBlocked'] as const)('is fetched by nobody when she says %s under it', async (setting) => {
    opened.store.says(D_NUMBER, { [setting]: setting !== 'consent' });
    expect(await given()).toEqual([]);
    expect(numbersAsked()).toEqual([]);
  });

  test('nor when she has closed it under her number of today', async () => {
    opened.store.says(NUMBERS.ingrid, { isBlocked: true });
    expect(await given()).toEqual([]);
    expect(numbersAsked()).toEqual([]);
  });

  test('is fetched where the store has no consent under a number that nothing stands under', async () => {
    opened.store.says(NUMBERS.ingrid, { consent: false });
    expect(await given()).toContain('a');
  });

  test('is deleted under it by who asks the store nothing first', async () => {
    await opened.connector.erase?.('Goal', 'a');
    expect(opened.store.memory.all('Goal')).toEqual([]);
  });
});

test('a first plan is made under her fødselsnummer', async () => {
  const made = await opened.connector.create({ ...goal('b', '1'), identifier: [ORIGIN] }, ORIGIN);
  expect(opened.store.memory.current('Goal', made.peerId)?.resource).toMatchObject({
    subject: byNumber(NUMBERS.ingrid),
  });
});

test('what stands under her fødselsnummer is asked for by no other', async () => {
  putGoals(opened.store, NUMBERS.ingrid, [goal('a', '1')]);
  expect(await given()).toContain('a');
  expect(opened.store.asked).toEqual(['POST status', 'POST CarePlan/_search']);
});
