import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal } from '@medplum/fhirtypes';
import { INGRID, PER } from './papers.ts';
import { openStoreStage, type StoreStage } from './store-stage.ts';

let at: StoreStage;
beforeEach(async () => {
  at = await openStoreStage();
});
afterEach(async () => {
  // Whatever a test did, her number stood in no address and in no line of the log.
  expect(at.national.asked.filter((line) => line.includes(INGRID))).toEqual([]);
  expect(at.logged.filter((line) => line.includes(INGRID))).toEqual([]);
  await at.close();
});

const rewriteGoal = (text: string): void =>
  at.stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));

describe('a plan in the national store', () => {
  test('is not sent without a consent C, and the store is not even asked about her', async () => {
    await at.settle();
    expect(at.national.asked).toEqual([]);
    expect(await at.link()).toBeUndefined();
  });

  test('stands there with the consent C: the plan, its goals and measures, and nothing else', async () => {
    await at.publish();
    await at.settle();
    expect(
      at
        .held()
        .map(({ resourceType }) => resourceType)
        .sort(),
    ).toEqual(['CarePlan', 'Goal', 'Goal', 'ServiceRequest', 'ServiceRequest']);
    const [plan] = at.held() as [CarePlan];
    expect(plan).toMatchObject({ status: 'active', subject: { identifier: { value: INGRID } } });
    expect(plan.goal).toHaveLength(2);
    expect(plan.careTeam).toBeUndefined();
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });

  test('costs one request a pass while nothing changes', async () => {
    await at.publish();
    await at.settle();
    await at.pass();
    const before = at.national.asked.length;
    expect(await at.pass()).toMatchObject({ outcome: 'completed', pulled: 0, delivered: 0, requests: 1 });
    expect(at.national.asked.slice(before)).toEqual(['POST status']);
  });

  test('follows the record both ways', async () => {
    await at.publish();
    await at.settle();
    rewriteGoal('Gå til butikken hver dag');
    await at.settle();
    expect(JSON.stringify(at.held())).toContain('Gå til butikken hver dag');
    const goal = at.held().find((one) => JSON.stringify(one).includes('barnebarna')) as Goal;
    at.national.memory.put({ ...goal, description: { text: 'Lese høyt hver kveld' } });
    await at.settle();
    expect(at.stage.fjordvik.connector.get<Goal>('Goal', 'f-goal-2').description.text).toBe('Lese høyt hver kveld');
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });

  test('what both sides changed is merged: an old version is refused there, fetched and looked at again', async () => {
    await at.publish();
    await at.settle();
    const goal = at.held().find((one) => JSON.stringify(one).includes('butikken')) as Goal;
    rewriteGoal('Gå til butikken hver dag');
    await at.stage.pass(at.stage.fjordvik);
    at.national.answering = (_response, request) => {
      if (request.method !== 'PUT') return false;
      at.national.answering = () => false;
      // Somebody is faster by a moment.
      at.national.memory.put({ ...goal, note: [{ text: 'Skrevet i mellomtiden' }] });
      return false;
    };
    await at.settle();
    const [now] = at.held().filter(({ id }) => id === goal.id);
    expect(now).toMatchObject({
      description: { text: 'Gå til butikken hver dag' },
      note: [{ text: 'Skrevet i mellomtiden' }],
    });
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });

  test('a lost answer makes no second one', async () => {
    await at.publish();
    at.national.losesAnswers = 1;
    await at.settle();
    expect(at.held()).toHaveLength(5);
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });

  test('another plan of hers there is not overwritten: her link waits, and says so', async () => {
    at.national.memory.put({
      resourceType: 'CarePlan',
      id: 'theirs',
      status: 'active',
      intent: 'plan',
      title: 'Egenbehandlingsplan',
      subject: { type: 'Patient', identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: INGRID } },
    });
    await at.publish();
    await at.pass();
    await at.pass();
    expect(at.held().filter(({ resourceType }) => resourceType === 'CarePlan')).toMatchObject([
      { id: 'theirs', title: 'Egenbehandlingsplan' },
    ]);
    expect(await at.link()).toMatchObject({ standing: 'blocked', reason: 'partner-refused' });
  });

  test('of another person nothing is sent, asked or shown', async () => {
    await at.publish();
    await at.settle();
    const said = at.national.arrived.map(({ headers, body }) => JSON.stringify([headers, body])).join();
    expect(said).not.toContain(PER);
  });
});

describe('what she has said to the store herself', () => {
  test.each([
    ['no-consent', { consent: false }],
    ['reserved', { hasReservationKjernejournal: true }],
    ['blocked', { isBlocked: true }],
    ['restricted', { isRestricted: true }],
  ])('%s: her link is held before anything is sent', async (_bar, setting) => {
    at.national.says(INGRID, setting);
    await at.publish();
    await at.pass();
    await at.pass();
    expect(at.held()).toEqual([]);
    expect(at.national.asked.filter((line) => !line.startsWith('POST status'))).toEqual([]);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'barred-there' });
  });

  test('later: her link is held with a finding that says what to do, and goes on by itself when she lets it', async () => {
    await at.publish();
    await at.settle();
    at.national.says(INGRID, { consent: false });
    await at.pass();
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'barred-there' });
    expect(await at.stage.store.partnerFindings()).toMatchObject([
      {
        partner: at.partner.name,
        finding: {
          rule: 'barred-there',
          found: 'no-consent',
          action: { en: expect.stringContaining('Ask the person') },
        },
      },
    ]);
    const before = at.held();
    rewriteGoal('Skrevet mens det var sperret');
    await at.stage.pass(at.stage.fjordvik);
    await at.pass();
    expect(at.held()).toEqual(before);
    expect(await at.link()).toMatchObject({ standing: 'held', reason: 'barred-there' });
    await at.pass({ kind: 'reconciliation' });
    expect(await at.stage.store.partnerFindings()).toHaveLength(1);
    at.national.says(INGRID, { consent: true });
    at.stage.later(120_000);
    await at.settle();
    expect(await at.stage.store.partnerFindings()).toEqual([]);
    expect(JSON.stringify(at.held())).toContain('Skrevet mens det var sperret');
    expect(await at.link()).toMatchObject({ standing: 'in-step' });
  });
});
