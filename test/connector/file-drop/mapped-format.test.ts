import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Goal, Resource } from '@medplum/fhirtypes';
import type { DropFormat } from '../../../src/connector/file-drop/drop-format.ts';
import { createMappedFormat } from '../../../src/connector/file-drop/mapped-format.ts';
import { contentOf } from '../../../src/record/content-of.ts';
import { loadMapping } from '../../../src/source/load-mapping.ts';

const FOLDER = 'mappings/epj-plo';
let format: DropFormat;
let bytes: Buffer;
beforeAll(async () => {
  format = createMappedFormat(await loadMapping(FOLDER));
  bytes = await readFile(`${FOLDER}/examples/per.source.xml`);
});

describe('files in XML', () => {
  test('are read as samplan map reads them', async () => {
    const { resources, findings, loss } = await format.read(bytes);
    const text = await readFile(`${FOLDER}/examples/per.fhir.json`, 'utf8');
    const told = JSON.parse(text) as { readonly resources: readonly Resource[]; readonly loss: unknown };
    expect(findings).toEqual([]);
    expect(loss).toEqual(told.loss);
    expect(resources).toEqual(told.resources.map(contentOf));
  });

  test('what leaves is XML in the encoding of the mapping, which reads the same again', async () => {
    const { resources, source } = await format.read(bytes);
    const written = format.write(resources, source);
    expect(format.extension).toBe('.xml');
    expect(Buffer.from(written.bytes).toString('latin1')).toMatch(
      /^<\?xml version="1.0" encoding="ISO-8859-1"\?>\n<bruker>/u,
    );
    expect((await format.read(written.bytes)).source).toEqual(source);
  });

  test('a sign that the encoding lacks arrives all the same', async () => {
    const { resources, source } = await format.read(bytes);
    const goal = resources.find((one): one is Goal => one.resourceType === 'Goal') as Goal;
    const edited = { ...goal, description: { text: 'Gå ut hver dag 🚶 – “alltid”' } };
    const written = format.write(
      resources.map((one) => (one === goal ? edited : one)),
      source,
    );
    const again = (await format.read(written.bytes)).resources.find((one) => one.id === goal.id) as Goal;
    expect(again.description.text).toBe(edited.description.text);
  });

  test.each([
    ['half a file', (whole: string) => whole.slice(0, 400), 'source-syntax', /^file:\d+:\d+$/u],
    [
      'a document type',
      (whole: string) => whole.replace('<bruker>', '<!DOCTYPE a [<!ENTITY b "c">]><bruker>'),
      'source-forbidden',
      /^file:\d+:\d+$/u,
    ],
    [
      'two persons',
      (whole: string) => whole.replace(/(<bruker>.*<\/bruker>)/su, '<alle>$1$1</alle>'),
      'file-whose',
      /^\/$/u,
    ],
    ['nobody', () => '<bare/>', 'file-whose', /^\/$/u],
  ])('%s is refused with its place', async (_what, broken, rule, path) => {
    const { findings, resources } = await format.read(Buffer.from(broken(bytes.toString('latin1')), 'latin1'));
    expect(resources).toEqual([]);
    expect(findings).toMatchObject([{ severity: 'error', rule, path: expect.stringMatching(path) }]);
  });

  test('a code that is not in the table is told where it stands', async () => {
    const text = bytes.toString('latin1').replace('<tjeneste>6<', '<tjeneste>99<');
    const { findings } = await format.read(Buffer.from(text, 'latin1'));
    expect(findings.map(({ path }) => path)).toEqual(['file:2:8 /bruker/vedtak[2]/tjeneste']);
  });
});
