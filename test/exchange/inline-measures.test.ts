import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, CarePlanActivity, CarePlanActivityDetail, ServiceRequest, Task } from '@medplum/fhirtypes';
import { admitResource } from '../../src/exchange/admit-resource.ts';
import { resolveConflict } from '../../src/exchange/resolve-conflict.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { keyOf } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { directory, FJORDVIK, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage, type StagedPartner } from './stage.ts';

/** The municipality writes its measures inline, the trust as ServiceRequests. */
let stage: Stage;
beforeEach(async () => {
  stage = await openInline();
});
afterEach(() => stage.close());

const inline = (text: string, more: Partial<CarePlanActivityDetail> = {}): CarePlanActivity => ({
  detail: { status: 'in-progress', code: { text }, performer: [byNumber(FJORDVIK)], ...more },
});
const byNumber = ({ organization }: typeof FJORDVIK) => ({
  type: 'Organization' as const,
  identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: organization },
});
const WALK = { ...inline('Gangtrening', { status: 'scheduled', kind: 'ServiceRequest' }), progress: [{ text: 'Bra' }] };
const READ = inline('Lese høyt', { description: 'For barnebarna', scheduledString: 'hver kveld' });

const COORDINATOR = { name: 'Kari', organization: FJORDVIK.organization, sector: 'municipal' } as const;

async function openInline(options: Parameters<typeof openStage>[0] = {}): Promise<Stage> {
  const opened = await openStage(options);
  const plan = { ...INGRIDS.plan(['goal-1', 'goal-2'], []), activity: [WALK, READ] };
  const others = INGRIDS.whole().filter(({ resourceType }) => !['CarePlan', 'ServiceRequest'].includes(resourceType));
  opened.fjordvik.connector.put(...directory('fjordvik'), ...others, plan);
  opened.trust.connector.put(...directory('trust'));
  await opened.settle();
  return opened;
}

const planAt = ({ connector }: StagedPartner): CarePlan => connector.all<CarePlan>('CarePlan')[0] as CarePlan;
const itemsAt = (partner: StagedPartner): readonly CarePlanActivity[] => planAt(partner).activity ?? [];
const writesAt = ({ connector }: StagedPartner): number =>
  connector.requests.filter(({ what }) => what === 'create' || what === 'update').length;

/** A user of a system that writes inline changes the list of activities. */
function edit(
  partner: StagedPartner,
  change: (items: readonly CarePlanActivity[]) => readonly CarePlanActivity[],
): void {
  const plan = planAt(partner);
  partner.connector.put({ ...plan, activity: [...change(plan.activity ?? [])] });
}

const editItem = (partner: StagedPartner, text: string, more: Partial<CarePlanActivityDetail>): void =>
  edit(
    partner,
    (items) =>
      items.map((item) =>
        item.detail?.code?.text === text
          ? { ...item, detail: { ...item.detail, ...more } as typeof item.detail }
          : item,
      ) as CarePlanActivity[],
  );

const itemCalled = (partner: StagedPartner, text: string): CarePlanActivityDetail | undefined =>
  itemsAt(partner).find(({ detail }) => detail?.code?.text === text)?.detail;

/** The measure at a system that writes ServiceRequests. */
function requestCalled({ connector }: StagedPartner, text: string): ServiceRequest {
  const found = connector.all<ServiceRequest>('ServiceRequest').filter(({ code }) => code?.text === text);
  expect(found).toHaveLength(1);
  return found[0] as ServiceRequest;
}

const editRequest = (partner: StagedPartner, text: string, more: Partial<ServiceRequest>): void =>
  partner.connector.put({ ...requestCalled(partner, text), ...more });

/** A user of a system that writes ServiceRequests adds one. */
function addRequest(partner: StagedPartner, id: string, text: string): void {
  const plan = planAt(partner);
  const measure: ServiceRequest = {
    ...new Papers('x', INGRID).measure(id, text, TRUST),
    subject: plan.subject,
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
  };
  const item = { reference: { reference: `ServiceRequest/${measure.id}` } } as const;
  partner.connector.put(measure, { ...plan, activity: [...(plan.activity ?? []), item] });
}

const measures = async (): Promise<readonly ServiceRequest[]> =>
  [...(await stage.record()).parts.values()].flatMap(({ resource }) =>
    resource.resourceType === 'ServiceRequest' ? [resource] : [],
  );

async function expectInStep(): Promise<void> {
  expect([await stage.standing(stage.fjordvik), await stage.standing(stage.trust)]).toEqual(['in-step', 'in-step']);
  for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
}

describe('a plan with inline measures', () => {
  test('has them as ServiceRequests in the record, and the plan points at them', async () => {
    const found = await measures();
    expect(found.map(({ status, code }) => [status, code?.text])).toEqual([
      ['active', 'Gangtrening'],
      ['active', 'Lese høyt'],
    ]);
    const plan = (await stage.stored<CarePlan>('CarePlan'))[0];
    expect(plan?.activity).toEqual([
      { progress: [{ text: 'Bra' }], reference: { reference: keyOf(found[0] as ServiceRequest) } },
      { reference: { reference: keyOf(found[1] as ServiceRequest) } },
    ]);
    expect([...(await stage.record()).parts.values()].filter(({ kind }) => kind === 'measure')).toHaveLength(2);
  });

  test('reaches the other side as a plan with measures of its own', async () => {
    expect(requestCalled(stage.trust, 'Lese høyt')).toMatchObject({
      status: 'active',
      note: [{ text: 'For barnebarna' }],
      occurrenceTiming: { code: { text: 'hver kveld' } },
      basedOn: [{ reference: `CarePlan/${planAt(stage.trust).id}` }],
    });
    expect(itemsAt(stage.trust).map(({ reference }) => reference?.reference)).toEqual(
      ['Gangtrening', 'Lese høyt'].map((text) => keyOf(requestCalled(stage.trust, text))),
    );
    await expectInStep();
  });

  test('stays at its own side as it was written, to the last byte, and nothing of it comes back', async () => {
    expect(JSON.stringify(itemsAt(stage.fjordvik))).toBe(JSON.stringify([WALK, READ]));
    expect(writesAt(stage.fjordvik)).toBe(0);
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 0, delivered: 0 });
  });
});

describe('an edit', () => {
  test('at the other side comes into its own item, and changes nothing else to the last byte', async () => {
    editRequest(stage.trust, 'Lese høyt', { note: [{ text: 'For barnebarna, på norsk' }] });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')).toEqual({
      ...READ.detail,
      description: 'For barnebarna, på norsk',
    });
    expect(JSON.stringify(itemsAt(stage.fjordvik)[0])).toBe(JSON.stringify(WALK));
    expect(writesAt(stage.fjordvik)).toBe(1);
    await expectInStep();
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 0, delivered: 0 });
  });

  test('of an item reaches the other side, as an edit of that measure only', async () => {
    const before = writesAt(stage.trust);
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt').note).toEqual([{ text: 'Også for Arvid' }]);
    expect(writesAt(stage.trust) - before).toBe(1);
    await expectInStep();
  });

  test('of different elements on both sides at once: both hold, and nobody decides', async () => {
    editRequest(stage.trust, 'Lese høyt', { status: 'on-hold', priority: 'urgent' });
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt')).toMatchObject({
      status: 'on-hold',
      priority: 'urgent',
      note: [{ text: 'Også for Arvid' }],
    });
    expect(itemCalled(stage.fjordvik, 'Lese høyt')).toMatchObject({ status: 'on-hold', description: 'Også for Arvid' });
    expect(await stage.conflicts()).toEqual([]);
    await expectInStep();
  });

  test('of what activity.detail has no place for stays with who can hold it, and the other side takes nothing of it away', async () => {
    const note = [{ text: 'For barnebarna' }, { text: 'Arvid hjelper', time: '2026-11-22T10:00:00Z' }];
    editRequest(stage.trust, 'Lese høyt', { note, priority: 'urgent' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')?.description).toBe('For barnebarna\n\nArvid hjelper');
    editItem(stage.fjordvik, 'Lese høyt', { status: 'completed' });
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt')).toMatchObject({ status: 'completed', note, priority: 'urgent' });
    await expectInStep();
  });

  test('of several measures and of the plan goes in one delivery', async () => {
    editRequest(stage.trust, 'Lese høyt', { status: 'completed' });
    editRequest(stage.trust, 'Gangtrening', { status: 'revoked' });
    stage.trust.connector.put({ ...planAt(stage.trust), description: 'Hjem til jul' });
    await stage.pass(stage.trust);
    const before = stage.fjordvik.connector.requests.length;
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ delivered: 3 });
    const asked = stage.fjordvik.connector.requests.slice(before).filter(({ what }) => what !== 'changes');
    expect(asked.map(({ what }) => what)).toEqual(['read', 'update', 'read', 'update', 'read', 'update']);
    expect(itemsAt(stage.fjordvik).map(({ detail }) => detail?.status)).toEqual(['cancelled', 'completed']);
    expect(planAt(stage.fjordvik).description).toBe('Hjem til jul');
    await expectInStep();
  });
});

describe('a conflict about one element', () => {
  beforeEach(async () => {
    editRequest(stage.trust, 'Lese høyt', { code: { text: 'Lese avisen' } });
    editItem(stage.fjordvik, 'Lese høyt', { code: { text: 'Lese bøker' } });
    await stage.settle();
  });

  test('is one about the measure; each side keeps its own, and the rest goes on', async () => {
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    expect(conflictOf(task as Task)).toMatchObject({
      part: expect.stringMatching(/^ServiceRequest\//u),
      path: ['code', 'text'],
      partner: stage.trust.name,
      ours: 'Lese bøker',
      theirs: 'Lese avisen',
    });
    editRequest(stage.trust, 'Lese avisen', { status: 'on-hold' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese bøker')?.status).toBe('on-hold');
    expect(requestCalled(stage.trust, 'Lese avisen').status).toBe('on-hold');
  });

  test.each([
    ['record', 'Lese bøker'],
    ['partner', 'Lese avisen'],
  ] as const)('decided for the %s, both sides have it', async (take, text) => {
    const [task] = await stage.conflicts();
    await resolveConflict(stage.context, COORDINATOR, task?.id ?? '', { take });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, text)).toBeDefined();
    expect(requestCalled(stage.trust, text)).toBeDefined();
    await expectInStep();
  });
});

describe('the list', () => {
  test('gets a measure from each side at once: inline at the one, a ServiceRequest at the other', async () => {
    edit(stage.fjordvik, (items) => [inline('Svømme'), ...items]);
    addRequest(stage.trust, 'padle', 'Padle');
    await stage.settle();
    expect(requestCalled(stage.trust, 'Svømme').status).toBe('active');
    expect(requestCalled(stage.fjordvik, 'Padle').status).toBe('active');
    expect(itemsAt(stage.fjordvik).map(({ detail, reference }) => detail?.code?.text ?? reference?.reference)).toEqual([
      'Svømme',
      'Gangtrening',
      'Lese høyt',
      keyOf(requestCalled(stage.fjordvik, 'Padle')),
    ]);
    expect(await measures()).toHaveLength(4);
    await expectInStep();
  });

  test('in another order is no change', async () => {
    const before = writesAt(stage.trust);
    const { seq } = await stage.store.record(await stage.person());
    edit(stage.fjordvik, (items) => items.toReversed());
    await stage.settle();
    expect(itemsAt(stage.fjordvik)).toEqual([READ, WALK]);
    expect(writesAt(stage.trust)).toBe(before);
    expect((await stage.store.record(await stage.person())).seq).toBe(seq);
    await expectInStep();
  });

  test('in another order, with an edit of one and a new one in front, is one edit and one new measure', async () => {
    edit(stage.fjordvik, ([walk, read]) => [
      inline('Svømme'),
      { ...read, detail: { ...read?.detail, status: 'completed' } as CarePlanActivityDetail },
      walk as CarePlanActivity,
    ]);
    await stage.settle();
    expect(requestCalled(stage.trust, 'Lese høyt').status).toBe('completed');
    expect(requestCalled(stage.trust, 'Gangtrening').status).toBe('active');
    expect(requestCalled(stage.trust, 'Svømme').status).toBe('active');
    expect(await measures()).toHaveLength(3);
    await expectInStep();
  });

  test('has a measure that ends at either side ended at both', async () => {
    editRequest(stage.trust, 'Gangtrening', { status: 'revoked' });
    editItem(stage.fjordvik, 'Lese høyt', { status: 'stopped' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Gangtrening')?.status).toBe('cancelled');
    expect(itemCalled(stage.fjordvik, 'Lese høyt')?.status).toBe('stopped');
    expect(requestCalled(stage.trust, 'Lese høyt').status).toBe('revoked');
    await expectInStep();
  });

  test('that leaves one out no longer leads to it; the measure itself stays', async () => {
    edit(stage.fjordvik, ([walk]) => [walk as CarePlanActivity]);
    await stage.settle();
    expect(itemsAt(stage.trust)).toHaveLength(1);
    expect(requestCalled(stage.trust, 'Lese høyt').status).toBe('active');
    expect(await measures()).toHaveLength(2);
    edit(stage.fjordvik, (items) => [...items, READ]);
    await stage.settle();
    expect(itemsAt(stage.trust)).toHaveLength(2);
    expect(await measures()).toHaveLength(2);
    await expectInStep();
  });

  test('whose items cannot be told apart is one element: taken where one side changed, a conflict where both did', async () => {
    edit(stage.fjordvik, ([walk]) => [walk as CarePlanActivity, inline('Svømme'), inline('Padle')]);
    addRequest(stage.trust, 'ro', 'Ro');
    await stage.settle();
    const [task, ...others] = await stage.conflicts();
    expect(others).toEqual([]);
    expect(conflictOf(task as Task)?.path).toEqual(['activity']);
    expect(itemsAt(stage.fjordvik).map(({ detail }) => detail?.code?.text)).toEqual(['Gangtrening', 'Svømme', 'Padle']);
    expect(itemsAt(stage.trust)).toHaveLength(3);
    expect((await measures()).map(({ code }) => code?.text).sort()).toEqual(['Gangtrening', 'Lese høyt', 'Ro']);
    expect(await stage.pass(stage.trust)).toMatchObject({ pulled: 0, delivered: 0 });
    expect(await stage.pass(stage.fjordvik)).toMatchObject({ pulled: 0, delivered: 0 });
    await resolveConflict(stage.context, COORDINATOR, task?.id ?? '', { take: 'partner' });
    await stage.settle();
    expect(itemsAt(stage.fjordvik).map(({ detail, reference }) => detail?.code?.text ?? reference?.reference)).toEqual([
      'Gangtrening',
      'Lese høyt',
      keyOf(requestCalled(stage.fjordvik, 'Ro')),
    ]);
    await expectInStep();
  });
});

describe('what goes wrong', () => {
  test('an answer that is lost doubles nothing, on either side', async () => {
    stage.fjordvik.connector.losesAnswers = 1;
    stage.trust.connector.losesAnswers = 1;
    editRequest(stage.trust, 'Lese høyt', { status: 'on-hold' });
    edit(stage.fjordvik, (items) => [...items, inline('Svømme')]);
    await stage.settle();
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')?.status).toBe('on-hold');
    expect(requestCalled(stage.trust, 'Svømme').status).toBe('active');
    expect(await measures()).toHaveLength(3);
    await expectInStep();
  });

  test('an item that is edited while its measure is written is no lost edit', async () => {
    editRequest(stage.trust, 'Lese høyt', { status: 'on-hold' });
    await stage.pass(stage.trust);
    let done = false;
    stage.fjordvik.connector.onRequest = ({ what }) => {
      if (what !== 'update' || done) return;
      done = true;
      editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    };
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Lese høyt')).toMatchObject({ status: 'on-hold', description: 'Også for Arvid' });
    expect(requestCalled(stage.trust, 'Lese høyt').note).toEqual([{ text: 'Også for Arvid' }]);
    await expectInStep();
  });

  test('a plan that is set aside comes with its measures once it is mended', async () => {
    await stage.close();
    stage = await openStage();
    const { period: _, ...broken } = INGRIDS.plan(['goal-1', 'goal-2'], []);
    const others = INGRIDS.whole().filter(({ resourceType }) => !['CarePlan', 'ServiceRequest'].includes(resourceType));
    stage.fjordvik.connector.put(...directory('fjordvik'), ...others, { ...broken, activity: [WALK, READ] });
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
    expect(await stage.store.overview()).toMatchObject({ records: 0, setAside: 1 });
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Også for Arvid' });
    await stage.settle();
    stage.fjordvik.connector.put({ ...planAt(stage.fjordvik), period: { start: '2026-09-01' } });
    await stage.settle();
    expect((await measures()).map(({ code }) => code?.text)).toEqual(['Gangtrening', 'Lese høyt']);
    await expectInStep();
  });
});

describe('what is written here inline, by REST', () => {
  const write = async (activity: readonly CarePlanActivity[]): Promise<void> => {
    const [plan] = await stage.stored<CarePlan>('CarePlan');
    const whole = { ...(plan as CarePlan), activity: [...(plan?.activity ?? []), ...activity] };
    const expectedVersion = Number(plan?.meta?.versionId);
    await admitResource(stage.context, stage.context.controller, whole, { expectedVersion });
  };

  test('stays inline at every partner, and is no measure of its own', async () => {
    await write([inline('Ro')]);
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) expect(itemCalled(partner, 'Ro')).toBeDefined();
    expect(await measures()).toHaveLength(2);
    editItem(stage.trust, 'Ro', { status: 'completed' });
    await stage.settle();
    expect(itemCalled(stage.fjordvik, 'Ro')?.status).toBe('completed');
    expect(await measures()).toHaveLength(2);
    await expectInStep();
  });

  test('is not taken for the partner’s own when the answer gets lost', async () => {
    await write([
      inline('Ro', {
        performer: [{ reference: keyOf((await stage.stored('PractitionerRole'))[0] as never) as never }],
      }),
    ]);
    stage.trust.connector.losesAnswers = 1;
    stage.fjordvik.connector.losesAnswers = 1;
    await stage.settle();
    await stage.settle();
    for (const partner of [stage.fjordvik, stage.trust]) expect(itemsAt(partner)).toHaveLength(3);
    expect(await measures()).toHaveLength(2);
    await expectInStep();
  });

  test('is hidden where its kind is', async () => {
    opposeMeasures();
    await stage.settle();
    await write([inline('Ro')]);
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain('"Ro"');
    expect(itemCalled(stage.fjordvik, 'Ro')).toBeDefined();
  });
});

/** She opposes that the trust sees her measures. */
function opposeMeasures(): void {
  const role = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] };
  stage.fjordvik.connector.put({
    ...INGRIDS.access(TRUST, { id: 'no-measures' }),
    category: [{ coding: [{ system: SAMPLAN.consentKind, code: 'opposition' }] }],
    provision: {
      type: 'deny',
      class: [{ system: SAMPLAN.partKind, code: 'measure' }],
      actor: [{ role, reference: byNumber(TRUST) }],
    },
  });
}

describe('what a partner may not see', () => {
  test('is hidden from it, an inline measure with all that the activity says of it', async () => {
    await stage.close();
    stage = await openStage();
    opposeMeasures();
    const plan = { ...INGRIDS.plan(['goal-1', 'goal-2'], []), activity: [WALK, READ] };
    const others = INGRIDS.whole().filter(({ resourceType }) => !['CarePlan', 'ServiceRequest'].includes(resourceType));
    stage.fjordvik.connector.put(...directory('fjordvik'), ...others, plan);
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
    expect(planAt(stage.trust).title).toBe('Individuell plan');
    const text = JSON.stringify(stage.trust.connector.ever());
    for (const secret of ['Gangtrening', 'hver kveld', 'Bra']) expect(text).not.toContain(secret);
  });

  test('stays as it was told where it was hidden later, and is not touched by what the partner makes of it', async () => {
    opposeMeasures();
    await stage.settle();
    editItem(stage.fjordvik, 'Lese høyt', { description: 'Bare for kommunen' });
    editRequest(stage.trust, 'Gangtrening', { status: 'revoked' });
    await stage.settle();
    expect(JSON.stringify(stage.trust.connector.ever())).not.toContain('Bare for kommunen');
    expect(itemCalled(stage.fjordvik, 'Gangtrening')?.status).toBe('scheduled');
  });
});

describe('a partner that has no ServiceRequest', () => {
  /** The trust's system knows measures only inline; the municipality's has ServiceRequests. */
  beforeEach(async () => {
    await stage.close();
    stage = await openStage({ measures: { trust: 'inline' } });
    stage.trust.connector.refuses = ({ type }) => type === 'ServiceRequest';
    stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
    stage.trust.connector.put(...directory('trust'));
    await stage.settle();
  });

  test('has every measure inline, and nothing is owed', async () => {
    expect(itemsAt(stage.trust).map(({ detail }) => [detail?.status, detail?.code?.text])).toEqual([
      ['in-progress', 'Gangtrening'],
      ['in-progress', 'Kontroll på slagpoliklinikken'],
    ]);
    expect(planAt(stage.trust).status).toBe('active');
    expect(await measures()).toHaveLength(2);
    await expectInStep();
    expect(labelled(await stage.seen(stage.trust)).filter((text) => text.includes('"ServiceRequest"'))).toHaveLength(2);
  });

  test('edits them, adds some, and ends some', async () => {
    editItem(stage.trust, 'Gangtrening', { status: 'completed' });
    edit(stage.trust, (items) => [inline('Svømme', { performer: [byNumber(TRUST)] }), ...items]);
    editRequest(stage.fjordvik, 'Kontroll på slagpoliklinikken', { status: 'on-hold' });
    await stage.settle();
    expect(requestCalled(stage.fjordvik, 'Gangtrening').status).toBe('completed');
    expect(requestCalled(stage.fjordvik, 'Svømme').status).toBe('active');
    expect(itemCalled(stage.trust, 'Kontroll på slagpoliklinikken')?.status).toBe('on-hold');
    await expectInStep();
  });

  test.each([1, 2, 3])('loses the answer of write %i, and nothing is doubled', async (nth) => {
    addRequest(stage.fjordvik, 'ro', 'Ro');
    addRequest(stage.fjordvik, 'padle', 'Padle');
    let writes = 0;
    stage.trust.connector.onRequest = ({ what }) => {
      if (what !== 'create' && what !== 'update') return;
      writes += 1;
      if (writes === nth) stage.trust.connector.losesAnswers = 1;
    };
    await stage.settle();
    await stage.settle();
    expect(itemsAt(stage.trust).map(({ detail }) => detail?.code?.text)).toEqual([
      'Gangtrening',
      'Kontroll på slagpoliklinikken',
      'Ro',
      'Padle',
    ]);
    expect(await measures()).toHaveLength(4);
    await expectInStep();
  });

  test('edits one whose answer got lost before anybody knew of it: it is that one all the same', async () => {
    addRequest(stage.fjordvik, 'ro', 'Ro');
    await stage.pass(stage.fjordvik);
    stage.trust.connector.losesAnswers = 1;
    await stage.pass(stage.trust);
    editItem(stage.trust, 'Ro', { description: 'Inne' });
    await stage.settle();
    await stage.settle();
    expect(requestCalled(stage.fjordvik, 'Ro').note).toEqual([{ text: 'Inne' }]);
    expect(await measures()).toHaveLength(3);
    await expectInStep();
  });

  test('has Tasks that follow a measure up without leading to a resource that it has not', async () => {
    const { id } = requestCalled(stage.fjordvik, 'Gangtrening');
    stage.fjordvik.connector.put({
      resourceType: 'Task',
      id: 'f-task',
      status: 'requested',
      intent: 'plan',
      description: 'Bestille rullator',
      for: INGRIDS.person,
      basedOn: [{ reference: `ServiceRequest/${id}` }],
    });
    await stage.settle();
    const [task] = stage.trust.connector.all<Task>('Task');
    expect(task?.basedOn?.[0]).toMatchObject({ type: 'ServiceRequest' });
    expect(task?.basedOn?.[0]?.reference).toBeUndefined();
    stage.trust.connector.put({ ...(task as Task), status: 'completed' });
    await stage.settle();
    expect(stage.fjordvik.connector.get<Task>('Task', 'f-task')).toMatchObject({
      status: 'completed',
      basedOn: [{ reference: `ServiceRequest/${id}` }],
    });
    await expectInStep();
  });
});
