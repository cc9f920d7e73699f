import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import type { Configuration } from '../../src/config.ts';
import { openLog } from '../../src/observe/log.ts';
import { LOOPBACK } from '../config/loopback-settings.ts';
import { samplesIn } from './metric-samples.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-management-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** An installation with a partner that nobody answers for, and the address of its metrics. */
async function started(more: Partial<Configuration>) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const settings: Configuration = {
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
    partners: [
      {
        name: 'Fjordvik kommune',
        organization: '310000027',
        sector: 'municipal',
        agreement: 'Samarbeidsavtale 2026-01',
        mode: 'both',
        measures: 'requests',
        schedule: '0 0 1 1 *',
        reconcile: '0 0 1 1 *',
        quietHours: '',
        jitterSeconds: 0,
        concurrency: 4,
        // Nothing listens on the port of discard.
        connector: {
          kind: 'fhir-rest',
          url: 'http://127.0.0.1:9/fhir',
          pull: 'auto',
          overlapSeconds: 60,
          pageSize: 100,
        },
        headers: {},
        profiles: [],
      },
    ],
    warnings: [],
    ...more,
  };
  const log = openLog({ to: { write: (line: string) => void lines.push(JSON.parse(line)) } });
  const samplan = await compose(settings, { log });
  const { url } = await samplan.start();
  const port = lines.find(({ event }) => event === 'metrics are served')?.['port'];
  return { samplan, url, metrics: `http://127.0.0.1:${port}/metrics`, hasManagement: port !== undefined };
}

test('metrics follow requests, commits and passes of the running installation, and end with it', async () => {
  const { samplan, url, metrics } = await started({
    management: { host: '127.0.0.1', port: 0, dutiesEverySeconds: 60 },
  });
  try {
    const body = JSON.stringify({ resourceType: 'Organization', name: 'Fjordvik kommune' });
    const headers = { 'content-type': 'application/fhir+json' };
    expect((await fetch(`${url}/Organization`, { method: 'POST', headers, body })).status).toBe(201);
    expect((await samplan.runPass({}))[0]?.outcome).toBe('unreachable');
    const samples = samplesIn(await (await fetch(metrics)).text());
    const request = 'samplan_http_request_duration_seconds_count{method="POST",route="/fhir/:type",status="2xx"}';
    const pass = 'samplan_pass_duration_seconds_count{partner="Fjordvik kommune",kind="pass",outcome="unreachable"}';
    expect([request, pass, 'samplan_store_up'].map((name) => samples.get(name))).toEqual([1, 1, 1]);
    expect(samples.get('samplan_store_commit_duration_seconds_count{outcome="done"}')).toBeGreaterThan(0);
    expect(samples.get('samplan_links{partner="Fjordvik kommune",standing="owed"}')).toBe(0);
    expect((await fetch(`${url.replace('/fhir', '')}/metrics`)).status).toBe(404);
  } finally {
    await samplan.stop();
  }
  await expect(fetch(metrics)).rejects.toThrow('fetch failed');
});

test('without the setting there is no such address', async () => {
  const { samplan, hasManagement } = await started({});
  await samplan.stop();
  expect(hasManagement).toBe(false);
});
