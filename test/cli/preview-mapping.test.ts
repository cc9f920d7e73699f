import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createMappedFormat } from '../../src/connector/file-drop/mapped-format.ts';
import { mappingHolds } from '../../src/connector/file-drop/mapping-holds.ts';
import type { Context, Partner } from '../../src/exchange/context.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { loadMapping } from '../../src/source/load-mapping.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { runPass } from '../../src/sync/run.ts';
import { Office } from '../connector/file-drop/office.ts';
import { directory, INGRID, NAV } from '../exchange/papers.ts';
import { INGRIDS, openStage, SILENT } from '../exchange/stage.ts';
import { samplan } from './spawn-samplan.ts';

// Each starts the program, some of them twice.
jest.setTimeout(120_000);

const SHIPPED = 'mappings/nav-activity';
const FIRST_GOAL = 'Gå til butikken alene';
let folder: string;
let config: string;
let person: string;
/** Of the audit, before a preview and after. */
const audits = async (): Promise<number> => {
  const store = await openSqliteStore({ file: path.join(folder, 's.sqlite') });
  const { total } = await store.search({ type: 'AuditEvent', filters: [], count: 1 });
  await store.close();
  return total ?? 0;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-preview-mapping-'));
  const mapping = await loadMapping(SHIPPED);
  const store = await openSqliteStore({ file: path.join(folder, 's.sqlite') });
  const stage = await openStage({ store });
  const office = await Office.open({ store, format: createMappedFormat(mapping), partner: NAV.name });
  const nav: Partner = {
    ...NAV,
    ...{ mode: 'both', agreement: 'https://avtale.example.no/nav', profiles: [], configuration: 'nav-1' },
    connector: office.connector,
    base: 'https://nav.file-drop.invalid',
    holds: mappingHolds(mapping.document),
  };
  const context: Context = { ...stage.context, partners: [stage.fjordvik, nav] };
  const measures = { category: [{ coding: [{ system: SAMPLAN.serviceRequestKind, code: 'measure' }] }] };
  const papers = [...INGRIDS.whole(), INGRIDS.access(NAV)].map((one) =>
    one.resourceType === 'ServiceRequest' ? { ...one, ...measures } : one,
  );
  stage.fjordvik.connector.put(...directory('fjordvik'), ...papers);
  const rounds = async (): Promise<void> => {
    for (const partner of [stage.fjordvik, nav, stage.fjordvik, nav])
      await runPass(context, partner, { owner: 'test', atOnce: true, random: () => 0.5, log: SILENT });
  };
  await rounds();
  const [name = ''] = await office.list('out');
  const plan = await office.text('out', name);
  await office.take();
  await office.drop(plan);
  await rounds();
  person = await stage.person();
  config = path.join(folder, 'samplan.yaml');
  await writeFile(
    config,
    [
      'controller: { name: Samplan, organization: "310600016", sector: municipal }',
      'store: { file: ./s.sqlite }',
      'partners:',
      `  - { name: ${NAV.name}, organization: "${NAV.organization}", sector: ${NAV.sector}, agreement: x, schedule: "*/5 * * * *", connector: { kind: file-drop, directory: ., mapping: nav-activity } }`,
    ].join('\n'),
  );
  await office.close();
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the mapping with changes in its files, in a folder of the name. */
async function changed(name: string, changes: Readonly<Record<string, (text: string) => string>>): Promise<string> {
  const copy = await mkdtemp(path.join(folder, 'changed-'));
  const there = path.join(copy, name);
  await cp(SHIPPED, there, { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    const text = await readFile(path.join(there, file), 'utf8');
    expect(change(text)).not.toBe(text);
    await writeFile(path.join(there, file), change(text));
  }
  return there;
}
const preview = (...arguments_: string[]) => samplan(['preview', '--config', config, ...arguments_]);

test('a mapping that says the same changes nothing', async () => {
  const { code, out, err } = await preview(
    '--mapping',
    await changed('nav-activity', {
      'mapping.yaml': (text) => text.replace('version: 1.0.0', 'version: 1.1.0'),
    }),
    '--json',
  );
  const same = { mapped: 1, differing: 0, newlyRefused: 0, newlyTaken: 0, places: [] };
  expect({ code, err, out: JSON.parse(out) }).toEqual({
    code: 0,
    err: '',
    out: {
      mapping: 'nav-activity',
      versions: ['1.0.0', '1.1.0'],
      partners: [NAV.name],
      records: 1,
      toSource: same,
      toFhir: same,
    },
  });
});

test('a pair that is gone is told in both directions, with ids and without content; an AuditEvent says who looked', async () => {
  const next = await changed('nav-activity', {
    'mapping.yaml': (text) => text.replace('      - { source: tekst, fhir: description.text }\n', ''),
  });
  const before = await audits();
  const { code, out } = await preview('--mapping', next, '--json');
  const { toSource, toFhir } = JSON.parse(out);
  const records = [`Patient/${person}`];
  expect(toSource).toMatchObject({
    mapped: 1,
    places: expect.arrayContaining([
      { place: 'Goal/description', what: 'loss', is: 'unread', newly: 1, noLonger: 0, records },
    ]),
  });
  expect(toFhir).toMatchObject({
    mapped: 1,
    differing: 1,
    newlyRefused: 1,
    places: expect.arrayContaining([
      { place: 'Goal/description', what: 'value', newly: 0, noLonger: 1, records },
      { place: 'Goal/description', what: 'finding', is: 'cardinality-min', newly: 1, noLonger: 0, records },
      { place: '/mal/tekst', what: 'loss', is: 'unread', newly: 1, noLonger: 0, records },
    ]),
  });
  expect(code).toBe(1);
  for (const secret of [FIRST_GOAL, INGRID, 'Ingrid']) expect(out).not.toContain(secret);
  expect(await audits()).toBe(before + 1);
});

test('as text says the same', async () => {
  const next = await changed('nav-activity', {
    'codes.json': (text) => text.replace('"code": "aktiv"', '"code": "annet"'),
  });
  const { code, out } = await preview('--mapping', next);
  expect(out).toContain('nav-activity 1.0.0 and 1.0.0, over 1 records.');
  expect(out).toContain(`To the source, as ${NAV.name} would be sent it:`);
  expect(out).toMatch(new RegExp(`finding mapping-code at /plan/status +1 +0 +Patient/${person}\n`, 'u'));
  expect(out).not.toContain('Ingrid');
  expect([0, 1]).toContain(code);
});

test('which mapping it would replace is said by its folder, or by --name', async () => {
  const ours = await changed('ours', { 'mapping.yaml': (text) => text.replace('1.0.0', '2.0.0') });
  const unknown = await preview('--mapping', ours);
  expect([unknown.code, unknown.out]).toEqual([2, '']);
  const named = JSON.parse((await preview('--mapping', ours, '--name', 'nav-activity', '--json')).out);
  expect(named).toMatchObject({ mapping: 'nav-activity', partners: [NAV.name], versions: ['1.0.0', '2.0.0'] });
});

test('of a mapping that no partner uses, each record is looked at whole', async () => {
  const copy = path.join(await mkdtemp(path.join(folder, 'epj-')), 'epj-plo');
  await cp('mappings/epj-plo', copy, { recursive: true });
  const { out } = await preview('--mapping', copy, '--json');
  expect(JSON.parse(out)).toMatchObject({
    partners: [],
    toSource: { mapped: 1, differing: 0, places: [] },
    toFhir: { mapped: 0 },
  });
});

test.each([
  ['neither package nor mapping', [], '--package'],
  ['a mapping that is not there', ['--mapping', '/no/such', '--name', 'nav-activity'], '/no/such'],
  ['both', ['--mapping', SHIPPED, '--package', 'profiles/package'], '--package'],
])('is 2 with %s', async (_, arguments_, told) => {
  const { code, out, err } = await preview(...arguments_);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(told);
});
