import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { SAMPLAN } from '../../src/record/systems.ts';
import type { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { differences } from './in-step.ts';
import { directory, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openSharedStage, openStage, type Stage } from './stage.ts';

let stage: Stage;
let trust: PartnerInMemory;
let fjordvik: PartnerInMemory;
const open = async (): Promise<void> => {
  stage = await openSharedStage();
  trust = stage.trust.connector;
  fjordvik = stage.fjordvik.connector;
};
beforeEach(open);
afterEach(() => stage.close());

const access = INGRIDS.access(TRUST);
const withdraw = (): void =>
  fjordvik.edit<Consent>('Consent', access.id ?? '', (one) => ({ ...one, status: 'inactive' }));
const consentAgain = (): void =>
  fjordvik.put({ ...INGRIDS.access(TRUST, { id: 'access-again' }), dateTime: '2026-11-22T08:00:00+01:00' });
const rewriteGoal = (text: string): void =>
  fjordvik.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text } }));

/** Adds a measure to a plan, as a system's users do. */
function addMeasure(at: PartnerInMemory, id: string, text: string): void {
  const [plan] = at.all<CarePlan>('CarePlan');
  if (!plan) return;
  const measure: ServiceRequest = {
    ...new Papers('x', INGRID).measure(id, text),
    subject: plan.subject,
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
  };
  const activity = { reference: { reference: `ServiceRequest/${measure.id}` } };
  at.put(measure, { ...plan, activity: [...(plan.activity ?? []), activity] });
}

describe('after she withdraws her consent', () => {
  test('the trust gets the withdrawal and nothing else', async () => {
    const before = trust.requests.length;
    withdraw();
    rewriteGoal('Bare for kommunen');
    addMeasure(fjordvik, 'secret', 'Bare for kommunen');
    await stage.settle();
    const sent = trust.requests.slice(before).filter(({ what }) => what === 'create' || what === 'update');
    expect(sent).toMatchObject([{ what: 'update', type: 'Consent', resource: { status: 'inactive' } }]);
    const notice = trust.all<Consent>('Consent').find(({ status }) => status === 'inactive');
    expect(notice?.patient?.reference).toBe(`Patient/${trust.all('Patient')[0]?.id}`);
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'held', reason: 'opposed' });
  });

  test('what the trust had stays there as it was, and nothing is deleted', async () => {
    const before = trust.all().filter(({ resourceType }) => resourceType !== 'Consent');
    withdraw();
    rewriteGoal('Bare for kommunen');
    await stage.settle();
    expect(trust.all().filter(({ resourceType }) => resourceType !== 'Consent')).toEqual(before);
  });

  test('what the trust writes in its retained copy is its own, and comes to nobody', async () => {
    withdraw();
    await stage.settle();
    const [goal] = trust.all<Goal>('Goal');
    trust.put({ ...(goal as Goal), description: { text: 'Bare for sykehuset' } });
    await stage.settle();
    expect(JSON.stringify(fjordvik.ever())).not.toContain('Bare for sykehuset');
    expect(await stage.conflicts()).toEqual([]);
    expect(await stage.standing(stage.fjordvik)).toBe('in-step');
  });

  test('a measure that the trust adds to its retained plan hangs on nothing nowhere', async () => {
    withdraw();
    await stage.settle();
    addMeasure(trust, 'one', 'Hjemmemåling');
    await stage.settle();
    const measures = [
      ...(await stage.stored<ServiceRequest>('ServiceRequest')),
      ...fjordvik.all<ServiceRequest>('ServiceRequest'),
    ];
    for (const { basedOn } of measures) expect(basedOn).toHaveLength(1);
    expect(await differences(stage, stage.fjordvik)).toEqual([]);
  });

  test('a measure that the trust adds to its retained plan is no part of the record, not even once', async () => {
    withdraw();
    await stage.settle();
    addMeasure(trust, 'one', 'Hjemmemåling');
    await stage.settle();
    expect(JSON.stringify(await stage.stored('ServiceRequest'))).not.toContain('Hjemmemåling');
    expect(JSON.stringify(fjordvik.ever())).not.toContain('Hjemmemåling');
    expect(await stage.standing(stage.trust)).toBe('held');
  });

  test('a need report that the trust writes afterwards is none of the record’s either, and a new consent is', async () => {
    withdraw();
    await stage.settle();
    const patient = trust.all('Patient')[0];
    const subject = { reference: `Patient/${patient?.id}` } as const;
    const { basedOn: _, ...need } = new Papers('x', INGRID).measure('need', 'Trenger koordinator');
    trust.put({
      ...need,
      category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'need-report' }] }],
      subject,
    });
    await stage.settle();
    expect(JSON.stringify(await stage.stored('ServiceRequest'))).not.toContain('Trenger koordinator');
    trust.put({
      ...new Papers('x', INGRID).access(TRUST, { id: 'told-there' }),
      dateTime: '2026-11-22T09:00:00+01:00',
      patient: subject,
    });
    stage.later(4 * 3_600_000);
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(JSON.stringify(await stage.stored('ServiceRequest'))).toContain('Trenger koordinator');
  });

  test('a consent that runs out by itself holds back all but what the trust owns, from that moment', async () => {
    fjordvik.edit<Consent>('Consent', access.id ?? '', (one) => ({
      ...one,
      provision: { ...one.provision, period: { start: '2026-09-01', end: '2026-11-23' } },
    }));
    await stage.settle();
    const link = await stage.link(stage.trust);
    expect(link).toMatchObject({ standing: 'in-step', computed: { nextChange: '2026-11-23T23:00:00.000Z' } });
    stage.later(2 * 24 * 3_600_000);
    rewriteGoal('Bare for kommunen');
    await stage.settle();
    fjordvik.edit<ServiceRequest>('ServiceRequest', 'f-measure-2', (one) => ({ ...one, status: 'on-hold' }));
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(
      trust
        .all<ServiceRequest>('ServiceRequest')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['active', 'on-hold']);
    expect(JSON.stringify(trust.ever())).not.toContain('Bare for kommunen');
  });

  test('whatever is written afterwards never reaches the trust (invariant I2)', async () => {
    const edit = fc.record({
      what: fc.constantFrom('goal', 'measure', 'plan', 'team'),
      passes: fc.array(fc.constantFrom('fjordvik', 'trust'), { maxLength: 2 }),
      loses: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.boolean(), async (edits, told) => {
        await stage.close();
        await open();
        withdraw();
        if (told) await stage.settle();
        for (const [index, { what, passes, loses }] of edits.entries()) {
          const text = `hemmelig-${index}`;
          if (what === 'goal') rewriteGoal(text);
          if (what === 'measure') addMeasure(fjordvik, text, text);
          if (what === 'plan') fjordvik.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, description: text }));
          if (what === 'team') fjordvik.edit('CareTeam', 'f-team', (one) => ({ ...one, name: text }) as typeof one);
          if (loses) trust.losesAnswers = 1;
          for (const name of passes) await stage.pass(stage[name as 'fjordvik' | 'trust']);
        }
        trust.losesAnswers = 0;
        await stage.settle();
        expect(JSON.stringify([trust.ever(), trust.requests])).not.toContain('hemmelig');
        expect(await stage.standing(stage.trust)).toBe('held');
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('a withdrawal told at the trust, and a consent given before it at the municipality', () => {
  const giveAgain = (dateTime: string): void =>
    fjordvik.put({ ...INGRIDS.access(TRUST, { id: 'access-again' }), dateTime });
  const withdrawThere = (): void =>
    trust.edit<Consent>(
      'Consent',
      trust.all<Consent>('Consent').find(({ provision }) => provision !== undefined)?.id ?? '',
      (one) => ({ ...one, status: 'inactive' }),
    );

  test.each([
    ['that comes in later', ['trust', 'fjordvik']],
    ['that came in before', ['fjordvik', 'trust']],
  ] as const)('%s: the withdrawal holds', async (_, order) => {
    giveAgain('2026-11-22T06:30:00+01:00');
    withdrawThere();
    for (const name of order) await stage.pass(stage[name]);
    rewriteGoal('Bare for kommunen');
    await stage.settle();
    expect(JSON.stringify(trust.requests)).not.toContain('Bare for kommunen');
    expect(await stage.standing(stage.trust)).toBe('held');
  });

  test('a consent given after the withdrawal was told opens the plan again', async () => {
    withdrawThere();
    await stage.pass(stage.trust);
    stage.later(3_600_000);
    giveAgain('2026-11-22T08:00:00+01:00');
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('a copy that the trust closes, knowing of the newer consent, withdraws nothing', async () => {
    giveAgain('2026-11-22T06:30:00+01:00');
    await stage.settle();
    const [old] = trust
      .all<Consent>('Consent')
      .filter(({ provision, dateTime }) => provision !== undefined && dateTime?.startsWith('2026-09'));
    trust.put({ ...(old as Consent), status: 'inactive' });
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });

  test('a consent that the municipality replaces by another withdraws nothing, however it is told', async () => {
    withdraw();
    await stage.pass(stage.fjordvik);
    giveAgain('2026-11-22T06:30:00+01:00');
    await stage.settle();
    expect(await stage.standing(stage.trust)).toBe('in-step');
  });
});

describe('in the middle of a delivery', () => {
  const access = INGRIDS.access(TRUST);

  /** What is sent from the moment of the first create on. */
  async function sentAfter(happens: () => Promise<void>): Promise<readonly string[]> {
    await stage.close();
    stage = await openStage();
    ({ connector: trust } = stage.trust);
    ({ connector: fjordvik } = stage.fjordvik);
    const limited = {
      ...access,
      provision: { ...access.provision, period: { start: '2026-09-01', end: '2026-11-22' } },
    };
    const papers = INGRIDS.whole().map((one) => (one.id === access.id ? (limited as Consent) : one));
    fjordvik.put(...directory('fjordvik'), ...papers);
    trust.put(...directory('trust'));
    await stage.pass(stage.fjordvik);
    const sent: string[] = [];
    let isFirst = true;
    trust.onRequest = async ({ what, type }) => {
      if (what !== 'create' && what !== 'update') return;
      if (type === 'Patient') return;
      if (isFirst) await happens();
      else sent.push(type);
      isFirst = false;
    };
    await stage.pass(stage.trust);
    return sent;
  }

  test('a withdrawal holds from the next request on', async () => {
    const sent = await sentAfter(async () => {
      withdraw();
      await stage.pass(stage.fjordvik);
    });
    expect(sent.filter((type) => type !== 'Consent')).toEqual([]);
    expect(await stage.standing(stage.trust)).toBe('held');
  });

  test('the end of a consent holds from the next request on, but for what the trust owns', async () => {
    const sent = await sentAfter(async () => stage.later(24 * 3_600_000));
    expect(sent).not.toContain('CarePlan');
    expect(sent).not.toContain('Goal');
    expect(JSON.stringify(trust.all())).not.toContain('Gangtrening');
  });
});

describe('when she consents again', () => {
  beforeEach(async () => {
    withdraw();
    await stage.settle();
  });

  test('the trust gets what happened meanwhile, and what it wrote itself comes out', async () => {
    rewriteGoal('Gå til kirken');
    addMeasure(fjordvik, 'one', 'Kor på torsdager');
    const goal = trust
      .all<Goal>('Goal')
      .find(({ description }) => description.text === 'Lese høyt for barnebarna') as Goal;
    trust.put({ ...goal, priority: { text: 'viktigst' } });
    addMeasure(trust, 'two', 'Hjemmemåling');
    await stage.settle();
    consentAgain();
    await stage.settle();
    for (const { connector } of [stage.fjordvik, stage.trust]) {
      const texts = connector.all<ServiceRequest>('ServiceRequest').map(({ code }) => code?.text);
      expect(texts.sort()).toEqual([
        'Gangtrening',
        'Hjemmemåling',
        'Kontroll på slagpoliklinikken',
        'Kor på torsdager',
      ]);
      expect(connector.all<CarePlan>('CarePlan')[0]?.activity).toHaveLength(4);
      expect(connector.all<Goal>('Goal').map(({ description }) => description.text)).toContain('Gå til kirken');
      expect(JSON.stringify(connector.all('Goal'))).toContain('viktigst');
    }
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(await differences(stage, stage.trust)).toEqual([]);
  });

  test('what both wrote meanwhile is a conflict, as if it had never been frozen', async () => {
    rewriteGoal('Gå til kirken');
    const goal = trust
      .all<Goal>('Goal')
      .find(({ description }) => description.text === 'Gå til butikken alene') as Goal;
    trust.put({ ...goal, description: { text: 'Gå på fjellet' } });
    consentAgain();
    await stage.settle();
    expect(await stage.conflicts()).toHaveLength(1);
    expect(await stage.standing(stage.trust)).toBe('in-conflict');
    expect(trust.get<Goal>('Goal', goal.id ?? '').description.text).toBe('Gå på fjellet');
  });

  test('a part that the trust added to its frozen plan, which nothing but the plan leads to, joins in', async () => {
    const [plan] = trust.all<CarePlan>('CarePlan');
    const goal: Goal = {
      ...new Papers('x', INGRID).goal('goal', 'Spille trekkspill'),
      subject: plan?.subject as Goal['subject'],
    };
    trust.put(goal, { ...(plan as CarePlan), goal: [...(plan?.goal ?? []), { reference: `Goal/${goal.id}` }] });
    await stage.settle();
    consentAgain();
    await stage.settle();
    expect(fjordvik.all<Goal>('Goal').map(({ description }) => description.text)).toContain('Spille trekkspill');
    expect(fjordvik.get<CarePlan>('CarePlan', 'f-plan').goal).toHaveLength(3);
  });
});
