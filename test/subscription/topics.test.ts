import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarePlan, Consent, Goal } from '@medplum/fhirtypes';
import { describeDisclosure } from '../../src/audit/disclosure-texts.ts';
import { HookFailed } from '../../src/connector/rest-hook.ts';
import { decide } from '../../src/consent/decide.ts';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { FJORDVIK, NAV, TRUST } from '../exchange/papers.ts';
import { INGRIDS, openSharedStage, type Stage } from '../exchange/stage.ts';
import { openSubscribers, type Subscribers, unreachable } from './subscribers.ts';

/** Ingrid's plan is the municipality's, and the trust has what she consents to. */
let stage: Stage;
let subscribers: Subscribers;
let ingrid: string;

beforeEach(async () => {
  stage = await openSharedStage();
  subscribers = await openSubscribers({ context: stage.context });
  ingrid = `Patient/${await stage.person()}`;
});
afterEach(() => stage.close());

const controller = () => stage.context.controller;
const news = () => subscribers.news();

describe('conflict-opened', () => {
  test('tells the controller of each conflict once, and nobody else', async () => {
    for (const party of [controller(), TRUST, FJORDVIK]) await subscribers.subscribe(party, 'conflict-opened');
    await subscribers.turn();
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Ett' } }));
    for (const goal of stage.trust.connector.all<Goal>('Goal')) {
      stage.trust.connector.put({ ...goal, description: { text: `Et annet ${goal.description.text}` } });
    }
    await stage.settle();
    const [task] = await stage.conflicts();
    expect(task).toBeDefined();
    await subscribers.turn();
    expect(news()).toMatchObject([{ number: '1', focus: `Task/${task?.id}`, about: ingrid }]);
    await subscribers.turn();
    expect(news()).toEqual([]);
  });
});

describe('duty-due', () => {
  const revisedOn = async (day: string) => {
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (plan) => ({
      ...plan,
      extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: day }],
    }));
    await stage.settle();
  };

  test('tells who owes it, and the controller, of a duty when its day has come, once', async () => {
    await revisedOn('2026-11-24');
    for (const party of [controller(), TRUST, FJORDVIK]) await subscribers.subscribe(party, 'duty-due');
    await subscribers.turn();
    expect(news()).toEqual([]);
    stage.later(86_400_000);
    await subscribers.turn();
    expect(news()).toEqual([]);
    stage.later(86_400_000);
    await subscribers.turn();
    const plan = [...(await stage.record()).parts.keys()].find((key) => key.startsWith('CarePlan/'));
    const told = { number: '1', focus: plan, about: ingrid };
    expect(news()).toMatchObject([told, told]);
    stage.later(86_400_000);
    await subscribers.turn();
    expect(news()).toEqual([]);
  });
});

describe('consent-withdrawn', () => {
  const end = async (status: Consent['status'] = 'inactive') => {
    const { id = '' } = INGRIDS.access(TRUST);
    stage.fjordvik.connector.edit<Consent>('Consent', id, (consent) => ({ ...consent, status }));
    await stage.pass(stage.fjordvik);
  };

  test('tells who held the plan by it: whose it is and nothing else, whatever was asked for', async () => {
    for (const party of [controller(), TRUST])
      await subscribers.subscribe(party, 'consent-withdrawn', { content: 'full-resource' });
    await subscribers.turn();
    expect(news()).toEqual([]);
    await end();
    await subscribers.turn();
    const heard = subscribers.heard.filter(({ events }) => events.length > 0);
    const told = { number: '1', at: expect.any(String), focus: ingrid, about: undefined };
    expect(heard.map(({ events, content }) => [events, content])).toEqual([
      [[told], []],
      [[told], []],
    ]);
    await stage.settle();
    subscribers.news();
    await subscribers.turn();
    expect(news()).toEqual([]);
  });

  test('tells who sees no more of the plan nothing of what changes in it after that', async () => {
    await subscribers.subscribe(TRUST, 'record-changed');
    await subscribers.turn();
    await end();
    await subscribers.turn();
    subscribers.news();
    stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'SECRET' } }));
    await stage.settle();
    await subscribers.turn();
    expect(news().map(({ focus }) => focus?.split('/')[0])).not.toContain('Goal');
  });

  test('tells who never saw anything of the plan nothing: not that there is one, nor that it was refused', async () => {
    await stage.store.commit({
      links: [{ person: await stage.person(), partner: NAV.name, standing: 'owed', attempts: 0 }],
    });
    const nav = { ...stage.trust, ...NAV };
    Object.assign(stage.context, { partners: [...stage.context.partners, nav] });
    await subscribers.subscribe(NAV, 'consent-withdrawn');
    await subscribers.subscribe(NAV, 'record-changed');
    await subscribers.turn();
    stage.fjordvik.connector.put({ ...INGRIDS.access(NAV, { id: 'refused' }), status: 'rejected' });
    await stage.pass(stage.fjordvik);
    const record = await stage.record();
    const notices = [...record.parts.values()].filter(
      (part) => decide(record, part, nav, 'coordination', subscribers.now()).reason === 'notice',
    );
    // There is something that it could be told of, had it seen anything.
    expect(notices).not.toEqual([]);
    await subscribers.turn();
    expect(news()).toEqual([]);
  });
});

test('what notifications told is in the disclosure report: to whom, which parts, and on what basis', async () => {
  await subscribers.subscribe(TRUST, 'record-changed');
  await subscribers.turn();
  const before = (await listDisclosures(stage.context, await stage.person())).disclosures.length;
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Noe annet' } }));
  await stage.pass(stage.fjordvik);
  await subscribers.turn();
  const [told] = news();
  const { disclosures } = await listDisclosures(stage.context, await stage.person());
  expect(disclosures.length).toBe(before + 1);
  expect(disclosures[0]).toMatchObject({ how: 'sent', organization: TRUST.organization });
  expect(disclosures[0]?.parts).toEqual([
    { key: told?.focus, kind: 'goal', reason: 'consented', basis: ['hpl § 22'], extent: 'address' },
  ]);
  expect(disclosures.slice(0, 1).map((one) => describeDisclosure(one, 'nb', () => 'Helse Fjordvik HF'))).toEqual([
    'Helse Fjordvik HF fikk et varsel om mål. Du har samtykket. Grunnlag: hpl § 22.',
  ]);
});

test('what an endpoint that cannot be reached was not sent is in nobody’s log', async () => {
  await subscribers.subscribe(TRUST, 'record-changed');
  await subscribers.turn();
  stage.fjordvik.connector.edit<Goal>('Goal', 'f-goal-1', (goal) => ({ ...goal, description: { text: 'Noe annet' } }));
  await stage.pass(stage.fjordvik);
  const before = (await listDisclosures(stage.context, await stage.person())).disclosures.length;
  subscribers.fails = unreachable;
  await subscribers.turn();
  expect((await listDisclosures(stage.context, await stage.person())).disclosures.length).toBe(before);
  // It heard all of it and said no: what it got is told as that.
  subscribers.fails = () => new HookFailed('refused');
  stage.later(3_600_000);
  await subscribers.turn();
  const { disclosures } = await listDisclosures(stage.context, await stage.person());
  expect(disclosures.slice(0, -before).map(({ how }) => how)).toEqual(['maybe-sent']);
});
