import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Practitioner, ServiceRequest } from '@medplum/fhirtypes';
import { FJORDVIK, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const withdraw = (): void =>
  stage.fjordvik.connector.edit<Consent>('Consent', `f-access-${TRUST.organization}`, (one) => ({
    ...one,
    status: 'inactive',
  }));
const consentAgain = (): void =>
  stage.fjordvik.connector.put({
    ...INGRIDS.access(TRUST, { id: 'access-again' }),
    dateTime: '2026-11-22T08:00:00+01:00',
  });
const planAtFjordvik = (): CarePlan => stage.fjordvik.connector.get<CarePlan>('CarePlan', 'f-plan');
const activities = (plan: CarePlan | undefined): readonly (string | undefined)[] =>
  (plan?.activity ?? []).map(({ reference }) => reference?.reference);

describe('a part that leaves a view', () => {
  /** The trust's own measure in the municipality's plan; then the municipality may see it no more. */
  beforeEach(async () => {
    const trust = stage.trust.connector;
    const [plan] = trust.all<CarePlan>('CarePlan');
    const measure: ServiceRequest = {
      ...INGRIDS.measure('x', 'Poliklinikk', TRUST),
      id: 'trusts-own',
      subject: plan?.subject as ServiceRequest['subject'],
      basedOn: [{ reference: `CarePlan/${plan?.id ?? ''}` }],
    };
    trust.put(measure, {
      ...(plan as CarePlan),
      activity: [...(plan?.activity ?? []), { reference: { reference: 'ServiceRequest/trusts-own' } }],
    });
    await stage.settle();
    expect(activities(planAtFjordvik())).toHaveLength(3);
    stage.fjordvik.connector.edit<Consent>('Consent', `f-access-${FJORDVIK.organization}`, (one) => ({
      ...one,
      status: 'inactive',
    }));
    await stage.settle();
  });

  test('is not taken out of the plan that its holder keeps', () => {
    expect(activities(planAtFjordvik())).toHaveLength(3);
  });

  test('stays in the plan while the rest of it goes on', async () => {
    const trust = stage.trust.connector;
    const [plan] = trust.all<CarePlan>('CarePlan');
    trust.put({ ...(plan as CarePlan), title: 'Ny tittel' });
    await stage.settle();
    expect(activities(planAtFjordvik())).toHaveLength(3);
  });

  test('is not taken out of the trust’s plan when the municipality takes it out of its own (invariant I5)', async () => {
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      title: 'Uten den',
      activity: (plan.activity ?? []).slice(0, 2),
    }));
    await stage.settle();
    expect(activities(stage.trust.connector.all<CarePlan>('CarePlan')[0])).toHaveLength(3);
    expect(activities(planAtFjordvik())).toHaveLength(2);
  });
});

describe('when she consents again', () => {
  test('what the trust wrote meanwhile is read before anything is thawed, whenever the reading fails', async () => {
    withdraw();
    await stage.settle();
    const trust = stage.trust.connector;
    const [goal] = trust.all<Goal>('Goal');
    trust.put({ ...(goal as Goal), description: { text: 'Skrevet i fryst' } });
    await stage.settle();
    consentAgain();
    await stage.pass(stage.fjordvik);
    trust.onRequest = ({ what, type }) => {
      trust.isDown = what === 'read' && type === 'Goal';
    };
    expect(await stage.pass(stage.trust)).toMatchObject({ outcome: 'unreachable' });
    trust.onRequest = () => {};
    trust.isDown = false;
    await stage.settle();
    const texts = stage.fjordvik.connector.all<Goal>('Goal').map(({ description }) => description.text);
    expect(texts).toContain('Skrevet i fryst');
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });
});

describe('a withdrawal that comes while a creation waits for an answer', () => {
  test('stops the creation', async () => {
    const trust = stage.trust.connector;
    stage.fjordvik.connector.put(INGRIDS.measure('late', 'Hemmelig'));
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      activity: [...(plan.activity ?? []), { reference: { reference: 'ServiceRequest/f-late' } }],
    }));
    await stage.pass(stage.fjordvik);
    trust.onRequest = ({ what, type }) => {
      trust.isDown = what === 'create' && type === 'ServiceRequest';
    };
    await stage.pass(stage.trust);
    trust.isDown = false;
    trust.onRequest = async ({ what, type }) => {
      if (what !== 'find' || type !== 'ServiceRequest') return;
      trust.onRequest = () => {};
      withdraw();
      await stage.pass(stage.fjordvik);
    };
    await stage.pass(stage.trust);
    expect(JSON.stringify(trust.requests)).not.toContain('Hemmelig');
    expect(await stage.standing(stage.trust)).toBe('held');
  });
});

describe('a professional', () => {
  test('goes to a partner without what is private', async () => {
    const kari: Practitioner = {
      resourceType: 'Practitioner',
      id: 'kari-2',
      identifier: [
        { system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9144907' },
        { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '13031353453' },
      ],
      name: [{ family: 'Holte', given: ['Kari'] }],
      birthDate: '1970-01-01',
      address: [{ line: ['Hjemveien 1'] }],
      telecom: [
        { system: 'phone', use: 'home', value: 'privat' },
        { system: 'phone', use: 'work', value: '75 00 00 00' },
      ],
    };
    stage.fjordvik.connector.put(kari);
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      contributor: [{ reference: 'Practitioner/kari-2' }],
    }));
    await stage.settle();
    const there = stage.trust.connector
      .all<Practitioner>('Practitioner')
      .find(({ identifier }) => identifier?.some(({ value }) => value === '9144907'));
    expect(there).toMatchObject({ name: kari.name, telecom: [{ value: '75 00 00 00' }] });
    expect(JSON.stringify(there)).not.toMatch(/13031353453|privat|Hjemveien|1970/u);
  });
});
