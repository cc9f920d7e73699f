import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Patient } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { dutiesOf } from '../../src/law/duties.ts';
import { openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const dies = (): void =>
  stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (patient) => ({
    ...patient,
    deceasedDateTime: '2026-11-21T21:15:00+01:00',
  }));
const rewrite = (text: string): void =>
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));

describe('when the person dies', () => {
  test('the plan is completed with the day, on every side', async () => {
    dies();
    await stage.settle();
    for (const { connector } of [stage.fjordvik, stage.trust]) {
      expect(connector.all<CarePlan>('CarePlan')).toMatchObject([
        { status: 'completed', period: { end: '2026-11-21' } },
      ]);
    }
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('nobody edits it any more: what comes is set aside with what to do, whoever sends it', async () => {
    dies();
    await stage.settle();
    const before = await stage.record();
    rewrite('Gå til kirken');
    await stage.settle();
    expect(await stage.record()).toEqual(before);
    expect(await stage.standing(stage.fjordvik)).toBe('blocked');
    const [aside] = await stage.store.allSetAside();
    expect(aside?.findings).toMatchObject([{ rule: 'closed-by-death', severity: 'error' }]);
  });

  test('over REST too: 422', async () => {
    dies();
    await stage.settle();
    const [goal] = (await stage.stored<Goal>('Goal')).toSorted((one, other) => (`${one.id}` < `${other.id}` ? -1 : 1));
    await expect(
      admitResource(
        stage.context,
        stage.context.controller,
        { ...goal, description: { text: 'Gå til kirken' } } as Goal,
        { expectedVersion: Number(goal?.meta?.versionId) },
      ),
    ).rejects.toMatchObject({ code: 'invalid', findings: [{ rule: 'closed-by-death' }] });
  });

  test('an edit made before it was known of, and told with it, is taken in', async () => {
    rewrite('Gå til kirken');
    dies();
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
    expect(stage.trust.connector.all<Goal>('Goal').map(({ description }) => description.text)).toContain(
      'Gå til kirken',
    );
  });

  test('what is owed is that the record is kept, and nothing of the plan', async () => {
    dies();
    await stage.settle();
    const duties = dutiesOf(await stage.record(), stage.context.now(), stage.context.partners);
    expect(duties.map(({ rule, due }) => [rule.key, due])).toEqual([['record-kept', '2036-11-21']]);
  });

  test('a death recorded in error is taken back at the Patient, and then the plan can go on', async () => {
    dies();
    await stage.settle();
    stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', ({ deceasedDateTime: _, ...patient }) => patient);
    await stage.settle();
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      status: 'active',
      period: { start: plan.period?.start ?? '2026-09-01' },
    }));
    await stage.settle();
    expect(stage.trust.connector.all<CarePlan>('CarePlan')).toMatchObject([{ status: 'active' }]);
  });
});
