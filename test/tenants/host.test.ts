import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement } from '@medplum/fhirtypes';
import type { Answer } from '../access/guarded.ts';
import { startCollector } from '../observe/collector.ts';
import { samplesIn } from '../observe/metric-samples.ts';
import { type Hosted, type HostedOptions, NAMES, openHosted, TENANTS } from './hosted.ts';

let hosted: Hosted;
const opened = async (options?: HostedOptions): Promise<Hosted> => {
  hosted = await openHosted(options);
  return hosted;
};
afterEach(() => hosted.close());

const FHIR = [['content-type', 'application/fhir+json']] as const;

async function json<T>(target: string): Promise<T> {
  const { status, text } = await hosted.send({ path: target });
  expect([target, status]).toEqual([target, 200]);
  return JSON.parse(text) as T;
}

async function created(target: string, resource: object): Promise<string> {
  const answer = await hosted.send({ method: 'POST', path: target, headers: FHIR, body: JSON.stringify(resource) });
  expect([target, answer.status]).toEqual([target, 201]);
  return String(answer.headers['location']);
}

const organization = (name: string): object => ({ resourceType: 'Organization', name });

async function readiness(base: string): Promise<unknown> {
  const answer = await fetch(`${base}/health/ready`);
  return [answer.status, await answer.json()];
}

describe('a host', () => {
  test('serves each tenant at its own address: its statement, its API document, its links', async () => {
    const { origin } = await opened();
    for (const name of NAMES) {
      const base = `${origin}/${name}/fhir`;
      const statement = await json<CapabilityStatement>(`/${name}/fhir/metadata`);
      expect(statement.resourceType).toBe('CapabilityStatement');
      const openapi = await json<{ servers: readonly { url: string }[] }>(`/${name}/api-docs`);
      expect(openapi.servers).toEqual([expect.objectContaining({ url: base })]);
      const location = await created(`/${name}/fhir/Organization`, organization(name));
      expect(location).toMatch(new RegExp(`^${base}/Organization/[0-9a-f-]{36}/_history/1$`));
    }
    await created('/fjordvik/fhir/Organization', organization('another'));
    const first = await json<Bundle>('/fjordvik/fhir/Organization?_count=1');
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(next.startsWith(`${origin}/fjordvik/fhir/Organization?`)).toBe(true);
    expect((await json<Bundle>(next.replace(origin, ''))).entry).toHaveLength(1);
  });

  test('keeps what one tenant has from the other', async () => {
    await opened();
    const location = await created('/fjordvik/fhir/Organization', organization('of Fjordvik'));
    const id = location.split('/').at(-3);
    expect((await json<Bundle>('/nordvik/fhir/Organization')).total).toBe(0);
    expect((await hosted.send({ path: `/nordvik/fhir/Organization/${id}` })).status).toBe(404);
    expect((await json<Bundle>('/fjordvik/fhir/Organization')).total).toBe(1);
  });

  test('answers an address of nobody as a tenant does, and says of no health but its own', async () => {
    const { origin } = await opened();
    const nowhere = async (target: string): Promise<unknown> => {
      const { status, headers, text } = await hosted.send({ path: target });
      const { issue } = JSON.parse(text);
      const { 'x-request-id': _number, date: _date, etag: _tag, 'content-length': _length, ...rest } = headers;
      expect([target, status]).toEqual([target, 404]);
      return [rest, issue[0].code, issue[0].details, Object.keys(issue[0])];
    };
    const usual = await nowhere('/nothing');
    for (const target of [
      ...['/', '/sydvik', '/sydvik/', '/sydvik/fhir/metadata', '/sydvik/health/ready', '/fhir/metadata', '/api-docs'],
      ...[
        '/Fjordvik/fhir/metadata',
        '/FJORDVIK/fhir/metadata',
        '/%66jordvik/fhir/metadata',
        '/fjordvik%2Ffhir/metadata',
      ],
      ...['//fjordvik/fhir/metadata', '/./fjordvik/fhir/metadata', '/sydvik/../fjordvik/fhir/metadata'],
      ...['/fjordvik;a/fhir/metadata', '/fjordvik\\fhir\\metadata', '/fjordvik%00/fhir/metadata', '/metrics'],
      ...[`${origin}/fjordvik/fhir/metadata`, '/__proto__/fhir', '/constructor/fhir', '/fjordvik/nothing'],
    ])
      expect([target, await nowhere(target)]).toEqual([target, usual]);
    for (const target of ['/fjordvik', '/fjordvik/', '/fjordvik?a=b', '/fjordvik/health/ready', '/fjordvik/metrics'])
      expect([target, (await hosted.send({ path: target })).status]).toEqual([target, 404]);
    expect(await readiness(origin)).toEqual([200, { status: 'ready' }]);
  });

  test('on loopback answers loopback names only, whoever is asked for', async () => {
    await opened();
    for (const target of ['/fjordvik/fhir/metadata', '/sydvik/fhir/metadata', '/'])
      expect((await hosted.send({ path: target, headers: [['host', 'evil.example']] })).status).toBe(421);
  });

  test('lets the pages of each tenant call that tenant and no other, and says so of it', async () => {
    const originOf = (name: string): string => `http://${name}.localhost:3000`;
    await opened({ each: (name) => (name === 'fjordvik' ? { access: { origins: [originOf(name)] } } : {}) });
    const allowed = async (name: string, page: string): Promise<unknown> => {
      const asked = ['access-control-request-method', 'PUT'] as const;
      const path = `/${name}/fhir/Goal/1`;
      const { headers } = await hosted.send({ method: 'OPTIONS', path, headers: [['origin', originOf(page)], asked] });
      return headers['access-control-allow-origin'];
    };
    expect(await allowed('fjordvik', 'fjordvik')).toBe(originOf('fjordvik'));
    for (const [name, page] of [
      ['fjordvik', 'nordvik'],
      ['nordvik', 'fjordvik'],
      ['sydvik', 'fjordvik'],
    ] as const)
      expect(await allowed(name, page)).toBeUndefined();
    const statements = NAMES.map((name) => json<CapabilityStatement>(`/${name}/fhir/metadata`));
    const cors = (await Promise.all(statements)).map(({ rest }) => rest?.[0]?.security?.cors);
    expect(cors).toEqual(NAMES.map((name) => name === 'fjordvik'));
  });

  test('says in each line and each of our metrics which tenant it is about', async () => {
    const partners = [
      {
        name: 'Helse Fjordvik HF',
        organization: '310000035',
        sector: 'specialist',
        agreement: 'Samarbeidsavtale 2026-01',
        schedule: '0 0 1 1 *',
        // Nothing listens on the port of discard.
        connector: { kind: 'fhir-rest', url: 'http://127.0.0.1:9/fhir' },
      },
    ];
    const { management, lines } = await opened({ each: () => ({ partners }) });
    await created('/nordvik/fhir/Organization', organization('Nordvik'));
    const sync = { method: 'POST', path: '/fjordvik/fhir/$sync', headers: FHIR, body: '{"resourceType":"Parameters"}' };
    expect((await hosted.send(sync)).status).toBe(200);
    const text = await (await fetch(`${management}/metrics`)).text();
    const samples = [...samplesIn(text)].filter(([name]) => name.startsWith('samplan_'));
    expect(samples.filter(([name]) => !/\{(?:le="[^"]+",)?tenant="(fjordvik|nordvik)"/.test(name))).toEqual([]);
    const value = new Map(samples);
    const pass = 'kind="pass",outcome="unreachable"';
    const posted = 'method="POST",route="/fhir/:type",status="2xx"';
    expect(
      [
        'samplan_store_up{tenant="fjordvik"}',
        'samplan_store_up{tenant="nordvik"}',
        `samplan_pass_duration_seconds_count{tenant="fjordvik",partner="Helse Fjordvik HF",${pass}}`,
        `samplan_pass_duration_seconds_count{tenant="nordvik",partner="Helse Fjordvik HF",${pass}}`,
        `samplan_http_request_duration_seconds_count{tenant="nordvik",${posted}}`,
        `samplan_http_request_duration_seconds_count{tenant="fjordvik",${posted}}`,
        'samplan_links{tenant="nordvik",partner="Helse Fjordvik HF",standing="owed"}',
      ].map((name) => value.get(name)),
    ).toEqual([1, 1, 1, undefined, 1, undefined, 0]);
    expect(text).toContain('\nnodejs_eventloop_lag_p99_seconds ');
    const about = lines.filter(({ partner }) => partner !== undefined);
    expect(about.length).toBeGreaterThan(0);
    expect(about.filter(({ tenant }) => tenant !== 'fjordvik')).toEqual([]);
    expect(lines.filter(({ event }) => event === 'tenant is open').map(({ tenant }) => tenant)).toEqual(
      expect.arrayContaining([...NAMES]),
    );
  });

  test('has pages for people at each tenant, of its own and with sessions of its own', async () => {
    await opened({ each: () => ({ console: {} }) });
    // Where no session is known, one begins.
    const begun = ({ status, headers }: Answer): readonly string[] => {
      expect(status).toBe(200);
      return [headers['set-cookie'] ?? []].flat();
    };
    const asked = (name: string, cookie = ''): Promise<Answer> =>
      hosted.send({ path: `/${name}/console/overview`, headers: [['cookie', cookie]] });
    const sessionOf = async (name: string): Promise<string> => {
      const [, cookie = '', value = ''] = /^([\w-]+)=([\w-]+);/.exec(begun(await asked(name))[0] ?? '') ?? [];
      expect(cookie).toBe(`samplan-${name}-session`);
      return value;
    };
    for (const [name = '', other = ''] of [NAMES, NAMES.toReversed()] as readonly (readonly string[])[]) {
      const page = await asked(name, `samplan-${name}-session=${await sessionOf(name)}`);
      expect(begun(page)).toEqual([]);
      expect(page.text).toContain(`href="/${name}/console`);
      expect(page.text).not.toContain(other);
      // A session of the other is none here, under whichever name it comes.
      const theirs = await sessionOf(other);
      for (const cookie of NAMES)
        expect(begun(await asked(name, `samplan-${cookie}-session=${theirs}`))).toHaveLength(1);
      const leads = `/${name}/console/language/nn?return=/${other}/console`;
      expect((await hosted.send({ path: leads })).status).toBe(400);
    }
    expect((await hosted.send({ path: '/console' })).status).toBe(404);
  });

  test('counts duties of each, and traces each under its name', async () => {
    const collector = await startCollector();
    try {
      const { management, host } = await opened({
        host: { management: { port: 0, dutiesEverySeconds: 3600 } },
        each: () => ({ tracing: { url: collector.url } }),
      });
      const counted = async (): Promise<number> => {
        const samples = samplesIn(await (await fetch(`${management}/metrics`)).text());
        return NAMES.filter((name) => samples.has(`samplan_duties_counted_timestamp_seconds{tenant="${name}"}`)).length;
      };
      while ((await counted()) < NAMES.length) await setTimeout(20);
      for (const name of NAMES) await created(`/${name}/fhir/Organization`, organization(name));
      await host.stop();
      const told = collector.text().matchAll(/"samplan\.tenant","value":\{"stringValue":"(\w+)"/g);
      expect(new Set([...told].map(([, name]) => name))).toEqual(new Set(NAMES));
    } finally {
      await collector.close();
    }
  });

  test('as a worker answers only whether it lives, and works for each', async () => {
    const { origin, lines } = await opened({ role: 'worker' });
    expect(await readiness(origin)).toEqual([200, { status: 'ready' }]);
    expect((await hosted.send({ path: '/fjordvik/fhir/metadata' })).status).toBe(404);
    expect(lines.filter(({ event }) => event === 'tenant is open')).toHaveLength(2);
  });
});

describe('a tenant that cannot be opened', () => {
  /** A folder where the database should be. */
  const broken = (folder: string): string => path.join(folder, 'nordvik/samplan.sqlite');
  const breaking = async (folder: string): Promise<void> => {
    await mkdir(broken(folder));
  };

  test('stops nobody else, and is told where only operators look', async () => {
    const { origin, management, lines } = await opened({ before: breaking });
    expect((await json<CapabilityStatement>('/fjordvik/fhir/metadata')).resourceType).toBe('CapabilityStatement');
    const closed = await hosted.send({ path: '/nordvik/fhir/Patient/1', headers: [['accept-language', 'nn']] });
    expect([closed.status, closed.headers['retry-after']]).toEqual([503, '30']);
    expect(JSON.parse(closed.text).issue[0]).toMatchObject({ code: 'transient' });
    expect(await readiness(origin)).toEqual([200, { status: 'ready' }]);
    expect(await readiness(management)).toEqual([200, { status: 'ready', tenants: { nordvik: ['not-opened'] } }]);
    const metrics = samplesIn(await (await fetch(`${management}/metrics`)).text());
    expect(NAMES.map((tenant) => metrics.get(`samplan_store_up{tenant="${tenant}"}`))).toEqual([1, 0]);
    expect(lines.filter(({ event }) => event === 'tenant cannot be opened').map(({ tenant }) => tenant)).toEqual([
      'nordvik',
    ]);
  });

  test('is opened as soon as it can be', async () => {
    await opened({ before: breaking, againMs: 20 });
    await hosted.logged('tenant cannot be opened', 'nordvik');
    await rm(broken(hosted.folder), { recursive: true });
    await hosted.logged('tenant is open', 'nordvik');
    expect((await json<Bundle>('/nordvik/fhir/Organization')).total).toBe(0);
    expect(await readiness(hosted.management)).toEqual([200, { status: 'ready' }]);
  });

  test('leaves nothing open of what was opened before', async () => {
    const partner = {
      name: 'NAV',
      organization: '310000043',
      sector: 'other',
      agreement: 'A',
      schedule: '0 0 1 1 *',
      connector: { kind: 'file-drop', directory: './nav', mapping: './nav' },
    };
    await opened({
      each: (name) => (name === 'nordvik' ? { partners: [partner] } : {}),
      before: async (folder) => {
        await mkdir(path.join(folder, 'nordvik/nav'));
        await writeFile(path.join(folder, 'nordvik/nav/mapping.yaml'), 'no mapping');
      },
    });
    const told = hosted.lines.find(({ event }) => event === 'tenant cannot be opened');
    expect(told).toMatchObject({ tenant: 'nordvik', code: 'configuration' });
    // SQLite takes its log away when the last connection is closed.
    const files = await Promise.all(NAMES.map((name) => readdir(path.join(hosted.folder, name))));
    expect(files.map((all) => all.filter((file) => file.startsWith('samplan.sqlite')).toSorted())).toEqual([
      ['samplan.sqlite', 'samplan.sqlite-shm', 'samplan.sqlite-wal'],
      ['samplan.sqlite'],
    ]);
  });

  test('is told with its code and the place, and nothing of a key', async () => {
    const key = (folder: string): string => path.join(folder, 'nordvik/store.key');
    await opened({ before: (folder) => writeFile(key(folder), 'no key'), againMs: 20 });
    await hosted.logged('tenant cannot be opened', 'nordvik');
    const told = hosted.lines.find(({ event }) => event === 'tenant cannot be opened');
    expect(told).toMatchObject({ tenant: 'nordvik', code: 'configuration', place: key(hosted.folder) });
  });

  test('keeps the process unready when there is no other', async () => {
    const both = async (folder: string): Promise<void> => {
      for (const name of NAMES) await mkdir(path.join(folder, name, 'samplan.sqlite'));
    };
    const { origin, management } = await opened({ before: both });
    expect(await readiness(origin)).toEqual([503, { status: 'not-ready', failing: ['not-opened'] }]);
    expect(await readiness(management)).toEqual([
      503,
      {
        status: 'not-ready',
        failing: ['not-opened'],
        tenants: Object.fromEntries(Object.keys(TENANTS).map((name) => [name, ['not-opened']])),
      },
    ]);
  });
});
