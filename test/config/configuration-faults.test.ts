import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfiguration } from '../../src/config.ts';
import { policyFor, SHIPPED_POLICY } from '../../src/consent/policy.ts';
import { SamplanError } from '../../src/errors.ts';
import type { Finding } from '../../src/validation/finding.ts';
import { PackageError } from '../../src/validation/package-fault.ts';
import { LOOPBACK } from './loopback-settings.ts';

const GOOD = `controller:
  name: Samplan Fjordvik
  organization: "310000019"
  sector: municipal
store:
  file: ./samplan.sqlite
http:
  port: 8080
profiles: []
partners:
  - name: Fjordvik kommune
    organization: "310000027"
    sector: municipal
    agreement: Samarbeidsavtale 2026-01
    mode: both
    schedule: "*/5 * * * * *"
    connector: { kind: fhir-rest, url: "http://127.0.0.1:9001/fhir", pageSize: 200 }
    profiles: []
  - name: Helse Fjordvik HF
    organization: "310000035"
    sector: specialist
    agreement: Samarbeidsavtale 2026-01
    schedule: "*/5 * * * * *"
    connector: { kind: fhir-rest, url: "http://127.0.0.1:9002/fhir" }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(text: string | Uint8Array): Promise<string> {
  const file = path.join(folder, 'samplan.yaml');
  await writeFile(file, text);
  return file;
}

/** Findings of a refused file, as `rule line:column setting`. */
async function faultsOf(text: string | Uint8Array, environment = {}): Promise<readonly Finding[]> {
  const file = await write(text);
  const error = await loadConfiguration(file, { environment, isCron: (cron) => !cron.startsWith('99') }).catch(
    (caught: unknown) => caught,
  );
  if (!(error instanceof SamplanError)) throw new Error('the configuration was accepted', { cause: error });
  expect(error.code).toBe('configuration');
  return error.findings;
}

const brief = ({ rule, path: place, element }: Finding): string =>
  [rule, place.replace(path.join(folder, 'samplan.yaml:'), ''), element].filter((part) => part !== undefined).join(' ');

test.each(['"14036830068"', '14036830068', '04036830068'])(
  'what may be the number of a person is not repeated: %s',
  async (number) => {
    const faults = await faultsOf(GOOD.replace('mode: both', `mode: both\n    check: { patient: ${number} }`));
    expect(faults).toHaveLength(1);
    expect(JSON.stringify(faults)).not.toContain('4036830068');
  },
);

describe('a policy row', () => {
  const row = (more: string): string =>
    GOOD.replace(
      'profiles: []\npartners',
      `consent:\n  policy:\n    - { sectors: [other], kinds: [goal], regime: nothing, basis: avtalen, ${more} }\npartners`,
    );

  test('stands before the shipped table for its agreement', async () => {
    const { consent } = await loadConfiguration(await write(row('agreement: Samarbeidsavtale 2026-01')));
    expect(policyFor(consent, 'Samarbeidsavtale 2026-01').rows[0]).toMatchObject({ basis: 'avtalen' });
    expect(policyFor(consent, 'Another').rows).toEqual(SHIPPED_POLICY.rows);
    expect(policyFor(consent, 'Another').ages).toEqual(SHIPPED_POLICY.ages);
  });

  test.each([
    ['agreement: Avtale 2019', 'wrong-value consent.policy[0].agreement'],
    ['from: "2026-02-31"', 'wrong-value consent.policy[0].from'],
    ['from: "2026-02-01", until: "2026-01-31"', 'wrong-value consent.policy[0].until'],
    ['until: "31.12.2026"', 'wrong-value consent.policy[0].until'],
    ['days: 3', 'unknown-setting consent.policy[0].days'],
  ])('%s is refused', async (more, expected) => {
    const found = await faultsOf(row(more));
    expect(found.map(({ rule, element }) => `${rule} ${element}`)).toEqual([expected]);
  });

  test('gives other sectors nothing without consent', async () => {
    const found = await faultsOf(row('agreement: Samarbeidsavtale 2026-01').replace('nothing', 'opt-out'));
    expect(found.map(({ element }) => element)).toEqual(['consent.policy[0].regime']);
  });
});

describe('one fault in an otherwise good file is refused with its position', () => {
  const change = (from: string, to: string): string => {
    expect(GOOD).toContain(from);
    return GOOD.replace(from, () => to);
  };
  const cases: readonly (readonly [what: string, from: string, to: string, fault: string])[] = [
    ['an unknown group', 'http:\n', 'htttp:\n', 'unknown-setting 7:1 htttp'],
    ['an unknown setting of a partner', 'mode: both', 'modus: both', 'unknown-setting 15:5 partners[0].modus'],
    ['a missing setting', '    sector: specialist\n', '', 'missing-setting 19:5 partners[1].sector'],
    ['a number where text belongs', '"310000019"', '310000019', 'wrong-type 3:17 controller.organization'],
    [
      'a list where a group belongs',
      '{ kind: fhir-rest, url: "http://127.0.0.1:9002/fhir" }',
      '[]',
      'wrong-type 24:16 partners[1].connector',
    ],
    ['a group left empty', '  file: ./samplan.sqlite\n', '', 'wrong-type 5:7 store'],
    ['a sector there is none of', 'sector: specialist', 'sector: private', 'wrong-value 21:13 partners[1].sector'],
    [
      'an organization number of eight digits',
      '"310000027"',
      '"31000002"',
      'wrong-value 12:19 partners[0].organization',
    ],
    ['a port out of range', '8080', '80800', 'wrong-value 8:9 http.port'],
    ['a page of nothing', 'pageSize: 200', 'pageSize: 0', 'wrong-value 17:80 partners[0].connector.pageSize'],
    ['an empty name', 'name: Fjordvik kommune', 'name: ""', 'wrong-value 11:11 partners[0].name'],
    [
      'a name used twice',
      'name: Helse Fjordvik HF',
      'name: fjordvik kommune',
      'duplicate-partner 19:11 partners[1].name',
    ],
    ['an address used twice', '9002/fhir', '9001/fhir/', 'duplicate-address 24:40 partners[1].connector.url'],
    [
      'an address that is none',
      'http://127.0.0.1:9002/fhir',
      'fjordvik',
      'bad-address 24:40 partners[1].connector.url',
    ],
    [
      'an address of another scheme',
      'http://127.0.0.1:9002',
      'ftp://127.0.0.1',
      'bad-address 24:40 partners[1].connector.url',
    ],
    [
      'a password in an address',
      'http://127.0.0.1:9002',
      'http://a:b@127.0.0.1',
      'bad-address 24:40 partners[1].connector.url',
    ],
    ['a query in an address', '9002/fhir', '9002/fhir?a=b', 'bad-address 24:40 partners[1].connector.url'],
    [
      'a folder that is not there',
      'kind: fhir-rest, url: "http://127.0.0.1:9002/fhir"',
      'kind: file-drop, directory: ./none',
      'missing-folder 24:46 partners[1].connector.directory',
    ],
    [
      'a partner without a server and without a folder',
      'kind: fhir-rest, url: "http://127.0.0.1:9002/fhir"',
      'kind: file-drop',
      'missing-setting 24:16 partners[1].connector.directory',
    ],
    [
      'an address of a partner without a server',
      'kind: fhir-rest, url: "http://127.0.0.1:9002/fhir"',
      'kind: file-drop, directory: ., url: "http://127.0.0.1:9002/fhir"',
      'unknown-setting 24:54 partners[1].connector.url',
    ],
    [
      'a folder of a partner with a server',
      'url: "http://127.0.0.1:9002/fhir"',
      'url: "http://127.0.0.1:9002/fhir", directory: .',
      'unknown-setting 24:81 partners[1].connector.directory',
    ],
    [
      'a schedule of four fields',
      '"*/5 * * * * *"\n    connector: { kind: fhir-rest, url: "http://127.0.0.1:9001',
      '"* * * *"\n    connector: { kind: fhir-rest, url: "http://127.0.0.1:9001',
      'wrong-value 16:15 partners[0].schedule',
    ],
    [
      'a reconciliation the scheduler refuses',
      '    mode: both\n',
      '    mode: both\n    reconcile: "99 * * * *"\n',
      'bad-schedule 16:16 partners[0].reconcile',
    ],
    [
      'quiet hours of another shape',
      '    mode: both\n',
      '    mode: both\n    quietHours: 22-06\n',
      'wrong-value 16:17 partners[0].quietHours',
    ],
    [
      'quiet hours that never end',
      '    mode: both\n',
      '    mode: both\n    quietHours: "22:00-22:00"\n',
      'wrong-value 16:17 partners[0].quietHours',
    ],
    ['a time zone there is none of', 'store:\n', 'timezone: Oslo\nstore:\n', 'bad-timezone 5:11 timezone'],
    [
      'a way of asking there is none of',
      'pageSize: 200 }',
      'pageSize: 200, pull: guess }',
      'wrong-value 17:91 partners[0].connector.pull',
    ],
    [
      'a schedule of retention that the scheduler refuses',
      'profiles: []\npartners',
      'retention: { schedule: "99 * * * *" }\npartners',
      'bad-schedule 9:24 retention.schedule',
    ],
    ['a schedule the scheduler refuses', '"*/5 * * * * *"', '"99 * * * *"', 'bad-schedule 16:15 partners[0].schedule'],
    [
      'the number of a person where a synthetic one belongs',
      'profiles: []\n  - name',
      'check: { patient: "14036830068" }\n  - name',
      'not-synthetic 18:23 partners[0].check.patient',
    ],
    [
      'a package folder that is not there',
      'profiles: []\npartners',
      'profiles: [./none]\npartners',
      'missing-folder 9:12 profiles[0]',
    ],
    [
      'a folder for the database that is not there',
      './samplan.sqlite',
      './none/samplan.sqlite',
      'missing-folder 6:9 store.file',
    ],
    [
      'a profile that is no canonical',
      '    profiles: []\n  - name',
      '    profiles: [no-basis Patient]\n  - name',
      'bad-canonical 18:16 partners[0].profiles[0]',
    ],
    ['a setting written twice', '  port: 8080\n', '  port: 8080\n  port: 8081\n', 'duplicate-setting 9:3'],
    ['an open bracket', '  port: 8080\n', '  port: [8080\n', 'yaml-syntax 9:1'],
    ['a second document', 'profiles: []\npartners', 'profiles: []\n---\npartners', 'yaml-syntax 10:1'],
  ];

  test.each(cases)('%s', async (_what, from, to, expected) => {
    const faults = await faultsOf(change(from, to));
    expect(faults.map(brief)).toContain(expected);
    for (const { message, action } of faults)
      for (const text of [...Object.values(message), ...Object.values(action)]) {
        expect(text.length).toBeGreaterThan(0);
        expect(text).not.toMatch(/[{}]|undefined/);
      }
  });
});

test('an unknown setting is answered with the nearest known one', async () => {
  const [fault] = await faultsOf(GOOD.replace('mode: both', 'mod: both'));
  expect(fault?.action.en).toBe('Remove it, or use mode.');
});

test('retention and tracing are held to what they can be', async () => {
  const faults = await faultsOf(
    `${GOOD}\nretention: { recordYears: 0, setAsideDays: many }\ntracing: { url: "collector:4318", ratio: 2 }\n`,
  );
  expect(faults.map(({ element, expected }) => [element, expected])).toEqual([
    ['retention.recordYears', 'at least 1'],
    ['retention.setAsideDays', expect.stringContaining('a whole number')],
    ['tracing.url', expect.stringContaining('an http or https address')],
    ['tracing.ratio', 'at most 1'],
  ]);
});

test('an unknown setting near none is answered with those there are', async () => {
  const [fault] = await faultsOf(GOOD.replace('http:', 'wholly-different:'));
  expect(fault?.action.en).toBe(
    'Remove it, or use one of controller, timezone, keepRuns, retention, store, audit, http, console, management, tracing, stop, access, profiles, requiredProfiles, consent, subscriptions, coordinatingUnits, partners.',
  );
});

test('every fault is told at once, in the order of the file, those of the text and those of its meaning', async () => {
  const faults = await faultsOf(
    GOOD.replace('sector: municipal', 'sector: communal')
      .replace('profiles: []', 'profiles: [./none]')
      .replace('name: Helse Fjordvik HF', 'name: Fjordvik kommune')
      .replace('9002/fhir', '9001/fhir')
      .replace('agreement', 'agrement'),
    { PORT: 'eighty' },
  );
  expect(faults.map(brief)).toEqual([
    'wrong-value 4:11 controller.sector',
    'missing-folder 9:12 profiles[0]',
    'missing-setting 11:5 partners[0].agreement',
    'unknown-setting 14:5 partners[0].agrement',
    'duplicate-partner 19:11 partners[1].name',
    'duplicate-address 24:40 partners[1].connector.url',
    'wrong-value environment variable PORT PORT',
  ]);
});

test('a setting with the wrong shape is not told a second time by what it means', async () => {
  const faults = await faultsOf(GOOD.replace('"*/5 * * * * *"', '"99"'));
  expect(faults.map(brief)).toEqual(['wrong-value 16:15 partners[0].schedule']);
});

test('a password in an address is not repeated in the fault', async () => {
  const faults = await faultsOf(GOOD.replace('http://127.0.0.1:9002', 'http://samplan:secret@127.0.0.1'));
  expect(JSON.stringify(faults)).not.toContain('secret');
});

test('a file that is not there, is not UTF-8 or is empty is a fault of the configuration like any other', async () => {
  expect((await faultsOf(new Uint8Array([0x61, 0xff]))).map(brief)).toEqual(['not-utf8 1:1']);
  expect((await faultsOf('')).map(brief)).toEqual(['wrong-type 1:1 the file']);
  await expect(loadConfiguration(path.join(folder, 'none.yaml'))).rejects.toMatchObject({
    code: 'configuration',
    findings: [{ rule: 'unreadable-file' }],
  });
});

test('a wrong check digit is a warning, and the configuration runs', async () => {
  const { warnings } = await loadConfiguration(await write(GOOD.replace('310000027', '310000028')));
  expect(warnings.map(brief)).toEqual(['check-digit 12:19 partners[0].organization']);
});

test('a folder of a partner without a server counts from the file, and two have not the same', async () => {
  const dropped = GOOD.replaceAll(/kind: fhir-rest, url: "[^"]+"/gu, 'kind: file-drop, directory: .');
  expect((await faultsOf(dropped)).map(brief)).toEqual(['duplicate-address 24:46 partners[1].connector.directory']);
  const { partners } = await loadConfiguration(await write(dropped.split('  - name: Helse')[0] ?? ''));
  expect(partners[0]?.connector).toMatchObject({ kind: 'file-drop', directory: folder, quietSeconds: 10 });
});

test('what is left out gets its default, paths count from the file, and an address loses its last slash', async () => {
  const file = await write(`controller: { name: A, organization: "310000019", sector: other }
partners:
  - name: Granli kommune
    organization: "310000043"
    sector: municipal
    agreement: Avtale 7
    schedule: 0 2 * * *
    connector: { kind: fhir-rest, url: https://granli.example.no/fhir/ }
`);
  expect(await loadConfiguration(file)).toEqual({
    file,
    controller: { name: 'A', organization: '310000019', sector: 'other' },
    consent: { policy: [], graceDays: { 12: 90, 16: 30, 18: 30 } },
    timezone: 'Europe/Oslo',
    keepRuns: 90,
    retention: {},
    store: { kind: 'sqlite', file: path.join(folder, 'samplan.sqlite') },
    audit: { publicKeys: [] },
    stop: { drainSeconds: 0, withinSeconds: 20 },
    http: { ...LOOPBACK.http, port: 8080 },
    access: LOOPBACK.access,
    profiles: [],
    requiredProfiles: [],
    coordinatingUnits: [],
    subscriptions: { endpoints: [], networks: [], everySeconds: 5 },
    partners: [
      {
        name: 'Granli kommune',
        organization: '310000043',
        sector: 'municipal',
        agreement: 'Avtale 7',
        mode: 'both',
        measures: 'requests',
        schedule: '0 2 * * *',
        reconcile: '30 3 * * *',
        quietHours: '',
        jitterSeconds: 0,
        concurrency: 4,
        headers: {},
        connector: {
          kind: 'fhir-rest',
          url: 'https://granli.example.no/fhir',
          pull: 'auto',
          overlapSeconds: 60,
          quietSeconds: 10,
          pageSize: 200,
          sourceSystem: 'Samplan',
          userRole: 'LE',
        },
        profiles: [],
      },
    ],
    warnings: [],
  });
});

describe('profile packages', () => {
  const withProfile = GOOD.replace('    profiles: []\n  - name', '    profiles: [http://example.org/p]\n  - name');

  test('a profile that no package has is a fault at its place', async () => {
    const file = await write(withProfile);
    const openProfiles = async () => (canonical: string) => canonical !== 'http://example.org/p';
    await expect(loadConfiguration(file, { openProfiles })).rejects.toMatchObject({
      findings: [{ rule: 'unknown-profile', path: `${file}:18:16`, found: 'http://example.org/p' }],
    });
  });

  test('one that is required of everybody and no package has is a fault too', async () => {
    const file = await write(`${GOOD}requiredProfiles: [http://example.org/p, http://example.org/known]\n`);
    const openProfiles = async () => (canonical: string) => canonical !== 'http://example.org/p';
    await expect(loadConfiguration(file, { openProfiles })).rejects.toMatchObject({
      findings: [{ rule: 'unknown-profile', found: 'http://example.org/p' }],
    });
  });

  test('every fault in a package is told together with the others', async () => {
    const file = await write(withProfile.replace('8080', '80800'));
    const openProfiles = () =>
      Promise.reject(
        new PackageError([
          { file: 'a.json', reason: 'is not JSON' },
          { file: 'b.json', reason: 'has no url' },
        ]),
      );
    const error = await loadConfiguration(file, { openProfiles }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SamplanError);
    expect((error as SamplanError).findings.map(({ rule, path: place }) => [rule, place])).toEqual([
      ['wrong-value', `${file}:8:9`],
      ['unusable-package', 'a.json'],
      ['unusable-package', 'b.json'],
    ]);
  });

  test('are not opened when none is named', async () => {
    const openProfiles = () => Promise.reject(new Error('opened'));
    await expect(loadConfiguration(await write(GOOD), { openProfiles })).resolves.toBeDefined();
  });
});

test('PORT goes before the file', async () => {
  const file = await write(GOOD);
  expect((await loadConfiguration(file, { environment: { PORT: '0' } })).http.port).toBe(0);
  expect((await loadConfiguration(file, { environment: {} })).http.port).toBe(8080);
});

describe('the key of the access log', () => {
  const pem = (): string =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('is read from its file, or from the environment before it', async () => {
    const [own, other] = [pem(), pem()];
    await writeFile(path.join(folder, 'audit.pem'), own);
    const file = await write(`${GOOD}audit: { keyFile: ./audit.pem, publicKeys: [./audit.pem] }\n`);
    expect((await loadConfiguration(file)).audit).toEqual({ signingKey: own, publicKeys: [own] });
    const environment = { SAMPLAN_AUDIT_KEY: other };
    expect((await loadConfiguration(file, { environment })).audit.signingKey).toBe(other);
  });

  test('that is none is a fault, wherever it stands, and nothing of it is shown', async () => {
    await writeFile(path.join(folder, 'none.pem'), 'secret');
    const settings = 'audit: { keyFile: ./none.pem, publicKeys: [./missing.pem] }\n';
    const findings = await faultsOf(GOOD + settings, { SAMPLAN_AUDIT_KEY: 'secret' });
    expect(findings.map(({ rule, element }) => [rule, element])).toEqual([
      ['unusable-key', 'audit.keyFile'],
      ['unusable-key', 'audit.publicKeys[0]'],
      ['unusable-key', 'SAMPLAN_AUDIT_KEY'],
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });
});

test.each([
  ['subscriptions: { endpoints: ["http://ehr.example.no"] }', 'bad-address', 'subscriptions.endpoints[0]'],
  ['subscriptions: { endpoints: ["https://ehr.example.no/hook"] }', 'bad-address', 'subscriptions.endpoints[0]'],
  ['subscriptions: { endpoints: ["https://user:word@ehr.example.no"] }', 'bad-address', 'subscriptions.endpoints[0]'],
  ['subscriptions: { endpoints: ["*"] }', 'bad-address', 'subscriptions.endpoints[0]'],
  ['subscriptions: { networks: ["10.42.0.0/40"] }', 'wrong-value', 'subscriptions.networks[0]'],
  ['subscriptions: { networks: ["ehr.example.no"] }', 'wrong-value', 'subscriptions.networks[0]'],
])('where subscribers are notified is listed host by host: %s is a fault', async (setting, rule, element) => {
  const [fault, ...more] = await faultsOf(`${GOOD}\n${setting}\n`);
  expect([fault?.rule, fault?.element, more]).toEqual([rule, element, []]);
});

test.each([
  ['["null"]', 'bad-address'],
  ['["*"]', 'bad-address'],
  ['["https://*.example.no"]', 'bad-address'],
  ['["http://app.example.no"]', 'bad-address'],
  ['["https://app.example.no/"]', 'bad-address'],
  ['["https://app.example.no/launch"]', 'bad-address'],
  ['["https://APP.example.no"]', 'bad-address'],
  ['["https://app.example.no:443"]', 'bad-address'],
])('origins of pages are listed as browsers write them: %s is a fault', async (origins, rule) => {
  const oauth = 'access: { mode: oauth, audience: nhn:samplan, issuers: [{ issuer: "https://issuer.example.no" }],';
  const file = GOOD.replace('port: 8080', 'port: 8080\n  publicUrl: https://samplan.example.no');
  const [fault, ...more] = await faultsOf(`${file}\n${oauth} origins: ${origins} }\n`);
  expect([fault?.rule, fault?.element, more]).toEqual([rule, 'access.origins[0]', []]);
});

test('where nobody signs in, only pages of this machine may act as the controller', async () => {
  const settings = (origin: string): string => `${GOOD}\naccess: { origins: ["http://localhost:3000", "${origin}"] }\n`;
  expect(await faultsOf(settings('https://app.example.no'))).toMatchObject([
    { rule: 'wrong-value', element: 'access.origins[1]', found: 'another site' },
  ]);
  const { access } = await loadConfiguration(await write(settings('http://127.0.0.1:3000')));
  expect(access.origins).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000']);
});
