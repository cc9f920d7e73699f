import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runOn } from './fake-session.ts';

const EXAMPLES = 'mappings/sampro/examples';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samplan-map-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const map = (...given: readonly string[]) => runOn({}, 'map', '--mapping', 'sampro', ...given);

describe('samplan map', () => {
  test('to fhir: a Bundle for each record, and what does not come back on standard error', async () => {
    const { out, err, code } = await map('--to', 'fhir', `${EXAMPLES}/jonas.source.json`);
    const { resourceType, entry } = JSON.parse(out) as { resourceType: string; entry: unknown[] };
    expect([code, resourceType, entry.length]).toEqual([0, 'Bundle', 10]);
    expect(err.split('\n')[0]).toBe(`${EXAMPLES}/jonas.source.json /status: changed`);
  });

  test('and back to the source, which is the same', async () => {
    const there = path.join(folder, 'ole.json');
    await writeFile(there, (await map('--to', 'fhir', `${EXAMPLES}/ole.source.json`)).out);
    const { out, err, code } = await map('--to', 'source', there);
    expect(JSON.parse(out)).toEqual(JSON.parse(await readFile(`${EXAMPLES}/ole.source.json`, 'utf8')));
    expect([err, code]).toEqual(['', 0]);
  });

  test('a record that does not follow the schema is told with its place; the others go on; exit 1', async () => {
    const file = path.join(folder, 'plans.ndjson');
    const good = JSON.stringify(JSON.parse(await readFile(`${EXAMPLES}/ole.source.json`, 'utf8')));
    await writeFile(file, `{"planId":"1"}\n{\n${good}\n`);
    const { out, err, code } = await map('--to', 'fhir', file);
    expect(out.split('\n').filter((line) => line !== '')).toHaveLength(1);
    expect(err).toContain(`${file}:1#`);
    expect(err).toContain(`${file}:2:2: error:`);
    expect(code).toBe(1);
  });

  test('--explain tells of one place, also that it comes back', async () => {
    const { err } = await map('--to', 'fhir', '--explain', '/deltakere/0/rolle', `${EXAMPLES}/jonas.source.json`);
    expect(err).toBe(`${EXAMPLES}/jonas.source.json /deltakere/0/rolle: changed\n`);
    const kept = await map('--to', 'fhir', '--explain', '/tittel', `${EXAMPLES}/jonas.source.json`);
    expect(kept.err).toBe(`${EXAMPLES}/jonas.source.json /tittel: comes back as it is\n`);
  });

  test('--loss writes it to a file instead', async () => {
    const file = path.join(folder, 'loss.ndjson');
    const { err } = await map('--to', 'fhir', '--loss', file, `${EXAMPLES}/jonas.source.json`);
    expect(err).toBe('');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ loss: [{ pointer: '/status' }, {}, {}] });
  });

  test('no such mapping is refused with the nearest name', async () => {
    const { error } = await runOn({}, 'map', '--mapping', 'samprro', '--to', 'fhir', 'x.json');
    expect(error).toMatchObject({ code: 'not-found', expected: 'sampro' });
  });
});

describe('samplan mapping', () => {
  test('test says which examples hold', async () => {
    const { out, code } = await runOn({}, 'mapping', 'test', 'sampro');
    expect(out.split('\n').slice(0, 5)).toEqual([
      'ok   amina',
      'ok   ingrid',
      'ok   jonas',
      'ok   ole',
      'ok   solveig',
    ]);
    expect(code).toBe(0);
  });

  test('test says which do not, and --write writes what the mapping makes of them', async () => {
    const own = path.join(folder, 'ours');
    await runOn({}, 'mapping', 'new', own, '--from', `${EXAMPLES}/ole.source.json`);
    const golden = path.join(own, 'examples/ole.fhir.json');
    await writeFile(golden, '{"loss":[],"resources":[]}');
    const { out, code } = await runOn({}, 'mapping', 'test', own);
    expect(out).toContain('FAIL ole\n     to FHIR: not as ole.fhir.json says');
    expect(code).toBe(1);
    await runOn({}, 'mapping', 'test', own, '--write');
    expect(JSON.parse(await readFile(golden, 'utf8'))).toMatchObject({ resources: [{ resourceType: 'CarePlan' }] });
  });

  test('new makes a mapping that loads, with a schema that its examples follow, and writes over nothing', async () => {
    const own = path.join(folder, 'ours');
    const from = ['--from', `${EXAMPLES}/ingrid.source.json`, '--from', `${EXAMPLES}/amina.source.json`];
    expect((await runOn({}, 'mapping', 'new', own, ...from)).code).toBe(0);
    const { err, code } = await runOn({}, 'map', '--mapping', own, '--to', 'fhir', `${EXAMPLES}/amina.source.json`);
    expect(code).toBe(0);
    // Nothing is filled in: everything but the key is a loss.
    expect(err).toContain('/hovedmal: unread');
    expect((await runOn({}, 'mapping', 'new', own, ...from)).error).toMatchObject({ code: 'EEXIST' });
  });
});
