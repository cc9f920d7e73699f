import { afterEach, beforeEach, expect, test } from '@jest/globals';
import request from 'supertest';
import { countDuties } from '../../src/exchange/count-duties.ts';
import { listDuties } from '../../src/exchange/list-duties.ts';
import { createApp } from '../../src/http/app.ts';
import { type Metrics, openMetrics } from '../../src/observe/metrics.ts';
import { watchedStore } from '../../src/observe/watched-store.ts';
import { calendar } from '../demo/people/calendar.ts';
import { EVERYONE } from '../demo/people/everyone.ts';
import { directory, FJORDVIK, TRUST } from '../demo/people/organizations.ts';
import { identify } from '../demo/people/person.ts';
import { openStage, type Stage } from '../exchange/stage.ts';
import { createHarness } from '../fhir/harness.ts';
import { leaksIn } from './log-leaks.ts';
import { samplesIn } from './metric-samples.ts';

const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
let stage: Stage;
let metrics: Metrics;
beforeEach(async () => {
  stage = await openStage();
  const { context, store } = stage;
  const partners = context.partners.map(({ name }) => name);
  metrics = openMetrics({
    installations: [{ partners, signals: () => store.signals() }],
    now: context.now,
    isBare: true,
  });
  watchedStore(store, metrics.watchOf(), () => 0);
});
afterEach(() => stage.close());

/** Everyone's papers stand at their systems, and passes run until nothing moves. */
async function play(): Promise<void> {
  const { fjordvik, trust } = stage;
  fjordvik.connector.put(...directory(FJORDVIK));
  trust.connector.put(...directory(TRUST));
  for (const { profile, seed } of EVERYONE) {
    const papers = seed(identify(profile, when), when);
    fjordvik.connector.put(...papers[FJORDVIK]);
    trust.connector.put(...papers[TRUST]);
  }
  for (const partner of [fjordvik, trust, fjordvik, trust]) metrics.watchOf().passEnded(await stage.pass(partner));
}

test('metrics of the story say how many, and nothing of anybody', async () => {
  await play();
  const { context, store } = stage;
  metrics.dutiesCounted((await countDuties(context)) ?? []);

  // Requests that name people in every way that an address can.
  const { api, newId } = await createHarness();
  const onAnswered = metrics.watchOf().answered;
  const app = createApp({ api, onAnswered, ready: async () => [], newId, onFault() {} });
  const ids = (await Promise.all((['Patient', 'CarePlan', 'Goal', 'Task'] as const).map((type) => stage.stored(type))))
    .flat()
    .map(({ id = '' }) => id);
  const numbers = EVERYONE.map(({ profile }) => identify(profile, when).fnr);
  for (const id of ids.slice(0, 20)) await request(app).get(`/fhir/Patient/${id}/_history/1`);
  for (const number of numbers) {
    await request(app).get(`/fhir/Patient?identifier=${number}`);
    await request(app).get(`/fhir/${number}/${number}`);
    await request(app).get(`/${number}`);
  }

  const text = await metrics.text();
  expect(leaksIn(text)).toEqual([]);
  expect([...ids, ...numbers].filter((secret) => text.includes(secret))).toEqual([]);
  expect(ids.length).toBeGreaterThan(50);

  // And what they say is so.
  const samples = samplesIn(text);
  const { partners, conflicts } = await store.overview();
  for (const [partner, standings] of Object.entries(partners))
    for (const [standing, count] of Object.entries(standings))
      expect([partner, standing, samples.get(`samplan_links{partner="${partner}",standing="${standing}"}`)]).toEqual([
        partner,
        standing,
        count,
      ]);
  const kinds = ['conflict', 'proposal', 'candidate'].map(
    (kind) => samples.get(`samplan_conflicts_open{kind="${kind}"}`) ?? 0,
  );
  expect(kinds.reduce((sum, count) => sum + count)).toBe(conflicts);
  expect(conflicts).toBeGreaterThan(0);
  const setAside = new Map<string, number>();
  for (const { partner, findings } of await store.allSetAside())
    if (findings.length > 0) setAside.set(partner, (setAside.get(partner) ?? 0) + 1);
  expect(setAside.size).toBeGreaterThan(0);
  for (const [partner, count] of setAside) expect(samples.get(`samplan_set_aside{partner="${partner}"}`)).toBe(count);
  expect(
    samples.get(
      'samplan_http_request_duration_seconds_count{method="GET",route="/fhir/:type/:id/_history/:version",status="4xx"}',
    ),
  ).toBe(20);
  expect(samples.get('samplan_http_request_duration_seconds_count{method="GET",route="other",status="4xx"}')).toBe(
    2 * numbers.length,
  );
  expect([...samples].some(([name, count]) => name.startsWith('samplan_findings_total{') && count > 0)).toBe(true);
  expect(samples.get('samplan_store_commit_duration_seconds_count{outcome="done"}')).toBeGreaterThan(10);
});

test('duties are counted as they are listed', async () => {
  await play();
  const { duties } = await listDuties(stage.context, stage.context.controller);
  const counted = (await countDuties(stage.context)) ?? [];
  const listed = Map.groupBy(duties, ({ rule, isOverdue }) => `${rule.key} ${isOverdue ? 'overdue' : 'due'}`);
  expect(new Map(counted.map(({ rule, state, count }) => [`${rule} ${state}`, count]))).toEqual(
    new Map([...listed].map(([key, group]) => [key, group.length])),
  );
  expect(duties.length).toBeGreaterThan(0);
  const stopped = AbortSignal.abort();
  expect(await countDuties(stage.context, stopped)).toBeUndefined();
});
