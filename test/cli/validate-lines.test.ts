import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runOrdered } from '../../src/cli/ordered-workers.ts';
import { type Batch, batchesOf } from '../../src/cli/validation-batches.ts';
import { type Ran, samplan } from './spawn-samplan.ts';

const GOOD = JSON.stringify({ resourceType: 'Patient', active: true });
const BAD = JSON.stringify({ resourceType: 'Patient', active: 'yes', nick: 'Kari' });

interface Entry {
  readonly file: string;
  readonly valid: boolean;
  readonly issues: readonly { readonly rule: string; readonly path: string }[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-lines-'));
  const write = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
  await write('few.ndjson', `${GOOD}\n\n${BAD}\r\n  \n{"resourceType":\n${GOOD}`);
  await write('many.ndjson', Array.from({ length: 1200 }, (_, index) => (index % 7 === 3 ? BAD : GOOD)).join('\n'));
  await write('one.json', GOOD);
  await write('blank.ndjson', '\n\n');
  await write(
    'latin.ndjson',
    Buffer.concat([Buffer.from(`${GOOD}\n`), Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), Buffer.from(GOOD)]),
  );
  await write('long.jsonl', `${GOOD}\n{"resourceType":"Patient","x":"${'y'.repeat(6_200_000)}"}\n${BAD}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const validate = (...arguments_: string[]): Promise<Ran> => samplan(['validate', ...arguments_], { cwd: folder });
const entriesOf = ({ out }: Ran): readonly Entry[] => JSON.parse(out) as readonly Entry[];

describe('an NDJSON file', () => {
  test('is one entry a line, by file and line, blank lines left out', async () => {
    const ran = await validate('--format', 'json', 'few.ndjson', 'one.json');
    expect(ran.code).toBe(1);
    expect(entriesOf(ran).map(({ file, valid }) => [file, valid])).toEqual([
      ['few.ndjson:1', true],
      ['few.ndjson:3', false],
      ['few.ndjson:5', false],
      ['few.ndjson:6', true],
      ['one.json', true],
    ]);
    expect(entriesOf(ran)[2]?.issues.map(({ rule }) => rule)).toEqual(['malformed']);
    expect(ran.out).not.toContain('Kari');
  });

  test('of blank lines has no entry', async () => {
    const ran = await validate('--format', 'json', 'blank.ndjson');
    expect([ran.code, entriesOf(ran)]).toEqual([0, []]);
  });

  test('has a line that is no UTF-8 told, and the others read', async () => {
    const ran = await validate('--format', 'json', 'latin.ndjson');
    expect(entriesOf(ran).map(({ file, valid }) => [file, valid])).toEqual([
      ['latin.ndjson:1', true],
      ['latin.ndjson:2', false],
      ['latin.ndjson:3', true],
    ]);
  });

  test('has a line that is too long told, and the others read by their right numbers', async () => {
    const ran = await validate('--format', 'json', 'long.jsonl');
    expect(entriesOf(ran).map(({ file, valid, issues }) => [file, valid, issues[0]?.rule])).toEqual([
      ['long.jsonl:1', true, undefined],
      ['long.jsonl:2', false, 'too-large'],
      ['long.jsonl:3', false, 'type'],
    ]);
  });

  test('is found in a folder, with the files', async () => {
    const { out } = await validate('.');
    expect(out).toContain('few.ndjson:1: valid');
    expect(out).toContain('one.json: valid');
  });
});

describe('worker threads', () => {
  test.each(['json', 'text'])('give the same report in the same order as one thread: %s', async (format) => {
    const [one, three] = await Promise.all(
      ['1', '3'].map((workers) =>
        validate('--format', format, '--workers', workers, 'one.json', 'many.ndjson', 'few.ndjson'),
      ),
    );
    expect(three).toEqual(one);
    expect(one?.code).toBe(1);
    expect(one?.out).toContain('many.ndjson:1200');
  });

  test('hold resources to the packages and profiles given', async () => {
    const profile = 'http://samplan.no/fhir/StructureDefinition/ip-careplan';
    const { code, out } = await validate('--format', 'json', '--workers', '2', '--profile', profile, 'many.ndjson');
    expect(code).toBe(1);
    expect(
      (JSON.parse(out) as readonly Entry[]).every(({ issues }) => issues.some(({ rule }) => rule === 'profile-type')),
    ).toBe(true);
  });

  test.each(['0', '-1', 'two', '1.5'])('cannot be %s', async (workers) => {
    const { code, err } = await validate('--workers', workers, 'one.json');
    expect(code).toBe(2);
    expect(err).toContain('whole number from 1');
  });
});

describe('results in order', () => {
  const script = (text: string): URL =>
    new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${text}`)}`);
  const run = async (text: string, items: readonly number[], count = 3): Promise<readonly number[]> => {
    const results: number[] = [];
    await runOrdered<number, number>(items, {
      script: script(text),
      count,
      data: undefined,
      transferOf: () => [],
      onResult: (result) => results.push(result),
    });
    return results;
  };
  const hundred = Array.from({ length: 100 }, (_, index) => index);

  test('though the first are the slowest', async () => {
    const slowFirst =
      "parentPort.on('message', (n) => setTimeout(() => parentPort.postMessage(n * 2), n < 3 ? 60 : 0));";
    expect(await run(slowFirst, hundred)).toEqual(hundred.map((number) => number * 2));
  });

  test.each([
    [
      'throws',
      "parentPort.on('message', (n) => { if (n === 50) throw new Error('Kari Nordmann'); parentPort.postMessage(n); });",
    ],
    ['ends', "parentPort.on('message', (n) => { if (n === 50) process.exit(0); parentPort.postMessage(n); });"],
    ['does not start', "throw new Error('no');"],
  ])('stop with an error when a worker %s, without its message', async (_, text) => {
    const error = await run(text, hundred).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'internal' });
    expect(String(error)).not.toContain('Kari');
  });

  test('do not run ahead of the workers', async () => {
    let taken = 0;
    let most = 0;
    let handed = 0;
    function* counted() {
      for (const number of hundred) {
        taken += 1;
        most = Math.max(most, taken - handed);
        yield number;
      }
    }
    await runOrdered<number, number>(counted(), {
      script: script("parentPort.on('message', (n) => parentPort.postMessage(n));"),
      count: 2,
      data: undefined,
      transferOf: () => [],
      onResult: () => {
        handed += 1;
      },
    });
    expect(handed).toBe(100);
    expect(most).toBeLessThanOrEqual(9);
  });
});

test('batches keep line numbers over the edges of what is read at a time', async () => {
  const file = path.join(folder, 'edges.ndjson');
  const lines = Array.from({ length: 5000 }, (_, index) => `{"n":${index},"x":"${'å'.repeat(index % 90)}"}`);
  await writeFile(file, lines.join('\n'));
  const seen: number[] = [];
  for await (const batch of batchesOf([file]) as AsyncGenerator<Batch>) {
    if (batch.kind !== 'lines') continue;
    const texts = Buffer.from(batch.text).toString('utf8').split('\n').filter(Boolean);
    for (const [index, text] of texts.entries()) {
      expect(lines[batch.firstLine - 1 + index]).toBe(text);
      seen.push(batch.firstLine + index);
    }
  }
  expect(seen).toEqual(lines.map((_, index) => index + 1));
});

test('a line that is too long is not held', async () => {
  const kinds: string[] = [];
  for await (const batch of batchesOf([path.join(folder, 'long.jsonl')])) kinds.push(batch.kind);
  expect(kinds).toEqual(['lines', 'long-line', 'lines']);
});

test('a file that cannot be read is an entry, and the others are read', async () => {
  const batches: Batch[] = [];
  for await (const batch of batchesOf([path.join(folder, 'gone.ndjson'), 'x.json'])) batches.push(batch);
  expect(batches.map(({ kind }) => kind)).toEqual(['unreadable', 'files']);
});
