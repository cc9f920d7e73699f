import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Patient } from '@medplum/fhirtypes';
import { differences } from './in-step.ts';
import { D_NUMBER, FNR, OTHER_FNR } from './nils.ts';
import { directory, INGRID, Papers } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const again = new Papers('again', INGRID);
const rules = async (): Promise<readonly string[]> =>
  (await stage.store.allSetAside()).flatMap(({ findings }) => findings.map(({ rule }) => rule));

/** A goal that hangs on her other Patient. */
function underTheOther(): void {
  stage.fjordvik.connector.put(again.patient(), { ...again.goal('goal', 'Under den andre'), id: 'f-goal-7' });
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
    ...plan,
    goal: [...(plan.goal ?? []), { reference: 'Goal/f-goal-7' }],
  }));
}

describe('a person whom a partner keeps under two Patients', () => {
  test('is one person, and what hangs on either is of her record', async () => {
    underTheOther();
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
    expect(JSON.stringify(stage.trust.connector.all('Goal'))).toContain('Under den andre');
    expect(stage.trust.connector.all('Patient')).toHaveLength(1);
    for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
  });

  test('edits come and go under the other Patient too, also when both write at once', async () => {
    underTheOther();
    await stage.settle();
    const theirs = stage.trust.connector
      .all<Goal>('Goal')
      .find(({ description }) => description.text === 'Under den andre');
    stage.trust.connector.put({ ...theirs, note: [{ text: 'Fra sykehuset' }] } as Goal);
    const { connector } = stage.fjordvik;
    connector.onRequest = ({ what, type }) => {
      if (what !== 'update' || type !== 'Goal') return;
      connector.onRequest = () => {};
      connector.edit<Goal>('Goal', 'f-goal-7', (goal) => ({ ...goal, startDate: '2026-11-01' }));
    };
    await stage.settle();
    expect(await rules()).toEqual([]);
    const goal = connector.get<Goal>('Goal', 'f-goal-7');
    expect(goal).toMatchObject({ note: [{ text: 'Fra sykehuset' }], startDate: '2026-11-01' });
    expect(goal.subject).toEqual({ reference: 'Patient/again-patient' });
  });

  test('is delivered to the Patient that is in use', async () => {
    underTheOther();
    await stage.settle();
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
      ...patient,
      active: false,
      link: [{ other: { reference: 'Patient/again-patient' }, type: 'replaced-by' }],
    }));
    await stage.settle();
    const [plan] = stage.trust.connector.all<CarePlan>('CarePlan');
    const goal: Goal = {
      ...again.goal('goal', 'Fra sykehuset'),
      id: 'new',
      subject: (plan as CarePlan).subject as Goal['subject'],
    };
    stage.trust.connector.put(goal, { ...plan, goal: [...(plan?.goal ?? []), { reference: 'Goal/new' }] } as CarePlan);
    await stage.settle();
    const delivered = stage.fjordvik.connector
      .all<Goal>('Goal')
      .find(({ description }) => description.text === 'Fra sykehuset');
    expect(delivered?.subject).toEqual({ reference: 'Patient/again-patient' });
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0, conflicts: 0 });
    // Back in use: it stands for her no more, but leads to her still.
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (one) => ({ ...one, description: { text: 'Ny' } }));
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.all('Goal'))).toContain('"Ny"');
  });

  test('is known by the number of the other Patient: the trust that has only that one gets no second Patient', async () => {
    stage.fjordvik.connector.put({
      resourceType: 'Patient',
      id: 'again-patient',
      identifier: [{ ...D_NUMBER, value: D_NUMBER.value }],
    });
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
      ...patient,
      identifier: [FNR],
      link: [{ other: { reference: 'Patient/again-patient' }, type: 'replaces' }],
    }));
    stage.trust.connector.put({ resourceType: 'Patient', id: 't-patient', identifier: [D_NUMBER] });
    await stage.settle();
    expect(stage.trust.connector.all('Patient').map(({ id }) => id)).toEqual(['t-patient']);
    expect(stage.trust.connector.requests.filter(({ what, type }) => what !== 'find' && type === 'Patient')).toEqual(
      [],
    );
    expect(await stage.standing(stage.trust, FNR.value)).toBe('in-step');
  });

  test('is delivered to one that only led to her, where none stands for her', async () => {
    const own = await openStage({ modes: { trust: 'push' } });
    const patient = { ...INGRIDS.patient(), id: 't-patient' };
    own.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
    own.trust.connector.put(...directory('trust'), patient);
    await own.pass(own.fjordvik);
    const row = { partner: own.trust.name, type: 'Patient' as const, id: 'late', frozen: true };
    const counterparts = [{ ...row, person: await own.person(), peerId: 't-patient', echoed: patient }];
    await own.store.commit({ counterparts });
    await own.settle();
    expect(await own.standing(own.trust)).toBe('in-step');
    expect(own.trust.connector.all('Patient')).toHaveLength(1);
    const known = await own.store.counterpartByPeerId(own.trust.name, 'Patient', 't-patient');
    expect(known).toMatchObject({ id: await own.person(), frozen: false });
    await own.close();
  });

  test('the links between her Patients stay with the partner', async () => {
    stage.fjordvik.connector.put({
      ...again.patient(),
      link: [{ other: { reference: 'Patient/f-patient' }, type: 'seealso' }],
    });
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
      ...patient,
      link: [
        { other: { reference: 'Patient/again-patient' }, type: 'seealso' },
        { other: { reference: 'Patient/of-nobody' }, type: 'seealso' },
      ],
    }));
    await stage.settle();
    expect(stage.trust.connector.all<Patient>('Patient').map(({ link }) => link)).toEqual([undefined]);
    expect(await rules()).toEqual([]);
  });
});

describe('a Patient that comes to be about somebody else', () => {
  test('under the same id is set aside, and her record stays as it is', async () => {
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (one) => ({
      ...one,
      identifier: [FNR],
      birthDate: '1968-03-14',
    }));
    await stage.settle();
    const before = await stage.record(FNR.value);
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (one) => ({
      ...one,
      identifier: [{ ...OTHER_FNR, value: '05895500275' }],
      birthDate: '1955-09-05',
      name: [{ family: 'En annen' }],
    }));
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({
      ...goal,
      description: { text: 'En annens' },
    }));
    await stage.settle();
    expect(await rules()).toEqual(['another-person']);
    expect(await stage.record(FNR.value)).toEqual(before);
    expect(JSON.stringify(stage.trust.connector.all())).not.toContain('En annen');
  });

  test('a corrected number is no other person', async () => {
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (one) => ({ ...one, birthDate: '1968-03-14' }));
    await stage.settle();
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (one) => ({ ...one, identifier: [OTHER_FNR] }));
    await stage.settle();
    expect(await rules()).toEqual([]);
    expect(await stage.standing(stage.trust, OTHER_FNR.value)).toBe('in-step');
  });
});
