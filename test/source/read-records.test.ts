import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SourceForm } from '../../src/mapping/mapping-document.ts';
import { SourceSchema } from '../../src/mapping/source-schema.ts';
import type { JsonObject } from '../../src/record/json.ts';
import { readRecords } from '../../src/source/read-records.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samplan-source-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const LIST = {
  type: 'object',
  required: ['id', 'tiltak'],
  properties: {
    id: { type: 'string' },
    antall: { type: 'integer' },
    aktiv: { type: 'boolean' },
    tiltak: { type: 'array', items: { type: 'object', properties: { timer: { type: 'number' } } } },
  },
};

/** What comes of a file: values and places of records, rule and place of faults; the file is called `f`. */
async function read(name: string, content: string | Buffer, source: SourceForm, schema: JsonObject = LIST) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const mapping = { document: { source, key: 'id' }, schema: new SourceSchema(schema) };
  const told: unknown[] = [];
  for await (const item of readRecords(file, mapping as never)) {
    if ('fault' in item) told.push([item.fault.rule, item.fault.path.replace(file, 'f')]);
    else told.push({ value: item.value, where: item.where.replace(file, 'f') });
  }
  return told;
}

const JSON_FORM: SourceForm = { format: 'json' };
const XML: SourceForm = { format: 'xml', record: 'plan' };
const CSV: SourceForm = { format: 'csv' };

describe('JSON', () => {
  test('a file is one record, or each of a list', async () => {
    expect(await read('a.json', '{"id":"1"}', JSON_FORM)).toEqual([{ value: { id: '1' }, where: 'f' }]);
    expect(await read('a.json', '[{"id":"1"},{"id":"2"}]', JSON_FORM)).toEqual([
      { value: { id: '1' }, where: 'f/0' },
      { value: { id: '2' }, where: 'f/1' },
    ]);
  });

  test('a bad line of NDJSON is told, and the others go on', async () => {
    expect(await read('a.ndjson', '{"id":"1"}\n{"id":\n\n{"id":"3"}', JSON_FORM)).toEqual([
      { value: { id: '1' }, where: 'f:1' },
      ['source-syntax', 'f:2:7'],
      { value: { id: '3' }, where: 'f:4' },
    ]);
  });

  test('what is no JSON is told with line and column', async () => {
    expect(await read('a.json', '{\n"id": x}', JSON_FORM)).toEqual([['source-syntax', 'f:2:7']]);
  });

  test('what is longer than a file may be is refused with its line', async () => {
    const told = await read('a.json', `[\n"${'x'.repeat(64 * 1024 * 1024)}"]`, JSON_FORM);
    expect(told).toEqual([['source-too-long', 'f:2']]);
  });

  test('a key that stands twice, and a hundred and one levels, are refused', async () => {
    expect(await read('a.json', '{"id":"1","id":"2"}', JSON_FORM)).toEqual([['source-forbidden', 'f:1:11']]);
    expect(await read('a.json', '['.repeat(101), JSON_FORM)).toEqual([['source-forbidden', 'f:1:101']]);
  });
});

describe('XML', () => {
  test('numbers, flags and lists are what the schema says', async () => {
    const text =
      '<planer><plan><id>1</id><antall>2</antall><aktiv>true</aktiv><tiltak><timer>1.5</timer></tiltak></plan><plan><id>2</id></plan></planer>';
    expect(await read('a.xml', text, XML)).toEqual([
      { value: { id: '1', antall: 2, aktiv: true, tiltak: [{ timer: 1.5 }] }, where: 'f:1:14' },
      { value: { id: '2', tiltak: [] }, where: expect.stringMatching(/^f:1:/) },
    ]);
  });

  test('an attribute is @name, and text beside it #text', async () => {
    expect(await read('a.xml', '<plan kode="x">ja<id>1</id></plan>', XML)).toEqual([
      { value: { '@kode': 'x', id: '1', '#text': 'ja', tiltak: [] }, where: 'f:1:15' },
    ]);
  });

  test.each([
    ['cut off', '<planer><plan><id>1</id></plan><plan><id>', 'source-syntax'],
    [
      'billion laughs',
      '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><plan><id>&b;</id></plan>',
      'source-forbidden',
    ],
    [
      'an external entity',
      '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><plan><id>&x;</id></plan>',
      'source-forbidden',
    ],
    ['an entity that nobody defined', '<plan><id>&x;</id></plan>', 'source-syntax'],
    ['a stylesheet', '<?xml-stylesheet href="http://example.no"?><plan><id>1</id></plan>', 'source-forbidden'],
    ['a hundred and one elements in one another', `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`, 'source-too-long'],
  ])('%s is refused with its place', async (_, text, rule) => {
    const told = await read('a.xml', text, XML);
    expect(told.at(-1)).toEqual([rule, expect.stringMatching(/^f:\d+:\d+$/)]);
  });

  test('what was read before it is cut off is given', async () => {
    const told = await read('a.xml', '<planer><plan><id>1</id></plan><plan><id>', XML);
    expect(told[0]).toMatchObject({ value: { id: '1' } });
  });

  test('a text without end is refused before it is all in memory', async () => {
    const told = await read('a.xml', `<plan><id>${'x'.repeat(9 * 1024 * 1024)}`, XML);
    expect(told).toEqual([['source-too-long', expect.stringMatching(/^f:1:/)]]);
  });
});

describe('CSV', () => {
  test('a row is a record, an empty cell none', async () => {
    expect(await read('a.csv', 'id;antall\n1;2\n2;\n', CSV)).toEqual([
      { value: { id: '1', antall: 2, tiltak: [] }, where: 'f:2' },
      { value: { id: '2', tiltak: [] }, where: 'f:3' },
    ]);
  });

  test('rows after each other with the same key are one record', async () => {
    const form: SourceForm = { ...CSV, rows: 'tiltak' };
    expect(await read('a.csv', 'id;timer\n1;2\n1;3.5\n2;1\n', form)).toEqual([
      {
        value: {
          id: '1',
          tiltak: [
            { id: '1', timer: 2 },
            { id: '1', timer: 3.5 },
          ],
        },
        where: 'f:2',
      },
      { value: { id: '2', tiltak: [{ id: '2', timer: 1 }] }, where: 'f:4' },
    ]);
  });

  test('a row with a wrong number of columns is told, and the others go on', async () => {
    expect(await read('a.csv', 'id;antall\n1;2;3\n2;2\n', CSV)).toEqual([
      ['source-columns', 'f:2'],
      { value: { id: '2', antall: 2, tiltak: [] }, where: 'f:3' },
    ]);
  });

  test('a record of several rows is not given without one of them', async () => {
    const form: SourceForm = { ...CSV, rows: 'tiltak' };
    expect(await read('a.csv', 'id;timer\n1;2\n1;3;4\n2;1\n', form)).toEqual([
      ['source-columns', 'f:3'],
      { value: { id: '2', tiltak: [{ id: '2', timer: 1 }] }, where: 'f:4' },
    ]);
  });

  test('which record a bad row is of is asked of the column of the key', async () => {
    const form: SourceForm = { ...CSV, rows: 'tiltak' };
    expect(await read('a.csv', 'timer;id\n2;1\n1;2\n3;2;4\n', form)).toEqual([
      { value: { id: '1', tiltak: [{ timer: 2, id: '1' }] }, where: 'f:2' },
      ['source-columns', 'f:4'],
    ]);
  });

  test('where it does not say, neither the record under way is given nor the next', async () => {
    const form: SourceForm = { ...CSV, rows: 'tiltak' };
    expect(await read('a.csv', 'timer;id\n2;1\n2\n1;2\n1;3\n', form)).toEqual([
      ['source-columns', 'f:3'],
      { value: { id: '3', tiltak: [{ timer: 1, id: '3' }] }, where: 'f:5' },
    ]);
    expect(await read('a.csv', 'timer;id\n2;1\n2\n1;1\n1;2\n', form)).toEqual([
      ['source-columns', 'f:3'],
      { value: { id: '2', tiltak: [{ timer: 1, id: '2' }] }, where: 'f:5' },
    ]);
  });

  test('a bad row that comes before the others of its record breaks it, and no other', async () => {
    const form: SourceForm = { ...CSV, rows: 'tiltak' };
    expect(await read('a.csv', 'id;timer\n1;2\n2;3;4\n2;1\n3;1\n', form)).toEqual([
      ['source-columns', 'f:3'],
      expect.objectContaining({ where: 'f:2' }),
      expect.objectContaining({ where: 'f:5' }),
    ]);
  });

  test('a column that stands twice is refused', async () => {
    expect(await read('a.csv', 'id;antall;id\n1;2;3\n', CSV)).toEqual([['source-forbidden', 'f:1']]);
  });

  test('a quote without end, and a line without end, end the file with their place', async () => {
    expect(await read('a.csv', 'id;antall\n1;2\n2;"x\n', CSV)).toEqual([
      expect.objectContaining({ where: 'f:2' }),
      ['source-syntax', expect.stringMatching(/^f:\d/)],
    ]);
    expect(await read('a.csv', `id;antall\n1;2\n${'x'.repeat(2 * 1024 * 1024)}`, CSV)).toEqual([
      expect.objectContaining({ where: 'f:2' }),
      ['source-too-long', expect.stringMatching(/^f:\d/)],
    ]);
  });
});

describe('what is whole before a fault is given, also of one piece', () => {
  test('XML', async () => {
    const text = '<planer><plan><id>1</id></plan><plan><id>2</id></plan><plan>&x;</plan></planer>';
    expect(await read('a.xml', text, XML)).toEqual([
      expect.objectContaining({ value: { id: '1', tiltak: [] } }),
      expect.objectContaining({ value: { id: '2', tiltak: [] } }),
      ['source-syntax', expect.stringMatching(/^f:1:/)],
    ]);
  });

  test('CSV', async () => {
    expect(await read('a.csv', `id;antall\n1;2\n2;3\n"${'x'.repeat(2 * 1024 * 1024)}`, CSV)).toEqual([
      expect.objectContaining({ where: 'f:2' }),
      expect.objectContaining({ where: 'f:3' }),
      ['source-too-long', expect.stringMatching(/^f:\d/)],
    ]);
  });

  test('CSV with bytes of another encoding', async () => {
    const bytes = Buffer.concat([Buffer.from(`id\n${'1\n'.repeat(40_000)}`), Buffer.from([0xe6])]);
    const told = await read('a.csv', bytes, CSV);
    expect(told.length).toBeGreaterThan(10_000);
    expect(told.at(-1)).toEqual(['source-encoding', expect.stringMatching(/^f:\d+$/)]);
  });
});

test('white space in an empty element is nothing', async () => {
  const schema = { type: 'object', properties: { id: { type: 'string' }, hode: { type: 'object', properties: {} } } };
  expect(await read('a.xml', '<plan><id>1</id><hode>\n  </hode></plan>', XML, schema)).toMatchObject([
    { value: { id: '1', hode: {} } },
  ]);
});

describe('encodings', () => {
  const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

  test('ISO-8859-1 is read where it is told', async () => {
    const form: SourceForm = { ...CSV, encoding: 'iso-8859-1' };
    expect(await read('a.csv', latin('id\nGrå\n'), form)).toMatchObject([{ value: { id: 'Grå' } }]);
  });

  test('or where XML declares it', async () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><plan><id>Grå</id></plan>';
    expect(await read('a.xml', latin(text), XML)).toMatchObject([{ value: { id: 'Grå' } }]);
  });

  test('bytes that are no UTF-8 end the file with their line', async () => {
    const mixed = Buffer.concat([Buffer.from('id\nGrå\n'), latin('Grå\n')]);
    expect(await read('a.csv', mixed, CSV)).toEqual([['source-encoding', 'f:3']]);
  });

  test('UTF-8 cut off in a letter is told', async () => {
    expect(await read('a.ndjson', Buffer.from('{"id":"å').subarray(0, -1), JSON_FORM)).toEqual([
      ['source-encoding', 'f:1'],
    ]);
  });

  test('what is told and what is declared must be the same', async () => {
    const text = '<?xml version="1.0" encoding="utf-8"?><plan><id>1</id></plan>';
    expect(await read('a.xml', text, { ...XML, encoding: 'iso-8859-1' })).toEqual([['source-encoding', 'f:1']]);
    expect(await read('a.csv', '\ufeffid\n1\n', { ...CSV, encoding: 'iso-8859-1' })).toEqual([
      ['source-encoding', 'f:1'],
    ]);
  });
});
