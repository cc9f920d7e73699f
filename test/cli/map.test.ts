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

  test('several records are one file that the same mapping reads, in its encoding', async () => {
    const epj = (...given: readonly string[]) => runOn({}, 'map', '--mapping', 'epj-plo', ...given);
    const folderOf = 'mappings/epj-plo/examples';
    const there = path.join(folder, 'to.ndjson');
    const lines = (await epj('--to', 'fhir', `${folderOf}/ole.source.xml`, `${folderOf}/per.source.xml`)).out;
    await writeFile(there, lines.replaceAll('"Per"', '"Pær"'));
    const { bytes, err } = await epj('--to', 'source', there);
    expect(err).toBe('');
    expect(bytes.toString('latin1')).toContain('Pær');
    const again = path.join(folder, 'again.xml');
    await writeFile(again, bytes);
    const { out, code } = await epj('--to', 'fhir', again);
    expect([out, code]).toEqual([lines.replaceAll('"Per"', '"Pær"'), 0]);
  });

  test('what the form of the source cannot say is told, and the others go on', async () => {
    const there = path.join(folder, 'to.ndjson');
    const [ole = '', per = ''] = (
      await runOn(
        {},
        'map',
        '--mapping',
        'epj-plo',
        '--to',
        'fhir',
        'mappings/epj-plo/examples/ole.source.xml',
        'mappings/epj-plo/examples/per.source.xml',
      )
    ).out.split('\n');
    await writeFile(there, `${ole.replace(/"family":"/u, '"family":"\\u0001')}\n${per}\n`);
    const { bytes, err, code } = await runOn({}, 'map', '--mapping', 'epj-plo', '--to', 'source', there);
    expect(err).toContain(`${there}:1#: error:`);
    expect(bytes.toString('latin1').match(/<bruker>/gu)).toHaveLength(1);
    expect(code).toBe(1);
  });

  test('a bad line among Bundles is told with its place, and the others go on', async () => {
    const there = path.join(folder, 'to.ndjson');
    const bundle = (await map('--to', 'fhir', `${EXAMPLES}/ole.source.json`)).out;
    await writeFile(there, `${bundle}{"resourceType":\n${bundle}`);
    const { out, err, code } = await map('--to', 'source', there);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(err).toContain(`${there}:2:17: error:`);
    expect(code).toBe(1);
  });

  test('one Bundle that is cut off is told once', async () => {
    const there = path.join(folder, 'to.json');
    await writeFile(there, '{\n  "resourceType": "Bundle",\n  "entry": [\n');
    const { err, code } = await map('--to', 'source', there);
    expect([err.trim().split('\n').length, code]).toEqual([1, 1]);
    expect(err).toContain(`${there}:4:1: error:`);
  });

  test.each([
    ['fhir', '[]'],
    ['source', ' '],
  ])('to %s: a file without records is told', async (side, text) => {
    const file = path.join(folder, 'empty.json');
    await writeFile(file, text);
    const { err, code } = await map('--to', side, file);
    expect([err.startsWith(`${file}: error: The file has no records`), code]).toEqual([true, 1]);
  });

  test('--explain tells of one place, also that it comes back', async () => {
    const { err } = await map('--to', 'fhir', '--explain', '/deltakere/0/rolle', `${EXAMPLES}/jonas.source.json`);
    expect(err).toBe(`${EXAMPLES}/jonas.source.json /deltakere/0/rolle: changed\n`);
    const kept = await map('--to', 'fhir', '--explain', '/tittel', `${EXAMPLES}/jonas.source.json`);
    expect(kept.err).toBe(`${EXAMPLES}/jonas.source.json /tittel: comes back as it is\n`);
  });

  test('--explain of a place tells what is in it, what holds it, and nothing of its neighbours', async () => {
    const file = path.join(folder, 'plan.json');
    const plan = JSON.parse(await readFile(`${EXAMPLES}/ole.source.json`, 'utf8')) as { deltakere: object[] };
    const [first = {}] = plan.deltakere;
    plan.deltakere = [...Array(11).keys()].map((each) => ({ ...first, id: `d${each}`, rolle: 'ukjent' }));
    await writeFile(file, JSON.stringify({ ...plan, egen: { felt: 1 } }));
    const told = async (explain: string) =>
      (await map('--to', 'fhir', '--explain', explain, file)).err.trim().split('\n');
    expect(await told('/egen/felt')).toEqual([`${file} /egen: unread`]);
    expect(await told('/deltakere/1')).toEqual([
      `${file} /deltakere/1/rolle: unmapped`,
      expect.stringContaining(`${file}#/deltakere/1/rolle: warning:`),
    ]);
  });

  test('--explain tells of a record that is not mapped', async () => {
    const file = path.join(folder, 'plan.json');
    await writeFile(file, '{"planId":"1"}');
    const { err } = await map('--to', 'fhir', '--explain', '/tittel', file);
    expect(err).toContain(`${file} : unplaced`);
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

  test('test of a mapping without examples, or of an example without records, holds nothing', async () => {
    const own = path.join(folder, 'ours');
    await runOn({}, 'mapping', 'new', own, '--from', `${EXAMPLES}/ole.source.json`);
    await writeFile(path.join(own, 'examples/ole.source.json'), '[]');
    const empty = await runOn({}, 'mapping', 'test', own);
    expect([empty.out, empty.code]).toEqual(['FAIL ole\n     ole.source.json: 0 records, not one\n', 1]);
    await rm(path.join(own, 'examples'), { recursive: true });
    const none = await runOn({}, 'mapping', 'test', own);
    expect([none.out, none.code]).toEqual([expect.stringMatching(/^FAIL no examples/u), 1]);
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
