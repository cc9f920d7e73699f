import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Patient } from '@medplum/fhirtypes';
import { type AnsweringServer, startAnsweringServer } from '../connector/answering-server.ts';
import { Papers, PER } from '../exchange/papers.ts';
import { type HttpStage, openHttpStage } from './over-http.ts';

let http: HttpStage;
let elsewhere: AnsweringServer;
beforeEach(async () => {
  http = await openHttpStage();
  elsewhere = await startAnsweringServer();
  await http.settle();
  http.system.memory.later(3_600_000);
});
afterEach(async () => {
  await http.close();
  await elsewhere.close();
});

const places = async () =>
  (await http.stage.store.partnerFindings()).map(({ partner, place, finding }) => [partner, place, finding.rule]);
const setAsideRules = async () =>
  (await http.stage.store.allSetAside()).flatMap(({ partner, findings }) =>
    findings.map(({ rule, path }) => [partner, path, rule]),
  );
const { name: TRUST } = { name: 'Helse Fjordvik HF' };
const editGoal = (text: string): void => {
  const [goal] = http.held<Goal>('Goal');
  if (goal) http.system.memory.put({ ...goal, description: { text } });
};
const recordText = async () => JSON.stringify([...(await http.stage.record()).parts.values()]);
/** The trust answers one kind of request so. */
const answers = (path: string, answer: (response: Parameters<HttpStage['system']['answering']>[0]) => void): void => {
  http.system.answering = (response, request, asked) => {
    if (request.method !== 'GET' || asked !== path) return false;
    answer(response);
    return true;
  };
};
const asBundle = (resources: readonly unknown[], more = {}): string =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
    ...more,
  });

test('another person’s resource under a known id is set aside, naming partner and resource, and merged into nobody', async () => {
  const { system, stage } = http;
  const pers = new Papers('hf-per', PER);
  for (const resource of pers.whole()) system.memory.put(resource as Patient);
  await http.settle();
  const before = await recordText();
  const [goal] = http.held<Goal>('Goal').filter(({ subject }) => subject.reference !== 'Patient/hf-per-patient');
  if (goal)
    system.memory.put({
      ...goal,
      subject: { reference: 'Patient/hf-per-patient' },
      description: { text: 'Pers eget' },
    });
  expect(await http.pass()).toMatchObject({ outcome: 'completed', setAside: 1 });
  expect(await setAsideRules()).toEqual([[TRUST, `Goal/${goal?.id}`, 'another-person']]);
  expect(await recordText()).toBe(before);
  const perRecord = JSON.stringify([...(await stage.record(PER)).parts.values()]);
  expect(perRecord).not.toContain('Pers eget');
});

describe.each([['pass'], ['reconciliation']] as const)('a Bundle with a wrong total, in a %s', (kind) => {
  test.each([0, 1, 99_999])('of %i changes nothing', async (total) => {
    editGoal('Endret');
    const goals = http.held<Goal>('Goal');
    answers('Goal', (response) => response.writeHead(200).end(asBundle(goals, { total })));
    expect(await http.pass({ kind })).toMatchObject({ outcome: 'completed', deleted: 0, notVisible: 0, admitted: 1 });
    expect(await recordText()).toContain('Endret');
  });
});

test('a next link to another host is not followed, the page is left out with a finding, and the rest goes on', async () => {
  editGoal('Ondt');
  const goals = http.held<Goal>('Goal');
  const link = [{ relation: 'next', url: `${elsewhere.url}/Goal?page=2` }];
  answers('Goal', (response) => response.writeHead(200).end(asBundle(goals, { link })));
  const [plan] = http.held('CarePlan');
  if (plan) http.system.memory.put({ ...plan, description: 'Endret plan' } as typeof plan);
  expect(await http.pass()).toMatchObject({ outcome: 'completed', admitted: 1 });
  expect(elsewhere.asked).toEqual([]);
  expect(await places()).toEqual([[TRUST, 'GET Goal', 'unreadable']]);
  expect(await recordText()).not.toContain('Ondt');
  expect(await recordText()).toContain('Endret plan');
  http.system.answering = () => false;
  await http.settle();
  expect(await recordText()).toContain('Ondt');
  expect(await places()).toEqual([]);
});

test('an entry that says of itself what it is not is open until everything there is sound', async () => {
  const goals = http.held<Goal>('Goal');
  answers('Goal', (response) => response.writeHead(200).end(asBundle([...goals, { resourceType: 'Goal' }])));
  await http.pass();
  http.system.answering = () => false;
  await http.pass();
  expect(await places()).toEqual([[TRUST, 'Goal, page 1, Bundle.entry[2]', 'unreadable']]);
  await http.pass({ kind: 'reconciliation' });
  expect(await places()).toEqual([]);
});

test('10 MB of one resource is left out, named, and the rest of the page goes on', async () => {
  editGoal('Endret');
  const { identifier: _, ...goal } = http.held<Goal>('Goal')[0] as Goal;
  const id = 'hf-big';
  http.system.memory.put({ ...goal, id, note: [{ text: 'x'.repeat(10 * 1024 * 1024) }] });
  expect(await http.pass()).toMatchObject({ outcome: 'completed', admitted: 1 });
  expect(await places()).toEqual([[TRUST, 'Goal/hf-big', 'unreadable']]);
  expect(await recordText()).toContain('Endret');
  expect((await recordText()).length).toBeLessThan(1_000_000);
  http.system.memory.put({ ...goal, id });
  await http.pass();
  expect(await places()).toEqual([]);
});

test('one resource nested deeper than anybody can write is left out, named, and the rest of the page goes on', async () => {
  editGoal('Likevel');
  const goals = http.held<Goal>('Goal');
  answers('Goal', (response) => {
    const deep = `{"resourceType":"Goal","id":"deep","meta":{"versionId":"1"},"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    response.writeHead(200).end(asBundle([...goals, 0]).replace('{"resource":0}', `{"resource":${deep}}`));
  });
  expect(await http.pass()).toMatchObject({ outcome: 'completed' });
  expect(await places()).toEqual([[TRUST, 'Goal/deep', 'unreadable']]);
  expect(await recordText()).toContain('Likevel');
});

test('a version that goes backwards once is set aside, naming partner and resource', async () => {
  const [goal] = http.held<Goal>('Goal');
  editGoal('Endret');
  await http.pass();
  const held = http.system.memory.versionsOf('Goal', goal?.id ?? '');
  const backup = http.system.memory.backup();
  const goals = new Map([...(backup.get('Goal') ?? []), [goal?.id ?? '', held.slice(0, -1)]]);
  http.system.memory.restore(new Map([...backup, ['Goal', goals]]));
  expect(await http.pass({ kind: 'reconciliation' })).toMatchObject({
    outcome: 'completed',
    epoch: 1,
    setAside: 1,
    merged: 0,
  });
  expect(await setAsideRules()).toEqual([[TRUST, `Goal/${goal?.id}`, 'version-went-back']]);
  expect(await recordText()).toContain('Endret');
});

describe('HTML with status 200', () => {
  test('for one type leaves that type out with a finding, and the rest goes on', async () => {
    answers('Goal', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'));
    const [plan] = http.held('CarePlan');
    if (plan) http.system.memory.put({ ...plan, description: 'Endret plan' } as typeof plan);
    expect(await http.pass()).toMatchObject({ outcome: 'completed', admitted: 1 });
    expect(await places()).toEqual([[TRUST, 'GET Goal', 'unreadable']]);
  });

  test('for everything fails the pass, and nothing is deleted or merged', async () => {
    const before = await recordText();
    http.system.answering = (response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
      return true;
    };
    for (const kind of ['pass', 'reconciliation'] as const)
      expect(await http.pass({ kind })).toMatchObject({ outcome: 'failed', deleted: 0, merged: 0 });
    expect(await recordText()).toBe(before);
  });

  test('when what a plan leads to is read sets that person aside, and she is looked at again', async () => {
    const [plan] = http.held('CarePlan');
    const goal = { reference: 'Goal/hf-new' };
    if (plan) http.system.memory.put({ ...plan, goal: [goal] } as typeof plan);
    answers('Goal/hf-new', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'));
    expect(await http.pass()).toMatchObject({ outcome: 'completed', setAside: 1 });
    expect(await setAsideRules()).toEqual([[TRUST, 'GET Goal by id', 'partner-answer']]);
    http.system.answering = () => false;
    await http.settle();
    expect(await setAsideRules()).toEqual([]);
  });
});

test('a redirect to elsewhere is not followed, and the rest goes on', async () => {
  answers('Goal', (response) => response.writeHead(302, { location: `${elsewhere.url}/Goal` }).end());
  const [plan] = http.held('CarePlan');
  if (plan) http.system.memory.put({ ...plan, description: 'Endret plan' } as typeof plan);
  expect(await http.pass()).toMatchObject({ outcome: 'completed', admitted: 1 });
  expect(elsewhere.asked).toEqual([]);
  expect(await places()).toEqual([[TRUST, 'GET Goal', 'unreadable']]);
});

test('a search for one person that gives another’s resources gives nothing of theirs', async () => {
  await http.close();
  http = await openHttpStage({ browse: false });
  await http.settle();
  http.system.memory.put({
    ...(http.held<Goal>('Goal')[0] as Goal),
    id: 'hf-stranger',
    subject: { reference: 'Patient/stranger' },
  });
  http.system.answering = (response, _request, path) => {
    if (path !== 'Goal/_search') return false;
    response.writeHead(200).end(asBundle(http.held<Goal>('Goal')));
    return true;
  };
  const before = await recordText();
  expect(await http.pass()).toMatchObject({ outcome: 'completed', strategy: 'per-person', admitted: 0 });
  expect(await places()).toEqual([[TRUST, 'Goal/hf-stranger', 'about-another']]);
  expect(await recordText()).toBe(before);
});

test('no finding names a person, by name or number', async () => {
  const number = '14836830068';
  http.system.memory.put({ resourceType: 'Patient', id: number, name: [{ family: 'Nesbakk' }] });
  answers('Patient', (response) =>
    response.writeHead(200).end(asBundle([{ resourceType: 'Goal', id: number, description: { text: 'Nesbakk' } }])),
  );
  await http.pass();
  const said = JSON.stringify([await http.stage.store.partnerFindings(), await http.stage.store.runs({ count: 99 })]);
  expect(said).toContain('Goal/…');
  expect(said).not.toContain(number);
  expect(said).not.toContain('Nesbakk');
});
