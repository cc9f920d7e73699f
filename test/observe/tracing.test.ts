import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { callPattern, tracedFetch } from '../../src/connector/traced-fetch.ts';
import { SamplanError } from '../../src/errors.ts';
import { createApp } from '../../src/http/app.ts';
import { openLog } from '../../src/observe/log.ts';
import { openTracing } from '../../src/observe/open-tracing.ts';
import { tracedLog } from '../../src/observe/traced-log.ts';
import { tracedStore } from '../../src/observe/traced-store.ts';
import { inSpan, type OpenTracing } from '../../src/observe/tracing.ts';
import { storeTexts } from '../../src/store/texts.ts';
import { calendar } from '../demo/people/calendar.ts';
import { EVERYONE } from '../demo/people/everyone.ts';
import { directory, FJORDVIK, TRUST } from '../demo/people/organizations.ts';
import { identify } from '../demo/people/person.ts';
import { openStage } from '../exchange/stage.ts';
import { createHarness } from '../fhir/harness.ts';
import { type Collector, startCollector } from './collector.ts';
import { leaksIn } from './log-leaks.ts';

const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let collector: Collector;
let tracing: OpenTracing;
let lines: Record<string, unknown>[];
const log = openLog({ to: { write: (line: string) => void lines.push(JSON.parse(line)) } });
const open = (ratio = 1, url = collector.url): OpenTracing =>
  openTracing({ url, ratio, service: 'samplan' }, { version: '1', log });
beforeEach(async () => {
  lines = [];
  collector = await startCollector();
  tracing = open();
});
afterEach(async () => {
  await tracing.stop();
  await collector.close();
});

test('traces of the story say what was done, and nothing of anybody', async () => {
  const stage = await openStage();
  try {
    Object.assign(stage.context, { tracing });
    tracedStore(stage.store, tracing);
    const { fjordvik, trust } = stage;
    fjordvik.connector.put(...directory(FJORDVIK));
    trust.connector.put(...directory(TRUST));
    for (const { profile, seed } of EVERYONE) {
      const papers = seed(identify(profile, when), when);
      fjordvik.connector.put(...papers[FJORDVIK]);
      trust.connector.put(...papers[TRUST]);
    }
    for (const partner of [fjordvik, trust, fjordvik, trust]) await stage.pass(partner);
    const ids = (await Promise.all((['Patient', 'CarePlan', 'Goal', 'Task'] as const).map((one) => stage.stored(one))))
      .flat()
      .map(({ id = '' }) => id);
    const numbers = EVERYONE.map(({ profile }) => identify(profile, when).fnr);

    // Requests and calls that name people in every way that an address can.
    const { api, newId } = await createHarness();
    const app = createApp({ api, tracing, ready: async () => [], newId, onFault() {} });
    const call = tracedFetch(async () => new Response('{}'), tracing, {
      partner: 'NAV',
      base: 'https://nav.example.no/fhir',
    });
    for (const [index, number] of numbers.entries()) {
      const id = ids[index] ?? '';
      await request(app).get(`/fhir/Patient/${id}/_history/1`);
      await request(app).get(`/fhir/Patient?identifier=${number}`).set('traceparent', CALLER);
      await request(app).get(`/${number}`).set('tracestate', `who=${number}`);
      await tracing.span('pass', {}, async () => {
        await call(`https://nav.example.no/fhir/Patient/${number}`, { method: 'PUT' });
        await call(`https://nav.example.no/fhir/Patient?identifier=${number}`);
        await call(`https://elsewhere.example.no/${id}`);
      });
    }
    await tracing.stop();

    const text = collector.text();
    expect(leaksIn(text.replaceAll(',', '\n'))).toEqual([]);
    expect([...ids, ...numbers].filter((secret) => text.includes(secret))).toEqual([]);
    expect(ids.length).toBeGreaterThan(50);
    const spans = collector.spans();
    expect([...new Set(spans.map(({ name }) => name))].sort()).toEqual(
      ['admit', 'commit', 'deliver', 'partner call', 'pass', 'person', 'request', 'sift', 'weigh', 'write'].sort(),
    );
    // Whatever is said beside those names is one of these.
    const keys = new Set(spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect(
      [...keys].filter((key) => !/^(?:samplan\.(?:partner|run|kind|outcome)|http\..+|error\.type)$/u.test(key)),
    ).toEqual([]);
    const routes = new Set(spans.map(({ attributes }) => attributes['http.route']).filter((one) => one !== undefined));
    expect([...routes].sort()).toEqual(
      ['/Patient', '/Patient/:id', '/fhir/:type', '/fhir/:type/:id/_history/:version', 'other'].sort(),
    );
    // A person's step hangs in its pass.
    const byId = new Map(spans.map((span) => [span.id, span]));
    const admits = spans.filter(({ name }) => name === 'admit');
    expect(admits.length).toBeGreaterThan(10);
    for (const { parent } of admits) expect(byId.get(parent)?.name).toBe('person');
    expect(spans.filter(({ name, parent }) => name === 'weigh' && byId.get(parent)?.name !== 'admit')).toEqual([]);
  } finally {
    await stage.close();
  }
});

describe('a trace', () => {
  test('goes on from who asks, through what is done, to the partner that is called; log lines say which it is', async () => {
    const asked: (string | null)[] = [];
    const call = tracedFetch(
      async (_url, init) => {
        asked.push(new Headers(init?.headers).get('traceparent'));
        return new Response('', { status: 201 });
      },
      tracing,
      { partner: 'NAV', base: 'https://nav.example.no' },
    );
    const told = tracedLog(log, tracing).with({ request: 'r1' });
    await tracing.span(
      'request',
      { method: 'PUT' },
      async () => {
        await inSpan({ tracing }, 'admit', {}, async () => {
          told.info('admitted');
          await call('https://nav.example.no/Goal/7', { method: 'PUT', headers: { accept: 'a' } });
        });
      },
      CALLER,
    );
    told.info('afterwards');
    await tracing.stop();
    const spans = collector.spans();
    const [of] = ['0af7651916cd43dd8448eb211c80319c'];
    expect(spans.map(({ trace }) => trace)).toEqual([of, of, of]);
    const named = new Map(spans.map((span) => [span.name, span]));
    expect(named.get('request')?.parent).toBe('b7ad6b7169203331');
    expect(named.get('admit')?.parent).toBe(named.get('request')?.id);
    expect(named.get('partner call')).toMatchObject({
      parent: named.get('admit')?.id,
      attributes: {
        'samplan.partner': 'NAV',
        'http.request.method': 'PUT',
        'http.route': '/Goal/:id',
        'http.response.status_code': 201,
      },
    });
    expect(asked).toEqual([`00-${of}-${named.get('partner call')?.id}-01`]);
    expect(lines.filter(({ event }) => event === 'admitted' || event === 'afterwards')).toMatchObject([
      { request: 'r1', trace: of },
      { request: 'r1', event: 'afterwards' },
    ]);
    expect(lines.find(({ event }) => event === 'afterwards')).not.toHaveProperty('trace');
  });

  test('says of what fails its code and no more, and lets it through', async () => {
    const error = new SamplanError('stale-record', storeTexts.staleRecord, { found: 'secret' });
    const failing = tracing.span('pass', {}, () => tracing.span('commit', {}, () => Promise.reject(error)));
    await expect(failing).rejects.toBe(error);
    await expect(tracing.span('pass', {}, () => Promise.reject(new Error('secret')))).rejects.toThrow('secret');
    await tracing.stop();
    expect(collector.spans().map(({ isError, attributes }) => [isError, attributes['error.type']])).toEqual([
      [true, 'stale-record'],
      [true, 'stale-record'],
      [true, 'internal'],
    ]);
    expect(collector.text()).not.toContain('secret');
  });

  test.each(['', 'x', '00-0-0-01', `${CALLER}-more-of-it`, '00-00000000000000000000000000000000-b7ad6b7169203331-01'])(
    'begins anew where who asks says %j',
    async (parent) => {
      await tracing.span('request', {}, async () => {}, parent);
      await tracing.stop();
      expect(collector.spans()).toMatchObject([{ parent: '' }]);
      expect(collector.spans()[0]?.trace).not.toBe('0af7651916cd43dd8448eb211c80319c');
    },
  );

  test('is not begun by a step alone', async () => {
    expect(await tracing.span('commit', {}, async () => tracing.traceId() ?? 'none')).toBe('none');
    await tracing.stop();
    expect(collector.spans()).toEqual([]);
  });

  test('of which nothing is kept is told to partners all the same, as one of which nothing is kept', async () => {
    const none = open(0);
    const parent = await none.span('request', {}, async () => none.parent(), CALLER);
    await none.stop();
    expect(parent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/u);
    expect(collector.spans()).toEqual([]);
  });
});

test('a collector that takes nothing, or is not there, stops nothing and is told once', async () => {
  const refusing = await startCollector(400);
  for (const url of [refusing.url, 'http://127.0.0.1:9/v1/traces']) {
    lines.length = 0;
    const one = open(1, url);
    expect(await one.span('pass', {}, async () => 7)).toBe(7);
    await one.stop();
    expect(lines.map(({ event }) => event)).toEqual(['traces are not taken']);
  }
  await refusing.close();
});

test.each([
  ['https://a.no/fhir', '/'],
  ['https://a.no/fhir/metadata', '/metadata'],
  ['https://a.no/fhir/Patient/_search', '/Patient/_search'],
  ['https://a.no/fhir/Goal/17/_history/2?x=y', '/Goal/:id/_history/:id'],
  ['https://a.no/fhir/Solveig/Eikerud', '/:id/:id'],
  ['https://a.no/fhir/13917112345', '/:id'],
  ['https://a.no/fhirs/Goal', 'other'],
  ['https://b.no/fhir/Goal', 'other'],
])('of %s only its pattern %s is told', (url, pattern) => {
  expect(callPattern(url, 'https://a.no/fhir')).toBe(pattern);
});
