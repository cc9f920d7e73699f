import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Resource, Task } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import type { SamplanError } from '../../src/errors.ts';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { reportNeed } from '../../src/exchange/report-need.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import type { Finding } from '../../src/validation/finding.ts';
import { INGRID, NAV, PER, TRUST } from './papers.ts';
import { openSharedStage, type Stage } from './stage.ts';

/** What a partner writes over REST, where it sees a view (invariant I5). */
let stage: Stage;
beforeEach(async () => {
  stage = await openSharedStage();
});
afterEach(() => stage.close());

const OWNERS = 'Gå til butikken alene';

async function idOf<R extends Resource>(type: R['resourceType'], is: (resource: R) => boolean): Promise<string> {
  return (await stage.stored<R>(type)).find(is)?.id ?? '';
}

const goalId = (text = OWNERS): Promise<string> => idOf<Goal>('Goal', ({ description }) => description.text === text);

/** Reads as the caller, changes what it sees, and writes it back. */
async function edit<R extends Resource>(caller: Party, type: R['resourceType'], id: string, change: (seen: R) => R) {
  const shown = await sightOf(stage.context, caller).read(type, id);
  if (!shown) throw new Error('not seen');
  const base = contentOf(shown.resource) as R;
  return admitResource(stage.context, caller, change(base), { expectedVersion: shown.stored.version, base });
}

/** The trust's permit, without this goal. */
async function hideFromTrust(goal: string): Promise<void> {
  const [permit] = (await stage.stored<Consent>('Consent')).filter(({ provision }) =>
    (provision?.actor ?? []).some(({ reference }) => reference.identifier?.value === TRUST.organization),
  );
  if (!permit?.provision) throw new Error('no permit');
  const hidden = { type: 'deny', data: [{ meaning: 'instance', reference: { reference: `Goal/${goal}` } }] } as const;
  const changed: Consent = { ...contentOf(permit), provision: { ...permit.provision, provision: [hidden as never] } };
  const { version } = (await stage.store.read('Consent', permit.id ?? '')) ?? { version: 0 };
  await admitResource(stage.context, stage.context.controller, changed, { expectedVersion: version });
}

test('an edit of a view leaves what the partner does not see as it was', async () => {
  await hideFromTrust(await goalId());
  const plan = await idOf<CarePlan>('CarePlan', () => true);
  const before = (await stage.store.read('CarePlan', plan))?.resource as CarePlan;
  const { stored } = await edit<CarePlan>(TRUST, 'CarePlan', plan, (seen) => {
    expect(JSON.stringify(seen.goal ?? [])).not.toContain(String(before.goal?.[0]?.reference));
    return { ...seen, description: 'Sett frå sjukehuset' };
  });
  expect(stored.resource).toMatchObject({ description: 'Sett frå sjukehuset', goal: before.goal });
  expect(await stage.conflicts()).toEqual([]);
});

test('what is not the partner to end is a proposal, and stands until a person decides', async () => {
  const id = await goalId();
  const { stored } = await edit<Goal>(TRUST, 'Goal', id, (seen) => ({ ...seen, lifecycleStatus: 'cancelled' }));
  expect((stored.resource as Goal).lifecycleStatus).toBe('active');
  const [task, ...others] = await stage.conflicts();
  expect(others).toEqual([]);
  expect(task && conflictOf(task)).toMatchObject({ part: `Goal/${id}`, partner: TRUST.name, theirs: 'cancelled' });
});

test('nobody writes about a person who is not enrolled with it, or learns that she is known', async () => {
  const goal: Goal = {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Nytt mål' },
    subject: { reference: `Patient/${await stage.person()}` },
  };
  await expect(admitResource(stage.context, NAV, goal, {})).rejects.toMatchObject({
    code: 'invalid',
    findings: [{ rule: 'known-person', action: { en: expect.stringContaining('must first consent') } }],
  });
  const patient = (number: string): Resource => ({
    resourceType: 'Patient',
    identifier: [{ system: NATIONAL.birthNumber, value: number }],
    name: [{ family: 'Nesbakk', given: ['Ingrid'] }],
  });
  // A health trust that had nothing to do with her, too.
  for (const party of [NAV, { name: 'Annet HF', organization: '310609013', sector: 'specialist' } as const]) {
    const answers = await Promise.allSettled(
      [INGRID, PER].map((number) => admitResource(stage.context, party, patient(number), {})),
    );
    const [known, unknown] = answers.map((answer) => (answer.status === 'rejected' ? answer.reason : undefined));
    const way = party === NAV ? 'must first consent' : 'POST $report-need';
    expect(known).toMatchObject({ code: 'forbidden', text: { en: expect.stringContaining(way) } });
    expect({ ...known }).toEqual({ ...unknown });
  }
  await expect(admitResource(stage.context, TRUST, patient(INGRID), {})).rejects.toMatchObject({ code: 'duplicate' });
});

test('health personnel that writes about whom it does not reach is told to report the need, and having done so it writes', async () => {
  const party = { name: 'Annet HF', organization: '310609013', sector: 'specialist' } as const;
  const { context } = stage;
  const goal: Goal = {
    resourceType: 'Goal',
    lifecycleStatus: 'proposed',
    description: { text: 'Nytt mål' },
    subject: { reference: `Patient/${await stage.person()}` },
  };
  const text = async (): Promise<unknown> =>
    admitResource(context, party, goal, {}).catch(
      ({ findings }: { readonly findings: readonly Finding[] }) => findings,
    );
  const told = await text();
  expect(told).toMatchObject([{ rule: 'known-person', action: { en: expect.stringContaining('POST $report-need') } }]);
  // The same as of a person who is not here.
  const nobody = { ...goal, subject: { reference: 'Patient/nobody' } };
  await expect(admitResource(context, party, nobody, {})).rejects.toMatchObject({ findings: told });
  await reportNeed(context, party, {
    patient: { resourceType: 'Patient', identifier: [{ system: NATIONAL.birthNumber, value: INGRID }] },
  });
  expect(await text()).toMatchObject({ created: true });
});

test('an entry of the directory is changed by its owner only', async () => {
  const [organization] = await stage.stored<Resource>('Organization');
  const stored = await stage.store.read('Organization', organization?.id ?? '');
  const changed = { ...contentOf(stored?.resource as Resource), name: 'Noe annet' } as Resource;
  await expect(
    admitResource(stage.context, NAV, changed, { expectedVersion: stored?.version ?? 0 }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});

describe('what the law says of a record that is hidden', () => {
  /** Knows her, and sees nothing of the plan. */
  const STRANGER = { name: 'Annet HF', organization: '310609013', sector: 'specialist' } as const;
  const YEAR = 400 * 24 * 60 * 60 * 1000;
  const task = async (): Promise<Task> => ({
    resourceType: 'Task',
    status: 'draft',
    intent: 'plan',
    for: { reference: `Patient/${await stage.person()}` },
  });

  beforeEach(async () => {
    const patient = { resourceType: 'Patient', identifier: [{ system: NATIONAL.birthNumber, value: INGRID }] } as const;
    await reportNeed(stage.context, STRANGER, { patient: { ...patient, identifier: [...patient.identifier] } });
  });

  test('is told to who sees all there is, and not to who writes beside it', async () => {
    stage.later(YEAR);
    const byStranger = await admitResource(stage.context, STRANGER, await task(), {});
    expect(byStranger.findings).toEqual([]);
    const byController = await admitResource(stage.context, stage.context.controller, await task(), {});
    expect(byController.findings.map(({ rule }) => rule)).toContain('plan-revision');
  });

  test('does not tell by the refusal of a plan that she has one', async () => {
    const plan: CarePlan = {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject: { reference: `Patient/${await stage.person()}` },
      category: [{ coding: [{ system: SAMPLAN.planKind, code: 'individual-plan' }] }],
    };
    const refused = await admitResource(stage.context, STRANGER, plan, {}).catch((error: unknown) => error);
    // Its own text lacks a period, which it is told. Once that is there, the record refuses, and says no more.
    expect(refused).toMatchObject({ code: 'invalid', findings: [{ rule: 'plan-period', path: 'CarePlan.period' }] });
    expect((refused as SamplanError).findings.filter(({ severity }) => severity === 'error')).toHaveLength(1);
    expect(JSON.stringify(refused)).not.toMatch(/one-active-plan|active plans/u);
    const whole = { ...plan, period: { start: '2026-11-01' } };
    const again = await admitResource(stage.context, STRANGER, whole, {}).catch((error: unknown) => error);
    const errors = (again as SamplanError).findings.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ rule: 'record-as-it-stands', path: 'CarePlan' }]);
    const byController = admitResource(stage.context, stage.context.controller, whole, {});
    await expect(byController).rejects.toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'one-active-plan' })]),
    });
  });

  test('refuses, and says nothing of what it is about', async () => {
    // As nothing that came through the gate would stand: the plan has no period.
    const plan = await stage.store.read('CarePlan', await idOf<CarePlan>('CarePlan', () => true));
    if (!plan) throw new Error('no plan');
    const { period: _, ...rest } = plan.resource as CarePlan;
    const { version, record = '', owner = '' } = plan;
    const meta = { ...rest.meta, versionId: String(version + 1) };
    await stage.pastTheGate({ writes: [{ resource: { ...rest, meta }, version: version + 1, record, owner }] });
    const refused = await admitResource(stage.context, STRANGER, await task(), {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid', findings: [{ rule: 'record-as-it-stands', path: 'Task' }] });
    expect(JSON.stringify(refused)).not.toMatch(/CarePlan|plan-period/u);
  });
});
