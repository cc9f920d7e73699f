import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { composeFileDrop } from '../../../src/compose/file-drop.ts';
import { createMappedFormat } from '../../../src/connector/file-drop/mapped-format.ts';
import { loadMapping } from '../../../src/source/load-mapping.ts';
import { Office } from './office.ts';

const SECRET = '14836830068';
const CSV = `mapping: office
version: 1.0.0
title: Goals of an office
system: urn:office
source: { format: csv, rows: rader }
key: id
parts:
  patient: { resource: Patient }
  goal:
    resource: Goal
    list: rader
    key: mal
    links: { subject: patient }
    pairs:
      - { source: tekst, fhir: description.text }
`;
const text = { type: 'string' };
const FIELDS = { id: text, mal: text, tekst: text };
const SCHEMA = {
  type: 'object',
  required: ['id', 'rader'],
  properties: { id: text, rader: { type: 'array', items: { type: 'object', properties: FIELDS } } },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samplan-mappings-'));
  await cp('mappings/epj-plo', path.join(folder, 'xml'), { recursive: true });
  await mkdir(path.join(folder, 'csv'));
  await writeFile(path.join(folder, 'csv/mapping.yaml'), CSV);
  await writeFile(path.join(folder, 'csv/codes.json'), '{}');
  await writeFile(path.join(folder, 'csv/source.schema.json'), JSON.stringify(SCHEMA));
});
afterAll(() => rm(folder, { recursive: true }));

let office: Office;
afterEach(() => office.close());

const opened = async (form: string): Promise<Office> =>
  Office.open({ format: createMappedFormat(await loadMapping(path.join(folder, form))) });

/** Drops what is bad and then what is good; expects the one untouched in failed/ with its finding, the other taken in. */
async function refused(bad: string | Uint8Array, good: string | Uint8Array, extension: string) {
  await office.drop(bad, `bad${extension}`);
  await office.drop(good, `good${extension}`);
  const given = await office.changes();
  expect(given.length).toBeGreaterThan(0);
  expect(await office.list('processed')).toContain(`good${extension}`);
  expect(await office.list('failed')).toEqual([`bad${extension}`, `bad${extension}.findings.json`]);
  expect((await readFile(path.join(office.folder, 'failed', `bad${extension}`))).equals(Buffer.from(bad))).toBe(true);
  const report = await office.text('failed', `bad${extension}.findings.json`);
  expect(report).not.toContain(SECRET);
  const { findings } = JSON.parse(report) as { readonly findings: readonly { rule: string; path: string }[] };
  return findings.map(({ rule, path: at }) => [rule, at]);
}

describe('files in CSV', () => {
  beforeEach(async () => {
    office = await opened('csv');
  });
  const good = 'id;mal;tekst\nper;per-1;Gå ut\n';

  test.each([
    ['with a row of too many columns', `id;mal;tekst\n1;1-1;Bo\n1;1-2;Bo;${SECRET}\n`, 'source-columns', 'file:3'],
    ['with a row of too few', 'id;mal;tekst\n1;1-1\n', 'source-columns', 'file:2'],
    ['with a quote without end', `id;mal;tekst\n1;1-1;"${SECRET}`, 'source-syntax', 'file:2'],
    [
      'with a line of two million characters',
      `id;mal;tekst\n1;1-1;${'x'.repeat(2_000_000)}`,
      'source-too-long',
      'file:2',
    ],
    ['with a header twice', 'id;mal;mal\n1;1-1;Bo\n', 'source-forbidden', 'file:1'],
    [
      'in two encodings',
      Buffer.concat([Buffer.from('id;mal;tekst\n1;1-1;Gå\n'), Buffer.from('1;1-2;Gå\n', 'latin1')]),
      'source-encoding',
      'file:3',
    ],
  ])('%s: refused with its place, as whole as it was, and the next is taken in', async (_, bad, rule, at) => {
    const [[first, place] = []] = await refused(bad, good, '.csv');
    expect([first, place?.startsWith(at)]).toEqual([rule, true]);
  });
});

describe('files in XML', () => {
  let whole: string;
  beforeEach(async () => {
    office = await opened('xml');
    whole = await readFile('mappings/epj-plo/examples/per.source.xml', 'latin1');
  });
  const laughs = [
    '<!DOCTYPE bruker [<!ENTITY a0 "ha">',
    ...Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`),
    ']>',
  ].join('');

  test.each<[string, (text: string) => string, string]>([
    ['cut off', (text) => text.slice(0, -30), 'source-syntax'],
    ['with entities in entities', (text) => text.replace('<bruker>', `${laughs}<bruker>&a9;`), 'source-forbidden'],
    [
      'with an entity from outside',
      (text) => text.replace('<bruker>', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><bruker>&b;'),
      'source-forbidden',
    ],
    [
      'with an element of nine million characters',
      (text) => text.replace('<navn>', `<navn>${'x'.repeat(9_000_000)}`),
      'source-too-long',
    ],
    ['with letters that its encoding is not', (text) => text.replace('ISO-8859-1', 'UTF-8'), 'source-encoding'],
  ])('%s: refused with its place, as whole as it was, and the next is taken in', async (_, broken, rule) => {
    const [[first, place] = []] = await refused(
      Buffer.from(broken(whole), 'latin1'),
      Buffer.from(whole, 'latin1'),
      '.xml',
    );
    expect([first, place]).toEqual([rule, expect.stringMatching(/^file:\d+/u)]);
  });
});

test.each([
  ['that leads into itself', CSV.replace('parts:', 'parts: &parts\n  again: *parts')],
  ['that is no YAML', `${CSV}\n  - [`],
  ['with a path that is not there', CSV.replace('description.text', 'description.txet')],
])('with a mapping %s nothing is picked up: the folder is as it was', async (_, mapping) => {
  office = await opened('csv');
  const name = await office.drop('id;mal;tekst\nper;per-1;Gå ut\n', 'plan.csv');
  const before = await readdir(office.folder, { recursive: true });
  const broken = path.join(folder, 'broken');
  await cp(path.join(folder, 'csv'), broken, { recursive: true });
  await writeFile(path.join(broken, 'mapping.yaml'), mapping);
  const settings = {
    kind: 'file-drop',
    directory: office.folder,
    mapping: broken,
    quietSeconds: 0,
    pageSize: 9,
  } as const;
  await expect(composeFileDrop('office', settings, { store: office.store, log: {} as never })).rejects.toMatchObject({
    code: 'configuration',
    findings: expect.arrayContaining([
      expect.objectContaining({ path: expect.stringMatching(/mapping\.yaml:\d+:\d+$/u) }),
    ]),
  });
  expect(await readdir(office.folder, { recursive: true })).toEqual(before);
  expect(await office.changes()).not.toEqual([]);
  expect(await office.list('processed')).toContain(name);
});
