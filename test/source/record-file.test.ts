import { describe, expect, test } from '@jest/globals';
import type { SourceForm } from '../../src/mapping/mapping-document.ts';
import { SourceSchema } from '../../src/mapping/source-schema.ts';
import type { JsonObject } from '../../src/record/json.ts';
import { readBytes } from '../../src/source/read-records.ts';
import { oneRecordFile, recordFile } from '../../src/source/record-file.ts';

const RECORD: JsonObject = {
  '@kode': 'a"b\n\tc',
  id: '1',
  antall: 2,
  aktiv: false,
  tiltak: [{ tekst: 'Én <to> & "tre";\nfire' }, { tekst: 'fem', timer: 1.5 }],
};
const SCHEMA = new SourceSchema({
  type: 'object',
  required: ['id', 'tiltak'],
  properties: {
    '@kode': { type: 'string' },
    id: { type: 'string' },
    antall: { type: 'integer' },
    aktiv: { type: 'boolean' },
    tiltak: {
      type: 'array',
      items: {
        type: 'object',
        properties: { id: { type: 'string' }, tekst: { type: 'string' }, timer: { type: 'number' } },
      },
    },
  },
});
const ROWS: JsonObject = {
  id: '1',
  tiltak: [
    { id: '1', tekst: 'a;"b"\nc', timer: 2 },
    { id: '1', tekst: 'd' },
  ],
};

const XML: SourceForm = { format: 'xml', record: 'plan' };
const CSV: SourceForm = { format: 'csv', rows: 'tiltak' };

const formOf = (source: SourceForm) => ({ document: { source, key: 'id' }, schema: SCHEMA }) as never;

/** What a file reads as by the mapping that it was written by. */
async function read(bytes: Uint8Array | undefined, source: SourceForm) {
  const told: unknown[] = [];
  for await (const item of readBytes(bytes ?? Buffer.from('nothing was written'), 'f', formOf(source)))
    told.push('fault' in item ? item.fault.rule : item.value);
  return told;
}

function fileOf(records: readonly JsonObject[], source: SourceForm): Buffer {
  const file = recordFile(formOf(source));
  return Buffer.concat([...records.map((record) => file.add(record) ?? Buffer.from('left out')), file.end()]);
}

describe('what is written is read the same again', () => {
  test.each<[string, JsonObject, SourceForm]>([
    ['JSON', RECORD, { format: 'json' }],
    ['JSON in ISO-8859-1', { id: 'Ærlig 🚶 –', tiltak: [] }, { format: 'json', encoding: 'iso-8859-1' }],
    ['XML', RECORD, XML],
    ['XML in ISO-8859-1', { id: 'Ærlig 🚶 –', tiltak: [] }, { ...XML, encoding: 'iso-8859-1' }],
    ['CSV', ROWS, CSV],
    ['CSV in ISO-8859-1', { id: 'Æ', tiltak: [{ id: 'Æ', tekst: 'å' }] }, { ...CSV, encoding: 'iso-8859-1' }],
  ])('%s', async (_, record, source) => {
    expect(await read(oneRecordFile(record, formOf(source)), source)).toEqual([record]);
  });

  test.each<[string, readonly JsonObject[], SourceForm]>([
    ['XML', [RECORD, { id: '2', tiltak: [] }, { id: '3', tiltak: [] }], XML],
    ['CSV', [ROWS, { id: '2', tiltak: [{ id: '2', tekst: 'e' }] }], CSV],
  ])('also several records in %s', async (_, records, source) => {
    expect(await read(fileOf(records, source), source)).toEqual(records);
  });

  test('a row that FHIR brought carries the key of its record', async () => {
    const file = oneRecordFile({ id: '7', tiltak: [{ tekst: 'ny' }] }, formOf(CSV));
    expect(await read(file, CSV)).toEqual([{ id: '7', tiltak: [{ id: '7', tekst: 'ny' }] }]);
  });

  test('a column that only the receiver knows stays', async () => {
    const record = { id: '7', tiltak: [{ id: '7', tekst: 'a', egen: 'x' }] };
    expect(await read(oneRecordFile(record, formOf(CSV)), CSV)).toEqual([record]);
  });
});

test('no record is no file', () => {
  expect([XML, CSV].map((form) => String(fileOf([], form)))).toEqual(['', '']);
});

test.each<[string, JsonObject, SourceForm]>([
  ['a control sign', { id: '1', tiltak: [{ tekst: 'a\u0001' }] }, XML],
  ['a control sign in an attribute', { '@kode': '\u0000', id: '1', tiltak: [] }, XML],
  ['half a sign', { id: '\ud800', tiltak: [] }, XML],
  ['a field whose name is no name', { id: '1', 'ukjent/felt~': 1, tiltak: [] }, XML],
  ['a list in a list', { id: '1', egen: [[1]], tiltak: [] }, XML],
  ['a sign that the encoding lacks', { id: '1', tiltak: [{ tekst: '–' }] }, { ...CSV, encoding: 'iso-8859-1' }],
])('what the form cannot say is not written: %s', (_, record, source) => {
  expect(oneRecordFile(record, formOf(source))).toBeUndefined();
});

test('a record with other columns does not stand under the header of another', async () => {
  const file = recordFile(formOf(CSV));
  expect(file.add(ROWS)).toBeDefined();
  expect(file.add({ id: '2', tiltak: [{ id: '2', egen: 'x' }] })).toBeUndefined();
});
