import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ran, samplan } from './spawn-samplan.ts';

const PATIENT = { resourceType: 'Patient', active: true };
const ISSUE_KEYS = ['severity', 'code', 'rule', 'path', 'profile', 'element', 'message', 'expected', 'found'];

interface Entry {
  readonly file: string;
  readonly valid: boolean;
  readonly issues: readonly Readonly<Record<string, unknown>>[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-validate-'));
  const write = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
  await mkdir(path.join(folder, 'deep/er'), { recursive: true });
  await mkdir(path.join(folder, 'deep/node_modules'), { recursive: true });
  await mkdir(path.join(folder, 'empty'));
  await mkdir(path.join(folder, 'broken-package'));
  await write('good.json', JSON.stringify(PATIENT));
  await write('bad.json', JSON.stringify({ resourceType: 'Patient', active: 'yes', nick: 'Kari' }));
  await write(
    'digits.json',
    '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50},"referenceRange":[{"low":{"value":0.12345678901234567890}}],' +
      '"component":[{"code":{"text":"x"},"valueInteger":1.0}]}',
  );
  await write('torn.json', '{"resourceType":"Patient",\n "active": tru}');
  await write('latin.json', new Uint8Array([0x7b, 0xff, 0x7d]));
  await write('deep.json', `${'['.repeat(300)}${']'.repeat(300)}`);
  await write('note.xml', '<Patient/>');
  await write('deep/b.json', JSON.stringify(PATIENT));
  await write('deep/a.json', JSON.stringify(PATIENT));
  await write('deep/er/c.json', JSON.stringify(PATIENT));
  await write('deep/read.me', 'no resource');
  await write('deep/.hidden.json', '{');
  await write('deep/node_modules/package.json', '{');
  await write('broken-package/StructureDefinition-x.json', '{"resourceType":"StructureDefinition"');
});
afterAll(() => rm(folder, { recursive: true }));

const validate = (...arguments_: string[]): Promise<Ran> => samplan(['validate', ...arguments_], { cwd: folder });
const validateAsJson = async (...arguments_: string[]): Promise<{ code: number | null; entries: Entry[] }> => {
  const { code, out } = await validate('--format', 'json', ...arguments_);
  return { code, entries: JSON.parse(out) as Entry[] };
};

describe('what the JSON says', () => {
  test('is one entry a file in the order given, and every key of an issue is there', async () => {
    const { code, entries } = await validateAsJson('good.json', 'bad.json');
    expect(code).toBe(1);
    expect(entries.map(({ file, valid }) => [file, valid])).toEqual([
      ['good.json', true],
      ['bad.json', false],
    ]);
    expect(entries[0]).toEqual({ file: 'good.json', valid: true, issues: [] });
    const issues = entries[1]?.issues ?? [];
    expect(issues.length).toBeGreaterThanOrEqual(2);
    for (const issue of issues) expect(Object.keys(issue)).toEqual(ISSUE_KEYS);
    expect(issues.map(({ path: place, severity }) => [place, severity])).toContainEqual(['Patient.active', 'error']);
  });

  test.each([
    ['torn.json', 'malformed', 'line 2, column 12'],
    ['latin.json', 'malformed', 'byte 1'],
    ['deep.json', 'too-deep', 'line 1, column 101'],
    ['note.xml', 'unsupported-format', ''],
  ])('a file that cannot be read is an entry that is not valid: %s', async (file, rule, place) => {
    const { code, entries } = await validateAsJson(file);
    expect(code).toBe(1);
    expect(entries).toEqual([{ file, valid: false, issues: [expect.objectContaining({ rule, path: place })] }]);
  });

  test('a folder is read with its subfolders in the order of names, without what is hidden or installed', async () => {
    const { code, entries } = await validateAsJson('deep');
    expect(code).toBe(0);
    expect(entries.map(({ file }) => file)).toEqual(['deep/a.json', 'deep/b.json', 'deep/er/c.json']);
  });

  test('a message is in the language asked for, English otherwise', async () => {
    const messages = await Promise.all(
      [[], ['--language', 'nb'], ['--language', 'nn']].map(async (language) => {
        const { entries } = await validateAsJson('torn.json', ...language);
        return entries[0]?.issues[0]?.['message'];
      }),
    );
    expect(new Set(messages).size).toBe(3);
    expect(messages[0]).toContain('not valid JSON');
  });

  test('no value of a resource is repeated', async () => {
    const { out } = await validate('--format', 'json', 'bad.json', 'torn.json');
    expect(out).not.toContain('Kari');
  });
});

describe('the exit code', () => {
  test('is 0 when all are valid', async () => {
    expect(await validate('good.json')).toMatchObject({ code: 0, err: '' });
  });

  test('is 1 when some are not, also when others are', async () => {
    expect((await validate('good.json', 'bad.json', 'deep')).code).toBe(1);
  });

  test.each([
    ['a path that is not there', ['good.json', 'none.json', 'nowhere'], 'none.json, nowhere'],
    ['a folder with nothing to validate', ['empty'], 'empty'],
    ['a package that is not there', ['--package', 'no-package', 'good.json'], 'no-package'],
    ['a package with a broken file', ['--package', 'broken-package', 'good.json'], 'StructureDefinition-x.json'],
    ['a profile that no package has', ['--profile', 'http://example.org/none', 'good.json'], 'http://example.org/none'],
    ['an option there is none of', ['--formt', 'json', 'good.json'], 'Did you mean --format'],
    ['a format there is none of', ['--format', 'yaml', 'good.json'], 'text, json'],
    ['nothing to do', [], 'paths'],
  ])('is 2, with a word on what to do and no output, for %s', async (_what, arguments_, told) => {
    const { code, out, err } = await validate(...arguments_);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(told);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

test('a profile of R4 itself can be named, and one of another type is an error', async () => {
  const profile = (type: string) => `http://hl7.org/fhir/StructureDefinition/${type}`;
  expect((await validate('--profile', profile('Patient'), 'good.json')).code).toBe(0);
  expect((await validate('--profile', profile('CarePlan'), 'good.json')).code).toBe(1);
});

test('as text each file has a line, its findings follow, and counts stand at the end', async () => {
  const { out } = await validate('good.json', 'note.xml');
  expect(out).toBe(
    [
      'good.json: valid',
      'note.xml: not valid',
      '  error: XML is not read: it comes with a later version. Write the resource as JSON. [unsupported-format]',
      '',
      '2 files: 1 valid, 1 not valid; 1 error, 0 warnings, 0 information',
      '',
    ].join('\n'),
  );
});

test('a number that Samplan would not keep is a warning, and an integer that is written as none an error', async () => {
  const { code, entries } = await validateAsJson('digits.json');
  expect(code).toBe(1);
  expect(entries[0]?.issues.map(({ severity, rule, path: place }) => [severity, rule, place])).toEqual([
    ['warning', 'decimal-digits', 'Observation.referenceRange[0].low.value'],
    ['error', 'integer-form', 'Observation.component[0].value'],
  ]);
});

test("Samplan's own profiles are there without a package being named", async () => {
  const { code, entries } = await validateAsJson(
    '--profile',
    'http://samplan.no/fhir/StructureDefinition/ip-careplan',
    'good.json',
  );
  expect(code).toBe(1);
  expect(entries[0]?.issues.map(({ rule }) => rule)).toContain('profile-type');
});
