import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { SourceForm } from '../../src/mapping/mapping-document.ts';
import { SourceSchema } from '../../src/mapping/source-schema.ts';
import type { JsonObject } from '../../src/record/json.ts';
import { readRecords } from '../../src/source/read-records.ts';
import { writeRecord } from '../../src/source/write-record.ts';

const RECORD: JsonObject = {
  '@kode': 'a"b',
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

test.each<[string, JsonObject, SourceForm]>([
  ['json', RECORD, { format: 'json' }],
  ['xml', RECORD, { format: 'xml', record: 'plan' }],
  ['csv', ROWS, { format: 'csv', rows: 'tiltak' }],
])('what is written as %s is read the same again', async (extension, record, source) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-write-'));
  try {
    const file = path.join(folder, `a.${extension}`);
    await writeFile(file, writeRecord(record, source, SCHEMA));
    const read: unknown[] = [];
    for await (const item of readRecords(file, { document: { source, key: 'id' }, schema: SCHEMA } as never))
      read.push(item);
    expect(read).toEqual([expect.objectContaining({ value: record })]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
