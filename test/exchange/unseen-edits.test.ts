import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import { admitChanges } from '../../src/exchange/admit-changes.ts';
import type { Context } from '../../src/exchange/context.ts';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
let goal: Goal;
let version: number;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  await stage.pass(stage.fjordvik);
  [goal] = (await stage.stored<Goal>('Goal')) as [Goal];
  version = (await stage.store.read('Goal', goal.id ?? ''))?.version ?? 0;
});
afterEach(() => stage.close());

/** A process that loads a record just after another one has rewritten the goal. */
function overtaken(): Context {
  const { context, store } = stage;
  let isFirst = true;
  const record: typeof store.record = async (person) => {
    if (isFirst) {
      isFirst = false;
      const resource = { ...goal, description: { text: 'Skrevet imens' } };
      await admitChanges(context, context.controller, [{ kind: 'update', resource, expectedVersion: version }]);
    }
    return store.record(person);
  };
  return {
    ...context,
    store: new Proxy(store, {
      get(target, name) {
        if (name === 'record') return record;
        const method: unknown = Reflect.get(target, name);
        return typeof method === 'function' ? method.bind(target) : method;
      },
    }),
  };
}

test.each(['update', 'delete'] as const)(
  'what was written between the look at the version and at the record is not overwritten unseen (%s)',
  async (kind) => {
    const context = overtaken();
    const { id = '' } = goal;
    const change =
      kind === 'update'
        ? { kind, resource: { ...goal, description: { text: 'Skrevet uten å ha sett det' } }, expectedVersion: version }
        : { kind, type: 'Goal', id, expectedVersion: version };
    await expect(admitChanges(context, context.controller, [change])).rejects.toMatchObject({ code: 'stale-version' });
    const stands = await stage.store.read('Goal', id);
    expect(stands).toMatchObject({ deleted: false, resource: { description: { text: 'Skrevet imens' } } });
  },
);
