import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Patient } from '@medplum/fhirtypes';
import { differences } from './in-step.ts';
import { directory, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

type Level = 'ugradert' | 'fortrolig' | 'strengtFortrolig';
const SYSTEM = 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality';
const at = (partner: 'fjordvik' | 'trust', id: string, change: (patient: Patient) => Patient): void =>
  stage[partner].connector.edit<Patient>('Patient', id, change);
const protect = (code: Level, id = 'f-patient', partner: 'fjordvik' | 'trust' = 'fjordvik'): void =>
  at(partner, id, ({ meta: _, ...patient }) => ({ ...patient, meta: { security: [{ system: SYSTEM, code }] } }));
const lift = (id = 'f-patient', partner: 'fjordvik' | 'trust' = 'fjordvik'): void =>
  at(partner, id, ({ meta: _, ...patient }) => patient);

const writesAt = (partner: 'fjordvik' | 'trust') =>
  stage[partner].connector.requests.filter(({ what }) => what === 'create' || what === 'update');
const rewrite = (text: string): void =>
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));
const trustHas = (text: string): boolean => JSON.stringify(stage.trust.connector.all()).includes(text);

describe('strengt fortrolig', () => {
  test('from the start: in step with its owner, held with everybody else, and nobody is even asked about her', async () => {
    protect('strengtFortrolig');
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
    expect(writesAt('trust')).toEqual([]);
    expect(stage.trust.connector.requests.filter(({ what }) => what === 'find')).toEqual([]);
    expect(await stage.store.overview()).toMatchObject({ records: 1, setAside: 0 });
  });

  test('is pulled from its owner all the same', async () => {
    protect('strengtFortrolig');
    await stage.settle();
    rewrite('Skrevet etterpå');
    await stage.settle();
    expect(JSON.stringify([...(await stage.record()).parts.values()])).toContain('Skrevet etterpå');
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
    expect(await differences(stage, stage.fjordvik)).toEqual([]);
  });

  test('a person without a plan is held too', async () => {
    const own = await openStage();
    own.fjordvik.connector.put(...directory('fjordvik'), INGRIDS.patient(), INGRIDS.team(), INGRIDS.access(TRUST));
    own.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (one) => ({
      ...one,
      meta: { security: [{ system: SYSTEM, code: 'strengtFortrolig' }] },
    }));
    await own.settle();
    expect(await own.link(own.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
    await own.close();
  });

  test('appearing later it freezes what is there, and lifted it thaws with all that came meanwhile', async () => {
    await stage.settle();
    const { length } = writesAt('trust');
    protect('strengtFortrolig');
    rewrite('Hemmelig');
    await stage.settle();
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
    expect(writesAt('trust')).toHaveLength(length);
    expect(stage.trust.connector.all('CarePlan')).toHaveLength(1);
    lift();
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(trustHas('Hemmelig')).toBe(true);
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('what the trust owns goes to the trust only, and what the municipality owns to the municipality only', async () => {
    await stage.settle();
    const plan = stage.trust.connector.all<CarePlan>('CarePlan')[0] as CarePlan;
    protect('strengtFortrolig');
    await stage.pass(stage.fjordvik);
    const measure = {
      ...new Papers('t', INGRID).measure('own', 'Sykehusets eget', TRUST),
      subject: plan.subject,
      basedOn: [{ reference: `CarePlan/${plan.id}` as const }],
    };
    stage.trust.connector.put(measure as never);
    await stage.settle();
    expect(JSON.stringify([...(await stage.record()).parts.values()])).toContain('Sykehusets eget');
    expect(JSON.stringify(stage.fjordvik.connector.all())).not.toContain('Sykehusets eget');
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
  });

  test('takes effect at once, in the middle of a delivery', async () => {
    await stage.pass(stage.fjordvik);
    let writes = 0;
    stage.trust.connector.onRequest = async ({ what }) => {
      if (what !== 'create') return;
      writes += 1;
      if (writes !== 3) return;
      protect('strengtFortrolig');
      await stage.pass(stage.fjordvik);
    };
    await stage.pass(stage.trust);
    expect(writes).toBe(3);
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
  });

  test('said by the trust it counts as much', async () => {
    await stage.settle();
    const [patient] = stage.trust.connector.all<Patient>('Patient');
    protect('strengtFortrolig', patient?.id, 'trust');
    await stage.pass(stage.trust);
    rewrite('Hemmelig');
    await stage.settle();
    expect(trustHas('Hemmelig')).toBe(false);
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
    // Her Patient there is out of both directions now, but what it says of her protection is not.
    lift(patient?.id, 'trust');
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(trustHas('Hemmelig')).toBe(true);
  });

  test('said by two it holds until both lift it, in whatever order', async () => {
    stage.trust.connector.put({ ...new Papers('t', INGRID).patient() }, new Papers('t', INGRID).access(TRUST));
    for (const [first, second] of [
      ['fjordvik', 'trust'],
      ['trust', 'fjordvik'],
    ] as const) {
      protect('strengtFortrolig');
      protect('strengtFortrolig', 't-patient', 'trust');
      await stage.settle();
      expect(await stage.standing(stage.trust)).toBe('held');
      lift(first === 'trust' ? 't-patient' : 'f-patient', first);
      await stage.settle();
      expect(await stage.standing(stage.trust)).toBe('held');
      lift(second === 'trust' ? 't-patient' : 'f-patient', second);
      await stage.settle();
      expect(await stage.standing(stage.trust)).toBe('in-step');
    }
  });

  test('said by another of her Patients at the partner, and lifted there', async () => {
    await stage.settle();
    const again = {
      ...new Papers('again', INGRID).patient(),
      meta: { security: [{ system: SYSTEM, code: 'strengtFortrolig' }] },
    };
    stage.fjordvik.connector.put(again);
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('held');
    at('fjordvik', 'f-patient', (patient) => ({ ...patient, gender: 'female' }));
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('held');
    lift('again-patient');
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('said by another of her Patients while her plan there is set aside, it is lifted by that one alone', async () => {
    await stage.settle();
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', ({ period: _, ...plan }) => plan);
    const again = new Papers('again', INGRID).patient();
    stage.fjordvik.connector.put({ ...again, meta: { security: [{ system: SYSTEM, code: 'strengtFortrolig' }] } });
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('blocked');
    expect(await stage.standing(stage.trust)).toBe('held');
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      period: { start: '2026-09-01' },
    }));
    await stage.settle();
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
    expect(await stage.standing(stage.trust)).toBe('held');
    lift('again-patient');
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test.each<readonly [string, () => void]>([
    [
      'a Patient that is not sound',
      () => at('fjordvik', 'f-patient', (one) => ({ ...one, gender: 17 }) as unknown as Patient),
    ],
    [
      'a plan that is not',
      () => stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', ({ period: _, ...plan }) => plan),
    ],
    [
      'a Patient with another’s number',
      () =>
        at('fjordvik', 'f-patient', (one) => ({
          ...one,
          identifier: [...(one.identifier ?? []), { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '05895500275' }],
        })),
    ],
    [
      'a consent that is not valid',
      () =>
        stage.fjordvik.connector.edit<Consent>(
          'Consent',
          'f-access-310602019',
          ({ scope: _, ...consent }) => ({ ...consent, status: 'inactive' }) as Consent,
        ),
    ],
  ])('is in force though %s sets everything aside, and is lifted with what mends it', async (_, breakIt) => {
    const pers = new Papers('p', '05895500275');
    stage.fjordvik.connector.put(...pers.whole());
    await stage.settle();
    const whole = stage.fjordvik.connector
      .all()
      .filter(({ id }) => ['f-patient', 'f-plan', 'f-access-310602019'].includes(id ?? ''));
    protect('strengtFortrolig');
    breakIt();
    rewrite('Hemmelig');
    await stage.pass(stage.fjordvik);
    expect(await stage.standing(stage.fjordvik)).toBe('blocked');
    await stage.settle();
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
    expect(trustHas('Hemmelig')).toBe(false);
    stage.fjordvik.connector.put(...whole);
    lift();
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ setAside: 0 });
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(trustHas('Hemmelig')).toBe(true);
  });

  test('a value that cannot be read fails closed', async () => {
    at('fjordvik', 'f-patient', (patient) => ({
      ...patient,
      meta: { security: [{ system: SYSTEM, code: 'hemmelig' }] },
    }));
    await stage.settle();
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'protected-address' });
  });
});
