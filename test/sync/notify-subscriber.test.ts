import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Resource } from '@medplum/fhirtypes';
import { disclosuresOf } from '../../src/audit/disclosures.ts';
import { HookFailed } from '../../src/connector/rest-hook.ts';
import { canonicalOf } from '../../src/subscription/topics.ts';
import {
  access,
  accessToAllBut,
  FJORDVIK,
  goal,
  NAV,
  patient,
  plan,
  planMade,
  TRUST,
  team,
} from '../record/fixtures.ts';
import { CONTROLLER, openSubscribers, type Subscribers, unreachable } from '../subscription/subscribers.ts';

const whole = (): readonly Resource[] => [patient(), team(), plan(), goal(), goal('hidden'), planMade()];
const rewritten = (id: string, text: string) => goal(id, { description: { text } });

let stage: Subscribers;

beforeEach(async () => {
  stage = await openSubscribers();
  await stage.put([...whole(), accessToAllBut(TRUST, ['Goal/hidden'])]);
  await stage.enrol(TRUST);
});

/** Ids of what news are about. */
const focuses = () => stage.news().map(({ focus }) => focus);

/** What the log says that subscribers got, with how much of it where that is not all. */
async function disclosed(): Promise<readonly string[]> {
  const { resources } = await stage.store.search({ type: 'AuditEvent', filters: [], count: 1_000 });
  return disclosuresOf(resources.map(({ resource }) => resource as AuditEvent))
    .flatMap(({ parts }) => parts)
    .map(({ key, extent }) => [key, ...(extent ? [extent] : [])].join(' '));
}

describe('a subscription', () => {
  test('is greeted before it is told anything, and is active when the endpoint answers', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed');
    expect((await stage.store.subscription(id))?.status).toBe('requested');
    await stage.turn();
    expect(stage.heard).toMatchObject([
      { type: 'handshake', status: 'requested', count: '0', topic: canonicalOf('record-changed'), events: [] },
    ]);
    expect((await stage.store.subscription(id))?.status).toBe('active');
    await stage.turn();
    expect(stage.heard).toHaveLength(1);
  });

  test('is not told what there was when it began', async () => {
    await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.turn();
    expect(stage.news()).toEqual([]);
  });

  test('is told what changed before the endpoint had answered the handshake', async () => {
    stage.fails = unreachable;
    await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    stage.fails = undefined;
    stage.later(3_600_000);
    await stage.turn();
    expect(stage.heard.map(({ type }) => type)).toEqual(['handshake', 'event-notification']);
    expect(focuses()).toEqual(['Goal/goal']);
  });

  test('that is off is told nothing, and nothing of that time when it is taken up again', async () => {
    const kept = await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    const replacing = await stage.store.subscription(kept.id);
    if (!replacing) throw new Error('not kept');
    const write = async (status: 'off' | 'requested') => {
      const now = await stage.store.subscription(kept.id);
      if (!now) throw new Error('not kept');
      const resource = { ...now.resource, status };
      return stage.subscriptions.keep(TRUST, { resource, base: kept.base, replacing: now });
    };
    await write('off');
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    await write('requested');
    await stage.turn();
    expect(stage.heard.map(({ type }) => type)).toEqual(['handshake', 'handshake']);
    await stage.put([rewritten('goal', 'Enda noe annet')]);
    await stage.turn();
    expect(stage.news()).toMatchObject([{ number: '1', focus: 'Goal/goal' }]);
  });

  test('ends when it says so', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed', { more: { end: '2026-11-22T11:00:00Z' } });
    await stage.turn();
    stage.later(3_600_000);
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    expect((await stage.store.subscription(id))?.status).toBe('off');
    expect(stage.news()).toEqual([]);
  });

  test('hears from us when nothing happened for so long as it asked for', async () => {
    await stage.subscribe(TRUST, 'record-changed', { heartbeat: 60 });
    await stage.turn();
    stage.later(50_000);
    await stage.turn();
    expect(stage.heard).toHaveLength(1);
    stage.later(20_000);
    await stage.turn();
    expect(stage.heard.at(-1)).toMatchObject({ type: 'heartbeat', status: 'active', count: '0', events: [] });
  });
});

describe('a change', () => {
  test('of what a subscriber sees is an event, numbered from 1 without a gap', async () => {
    await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet'), plan('plan', { title: 'Ny' })]);
    await stage.turn();
    await stage.put([rewritten('goal', 'Enda noe annet')]);
    await stage.turn();
    expect(stage.news()).toEqual([
      { number: '1', at: expect.any(String), focus: 'Goal/goal', about: 'Patient/ingrid' },
      { number: '2', at: expect.any(String), focus: 'CarePlan/plan', about: 'Patient/ingrid' },
      { number: '3', at: expect.any(String), focus: 'Goal/goal', about: 'Patient/ingrid' },
    ]);
    expect(stage.heard.map(({ count }) => count)).toEqual(['0', '2', '3']);
  });

  test('of what it does not see is none: no event, no number, no sign', async () => {
    await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('hidden', 'SECRET')]);
    await stage.turn();
    expect(stage.heard).toHaveLength(1);
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    expect(stage.news()).toMatchObject([{ number: '1', focus: 'Goal/goal' }]);
  });

  test('of a person whom it does not reach is none', async () => {
    await stage.subscribe(NAV, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    expect(stage.heard.map(({ type }) => type)).toEqual(['handshake']);
  });

  test('of whom it reaches, through a link that opens, is one about each part that it sees', async () => {
    const hers = { subject: { reference: 'Patient/per' } };
    await stage.put(
      [patient({ id: 'per' }), goal('of-per', hers), access(TRUST, { id: 'c', patient: hers.subject })],
      FJORDVIK,
      'per',
    );
    await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([goal('of-per', { ...hers, description: { text: 'Noe annet' } })], FJORDVIK, 'per');
    await stage.turn();
    expect(focuses()).toEqual([]);
    await stage.enrol(TRUST, 'per');
    await stage.turn();
    expect(focuses()).toEqual(expect.arrayContaining(['Goal/of-per', 'Patient/per']));
    await stage.turn();
    expect(focuses()).toEqual([]);
  });

  test('that lets it see a part is one about the part', async () => {
    await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([access(TRUST, { id: 'access' })]);
    await stage.turn();
    expect(focuses()).toEqual(expect.arrayContaining(['Goal/hidden', 'Consent/access']));
  });

  test('of who is not among those it asked for is none', async () => {
    await stage.put([patient({ id: 'per' }), goal('of-per', { subject: { reference: 'Patient/per' } })], TRUST, 'per');
    await stage.subscribe(TRUST, 'record-changed', { persons: 'Patient?_id=per' });
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    const changed = goal('of-per', { subject: { reference: 'Patient/per' }, description: { text: 'Noe annet' } });
    await stage.put([changed], TRUST, 'per');
    await stage.turn();
    expect(focuses()).toEqual(['Goal/of-per']);
  });

  test('comes with as much as was asked for', async () => {
    await stage.subscribe(TRUST, 'record-changed', { content: 'empty' });
    await stage.subscribe(TRUST, 'record-changed', { content: 'full-resource' });
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    const [empty, full] = stage.heard.filter(({ type }) => type === 'event-notification');
    expect(empty).toMatchObject({ topic: undefined, content: [], events: [{ number: '1' }] });
    expect(empty?.text).not.toMatch(/ingrid|Goal/u);
    // Of the empty one nothing.
    expect(await disclosed()).toEqual(['Goal/goal']);
    expect(full).toMatchObject({
      topic: canonicalOf('record-changed'),
      content: [{ resourceType: 'Goal', id: 'goal', description: { text: 'Noe annet' } }],
    });
  });

  test('comes in as many notifications as its events ask for', async () => {
    await stage.subscribe(CONTROLLER, 'record-changed', { maxCount: 2 });
    await stage.turn();
    await stage.put(['a', 'b', 'c', 'd', 'e'].map((id) => goal(id)));
    await stage.turn();
    expect(stage.heard.map(({ events }) => events.map(({ number }) => number))).toEqual([
      [],
      ['1', '2'],
      ['3', '4'],
      ['5'],
    ]);
  });
});

describe('what is told', () => {
  test('is what may be told when it leaves: of what is hidden meanwhile only the number', async () => {
    await stage.subscribe(TRUST, 'record-changed', { content: 'full-resource' });
    await stage.turn();
    stage.fails = unreachable;
    await stage.put([rewritten('goal', 'SECRET')]);
    await stage.turn();
    await stage.put([accessToAllBut(TRUST, ['Goal/hidden', 'Goal/goal'])]);
    stage.fails = undefined;
    stage.later(3_600_000);
    await stage.turn();
    expect(stage.news()[0]).toEqual({ number: '1', at: undefined, focus: undefined, about: undefined });
    expect(JSON.stringify(stage.heard)).not.toMatch(/SECRET|Goal\/goal/u);
  });

  test('does not leave when a consent is withdrawn while the connection is made', async () => {
    await stage.subscribe(TRUST, 'record-changed', { content: 'full-resource' });
    await stage.turn();
    await stage.put([rewritten('goal', 'SECRET')]);
    stage.connected = async () => {
      stage.connected = undefined;
      await stage.put([accessToAllBut(TRUST, ['Goal/hidden', 'Goal/goal'])]);
    };
    await stage.turn();
    expect(stage.news()[0]).toMatchObject({ number: '1', focus: undefined });
    expect(JSON.stringify(stage.heard)).not.toContain('SECRET');
  });

  test('does not leave when a consent runs out while the connection is made', async () => {
    const until = { id: 'access', provision: { ...access(TRUST).provision, period: { end: '2026-11-22T10:30:00Z' } } };
    await stage.put([access(TRUST, until)]);
    await stage.subscribe(TRUST, 'record-changed', { content: 'full-resource' });
    await stage.turn();
    await stage.put([rewritten('goal', 'SECRET')]);
    stage.connected = async () => {
      stage.connected = undefined;
      stage.later(3_600_000);
    };
    await stage.turn();
    expect(stage.news()[0]).toMatchObject({ number: '1', focus: undefined });
    expect(JSON.stringify(stage.heard)).not.toContain('SECRET');
  });

  test('stops when the agreement ends', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    const partners = stage.context.partners.filter(({ name }) => name !== TRUST.name);
    Object.assign(stage.context, { partners });
    await stage.turn();
    expect(stage.news()).toEqual([]);
    expect(await stage.store.subscription(id)).toMatchObject({ status: 'error', failure: 'no-agreement' });
  });
});

describe('an endpoint that fails', () => {
  test('is asked again after a wait that grows, says so, and is active by itself when it answers', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    stage.fails = unreachable;
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await stage.turn();
      const kept = await stage.store.subscription(id);
      expect(kept).toMatchObject({ attempts: attempt, failure: 'unreachable' });
      expect(kept?.status).toBe(attempt < 3 ? 'active' : 'error');
      const wait = Date.parse(kept?.nextAttempt ?? '') - Date.parse(stage.now());
      waits.push(wait);
      await stage.turn();
      expect((await stage.store.subscription(id))?.attempts).toBe(attempt);
      stage.later(wait + 1_000);
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    stage.fails = undefined;
    stage.later(3_600_000);
    await stage.turn();
    expect(stage.news()).toMatchObject([{ number: '1', focus: 'Goal/goal' }]);
    const kept = await stage.store.subscription(id);
    expect(kept).toMatchObject({ status: 'active', attempts: 0, delivered: 1 });
    expect(kept).not.toHaveProperty('failure');
  });

  test('is left alone as long as it asks for', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    stage.fails = () => new HookFailed('refused', { retryAfterSeconds: 7_200 });
    await stage.turn();
    const { nextAttempt = '' } = (await stage.store.subscription(id)) ?? {};
    expect(Date.parse(nextAttempt) - Date.parse(stage.now())).toBeGreaterThan(7_190_000);
  });

  test('keeps the events of that time countable', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed');
    await stage.turn();
    stage.fails = unreachable;
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    await stage.put([rewritten('goal', 'Enda noe annet')]);
    await stage.turn();
    expect(await stage.store.subscription(id)).toMatchObject({ numbered: 2, delivered: 0 });
  });

  test('keeps no other waiting', async () => {
    await stage.subscribe(TRUST, 'record-changed');
    await stage.subscribe(FJORDVIK, 'record-changed');
    await stage.turn();
    await stage.put([rewritten('goal', 'Noe annet')]);
    let calls = 0;
    stage.fails = () => {
      calls += 1;
      return calls === 1 ? unreachable() : undefined;
    };
    await stage.turn();
    expect(focuses()).toEqual(['Goal/goal']);
  });
});

describe('a subscription about few persons', () => {
  const others = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += 1) {
      const other = { ...patient(), id: `other-${at}` };
      await stage.store.commit({ writes: [{ resource: other, version: 1, record: other.id }] });
    }
  };

  test('does not look through what happened to all others again and again', async () => {
    const { id } = await stage.subscribe(TRUST, 'record-changed', { persons: 'Patient?_id=ingrid' });
    await stage.turn();
    await others(0, 150);
    await stage.turn();
    const before = (await stage.store.subscription(id))?.looked ?? 0;
    await others(150, 250);
    await stage.turn();
    const { seq } = await stage.store.changedSince(0);
    expect((await stage.store.subscription(id))?.looked).toBe(seq);
    expect(before).toBeLessThan(seq);
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    expect(focuses()).toEqual(['Goal/goal']);
  });
});

test('who looks at many records keeps its lease meanwhile', async () => {
  const renewed: number[] = [];
  const renew = stage.store.renewLease.bind(stage.store);
  stage.store.renewLease = async (fence, until) => {
    renewed.push(stage.heard.length);
    await renew(fence, until);
  };
  await stage.subscribe(TRUST, 'record-changed');
  await stage.turn();
  // Once to look at what there is, and once before the handshake.
  expect(renewed).toEqual([0, 0]);
  await stage.put([rewritten('goal', 'Noe annet')]);
  await stage.turn();
  expect(renewed).toEqual([0, 0, 1, 1]);
});

describe('a notification as XML', () => {
  const asXml = { content: 'full-resource', payload: 'application/fhir+xml' };

  test('has what XML has no character for as U+FFFD', async () => {
    await stage.subscribe(TRUST, 'record-changed', asXml);
    await stage.turn();
    await stage.put([rewritten('goal', 'a\ud800')]);
    await stage.turn();
    expect(stage.heard.at(-1)?.content).toMatchObject([{ id: 'goal', description: { text: 'a\ufffd' } }]);
  });

  test('of what XML cannot say is told by its address, and keeps nothing back', async () => {
    await stage.subscribe(TRUST, 'record-changed', asXml);
    await stage.turn();
    stage.news();
    await stage.put([{ ...goal(), mood: 'good' } as Resource, plan('plan', { title: 'Ny' })]);
    await stage.turn();
    expect(focuses().toSorted()).toEqual(['CarePlan/plan', 'Goal/goal']);
    expect(stage.heard.at(-1)?.content.map(({ id }) => id)).toEqual(['plan']);
    const left = await disclosed();
    expect(left.toSorted()).toEqual(['CarePlan/plan', 'Goal/goal address']);
    await stage.put([rewritten('goal', 'Noe annet')]);
    await stage.turn();
    expect(stage.heard.at(-1)?.content).toMatchObject([{ id: 'goal', description: { text: 'Noe annet' } }]);
  });
});
