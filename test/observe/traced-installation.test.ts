import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import type { Configuration } from '../../src/config.ts';
import { openLog } from '../../src/observe/log.ts';
import { partner } from '../cli/fake-session.ts';
import { LOOPBACK } from '../config/loopback-settings.ts';
import { type Collector, startCollector } from './collector.ts';

let folder: string;
let collector: Collector;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-traced-'));
  collector = await startCollector();
});
afterEach(async () => {
  await collector.close();
  await rm(folder, { recursive: true });
});

const settings = (more: Partial<Configuration>): Configuration => ({
  file: path.join(folder, 'samplan.yaml'),
  controller: { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' },
  timezone: 'Europe/Oslo',
  keepRuns: 10,
  retention: {},
  store: { kind: 'sqlite', file: path.join(folder, 'samplan.sqlite') },
  audit: { publicKeys: [] },
  ...LOOPBACK,
  profiles: [],
  requiredProfiles: [],
  coordinatingUnits: [],
  subscriptions: { endpoints: [], networks: [], everySeconds: 5 },
  consent: { policy: [], graceDays: {} },
  // Nothing listens on the port of discard.
  partners: [partner('Fjordvik kommune', 9)],
  warnings: [],
  ...more,
});

test('a running installation traces requests, passes, calls and commits, and its log says in which trace it writes', async () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = openLog({ to: { write: (line: string) => void lines.push(JSON.parse(line)) } });
  const samplan = await compose(settings({ tracing: { url: collector.url, ratio: 1, service: 'fjordvik' } }), { log });
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const { url } = await samplan.start();
  const body = JSON.stringify({ resourceType: 'Organization', name: 'Fjordvik kommune' });
  const headers = {
    'content-type': 'application/fhir+json',
    traceparent: `00-${trace}-b7ad6b7169203331-00`,
  };
  expect((await fetch(`${url}/Organization`, { method: 'POST', headers, body })).status).toBe(201);
  expect((await samplan.runPass({}))[0]?.outcome).toBe('unreachable');
  await samplan.stop();

  const spans = collector.spans();
  const request = spans.find(({ name }) => name === 'request');
  expect(request).toMatchObject({
    trace,
    attributes: { 'http.request.method': 'POST', 'http.route': '/fhir/:type', 'http.response.status_code': 201 },
  });
  const ofRequest = spans.filter((span) => span.trace === trace).map(({ name }) => name);
  expect(ofRequest).toEqual(expect.arrayContaining(['request', 'admit', 'commit']));
  const pass = spans.find(({ name }) => name === 'pass');
  expect(pass?.attributes).toMatchObject({ 'samplan.partner': 'Fjordvik kommune', 'samplan.outcome': 'unreachable' });
  const call = spans.find(({ name }) => name === 'partner call');
  expect(call).toMatchObject({ trace: pass?.trace, isError: true, attributes: { 'error.type': 'no-answer' } });
  const ended = lines.find(({ event }) => event === 'pass ended early');
  expect(ended).toMatchObject({ trace: pass?.trace, run: pass?.attributes['samplan.run'] });
  expect(collector.text()).toContain('"service.name","value":{"stringValue":"fjordvik"}');
});

test('without the setting nothing is traced, and the log says of no trace', async () => {
  const lines: string[] = [];
  const samplan = await compose(settings({}), {
    log: openLog({ to: { write: (line: string) => void lines.push(line) } }),
  });
  await samplan.start();
  await samplan.runPass({});
  await samplan.stop();
  expect(samplan.context).not.toHaveProperty('tracing');
  expect(lines.filter((line) => line.includes('"trace"'))).toEqual([]);
  expect(collector.spans()).toEqual([]);
});
