import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { METRICS } from '../../src/observe/metric-table.ts';
import { type Metrics, openMetrics } from '../../src/observe/metrics.ts';
import type { RunSummary } from '../../src/store/partner-memory.ts';
import type { Signals } from '../../src/store/signals.ts';
import { samplesIn } from './metric-samples.ts';

const NOW = '2026-11-22T12:00:00.000Z';
const NOTHING: Signals = { links: [], setAside: [], conflicts: [], subscriptions: [] };

let told: Signals | Error;
let metrics: Metrics;
beforeEach(() => {
  told = NOTHING;
  metrics = openMetrics({
    installations: [
      {
        partners: ['Fjordvik kommune', 'Helse Fjordvik HF'],
        signals: async () => {
          if (told instanceof Error) throw told;
          return told;
        },
      },
    ],
    now: () => NOW,
  });
});

const value = async (line: string): Promise<number | undefined> => samplesIn(await metrics.text()).get(line);

test('names, types and labels are those that alerts rest on, and docs/operating.md lists them', () => {
  const table = Object.values(METRICS).map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ') || '·'} | ${help} |`,
  );
  const page = readFileSync('docs/operating.md', 'utf8');
  expect(page.split('\n').filter((line) => line.startsWith('| `samplan_'))).toEqual(table);
});

test('every metric of the table is told with its type, and no other of ours', async () => {
  const types = [...(await metrics.text()).matchAll(/^# TYPE (samplan_\S+) (\S+)$/gm)].map(([, name, type]) => [
    name,
    type,
  ]);
  expect(types).toEqual(expect.arrayContaining(Object.values(METRICS).map(({ name, type }) => [name, type])));
  expect(types).toHaveLength(Object.keys(METRICS).length);
});

test('Node tells of its event loop and its heap', async () => {
  const text = await metrics.text();
  for (const name of [
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
    'process_resident_memory_bytes',
  ])
    expect(text).toContain(`\n${name} `);
});

describe('what the store says', () => {
  test('is told by partner, with zeros for those that have nothing', async () => {
    told = {
      links: [
        { partner: 'Fjordvik kommune', standing: 'owed', count: 3, since: '2026-11-22T11:00:00.000Z' },
        { partner: 'Fjordvik kommune', standing: 'in-conflict', count: 2, since: '2026-11-20T11:00:00.000Z' },
      ],
      setAside: [{ partner: 'Fjordvik kommune', count: 4 }],
      conflicts: [{ kind: 'proposal', count: 5 }],
      subscriptions: [{ status: 'error', count: 1, owed: 7 }],
      connections: { used: 3, idle: 2, waiting: 1 },
    };
    const samples = samplesIn(await metrics.text());
    expect(
      [
        'samplan_links{partner="Fjordvik kommune",standing="owed"}',
        'samplan_links{partner="Helse Fjordvik HF",standing="owed"}',
        'samplan_oldest_owed_age_seconds{partner="Fjordvik kommune",standing="owed"}',
        'samplan_oldest_owed_age_seconds{partner="Helse Fjordvik HF",standing="unreachable"}',
        'samplan_set_aside{partner="Fjordvik kommune"}',
        'samplan_conflicts_open{kind="proposal"}',
        'samplan_conflicts_open{kind="candidate"}',
        'samplan_subscriptions{status="error"}',
        'samplan_subscription_events_owed{status="error"}',
        'samplan_store_connections{state="waiting"}',
        'samplan_store_up',
      ].map((line) => samples.get(line)),
    ).toEqual([3, 0, 3600, 0, 4, 5, 0, 1, 7, 1, 1]);
    // Who is owed nothing has no age.
    expect(samples.has('samplan_oldest_owed_age_seconds{partner="Fjordvik kommune",standing="in-conflict"}')).toBe(
      false,
    );
  });

  test('is not told once it is gone', async () => {
    const line = 'samplan_subscriptions{status="error"}';
    told = { ...NOTHING, subscriptions: [{ status: 'error', count: 1, owed: 7 }] };
    expect(await value(line)).toBe(1);
    told = NOTHING;
    expect(await value(line)).toBeUndefined();
  });

  test('is left out when the store does not answer, and all else is told', async () => {
    metrics.watchOf().committed('failed', 0.2);
    await metrics.text();
    told = new Error('down');
    const samples = samplesIn(await metrics.text());
    expect(samples.get('samplan_store_up')).toBe(0);
    expect([...samples.keys()].filter((name) => /^samplan_(links|oldest|set_aside|conflicts)/.test(name))).toEqual([]);
    expect(samples.get('samplan_store_commit_duration_seconds_count{outcome="failed"}')).toBe(1);
  });
});

describe('what happens', () => {
  const run = (outcome: RunSummary['outcome']): RunSummary =>
    ({ partner: 'Fjordvik kommune', kind: 'pass', outcome, durationMs: 1500 }) as RunSummary;

  test('a pass is counted by outcome, and when one completed is told', async () => {
    const at = 'samplan_pass_completed_timestamp_seconds{partner="Fjordvik kommune",kind="pass"}';
    metrics.watchOf().passEnded(run('unreachable'));
    expect(await value(at)).toBeUndefined();
    metrics.watchOf().passEnded(run('completed'));
    metrics.watchOf().passEnded(run('completed'));
    const sum = 'samplan_pass_duration_seconds_sum{partner="Fjordvik kommune",kind="pass",outcome="completed"}';
    expect([await value(at), await value(sum)]).toEqual([Date.parse(NOW) / 1000, 3]);
  });

  test('a request is counted by pattern, method and class of status', async () => {
    metrics.watchOf().answered({ method: 'GET', route: '/fhir/:type/:id', status: 404, seconds: 0.02 });
    metrics.watchOf().answered({ method: 'PROPFIND', route: 'other', status: 200, seconds: 0.02 });
    const of = 'samplan_http_request_duration_seconds_count';
    expect(await value(`${of}{method="GET",route="/fhir/:type/:id",status="4xx"}`)).toBe(1);
    expect(await value(`${of}{method="other",route="other",status="2xx"}`)).toBe(1);
  });

  test('findings are counted by rule; what is no code is not shown', async () => {
    const finding = (rule: string) => ({ rule, severity: 'error', text: { nb: '', nn: '', en: '' } }) as never;
    metrics.watchOf().found({
      partner: 'Fjordvik kommune',
      findings: [finding('plan-period'), finding('plan-period'), finding('Ola Nordmann'), finding('x-01010112345')],
    });
    metrics
      .watchOf()
      .found({ partner: 'Fjordvik kommune', place: 'Goal/7', since: NOW, finding: finding('unreadable') });
    const of = (rule: string) =>
      value(`samplan_findings_total{partner="Fjordvik kommune",rule="${rule}",severity="error"}`);
    expect([await of('plan-period'), await of('other'), await of('unreadable')]).toEqual([2, 2, 1]);
    expect(await metrics.text()).not.toMatch(/Nordmann|01010112345|Goal/);
  });

  test('duties are told as they were last counted, and when', async () => {
    expect(await value('samplan_duties_counted_timestamp_seconds')).toBeUndefined();
    metrics.dutiesCounted([{ rule: 'plan-revision', state: 'overdue', count: 3 }]);
    expect(await value('samplan_duties{rule="plan-revision",state="overdue"}')).toBe(3);
    metrics.dutiesCounted([{ rule: 'plan-revision', state: 'due', count: 1 }]);
    expect(await value('samplan_duties{rule="plan-revision",state="overdue"}')).toBeUndefined();
    expect(await value('samplan_duties_counted_timestamp_seconds')).toBe(Date.parse(NOW) / 1000);
  });
});

describe('of several tenants', () => {
  const links = (count: number): Signals => ({ ...NOTHING, links: [{ partner: 'NAV', standing: 'owed', count }] });
  const host = (nordvik: () => Promise<Signals>): Metrics =>
    openMetrics({
      installations: [
        { tenant: 'fjordvik', partners: ['NAV'], signals: async () => links(3) },
        { tenant: 'nordvik', partners: ['NAV'], signals: nordvik },
      ],
      now: () => NOW,
      isBare: true,
    });

  test('each is told by its name, and one whose store fails takes nothing from the other', async () => {
    let fails = false;
    const both = host(async () => (fails ? Promise.reject(new Error('no store')) : links(7)));
    const told = async () => {
      const samples = samplesIn(await both.text());
      return ['fjordvik', 'nordvik'].map((tenant) => [
        samples.get(`samplan_store_up{tenant="${tenant}"}`),
        samples.get(`samplan_links{tenant="${tenant}",partner="NAV",standing="owed"}`),
      ]);
    };
    expect(await told()).toEqual([
      [1, 3],
      [1, 7],
    ]);
    fails = true;
    expect(await told()).toEqual([
      [1, 3],
      [0, undefined],
    ]);
  });

  test('what was counted of one stays when another is counted, and what is no more of it goes', async () => {
    const both = host(async () => NOTHING);
    const duty = (rule: string, count: number) => ({ rule, state: 'due' as const, count });
    both.dutiesCounted([duty('plan-revision', 2), duty('vacancy', 1)], 'fjordvik');
    both.dutiesCounted([duty('plan-revision', 5)], 'nordvik');
    both.dutiesCounted([duty('vacancy', 4)], 'fjordvik');
    const samples = samplesIn(await both.text());
    const counted = [...samples].filter(([name]) => name.startsWith('samplan_duties{'));
    expect(counted).toEqual([
      ['samplan_duties{tenant="nordvik",rule="plan-revision",state="due"}', 5],
      ['samplan_duties{tenant="fjordvik",rule="vacancy",state="due"}', 4],
    ]);
  });
});
