import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Patient } from '@medplum/fhirtypes';
import { callerHerself } from '../../src/access/herself.ts';
import { consentOf } from '../../src/consent/consent-of.ts';
import { listDuties } from '../../src/exchange/list-duties.ts';
import { personHerself } from '../../src/exchange/person-herself.ts';
import { proposeGoal } from '../../src/exchange/propose-goal.ts';
import { recordConsent } from '../../src/exchange/record-consent.ts';
import { withdrawConsent } from '../../src/exchange/withdraw-consent.ts';
import { proposedGoal } from '../../src/record/own-goal.ts';
import { consentsOf } from '../../src/record/record.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { INGRID, TRUST } from './papers.ts';
import { openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const TEXT = 'Svømme to ganger i uka';
const number = (value = INGRID) => ({ system: NATIONAL.birthNumber, value });
const herself = async () =>
  callerHerself({ client: 'c', scope: '', organizations: [], bound: {} }, await personHerself(stage.context, number()));
const propose = async (text = TEXT) => {
  const caller = await herself();
  return proposeGoal(stage.context, caller, proposedGoal({ text }, caller.patient ?? ''));
};
const goalsAt = (where: Stage['trust']): readonly (string | undefined)[] =>
  where.connector.all<Goal>('Goal').map(({ description }) => description.text);

describe('a goal that the person proposes herself', () => {
  test('reaches everybody who may see her goals, in the plan, as proposed', async () => {
    await stage.settle();
    await propose();
    await stage.settle();
    for (const partner of [stage.trust, stage.fjordvik]) {
      expect(goalsAt(partner)).toContain(TEXT);
      const goal = partner.connector.all<Goal>('Goal').find(({ description }) => description.text === TEXT);
      expect(goal?.lifecycleStatus).toBe('proposed');
      expect(partner.connector.all<CarePlan>('CarePlan')[0]?.goal).toContainEqual({ reference: `Goal/${goal?.id}` });
    }
    expect(await stage.conflicts()).toEqual([]);
  });

  test('is the part of who answers for the plan, who accepts it', async () => {
    await propose();
    await stage.settle();
    const goal = stage.fjordvik.connector.all<Goal>('Goal').find(({ description }) => description.text === TEXT);
    stage.fjordvik.connector.put({ ...(goal as Goal), lifecycleStatus: 'accepted' });
    await stage.settle();
    const kept = (await stage.stored<Goal>('Goal')).find(({ description }) => description.text === TEXT);
    expect([kept?.lifecycleStatus, await stage.conflicts()]).toEqual(['accepted', []]);
  });

  test('is owed an answer by her coordinator', async () => {
    const { stored } = await propose();
    const { duties } = await listDuties(stage.context, stage.context.controller, {});
    const own = duties.filter(({ rule }) => rule.key === 'own-goal-answered');
    expect(own.map(({ about, due, organizations }) => [about, due, organizations.includes('310601012')])).toEqual([
      [`Goal/${stored.resource.id}`, '2026-12-06', true],
    ]);
  });

  test('needs a plan', async () => {
    const plan = stage.fjordvik.connector.all<CarePlan>('CarePlan')[0] as CarePlan;
    stage.fjordvik.connector.put({ ...plan, status: 'revoked' });
    await stage.settle();
    await expect(propose()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('who signs in with a number', () => {
  test('is known by it wherever it is written, and nobody else is', async () => {
    await stage.settle();
    const person = await stage.person();
    expect(await personHerself(stage.context, number())).toBe(person);
    expect(await personHerself(stage.context, number('13116900216'))).toBeUndefined();
  });

  test('is who her D-number was joined with', async () => {
    await stage.settle();
    const patient = stage.fjordvik.connector.all<Patient>('Patient')[0] as Patient;
    const both = [...(patient.identifier ?? []), { system: NATIONAL.dNumber, value: '54836830068' }];
    stage.fjordvik.connector.put({ ...patient, identifier: both });
    await stage.settle();
    expect(await personHerself(stage.context, number('54836830068'))).toBe(await stage.person());
  });

  test('is nobody when she is dead', async () => {
    await stage.settle();
    const patient = stage.fjordvik.connector.all<Patient>('Patient')[0] as Patient;
    stage.fjordvik.connector.put({ ...patient, deceasedDateTime: '2026-11-21' });
    await stage.settle();
    expect(await personHerself(stage.context, number())).toBeUndefined();
  });
});

describe('what she decides herself', () => {
  const access = consentOf({ kind: 'access', isDeclined: false, recipients: [TRUST.organization] });
  const born = async (birthDate: string): Promise<void> => {
    await stage.settle();
    const patient = stage.fjordvik.connector.all<Patient>('Patient')[0] as Patient;
    stage.fjordvik.connector.put({ ...patient, birthDate });
    await stage.settle();
  };

  test('is given by her, now, whatever she writes', async () => {
    await stage.settle();
    const caller = await herself();
    const forged = {
      ...access,
      dateTime: '2020-01-01',
      performer: [{ reference: 'RelatedPerson/mother' }],
      organization: [{ identifier: { system: NATIONAL.organization, value: TRUST.organization } }],
      verification: [{ verified: false }],
      meta: { security: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORN_FORANS' }] },
    } as typeof access;
    const { stored } = await recordConsent(stage.context, caller, caller.patient ?? '', { consent: forged });
    expect(stored).toMatchObject({
      owner: stage.context.controller.organization,
      resource: { performer: [{ reference: `Patient/${caller.patient}` }] },
    });
    expect(JSON.stringify(stored.resource)).not.toMatch(/2020-01-01|NORN_FORANS|verification|mother/u);
  });

  test('is not a yes when she is 13, but a no', async () => {
    await born('2013-05-05');
    const caller = await herself();
    const person = caller.patient ?? '';
    await expect(recordConsent(stage.context, caller, person, { consent: access })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const no = consentOf({ kind: 'opposition', isDeclined: false, recipients: [TRUST.organization] });
    const { stored } = await recordConsent(stage.context, caller, person, { consent: no });
    await withdrawConsent(stage.context, caller, stored.resource.id ?? '');
    const given = consentsOf(await stage.record()).find(({ id }) => id === stored.resource.id);
    expect(given?.status).toBe('inactive');
  });
});
