import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { NATIONAL } from '../../src/record/systems.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { carry } from '../contract/store/filled.ts';
import { differences } from './in-step.ts';
import { labelled } from './labels.ts';
import { directory, INGRID, Papers, TRUST } from './papers.ts';
import { openStage, type Stage, type StagedPartner } from './stage.ts';

/** A store of which an older copy is put in place: partners are ahead of it then. */
function restorable(first: Store): { readonly store: Store; restore(copy: Store): void } {
  let current = first;
  const store = new Proxy(first, {
    get: (_, name: keyof Store) => (current[name] as (...given: unknown[]) => unknown).bind(current),
  });
  return {
    store,
    restore(copy) {
      current = copy;
    },
  };
}

const PAPERS = new Papers('f', INGRID);

let stage: Stage;
let stores: Store[];
let restore: () => void;
let restoreEmpty: () => void;
beforeEach(async () => {
  const first = await openSqliteStore({ file: ':memory:' });
  const { store, restore: put } = restorable(first);
  stage = await openStage({ store });
  stage.fjordvik.connector.put(...directory('fjordvik'), ...PAPERS.whole());
  stage.trust.connector.put(...directory('trust'));
  await stage.settle();
  const copy = await openSqliteStore({ file: ':memory:' });
  await carry(first, copy, 100);
  const empty = await openSqliteStore({ file: ':memory:' });
  stores = [first, copy, empty];
  restore = () => put(copy);
  restoreEmpty = () => put(empty);
});
afterEach(async () => {
  for (const store of stores) await store.close();
});

const at = ({ connector }: StagedPartner): readonly Resource[] =>
  ['CarePlan', 'CareTeam', 'Consent', 'Goal', 'ServiceRequest', 'Patient', 'Practitioner'].flatMap((type) =>
    connector.all(type as Resource['resourceType']),
  );
const held = (): readonly (readonly string[])[] => [labelled(at(stage.fjordvik)), labelled(at(stage.trust))];

/** A measure of the trust's own, in the plan that it got. */
function measureAtTheTrust(text: string): void {
  const [plan] = stage.trust.connector.all<CarePlan>('CarePlan');
  const [like] = stage.trust.connector.all<ServiceRequest>('ServiceRequest');
  if (!plan || !like) throw new Error('the plan has not come to the trust');
  stage.trust.connector.put({
    ...{ resourceType: 'ServiceRequest', id: 'trust-own', status: 'active', intent: 'plan', code: { text } },
    subject: like.subject,
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
    performer: [{ identifier: { system: NATIONAL.organization, value: TRUST.organization } }],
  });
}

/** Both sides have as much of each, and nothing is in doubt. */
async function expectAllIsAsBefore(before: ReturnType<typeof held>): Promise<void> {
  expect(held()).toEqual(before);
  for (const partner of [stage.fjordvik, stage.trust]) {
    expect(await differences(stage, partner)).toEqual([]);
    expect(await stage.standing(partner)).toBe('in-step');
  }
  expect(await stage.conflicts()).toEqual([]);
}

describe.each(['fjordvik', 'trust'] as const)(
  'a store that was restored from a backup, and looks at the %s first',
  (first) => {
    test('has again what a partner made and edited since, which is not made a second time at the other', async () => {
      stage.fjordvik.connector.put(
        PAPERS.goal('goal-3', 'Lære å sykle'),
        PAPERS.plan(['goal-1', 'goal-2', 'goal-3'], ['measure-1', 'measure-2']),
      );
      stage.fjordvik.connector.edit<Goal>('Goal', PAPERS.id('goal-1'), (goal) => ({
        ...goal,
        description: { text: 'Gå til butikken og hjem' },
      }));
      await stage.settle();
      const before = held();
      expect(before[1]?.join()).toContain('sykle');
      restore();
      await stage.pass(stage[first]);
      await stage.settle();
      await expectAllIsAsBefore(before);
    });

    test('has again what the other partner made since', async () => {
      measureAtTheTrust('Taleopplæring');
      await stage.settle();
      const before = held();
      expect(before[0]?.join()).toContain('Taleopplæring');
      restore();
      await stage.pass(stage[first]);
      await stage.settle();
      await expectAllIsAsBefore(before);
    });

    test('has again what came after a backup from before there was anything of it', async () => {
      const before = held();
      restoreEmpty();
      await stage.pass(stage[first]);
      await stage.settle();
      await expectAllIsAsBefore(before);
    });
  },
);
