import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Goal, Patient, Provenance } from '@medplum/fhirtypes';
import { accessLogOf } from '../../src/exchange/access-log-of.ts';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import {
  carriesBoth,
  D_NUMBER,
  expectOneRecord,
  FNR,
  linksTwo,
  nilsAtFjordvik,
  nilsAtTrust,
  OTHER_FNR,
  permit,
  personWith,
  recordInWords,
  rulesBroken,
  unshared,
} from './nils.ts';
import { directory } from './papers.ts';
import { openStage, type Stage, type StagedPartner } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'));
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

describe('a D-number at the municipality and a fødselsnummer at the trust', () => {
  const links: Readonly<Record<string, (stage: Stage) => void>> = {
    'one Patient that carries both': carriesBoth,
    'a link to another of its Patients': linksTwo,
    'a Patient that is replaced by another': (on) => linksTwo(on, 'replaced-by'),
  };
  const orders: Readonly<Record<string, (stage: Stage) => readonly StagedPartner[]>> = {
    'the municipality first': ({ fjordvik, trust }) => [fjordvik, trust],
    'the trust first': ({ fjordvik, trust }) => [trust, fjordvik],
  };
  const ends = new Map<string, unknown>();

  for (const [how, link] of Object.entries(links)) {
    for (const [order, partners] of Object.entries(orders)) {
      test.each([
        ['from the start', true],
        ['once both have records', false],
      ])(`are one person, told by ${how}, ${order}, %s`, async (_, fromStart) => {
        stage.fjordvik.connector.put(...unshared(D_NUMBER));
        stage.trust.connector.put(...nilsAtTrust());
        if (fromStart) link(stage);
        for (const partner of partners(stage)) await stage.pass(partner);
        expect(await stage.store.overview()).toMatchObject({ records: fromStart ? 1 : 2 });
        if (!fromStart) link(stage);
        stage.fjordvik.connector.put(...permit());
        for (const partner of partners(stage)) await stage.pass(partner);
        await stage.settle();
        await expectOneRecord(stage);
        // Whatever the order, the same record (I9).
        const end = await recordInWords(stage);
        expect(end).toHaveLength(12);
        expect(end).toEqual(ends.get(how) ?? end);
        ends.set(how, end);
      });
    }
  }
});

describe('two records that become one', () => {
  let person: string;
  let replaced: string;
  beforeEach(async () => {
    stage.fjordvik.connector.put(...nilsAtFjordvik(D_NUMBER));
    stage.trust.connector.put(...nilsAtTrust());
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    [person, replaced] = [await personWith(stage, FNR), await personWith(stage, D_NUMBER)];
    carriesBoth(stage);
    await stage.pass(stage.fjordvik);
  });

  test('whoever has the fødselsnummer stands for both; the other Patient is inactive and replaced', async () => {
    expect(person).not.toBe(replaced);
    expect(await stage.person()).toBe(person);
    const stored = await stage.store.read('Patient', replaced);
    expect(stored).toMatchObject({
      deleted: false,
      resource: { active: false, link: [{ other: { reference: `Patient/${person}` }, type: 'replaced-by' }] },
    });
    expect(stored?.record).toBeUndefined();
    expect((await stage.store.record(replaced)).parts).toEqual([]);
  });

  test('parts keep their ids and their history, and lead to the survivor', async () => {
    const [goal] = (await stage.stored<Goal>('Goal')).filter(
      ({ description }) => description.text !== 'Sove om natten',
    );
    const history = await stage.store.history('Goal', goal?.id ?? '');
    expect(history.map(({ resource }) => (resource as Goal).subject.reference)).toEqual([
      `Patient/${person}`,
      `Patient/${replaced}`,
    ]);
    expect((await stage.store.history('Patient', replaced)).length).toBeGreaterThan(1);
    const parts = [...(await stage.record()).parts.values()].map(({ resource }) => resource);
    expect(JSON.stringify(parts)).not.toContain(replaced);
    expect(parts).toHaveLength(12);
  });

  test('it is traced, and names no number', async () => {
    const traced = (await stage.stored<Provenance>('Provenance')).filter((one) =>
      JSON.stringify(one).includes('join-persons'),
    );
    expect(traced).toHaveLength(1);
    expect(JSON.stringify(traced)).toContain(`Patient/${replaced}/_history/`);
    const audited = (await stage.stored<AuditEvent>('AuditEvent')).filter(
      ({ subtype }) => subtype?.[0]?.code === 'join',
    );
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited)).toContain(`Patient/${person}`);
    expect(JSON.stringify([traced, audited])).not.toContain(FNR.value);
  });

  test('the access log of who she is now has what was logged about both', async () => {
    const log = await accessLogOf(stage.store, person);
    const named = (id: string) => log.filter((event) => JSON.stringify(event).includes(`"Patient/${id}"`)).length;
    expect(named(person)).toBeGreaterThan(0);
    expect(named(replaced)).toBeGreaterThan(0);
    expect(log.map(({ recorded }) => recorded)).toEqual(log.map(({ recorded }) => recorded).toSorted());
  });

  test('saying it again changes nothing (I4)', async () => {
    await stage.settle();
    const before = await stage.store.changedSince(0);
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => patient);
    stage.fjordvik.connector.repeatsPages = true;
    await stage.settle();
    const { persons } = await stage.store.changedSince(before.seq);
    expect(persons).toEqual([]);
  });

  test('another person’s resource under an id known before is set aside still', async () => {
    await stage.settle();
    stage.fjordvik.connector.put({ resourceType: 'Patient', id: 'stranger', identifier: [OTHER_FNR] });
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      subject: { reference: 'Patient/stranger' },
    }));
    await stage.settle();
    expect(await rulesBroken(stage)).toEqual(['another-person']);
    expect((await stage.record()).parts.size).toBe(12);
  });

  test('nothing more is written about the one who was replaced', async () => {
    const { context } = stage;
    const goal: Goal = {
      resourceType: 'Goal',
      lifecycleStatus: 'active',
      description: { text: 'Til ingen' },
      subject: { reference: `Patient/${replaced}` },
    };
    await expect(admitResource(context, stage.fjordvik, goal, {})).rejects.toMatchObject({ code: 'invalid' });
    const stored = await stage.store.read('Patient', replaced);
    const update = admitResource(
      context,
      stage.fjordvik,
      { ...(stored?.resource as Patient), active: true },
      { expectedVersion: stored?.version ?? 0 },
    );
    await expect(update).rejects.toMatchObject({ code: 'invalid' });
  });

  test('edits go both ways after', async () => {
    await stage.settle();
    const [theirs] = stage.trust.connector.all<Goal>('Goal').filter(({ id }) => id !== 't-goal-9');
    stage.trust.connector.put({ ...theirs, description: { text: 'Fra sykehuset' } } as Goal);
    const [ours] = stage.fjordvik.connector
      .all<Goal>('Goal')
      .filter(({ description }) => description.text === 'Sove om natten');
    stage.fjordvik.connector.put({ ...ours, description: { text: 'Fra kommunen' } } as Goal);
    await stage.settle();
    expect(JSON.stringify(stage.fjordvik.connector.all())).toContain('Fra sykehuset');
    expect(JSON.stringify(stage.trust.connector.all())).toContain('Fra kommunen');
  });
});
