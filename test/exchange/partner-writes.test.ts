import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal, Resource } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { admitResource } from '../../src/exchange/admit-changes.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { conflictOf } from '../../src/record/conflict.ts';
import { contentOf } from '../../src/record/content-of.ts';
import { NATIONAL } from '../../src/record/systems.ts';
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
    findings: [{ rule: 'known-person' }],
  });
  const patient = (number: string): Resource => ({
    resourceType: 'Patient',
    identifier: [{ system: NATIONAL.birthNumber, value: number }],
    name: [{ family: 'Nesbakk', given: ['Ingrid'] }],
  });
  const answers = await Promise.allSettled(
    [INGRID, PER].map((number) => admitResource(stage.context, NAV, patient(number), {})),
  );
  const [known, unknown] = answers.map((answer) => (answer.status === 'rejected' ? answer.reason : undefined));
  expect(known).toMatchObject({ code: 'forbidden' });
  expect({ ...known }).toEqual({ ...unknown });
  await expect(admitResource(stage.context, TRUST, patient(INGRID), {})).rejects.toMatchObject({ code: 'duplicate' });
});

test('an entry of the directory is changed by its owner only', async () => {
  const [organization] = await stage.stored<Resource>('Organization');
  const stored = await stage.store.read('Organization', organization?.id ?? '');
  const changed = { ...contentOf(stored?.resource as Resource), name: 'Noe annet' } as Resource;
  await expect(
    admitResource(stage.context, NAV, changed, { expectedVersion: stored?.version ?? 0 }),
  ).rejects.toMatchObject({ code: 'forbidden' });
});
