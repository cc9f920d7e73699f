import { describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource } from '@medplum/fhirtypes';
import { conflictOf } from '../../src/record/conflict.ts';
import { labelled } from './labels.ts';
import { directory, FJORDVIK, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

const shared = (value: string) => [{ system: 'urn:felles', value }];
const named = <R extends Resource>(resource: R): R => ({
  ...resource,
  identifier: shared(resource.id?.slice(2) ?? ''),
});

/** The same plan as each of two systems has always had it: without a word of who is responsible. */
function papers(own: Papers, text: string, more: Partial<Goal> = {}): readonly Resource[] {
  const { author: _, ...plan } = own.plan(['goal'], []);
  const team = { ...own.team(), participant: [] };
  return [
    { ...own.patient(), name: [{ family: text }] },
    named(team),
    named({ ...own.planMade(), organization: [] }),
    named(own.access(TRUST)),
    named(own.access(FJORDVIK)),
    named({ ...own.goal('goal', text), ...more }),
    named(plan as CarePlan),
  ].map(({ ...resource }) => withoutEmpty(resource));
}

function withoutEmpty(resource: Resource): Resource {
  const full = Object.entries(resource).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(full) as unknown as Resource;
}

async function meet(order: readonly ('fjordvik' | 'trust')[], trusts: Partial<Goal> = {}): Promise<Stage> {
  const stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers(INGRIDS, 'Gå til kirken'));
  stage.trust.connector.put(...directory('trust'), ...papers(new Papers('t', INGRID), 'Gå på fjellet', trusts));
  for (const name of order) await stage.pass(stage[name]);
  await stage.settle();
  return stage;
}

async function owners(stage: Stage): Promise<Readonly<Record<string, string | undefined>>> {
  const parts = [...(await stage.record()).parts.values()];
  const own = parts.filter(({ kind }) => kind === 'goal' || kind === 'person' || kind === 'plan');
  return Object.fromEntries(own.map(({ kind, owner }) => [kind, owner]));
}

const ORDERS = [
  ['fjordvik', 'trust'],
  ['trust', 'fjordvik'],
] as const;

describe('what two systems had before they met', () => {
  test('is the municipality’s, whichever came first (invariant I9)', async () => {
    const ends: unknown[] = [];
    for (const order of ORDERS) {
      const stage = await meet(order);
      expect(await owners(stage)).toEqual({
        goal: FJORDVIK.organization,
        person: FJORDVIK.organization,
        plan: FJORDVIK.organization,
      });
      const [task, ...others] = await stage.conflicts();
      expect(others).toEqual([]);
      expect(task && conflictOf(task)).toMatchObject({
        partner: TRUST.name,
        ours: 'Gå til kirken',
        theirs: 'Gå på fjellet',
      });
      ends.push(labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource)));
      await stage.close();
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  test('is whose it says it is, whichever came first', async () => {
    const expressedBy = { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: TRUST.organization } };
    for (const order of ORDERS) {
      const stage = await meet(order, { expressedBy: expressedBy as NonNullable<Goal['expressedBy']> });
      expect(await owners(stage)).toMatchObject({ goal: TRUST.organization, person: FJORDVIK.organization });
      const [task] = await stage.conflicts();
      expect(task && conflictOf(task)).toMatchObject({ partner: FJORDVIK.name, ours: 'Gå på fjellet' });
      await stage.close();
    }
  });

  test('is not taken from its owner by a copy that Samplan made', async () => {
    const stage = await openStage();
    stage.trust.connector.put(...directory('trust'), ...papers(new Papers('t', INGRID), 'Gå på fjellet'));
    stage.fjordvik.connector.put(...directory('fjordvik'));
    await stage.settle();
    const { connector } = stage.fjordvik;
    for (const goal of connector.all<Goal>('Goal')) connector.put({ ...goal, startDate: '2026-11-01' });
    await stage.settle();
    expect(await owners(stage)).toMatchObject({ goal: TRUST.organization, person: TRUST.organization });
    await stage.close();
  });

  test('is the municipality’s Patient too, where that was only found when the plan went there', async () => {
    const ends: unknown[] = [];
    for (const isFoundFirst of [true, false]) {
      const stage = await openStage();
      const { fjordvik, trust } = stage;
      fjordvik.connector.put(...directory('fjordvik'), { ...INGRIDS.patient(), name: [{ family: 'Nesbakk' }] });
      await stage.pass(fjordvik);
      trust.connector.put(...directory('trust'), ...papers(new Papers('t', INGRID), 'Gå på fjellet'));
      if (isFoundFirst) await stage.settle();
      fjordvik.connector.put(INGRIDS.access(FJORDVIK, { id: 'again' }));
      await stage.settle();
      expect(await owners(stage)).toEqual({
        goal: TRUST.organization,
        person: FJORDVIK.organization,
        plan: TRUST.organization,
      });
      ends.push(labelled([...(await stage.record()).parts.values()].map(({ resource }) => resource)));
      await stage.close();
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  test('says in its version whose it has become', async () => {
    const stage = await meet(['trust', 'fjordvik']);
    const [goal] = [...(await stage.record()).parts.values()].filter(({ kind }) => kind === 'goal');
    const history = await stage.store.history('Goal', goal?.resource.id ?? '');
    expect(history.map(({ owner }) => owner)).toEqual([FJORDVIK.organization, TRUST.organization]);
    await stage.close();
  });
});
