import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/config.ts';
import { SamplanError } from '../../src/errors.ts';
import { type HostConfiguration, isHostFile, loadHost } from '../../src/host-config.ts';
import type { Finding } from '../../src/validation/finding.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-host-'));
});
afterEach(() => rm(folder, { recursive: true }));

const HOST = `http: { port: 0 }
tenants:
  - { name: fjordvik, configuration: ./fjordvik.yaml }
  - { name: nordvik, configuration: ./nordvik.yaml }
`;
const OAUTH_HOST = HOST.replace('port: 0', 'port: 0, publicUrl: "https://samplan.region.example/"');

/** A tenant's own file; each line is a group of settings. */
const tenant = (name: string, ...more: readonly string[]): string =>
  [
    `controller: { name: Samplan ${name}, organization: "310000019", sector: municipal }`,
    ...(more.some((line) => line.startsWith('store')) ? [] : [`store: { file: ./${name}.sqlite }`]),
    ...more,
    '',
  ].join('\n');
const oauth = (name: string, audience: string): string =>
  tenant(
    name,
    `http: { publicUrl: "https://samplan.region.example/${name}" }`,
    `access: { mode: oauth, audience: "${audience}", issuers: [{ issuer: "https://helseid-sts.nhn.no" }] }`,
  );

async function files(all: Readonly<Record<string, string | Uint8Array | Buffer>>): Promise<void> {
  for (const [name, text] of Object.entries(all)) await writeFile(path.join(folder, name), text);
}

async function loaded(all: Readonly<Record<string, string>>, environment = {}): Promise<HostConfiguration> {
  await files({ 'host.yaml': HOST, 'fjordvik.yaml': tenant('fjordvik'), 'nordvik.yaml': tenant('nordvik'), ...all });
  return loadHost(path.join(folder, 'host.yaml'), { environment });
}

const brief = ({ rule, path: place, element, expected }: Finding): string =>
  [rule, place.replace(`${folder}/`, ''), element, expected].filter((part) => part !== undefined).join(' | ');

/** Everything wrong as `rule | file:line:column | setting | expected`. */
async function faultsOf(all: Readonly<Record<string, string>>, environment = {}): Promise<readonly string[]> {
  const error = await loaded(all, environment).catch((caught: unknown) => caught);
  if (!(error instanceof SamplanError)) throw new Error('the host was accepted', { cause: error });
  expect(error.code).toBe('configuration');
  return error.findings.map(brief);
}

describe('a host', () => {
  test('is its address and its tenants, each of which is complete by itself', async () => {
    const { http, tenants, warnings, stop } = await loaded({}, { PORT: '9123' });
    expect([http.port, http.host, stop.withinSeconds]).toEqual([9123, '127.0.0.1', 20]);
    expect(tenants.map(({ name, configuration }) => [name, configuration.controller.name])).toEqual([
      ['fjordvik', 'Samplan fjordvik'],
      ['nordvik', 'Samplan nordvik'],
    ]);
    expect(warnings).toEqual([]);
    await loadConfiguration(path.join(folder, 'nordvik.yaml'));
  });

  test('is known by its tenants; who wants an installation is told which there are', async () => {
    await loaded({});
    expect([
      await isHostFile(path.join(folder, 'host.yaml')),
      await isHostFile(path.join(folder, 'nordvik.yaml')),
      await isHostFile(path.join(folder, 'none.yaml')),
    ]).toEqual([true, false, false]);
    const error = await loadConfiguration(path.join(folder, 'host.yaml')).catch((caught: unknown) => caught);
    expect((error as SamplanError).findings.map(brief)).toEqual([
      'host-file | host.yaml:2:1 | tenants | ./fjordvik.yaml, ./nordvik.yaml',
    ]);
  });

  test('tells all faults of all its files at once', async () => {
    expect(
      await faultsOf({
        'host.yaml': HOST.replace('port: 0', 'ports: 1').replace('name: nordvik', 'name: Nordvik'),
        'fjordvik.yaml': tenant('fjordvik', 'keepRuns: 0'),
        'nordvik.yaml': tenant('nordvik', 'timezone: Europe/Nordvik'),
      }),
    ).toEqual([
      'unknown-setting | host.yaml:1:9 | http.ports | port',
      'wrong-value | host.yaml:4:13 | tenants[1].name | small letters, digits and hyphens, from a letter to a letter or digit, 40 at most',
      'wrong-value | fjordvik.yaml:3:11 | keepRuns | at least 1',
      'bad-timezone | nordvik.yaml:3:11 | timezone',
    ]);
  });

  test.each([
    ['two of one name', 'fjordvik', 'shared-by-tenants'],
    ['a name that leads elsewhere', 'health', 'wrong-value'],
    ['the name of the pages', 'console', 'wrong-value'],
    ['a name with a slash', 'fjord/vik', 'wrong-value'],
    ['a name with a dot', '..', 'wrong-value'],
    ['a name that ends with a hyphen', 'fjordvik-', 'wrong-value'],
  ])('%s is refused', async (_what, name, rule) => {
    const [found] = await faultsOf({ 'host.yaml': HOST.replace('name: nordvik', `name: ${JSON.stringify(name)}`) });
    expect(found).toMatch(new RegExp(`^${rule} \\| host.yaml:4:13 \\| tenants\\[1\\].name`));
  });

  test('without tenants, or with one whose file is not there, is none', async () => {
    expect(await faultsOf({ 'host.yaml': 'tenants: []\n' })).toEqual([
      'wrong-value | host.yaml:1:10 | tenants | at least one entry',
    ]);
    expect(await faultsOf({ 'host.yaml': HOST.replace('./nordvik', './sydvik') })).toEqual([
      'unreadable-file | sydvik.yaml:1:1',
    ]);
  });
});

test('docs/deploy/host.yaml is in order with its tenants, and docs/tenants.md shows it', async () => {
  await cp('docs/deploy/host.yaml', path.join(folder, 'host.yaml'));
  await cp('docs/deploy/tenants', path.join(folder, 'tenants'), { recursive: true });
  for (const name of ['fjordvik', 'nordvik']) {
    const { privateKey } = generateKeyPairSync('ed25519');
    await files({
      [`tenants/${name}-audit.pem`]: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      [`tenants/${name}-store.key`]: randomBytes(32).toString('base64'),
      [`tenants/${name}-password`]: 'hemmelig',
    });
  }
  const { tenants, warnings } = await loadHost(path.join(folder, 'host.yaml'));
  expect(warnings).toEqual([]);
  expect(tenants.map(({ configuration }) => configuration.store)).toEqual(
    ['fjordvik', 'nordvik'].map((schema) => expect.objectContaining({ kind: 'postgres', schema })),
  );
  expect(await readFile('docs/tenants.md', 'utf8')).toContain(
    `\`\`\`yaml\n${await readFile('docs/deploy/host.yaml', 'utf8')}\`\`\``,
  );
});

describe('what a tenant says of its process', () => {
  test('is a warning where it is not as usual, and its address is held to that of the host', async () => {
    const { warnings } = await loaded({
      'nordvik.yaml': tenant(
        'nordvik',
        'http: { port: 8081, host: 127.0.0.1, proxy: { addresses: ["10.0.0.1"] } }',
        'management: { port: 9464 }',
        'stop: { drainSeconds: 0, withinSeconds: 5 }',
      ),
    });
    expect(warnings.map(brief)).toEqual([
      'host-decides | nordvik.yaml:3:15 | http.port',
      'host-decides | nordvik.yaml:3:59 | http.proxy.addresses[0]',
      'host-decides | nordvik.yaml:4:21 | management.port',
      'host-decides | nordvik.yaml:5:41 | stop.withinSeconds',
    ]);
    expect(
      await faultsOf({ 'nordvik.yaml': tenant('nordvik', 'http: { publicUrl: "https://nordvik.example" }') }),
    ).toEqual(['wrong-value | nordvik.yaml:3:20 | http.publicUrl | empty, as at the host']);
  });

  test('is not what is done: what is trusted to say who sent a request is the host’s', async () => {
    const proxy = (address: string): string => `proxy: { addresses: ["${address}"], certificateHeader: client-cert }`;
    const { tenants } = await loaded({
      'host.yaml': HOST.replace('port: 0', `port: 0, ${proxy('10.0.0.9')}`),
      'nordvik.yaml': tenant('nordvik', `http: { ${proxy('10.0.0.1')} }`),
    });
    expect(tenants.map(({ configuration }) => configuration.http.proxy.addresses)).toEqual([
      ['10.0.0.9'],
      ['10.0.0.9'],
    ]);
  });

  test('lets in as all of them do, at the address of the host with its name', async () => {
    const fjordvik = oauth('fjordvik', 'nhn:samplan-fjordvik');
    const nordvik = oauth('nordvik', 'nhn:samplan-nordvik');
    const all = { 'host.yaml': OAUTH_HOST, 'fjordvik.yaml': fjordvik, 'nordvik.yaml': nordvik };
    expect((await loaded(all)).warnings).toEqual([]);
    expect(await faultsOf({ ...all, 'nordvik.yaml': tenant('nordvik') })).toEqual([
      'wrong-value | nordvik.yaml:1:1 | access.mode | oauth, as at tenant fjordvik',
      'wrong-value | nordvik.yaml:1:1 | http.publicUrl | https://samplan.region.example/nordvik',
    ]);
    expect(await faultsOf({ ...all, 'nordvik.yaml': nordvik.replace('example/nordvik', 'example') })).toEqual([
      'wrong-value | nordvik.yaml:3:20 | http.publicUrl | https://samplan.region.example/nordvik',
    ]);
    expect((await faultsOf({ ...all, 'host.yaml': HOST }))[0]).toBe(
      'missing-setting | host.yaml:1:7 | http.publicUrl | https://samplan.fjordvik.example',
    );
    expect(await faultsOf({ 'host.yaml': HOST.replace('port: 0', 'host: 0.0.0.0') })).toEqual([
      'wrong-value | host.yaml:1:15 | http.host | 127.0.0.1, or access.mode oauth at every tenant',
    ]);
  });
});

describe('two tenants may not share', () => {
  const twice = async (setting: string): Promise<readonly string[]> => {
    const [fjordvik, nordvik] = ['fjordvik', 'nordvik'].map((name) =>
      setting.startsWith('store') ? tenant(name, setting) : tenant(name, setting),
    );
    return faultsOf({ 'fjordvik.yaml': fjordvik ?? '', 'nordvik.yaml': nordvik ?? '' });
  };

  test('a database, by whatever path', async () => {
    await files({ 'real.sqlite': '' });
    await symlink('real.sqlite', path.join(folder, 'link.sqlite'));
    expect(
      await faultsOf({
        'fjordvik.yaml': tenant('fjordvik', 'store: { file: ./real.sqlite }'),
        'nordvik.yaml': tenant('nordvik', 'store: { file: ./link.sqlite }'),
      }),
    ).toEqual(['shared-by-tenants | nordvik.yaml:2:16 | store.file | tenant fjordvik']);
    expect(await twice('store: { file: ./new.sqlite }')).toEqual([
      'shared-by-tenants | nordvik.yaml:2:16 | store.file | tenant fjordvik',
    ]);
  });

  test.each([
    ['a schema', '//samplan@127.0.0.1/samplan', 'plans', 'plans'],
    ['a schema of one server by two names', '///samplan?host=/run/postgresql', 'plans', 'plans'],
    ['a schema that the queue of the other is in', '//samplan@localhost:5432/samplan', 'plans_jobs', 'plans'],
  ])('%s', async (_what, url, first, second) => {
    const store = (address: string, schema: string): string =>
      `store: { kind: postgres, url: "postgresql:${address}", schema: ${schema} }`;
    expect(
      await faultsOf({
        'fjordvik.yaml': tenant('fjordvik', store(url, first)),
        'nordvik.yaml': tenant('nordvik', store('//nordvik@localhost/samplan', second)),
      }),
    ).toEqual([expect.stringMatching(/^shared-by-tenants \| nordvik.yaml:2:\d+ \| store.schema \| tenant fjordvik$/)]);
  });

  test('but a server and a database, with a schema each', async () => {
    const store = (schema: string): string =>
      `store: { kind: postgres, url: "postgresql://samplan@127.0.0.1/samplan", schema: ${schema} }`;
    const { tenants } = await loaded({
      'fjordvik.yaml': tenant('fjordvik', store('fjordvik')),
      'nordvik.yaml': tenant('nordvik', store('nordvik')),
    });
    expect(tenants).toHaveLength(2);
  });

  test('the key that seals, in a file of its own neither', async () => {
    await files({ 'one.key': randomBytes(32).toString('base64') });
    await copyFile(path.join(folder, 'one.key'), path.join(folder, 'copy.key'));
    const store = (name: string, key: string): string => `store: { file: ./${name}.sqlite, keyFile: ./${key}.key }`;
    expect(
      await faultsOf({
        'fjordvik.yaml': tenant('fjordvik', store('fjordvik', 'one')),
        'nordvik.yaml': tenant('nordvik', store('nordvik', 'copy')),
      }),
    ).toEqual(['shared-by-tenants | nordvik.yaml:2:43 | store.keyFile | tenant fjordvik']);
  });

  test('the key that signs the access log, from the environment neither', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await files({ 'audit.pem': pem, 'copy.pem': `${pem}\n` });
    const audit = (key: string): string => `audit: { keyFile: ./${key}.pem }`;
    expect(
      await faultsOf({
        'fjordvik.yaml': tenant('fjordvik', audit('audit')),
        'nordvik.yaml': tenant('nordvik', audit('copy')),
      }),
    ).toEqual(['shared-by-tenants | nordvik.yaml:3:19 | audit.keyFile | tenant fjordvik']);
    expect(
      await faultsOf(
        { 'fjordvik.yaml': tenant('fjordvik'), 'nordvik.yaml': tenant('nordvik') },
        { SAMPLAN_AUDIT_KEY: String(pem) },
      ),
    ).toEqual(['key-for-all | environment variable SAMPLAN_AUDIT_KEY | SAMPLAN_AUDIT_KEY']);
  });

  test('a name that tokens of one issuer are made for', async () => {
    expect(
      await faultsOf({
        'host.yaml': OAUTH_HOST,
        'fjordvik.yaml': oauth('fjordvik', 'nhn:samplan'),
        'nordvik.yaml': oauth('nordvik', 'nhn:samplan'),
      }),
    ).toEqual(['shared-by-tenants | nordvik.yaml:4:34 | access.audience | tenant fjordvik']);
  });

  test.each([
    ['the folder', './nav', './nav'],
    ['a folder in the folder', './nav/out', './nav'],
    ['the folder around the folder', './nav', './nav/out'],
  ])('%s that files are left in', async (_what, first, second) => {
    await mkdir(path.join(folder, 'nav/out'), { recursive: true });
    const partner = (directory: string): string =>
      `partners: [{ name: NAV, organization: "310000027", sector: other, agreement: A, schedule: "0 2 * * *", connector: { kind: file-drop, directory: ${directory} } }]`;
    expect(
      await faultsOf({
        'fjordvik.yaml': tenant('fjordvik', partner(first)),
        'nordvik.yaml': tenant('nordvik', partner(second)),
      }),
    ).toEqual([
      expect.stringMatching(
        /^shared-by-tenants \| nordvik.yaml:3:\d+ \| partners\[0\].connector.directory \| tenant fjordvik$/,
      ),
    ]);
  });
});
