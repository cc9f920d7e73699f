import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Patient, Provenance, ServiceRequest, Task } from '@medplum/fhirtypes';
import type { Context } from '../../src/exchange/context.ts';
import { loadRecord } from '../../src/exchange/load-record.ts';
import { type Reported, reportNeed } from '../../src/exchange/report-need.ts';
import { dutiesOf } from '../../src/law/duties.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { FJORDVIK, INGRID, NAV, PER, TRUST } from './papers.ts';
import { openSharedStage, openStage, type Stage } from './stage.ts';

const patientOf = (value: string, more: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: NATIONAL.birthNumber, value }],
  name: [{ family: 'Nesbakk', given: ['Ingrid'] }],
  ...more,
});
const about = (number: string, more: Partial<Patient> = {}): Reported => ({ patient: patientOf(number, more) });

let stage: Stage;
afterEach(() => stage.close());

describe('where nobody knows the person', () => {
  beforeEach(async () => {
    stage = await openStage();
  });

  test('staff of a trust report to the trust, and the case has its term', async () => {
    const { to, due } = await reportNeed(stage.context, TRUST, about(INGRID));
    expect([to, due]).toEqual([TRUST.organization, '2026-12-06']);
    const [task] = await stage.stored<Task>('Task');
    expect(task?.restriction?.period?.end).toBe(due);
    expect(task?.owner?.identifier?.value).toBe(TRUST.organization);
    expect(JSON.stringify(task?.businessStatus)).toContain('"received"');
  });

  test('all others report to the municipality', async () => {
    const { to } = await reportNeed(stage.context, FJORDVIK, about(INGRID));
    expect(to).toBe(FJORDVIK.organization);
  });

  test('a trust that notifies a municipality names it, and that opens the municipality’s link only', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID), FJORDVIK.organization);
    await stage.pass(stage.fjordvik);
    await stage.pass(stage.trust);
    expect(await stage.standing(stage.fjordvik)).toBeDefined();
    expect(await stage.standing(stage.trust)).toBeUndefined();
    expect(stage.fjordvik.connector.all<ServiceRequest>('ServiceRequest')).toHaveLength(1);
    expect(stage.fjordvik.connector.all<Task>('Task')).toHaveLength(1);
  });

  test('the report says who, by whom and to whom, and no more', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID));
    const [report] = await stage.stored<ServiceRequest>('ServiceRequest');
    expect(Object.keys(report ?? {}).toSorted()).toEqual(
      [
        ...['authoredOn', 'category', 'id', 'intent', 'meta', 'performer'],
        ...['requester', 'resourceType', 'status', 'subject'],
      ].toSorted(),
    );
    expect([report?.intent, report?.requester?.identifier?.value]).toEqual(['proposal', TRUST.organization]);
  });

  test('the koordinerende enhet owes an answer by the day', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID), FJORDVIK.organization);
    const duties = dutiesOf(await stage.record(), stage.context.now(), stage.context.partners);
    const answer = duties.find(({ rule }) => rule.key === 'need-answered');
    expect([answer?.due, answer?.organizations]).toEqual(['2026-12-06', [FJORDVIK.organization]]);
  });

  test('a unit has a term of its own, counted in Norwegian days', async () => {
    const context: Context = {
      ...stage.context,
      coordinatingUnits: [{ organization: TRUST.organization, answerDays: 3 }],
      now: () => '2026-11-22T23:30:00.000Z',
    };
    expect((await reportNeed(context, TRUST, about(INGRID))).due).toBe('2026-11-26');
    expect((await reportNeed(context, FJORDVIK, about(INGRID))).due).toBe('2026-12-07');
  });

  test('the same report twice is one, and goes through again once it is answered', async () => {
    const { task } = await reportNeed(stage.context, TRUST, about(INGRID));
    await expect(reportNeed(stage.context, TRUST, about(INGRID))).rejects.toMatchObject({ code: 'duplicate' });
    expect(await stage.stored<Patient>('Patient')).toHaveLength(1);
    expect(await stage.stored<Task>('Task')).toMatchObject([{ id: task.split('/')[1] }]);
  });

  test.each([
    [
      'without a national number',
      { patient: patientOf(INGRID, { identifier: [{ system: 'urn:oid:1.2.3', value: '7' }] }) },
      'bad-parameter',
    ],
    ['with a birth date that is another’s', about(INGRID, { birthDate: '1971-01-01' }), 'bad-parameter'],
    ['by an id that is not here', { person: 'nobody' }, 'invalid'],
  ] as const)('%s nothing is written', async (_, whom, code) => {
    await expect(reportNeed(stage.context, TRUST, whom)).rejects.toMatchObject({ code });
    expect(await stage.stored('Patient')).toEqual([]);
    expect(await stage.stored('ServiceRequest')).toEqual([]);
  });

  test('a service outside health care brings in nobody', async () => {
    await expect(reportNeed(stage.context, NAV, about(INGRID))).rejects.toMatchObject({ code: 'invalid' });
    expect(await stage.stored('Patient')).toEqual([]);
  });

  test('not to a municipality that takes no part, nor to one of several without saying which', async () => {
    await expect(reportNeed(stage.context, TRUST, about(INGRID), '310604011')).rejects.toMatchObject({
      code: 'bad-parameter',
    });
    const granli = { ...stage.fjordvik, name: 'Granli kommune', organization: '310604011' };
    const context = { ...stage.context, partners: [...stage.context.partners, granli] };
    await expect(reportNeed(context, context.controller, about(INGRID))).rejects.toMatchObject({
      code: 'bad-parameter',
    });
  });
});

describe('where the person is known', () => {
  beforeEach(async () => {
    stage = await openSharedStage();
  });

  test('it goes into her record, and what is known of her stays', async () => {
    const before = await stage.record();
    await reportNeed(stage.context, TRUST, about(INGRID, { name: [{ family: 'Skrevet annerledes' }] }));
    const after = await stage.record();
    const patient = `Patient/${await stage.person()}`;
    expect(after.parts.get(patient)).toEqual(before.parts.get(patient));
    expect(after.parts.size).toBe(before.parts.size + 2);
  });

  test('from the controller to who is responsible', async () => {
    const { to } = await reportNeed(stage.context, stage.context.controller, { person: await stage.person() });
    expect(to).toBe(FJORDVIK.organization);
  });

  test('a service outside health care does not reach her by her number, nor does anybody by an id', async () => {
    const stranger = { name: 'Annet HF', organization: '310609013', sector: 'specialist' } as const;
    await expect(reportNeed(stage.context, NAV, about(INGRID))).rejects.toMatchObject({ code: 'invalid' });
    await expect(reportNeed(stage.context, stranger, { person: await stage.person() })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await stage.stored('Task')).toEqual([]);
  });

  test('who is let in for another patient reports nothing of her', async () => {
    const bound = { ...TRUST, patient: 'another' };
    await expect(reportNeed(stage.context, bound, about(INGRID))).rejects.toMatchObject({ code: 'invalid' });
    await expect(reportNeed(stage.context, bound, about(PER))).rejects.toMatchObject({ code: 'invalid' });
  });

  test('it is traced by whom', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID));
    const traces = await stage.stored<Provenance>('Provenance');
    const own = traces.filter((one) => JSON.stringify(one.activity).includes('report-need'));
    expect(own.map(({ agent }) => agent[0]?.who?.identifier?.value)).toEqual([TRUST.organization]);
    expect((await loadRecord(stage.store, await stage.person())).record.parts.size).toBeGreaterThan(0);
  });
});
