import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal } from '@medplum/fhirtypes';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { keyOf } from '../../src/record/record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { differences } from './in-step.ts';
import { mortalStore } from './mortal-store.ts';
import {
  carriesBoth,
  D_NUMBER,
  expectOneRecord,
  FNR,
  nilsAtFjordvik,
  nilsAtTrust,
  permit,
  personWith,
  recordInWords,
  rulesBroken,
  unshared,
} from './nils.ts';
import { directory, Papers, TRUST } from './papers.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

test('delivered under the D-number already, the plan goes on there, and its Patient only leads to him', async () => {
  stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER));
  stage.trust.connector.put(...nilsAtTrust());
  await stage.settle();
  expect(stage.trust.connector.all('Patient')).toHaveLength(2);
  const held = stage.trust.connector.all().map((resource) => [keyOf(resource), resource.meta?.versionId]);
  carriesBoth(stage);
  await stage.settle();
  expect(await rulesBroken(stage)).toEqual([]);
  expect(await stage.store.overview()).toMatchObject({ records: 1 });
  expect(stage.trust.connector.all().map((resource) => [keyOf(resource), resource.meta?.versionId])).toEqual(held);
  expect(await stage.standing(stage.trust)).toBe('in-step');
  // Under the Patient that was created there, too, it is his.
  const [goal] = stage.trust.connector.all<Goal>('Goal').filter(({ id }) => id !== 't-goal-9');
  stage.trust.connector.put({ ...goal, description: { text: 'Nytt' } } as Goal);
  await stage.settle();
  expect(JSON.stringify(stage.fjordvik.connector.all())).toContain('Nytt');
  expect(await rulesBroken(stage)).toEqual([]);
});

test('what is set aside of either is set aside of the one, and joins in when it is mended', async () => {
  const { period: _, ...plan } = nilsAtFjordvik().find(({ resourceType }) => resourceType === 'CarePlan') as CarePlan;
  stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER).filter(({ id }) => id !== 'f-plan'), plan);
  stage.trust.connector.put(...nilsAtTrust());
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 1 });
  carriesBoth(stage);
  await stage.pass(stage.fjordvik);
  expect(await personWith(stage, D_NUMBER)).toBe(await personWith(stage, FNR));
  expect(await stage.standing(stage.fjordvik)).toBe('blocked');
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, period: { start: '2026-09-01' } }));
  await stage.settle();
  await expectOneRecord(stage);
});

test('parts that both have under one business identifier become one; where they differ, it is a conflict', async () => {
  const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11' }];
  stage.fjordvik.connector.put(...unshared(D_NUMBER));
  stage.trust.connector.put(...nilsAtTrust());
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, identifier }));
  stage.trust.connector.edit<Goal>('Goal', 't-goal-9', (goal) => ({ ...goal, identifier }));
  await stage.pass(stage.fjordvik);
  await stage.pass(stage.trust);
  carriesBoth(stage);
  stage.fjordvik.connector.put(...permit());
  await stage.settle();
  const goals = [...(await stage.record()).parts.values()].filter(({ kind }) => kind === 'goal');
  expect(goals.map(({ resource }) => (resource as Goal).description.text).sort()).toEqual([
    'Gå til butikken alene',
    'Lese høyt for barnebarna',
  ]);
  expect(await stage.conflicts()).toHaveLength(1);
  expect(await stage.standing(stage.trust)).toBe('in-conflict');
  expect(stage.trust.connector.get<Goal>('Goal', 't-goal-9').description.text).toBe('Sove om natten');
  for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
});

describe('one consent that both have under one number, and that says more at the one than at the other', () => {
  const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0d9a4c1e-7f50-4d55-9d0c-2f0b5d8b6a10' }];
  const until = (end: string, by: Papers): Consent => ({ ...by.access(TRUST, { period: { end } }), identifier });
  const kept = async (): Promise<readonly (string | undefined)[]> =>
    (await stage.stored<Consent>('Consent'))
      .filter((consent) => JSON.stringify(consent.identifier ?? []).includes(identifier[0]?.value ?? ''))
      .map(({ status, provision }) => `${status} ${provision?.period?.end}`);

  test.each([
    ['the municipality’s', '2027-12-31', '2026-12-31'],
    ['the trust’s', '2026-12-31', '2027-12-31'],
  ])('permits what both do until a person decides: %s', async (_, atFjordvik, atTrust) => {
    stage.fjordvik.connector.put(...unshared(D_NUMBER), until(atFjordvik, new Papers('f', D_NUMBER.value)));
    stage.trust.connector.put(...nilsAtTrust(), until(atTrust, new Papers('t', FNR.value)));
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    expect(new Set(await kept())).toEqual(new Set([`active ${atFjordvik}`, `active ${atTrust}`]));
    carriesBoth(stage);
    for (const go of [() => stage.pass(stage.fjordvik), () => stage.settle()]) {
      await go();
      const { parts } = await stage.record();
      const ends = [...parts.values()].flatMap(({ resource }) =>
        resource.resourceType === 'Consent' ? (resource.provision?.period?.end ?? []) : [],
      );
      expect(ends).toEqual(['2026-12-31']);
    }
    expect(await rulesBroken(stage)).toEqual([]);
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    expect(task && conflictOf(task)).toMatchObject({ ours: '2026-12-31', theirs: '2027-12-31' });
    await resolveConflict(stage.context, stage.context.controller, task?.id ?? '', { take: 'partner' });
    await stage.settle();
    expect(await kept()).toContain('active 2027-12-31');
    expect(await stage.conflicts()).toEqual([]);
  });
});

test.each([
  ['first', false],
  ['an edit is', true],
])('a delivery under way when they become one, %s, is lost by nobody and doubles nothing', async (_, isShared) => {
  for (let nth = 1; nth <= 24; nth += 1) {
    const own = await openStage();
    own.fjordvik.connector.put(...directory('fjordvik'), ...nilsAtFjordvik(D_NUMBER));
    own.trust.connector.put(...directory('trust'), ...nilsAtTrust());
    await own.pass(own.fjordvik);
    if (isShared) await own.pass(own.trust);
    let asked = 0;
    own.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Ny' } }));
    own.trust.connector.onRequest = async () => {
      asked += 1;
      if (asked !== nth) return;
      carriesBoth(own);
      await own.pass(own.fjordvik);
    };
    await own.pass(own.fjordvik);
    await own.pass(own.trust);
    carriesBoth(own);
    await own.settle();
    expect(await own.store.overview()).toMatchObject({ records: 1, setAside: 0, conflicts: 0 });
    const goals = own.trust.connector.all<Goal>('Goal').map(({ description }) => description.text);
    expect(goals.sort()).toEqual(['Lese høyt for barnebarna', 'Ny', 'Sove om natten']);
    expect(await own.standing(own.trust)).toBe('in-step');
    await own.close();
  }
});

test('a process that dies at any commit of it ends where one that lives does', async () => {
  const ends = new Set<string>();
  for (const kept of [false, true]) {
    for (let commit = 1; commit <= 16; commit += 1) {
      const mortal = mortalStore(await openSqliteStore({ file: ':memory:' }));
      const own = await openStage({ store: mortal.store });
      own.fjordvik.connector.put(...directory('fjordvik'), ...nilsAtFjordvik(D_NUMBER));
      own.trust.connector.put(...directory('trust'), ...nilsAtTrust());
      await own.pass(own.fjordvik);
      await own.pass(own.trust);
      carriesBoth(own);
      mortal.diesAt(commit, kept);
      await own.pass(own.fjordvik).catch(() => undefined);
      await own.pass(own.trust).catch(() => undefined);
      mortal.restart();
      await own.settle();
      ends.add(JSON.stringify([await recordInWords(own), await own.store.overview()]));
      await own.close();
    }
  }
  expect(ends.size).toBe(1);
});
