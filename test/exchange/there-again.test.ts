import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Goal } from '@medplum/fhirtypes';
import { directory } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
});
afterEach(() => stage.close());

const goalsOf = (plans: readonly CarePlan[]): readonly number[] => plans.map(({ goal = [] }) => goal.length);

test('a goal that was not there when its plan was read, and is there again after a restore, comes in with its place in the plan', async () => {
  const { fjordvik, trust } = stage;
  const goals = fjordvik.connector.all<Goal>('Goal');
  const listed = fjordvik.connector.all<CarePlan>('CarePlan').flatMap(({ goal = [] }) => goal).length;
  expect([goals.length > 0, listed > 0]).toEqual([true, true]);
  const backup = fjordvik.connector.backup();
  fjordvik.connector.delete('Goal', goals[0]?.id ?? '');
  await stage.settle();
  expect(goalsOf(trust.connector.all<CarePlan>('CarePlan'))).toEqual([listed - 1]);

  fjordvik.connector.restore(backup);
  await stage.pass(fjordvik, { kind: 'reconciliation' });
  await stage.settle();
  expect(goalsOf(await stage.stored<CarePlan>('CarePlan'))).toEqual([listed]);
  expect(goalsOf(trust.connector.all<CarePlan>('CarePlan'))).toEqual([listed]);
  expect(trust.connector.all<Goal>('Goal')).toHaveLength(goals.length);
  // Its owner's plan is as it was: nobody took the goal out of it.
  expect(goalsOf(fjordvik.connector.all<CarePlan>('CarePlan'))).toEqual([listed]);
  expect(fjordvik.connector.requests.filter(({ what, type }) => what === 'update' && type === 'CarePlan')).toEqual([]);
});
