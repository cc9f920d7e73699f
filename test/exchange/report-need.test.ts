import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Consent, Patient, Provenance, ServiceRequest, Task } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import type { Context, Party } from '../../src/exchange/context.ts';
import { loadRecord } from '../../src/exchange/load-record.ts';
import { recordConsent } from '../../src/exchange/record-consent.ts';
import { type Reported, reportNeed } from '../../src/exchange/report-need.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { COMPLAINT } from '../../src/law/complaint.ts';
import { dutiesOf } from '../../src/law/duties.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import { opposition } from '../record/fixtures.ts';
import { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { FJORDVIK, INGRID, NAV, Papers, PER, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

const patientOf = (value: string, more: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: NATIONAL.birthNumber, value }],
  name: [{ family: 'Nesbakk', given: ['Ingrid'] }],
  ...more,
});
const about = (number: string, more: Partial<Patient> = {}): Reported => ({ patient: patientOf(number, more) });

/** The unit answers the case, as its system would. */
async function answered(task: string, status: string): Promise<void> {
  const stored = await stage.store.read('Task', task.split('/')[1] ?? '');
  const businessStatus = { coding: [{ system: SAMPLAN.caseStatus, code: status }] };
  await admitResource(
    stage.context,
    stage.context.controller,
    { ...(stored?.resource as Task), businessStatus },
    {
      expectedVersion: stored?.version ?? 0,
    },
  );
}

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
      coordinatingUnits: [{ organization: TRUST.organization, answerDays: 3, complaint: COMPLAINT }],
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

    await answered(task, 'offered');
    const again = await reportNeed(stage.context, TRUST, about(INGRID));
    expect(again.task).not.toBe(task);
    expect(await stage.stored<Patient>('Patient')).toHaveLength(1);
    expect(await stage.stored<Task>('Task')).toHaveLength(2);
  });

  test('another’s report is one of its own', async () => {
    await reportNeed(stage.context, TRUST, about(INGRID), FJORDVIK.organization);
    await reportNeed(stage.context, FJORDVIK, about(INGRID));
    expect(await stage.stored<ServiceRequest>('ServiceRequest')).toHaveLength(2);
  });

  test.each([
    [
      'without a national number',
      { patient: patientOf(INGRID, { identifier: [{ system: 'urn:oid:1.2.3', value: '7' }] }) },
      'bad-parameter',
    ],
    ['with a birth date that is another’s', about(INGRID, { birthDate: '1971-01-01' }), 'bad-parameter'],
    [
      'with the number of another beside',
      about(INGRID, { identifier: [INGRID, PER].map((value) => ({ system: NATIONAL.birthNumber, value })) }),
      'bad-parameter',
    ],
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

  test('numbers that lead to two persons go to the first, and that both are here is not told', async () => {
    const joint = { system: NATIONAL.jointHelpNumber, value: '80000000000' };
    stage.fjordvik.connector.put(new Papers('p', PER).patient(), new Papers('p', PER).team());
    await stage.settle();
    await reportNeed(stage.context, TRUST, { patient: patientOf(PER, { identifier: [joint] }) });
    const both = [{ system: NATIONAL.birthNumber, value: INGRID }, joint];
    await reportNeed(stage.context, TRUST, about(INGRID, { identifier: both }));
    const subjects = (await stage.stored<ServiceRequest>('ServiceRequest'))
      .filter(({ requester }) => requester?.identifier?.value === TRUST.organization)
      .map(({ subject }) => subject.reference);
    expect(subjects).toContain(`Patient/${await stage.person()}`);
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

describe('what a report by number tells and opens', () => {
  const OTHER_TRUST = { name: 'Annet HF', organization: '310609013', sector: 'specialist' } as const;
  const GRANLI = { name: 'Granli kommune', organization: '310604011', sector: 'municipal' } as const;
  const answerTo = async (context: Context, caller: Party, number: string) => {
    const { report, task, findings, ...rest } = await reportNeed(context, caller, about(number));
    return { ...rest, ids: [report, task].map((id) => id.replace(/-\d{12}$/u, '')) };
  };
  const see = (caller: Party) => sightOf(stage.context, caller);
  const shown = async (caller: Party): Promise<readonly string[]> => {
    const types = ['Patient', 'CarePlan', 'Goal', 'Consent', 'CareTeam', 'ServiceRequest', 'Task'];
    const pages = types.map((type) => see(caller).search({ type, filters: [], count: 50 }));
    return (await Promise.all(pages)).flatMap((page) => page.shown.map(({ resource }) => resource.resourceType));
  };

  beforeEach(async () => {
    stage = await openSharedStage();
  });

  test.each([OTHER_TRUST, GRANLI])('$name gets the same answer for who is known and who is not', async (caller) => {
    const granli = { ...stage.fjordvik, ...GRANLI };
    const context = { ...stage.context, partners: [...stage.context.partners, granli] };
    const known = await answerTo(context, caller, INGRID);
    expect(await answerTo(context, caller, PER)).toEqual(known);
    expect(known.to).toBe(caller.organization);
  });

  test('a second report is refused where somebody coordinates, as where nobody does', async () => {
    for (const number of [INGRID, PER]) {
      await reportNeed(stage.context, OTHER_TRUST, about(number));
      await expect(reportNeed(stage.context, OTHER_TRUST, about(number))).rejects.toMatchObject({ code: 'duplicate' });
    }
  });

  test('a stranger that reports a need by number sees nothing of the plan', async () => {
    expect(await shown(OTHER_TRUST)).toEqual([]);
    await reportNeed(stage.context, OTHER_TRUST, about(INGRID));
    const types = await shown(OTHER_TRUST);
    expect(types.toSorted()).toEqual(['CareTeam', 'Patient', 'ServiceRequest', 'Task']);
    for (const goal of await stage.stored('Goal'))
      expect(await see(OTHER_TRUST).read('Goal', goal.id ?? '')).toBeUndefined();
  });

  test('one whom she opposes sees nothing after it, its link does not open, and it adds nothing', async () => {
    const opposed = { ...stage.trust, ...OTHER_TRUST, connector: new PartnerInMemory('other') };
    const context = { ...stage.context, partners: [...stage.context.partners, opposed] };
    const person = await stage.person();
    const { patient: _, performer: __, id: ___, ...herOpposition } = opposition(OTHER_TRUST);
    await recordConsent(context, context.controller, person, { consent: herOpposition as Consent });
    const before = await answerTo(context, OTHER_TRUST, PER);
    expect(await answerTo(context, OTHER_TRUST, INGRID)).toEqual(before);
    await stage.pass(opposed);
    expect(await stage.standing(opposed)).toBeUndefined();
    expect(await stage.standing(opposed, PER)).toBeDefined();
    const hers = (await shown(OTHER_TRUST)).filter((type) => type !== 'Patient');
    expect(hers.toSorted()).toEqual(['ServiceRequest', 'Task']);
    const addition = { ...INGRIDS.goal('late', 'Lagt til'), subject: { reference: `Patient/${person}` } };
    await expect(admitResource(context, OTHER_TRUST, addition, {})).rejects.toMatchObject({ code: 'invalid' });
  });
});
