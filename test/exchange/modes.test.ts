import { afterEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Goal } from '@medplum/fhirtypes';
import { directory, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

let stage: Stage;
afterEach(() => stage.close());

async function open(mode: 'shadow' | 'pull' | 'push'): Promise<void> {
  stage = await openStage({ modes: { trust: mode } });
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'));
}

describe.each(['shadow', 'pull'] as const)('a partner in %s mode', (mode) => {
  test('gets nothing, and is told of what it would get', async () => {
    await open(mode);
    const before = stage.trust.connector.all();
    await stage.pass(stage.fjordvik);
    const summary = await stage.pass(stage.trust);
    expect(summary).toMatchObject({ outcome: 'completed', delivered: 0 });
    if (mode === 'shadow') expect(summary.notices).toEqual(['shadow: 9 resources would be sent']);
    expect(stage.trust.connector.all()).toEqual(before);
    expect(new Set(stage.trust.connector.requests.map(({ what }) => what))).toEqual(new Set(['statement', 'changes']));
    expect(await stage.link(stage.trust)).toMatchObject({ standing: 'owed', reason: `mode-${mode}` });
  });

  test('is pulled from all the same, and what it writes flows on', async () => {
    await open(mode);
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({ ...plan, status: 'draft' }));
    await stage.settle();
    const theirs = new Papers('t', INGRID);
    const goal: Goal = theirs.goal('goal', 'Spille trekkspill');
    stage.trust.connector.put(
      theirs.patient(),
      goal,
      { ...theirs.plan(['goal'], []), status: 'draft' },
      theirs.access(TRUST),
    );
    await stage.pass(stage.trust);
    await stage.pass(stage.fjordvik);
    expect(stage.fjordvik.connector.all<Goal>('Goal').map(({ description }) => description.text)).toContain(
      'Spille trekkspill',
    );
  });

  test('is not in the access log as a recipient', async () => {
    await open(mode);
    await stage.settle();
    const events = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ subtype }) =>
      subtype?.[0]?.code?.startsWith('deliver'),
    );
    expect(JSON.stringify(events)).not.toContain(TRUST.organization);
  });
});

test('a partner in push mode is sent everything and asked for nothing', async () => {
  await open('push');
  await stage.pass(stage.fjordvik);
  const summary = await stage.pass(stage.trust);
  expect(summary).toMatchObject({ outcome: 'completed', pulled: 0, admitted: 0 });
  expect(summary.delivered).toBeGreaterThan(8);
  expect(stage.trust.connector.requests.filter(({ what }) => what === 'changes')).toEqual([]);
  expect(await stage.standing(stage.trust)).toBe('in-step');
});

test('what a partner made in push mode of something whose answer was lost, is taken in when it is found again', async () => {
  await open('push');
  await stage.pass(stage.fjordvik);
  const { connector } = stage.trust;
  connector.onRequest = ({ what, type }) => {
    connector.losesAnswers = what === 'create' && type === 'Goal' ? 1 : 0;
  };
  await stage.pass(stage.trust);
  connector.onRequest = () => {};
  const [goal] = connector.all<Goal>('Goal');
  connector.put({ ...(goal as Goal), priority: { text: 'viktigst' } });
  await stage.settle();
  expect(connector.get<Goal>('Goal', goal?.id ?? '').priority).toEqual({ text: 'viktigst' });
  expect(connector.all('Goal')).toHaveLength(2);
  expect(JSON.stringify(stage.fjordvik.connector.all('Goal'))).toContain('viktigst');
});
