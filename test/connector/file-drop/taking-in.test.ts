import { execFileSync } from 'node:child_process';
import { mkdir, type open, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Patient, Practitioner } from '@medplum/fhirtypes';
import { bundleFormat } from '../../../src/connector/file-drop/bundle-format.ts';
import { openDropFolder } from '../../../src/connector/file-drop/drop-folder.ts';
import { createDropMemory } from '../../../src/connector/file-drop/drop-memory.ts';
import { readBounded } from '../../../src/connector/file-drop/read-bounded.ts';
import { takeInFiles } from '../../../src/connector/file-drop/take-in-files.ts';
import { bundleOf, Office } from './office.ts';

const NUMBER = '14836830068';
const patient = (id = 'ingrid'): Patient => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: NUMBER }],
  name: [{ family: 'Nesbakk' }],
});
const goal = (id: string, text: string, person = 'ingrid'): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: `Patient/${person}` },
});

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());

const given = async (cursor = {}, connector = office.connector) =>
  (await office.changes(cursor, connector)).map(
    ({ resourceType, id, meta }) => `${resourceType}/${id} ${meta?.versionId}`,
  );
const findingsOf = async (name: string, folder: 'failed' | 'processed' = 'failed') =>
  JSON.parse(await office.text(folder, `${name}.findings.json`)) as {
    readonly file?: string;
    readonly findings: readonly { readonly rule: string; readonly path: string; readonly severity: string }[];
  };

describe('a file that is whole', () => {
  test('is taken in, and lies in processed/ afterwards', async () => {
    const name = await office.dropped(patient(), goal('a', 'Bo hjemme'));
    expect(await given()).toEqual(['Patient/ingrid 1', 'Goal/a 1']);
    expect([await office.list('in'), await office.list('processed'), await office.list('failed')]).toEqual([
      [],
      [name],
      [],
    ]);
    expect(office.told).toEqual([{ isTakenIn: true, hash: expect.stringMatching(/^sha256-[0-9a-f]{64}$/u) }]);
  });

  test('with the same content once more is no change', async () => {
    await office.dropped(patient(), goal('a', 'Bo hjemme'));
    await office.changes();
    await office.dropped(patient(), goal('a', 'Bo hjemme'));
    expect(await given()).toEqual(['Patient/ingrid 1', 'Goal/a 1']);
    expect(await given({ 'file-drop': '1' })).toEqual([]);
    expect(await office.list('processed')).toHaveLength(2);
  });

  test('changes what it says differently, and nothing else', async () => {
    await office.dropped(patient(), goal('a', 'Bo hjemme'), goal('b', 'Jobbe'));
    await office.changes();
    await office.dropped(patient(), goal('a', 'Bo hjemme'), goal('b', 'Jobbe mer'));
    expect(await given()).toEqual(['Patient/ingrid 1', 'Goal/a 1', 'Goal/b 2']);
  });

  test('without something that was there says nothing of a deletion', async () => {
    await office.dropped(patient(), goal('a', '1'));
    await office.changes();
    await office.dropped(patient());
    expect(await given()).toEqual(['Patient/ingrid 1']);
    expect(await office.connector.read('Goal', 'a')).toEqual({ missing: true });
    await office.dropped(patient(), goal('a', '1'));
    await office.changes();
    expect(await office.connector.read('Goal', 'a')).toMatchObject({ found: { version: '2' } });
  });

  test('is taken in the order in which files were written', async () => {
    const later = await office.drop(bundleOf([patient(), goal('a', 'second')]), '1.json');
    const earlier = await office.drop(bundleOf([patient(), goal('a', 'first')]), '2.json');
    await utimes(path.join(office.folder, 'in', earlier), 1_700_000_000, 1_700_000_000);
    await utimes(path.join(office.folder, 'in', later), 1_700_000_060, 1_700_000_060);
    await office.changes();
    expect(await office.connector.read('Goal', 'a')).toMatchObject({
      found: { resource: { description: { text: 'second' } } },
    });
  });

  test('may name entries of the directory, which are the same for every person', async () => {
    const kari: Practitioner = { resourceType: 'Practitioner', id: 'kari', name: [{ family: 'Moe' }] };
    await office.dropped(patient(), kari);
    await office.dropped(patient('per'), kari);
    expect((await given()).toSorted()).toEqual(['Patient/ingrid 1', 'Patient/per 1', 'Practitioner/kari 1']);
  });

  test('with what is no part of a plan is taken in without it, and a file beside it says so', async () => {
    const pill = { resourceType: 'MedicationRequest', id: 'm' } as never;
    const name = await office.dropped(patient(), pill);
    expect(await given()).toEqual(['Patient/ingrid 1']);
    expect((await findingsOf(name, 'processed')).findings).toEqual([
      expect.objectContaining({ rule: 'file-not-kept', severity: 'warning', path: '/entry/1/resource' }),
    ]);
  });
});

describe('a file that is not whole yet', () => {
  test.each(['.plan.json', 'plan.json.tmp', 'plan.json.part', 'plan.json.FILEPART'])(
    '%s is left alone',
    async (name) => {
      await office.drop(bundleOf([patient()]), name);
      expect(await given()).toEqual([]);
      expect(await office.list('in')).toEqual([name]);
    },
  );

  test('because somebody wrote to it just now is left until it is quiet', async () => {
    const name = await office.dropped(patient());
    const place = path.join(office.folder, 'in', name);
    const at = (seconds: number) => Date.parse('2026-11-22T06:00:00.000Z') / 1000 + seconds;
    await utimes(place, at(-9), at(-9));
    const patientOffice = office.opened({ quietSeconds: 10 });
    expect(await given({}, patientOffice)).toEqual([]);
    await utimes(place, at(-11), at(-11));
    expect(await given({}, patientOffice)).toEqual(['Patient/ingrid 1']);
  });

  test('dated in the future is not left for ever', async () => {
    const name = await office.dropped(patient());
    await utimes(path.join(office.folder, 'in', name), 4_000_000_000, 4_000_000_000);
    expect(await given({}, office.opened({ quietSeconds: 10 }))).toEqual(['Patient/ingrid 1']);
  });
});

describe('a file that cannot be taken in', () => {
  const cut = JSON.stringify(bundleOf([patient()])).slice(0, -20);
  const latin = Buffer.from(JSON.stringify(bundleOf([{ ...patient(), name: [{ family: 'Bø' }] }])), 'latin1');
  const mixed = Buffer.concat([Buffer.from('{"resourceType":"Bundle","id":"ø"'), Buffer.from(',"x":"ø"}', 'latin1')]);
  const inline = { resourceType: 'CarePlan', id: 'p', activity: [{ detail: { status: 'scheduled' } }] } as never;

  test.each<[string, string | Uint8Array | object, string]>([
    ['empty', '', '/'],
    ['half', cut, `line 1, column ${cut.length + 1}`],
    ['no JSON', 'ID;NAVN\n1;Kari', 'line 1, column 1'],
    ['in another encoding', latin, `line 1, column ${latin.indexOf(0xf8) + 1}`],
    // The first ø has two bytes.
    ['in two encodings', mixed, `line 1, column ${mixed.indexOf(0xf8)}`],
    [
      'with a number that would be another',
      '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Goal","extension":[{"valueDecimal":0.12345678901234567890}]}}]}',
      'Bundle.entry[0].resource.extension[0].value',
    ],
    ['with a key twice', '{"resourceType":"Bundle","type":"collection","type":"batch"}', 'line 1, column 46'],
    ['nested without end', '['.repeat(100_000), 'line 1, column 101'],
    ['no Bundle', patient(), '/'],
    ['a Bundle of another kind', bundleOf([], 'searchset'), '/type'],
    ['with an entry without id', bundleOf([patient(), { resourceType: 'Goal' } as never]), '/entry/1/resource/id'],
    ['with an id that is a path', bundleOf([{ ...patient(), id: '../../etc' }]), '/entry/0/resource/id'],
    ['with something twice', bundleOf([patient(), patient()]), '/entry/1/resource/id'],
    ['with an inline measure', bundleOf([patient(), inline]), '/entry/1/resource/activity/0/detail'],
    ['about two persons', bundleOf([patient(), patient('per')]), '/'],
    ['about a person and another’s goal', bundleOf([patient(), goal('a', '1', 'per')]), '/'],
    ['about nobody', bundleOf([]), '/'],
  ])('%s: it lies in failed/ with what is wrong, and the others go on', async (_, content, place) => {
    const bad = await office.drop(content);
    await office.dropped(patient('liv'));
    expect(await given()).toEqual(['Patient/liv 1']);
    expect(await office.list('failed')).toEqual([bad, `${bad}.findings.json`]);
    const report = await findingsOf(bad);
    expect(report.findings.map(({ severity, path: at }) => [severity, at])).toEqual([['error', place]]);
    for (const secret of [NUMBER, 'Nesbakk', bad]) expect(JSON.stringify(report)).not.toContain(secret);
  });

  test('because it is a link, a pipe or too large is not opened', async () => {
    const secret = path.join(office.folder, 'secret.json');
    await writeFile(secret, JSON.stringify(bundleOf([patient()])));
    await symlink(secret, path.join(office.folder, 'in', 'link.json'));
    await symlink(path.join(office.folder, 'nowhere'), path.join(office.folder, 'in', 'nowhere.json'));
    execFileSync('/usr/bin/mkfifo', [path.join(office.folder, 'in', 'pipe.json')]);
    await office.drop(Buffer.alloc(20_000_001, 0x20), 'large.json');
    expect(await given()).toEqual([]);
    expect((await office.list('failed')).filter((name) => !name.endsWith('.findings.json'))).toEqual([
      'large.json',
      'link.json',
      'nowhere.json',
      'pipe.json',
    ]);
    const rules = await Promise.all(['link', 'nowhere', 'pipe', 'large'].map((name) => findingsOf(`${name}.json`)));
    expect(rules.map(({ findings }) => findings[0]?.rule)).toEqual([
      'file-no-file',
      'file-no-file',
      'file-no-file',
      'file-unreadable',
    ]);
  });
});

describe('names', () => {
  test('a folder in in/ is left where it is', async () => {
    await mkdir(path.join(office.folder, 'in', 'old'));
    expect(await given()).toEqual([]);
    expect(await office.list('in')).toEqual(['old']);
  });

  test('are no paths: whatever they say, files stay in their folders', async () => {
    const odd = ['%2F..%2Fetc', 'x\\..\\y', 'a\nb.json', `${'n'.repeat(250)}`, 'x.json.findings.json', '~', '-rf'];
    for (const name of odd) await office.drop(`{"not":"${odd.indexOf(name)}"}`, name);
    await writeFile(Buffer.concat([Buffer.from(`${office.folder}/in/`), Buffer.from([0xff, 0xfe])]), '{}');
    expect(await given()).toEqual([]);
    expect(await office.list('in')).toEqual([]);
    const failed = (await office.list('failed')).filter((name) => !name.endsWith('.findings.json'));
    expect(failed).toHaveLength(odd.length + 1);
    expect(failed.filter((name) => name.startsWith('named-'))).toHaveLength(5);
    expect((await readdir(office.folder)).toSorted()).toEqual(['.samplan', 'failed', 'in', 'out', 'processed']);
  });

  test('that clash get a number, and nothing is overwritten', async () => {
    for (const text of ['1', '2', '3']) {
      await office.drop(bundleOf([patient(), goal('a', text)]), 'plan.json');
      await office.changes();
      await office.drop(`broken ${text}`, 'bad.json');
      await office.changes();
    }
    expect(await office.list('processed')).toEqual(['plan-2.json', 'plan-3.json', 'plan.json']);
    expect(await office.text('processed', 'plan-2.json')).toContain('"2"');
    expect((await office.list('failed')).filter((name) => !name.endsWith('.findings.json'))).toEqual([
      'bad-2.json',
      'bad-3.json',
      'bad.json',
    ]);
  });

  test('stand in nothing that is told', async () => {
    await office.drop('{}', `${NUMBER}.json`);
    await office.changes();
    expect(JSON.stringify([office.told, await office.connector.notices?.()])).not.toContain(NUMBER);
    expect(await office.connector.notices?.()).toEqual([
      'failed/: 1 file could not be taken in; what is wrong stands beside each',
    ]);
  });
});

test('a thousand files are taken in, each once', async () => {
  for (let person = 0; person < 1000; person += 1) await office.dropped(patient(`p${person}`));
  expect(new Set(await given()).size).toBe(1000);
  expect(await office.list('processed')).toHaveLength(1000);
  expect(await given({ 'file-drop': '1000' })).toEqual([]);
});

test('a file that may not be opened is refused for that, as whole as it is, and the others go on', async () => {
  const locked = await office.dropped(patient(), goal('a', 'Bo hjemme'));
  await office.dropped(patient('liv'));
  const folder = openDropFolder(office.folder, 0, office.now);
  const memory = createDropMemory(office.store, 'office', () => 'file');
  // Root may open anything: the system's answer is played.
  const forbidden: typeof open = async () => {
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  };
  const read: typeof folder.read = (file) => readBounded(file.place, file.name === locked ? forbidden : undefined);
  const { now } = office;
  await takeInFiles({ folder: { ...folder, read }, format: bundleFormat, memory, now, onFile: () => {} });
  expect(await office.list('failed')).toEqual([locked, `${locked}.findings.json`]);
  expect((await findingsOf(locked)).findings).toMatchObject([
    { rule: 'file-unreadable', severity: 'error', path: '/' },
  ]);
  expect(await given()).toEqual(['Patient/liv 1']);
});

test('a file that grows while it is read goes back to in/, and nothing of it is taken in', async () => {
  const name = await office.dropped(patient());
  const folder = openDropFolder(office.folder, 0, office.now);
  const memory = createDropMemory(office.store, 'office', () => 'file');
  const { now } = office;
  const onFile = (): void => {
    throw new Error('nothing was taken in');
  };
  await takeInFiles({
    folder: { ...folder, read: async () => ({ grows: true }) },
    format: bundleFormat,
    memory,
    now,
    onFile,
  });
  expect(await office.list('in')).toEqual([name]);
  expect(await memory.after(0, 9)).toEqual([]);
  expect(await given()).toEqual(['Patient/ingrid 1']);
});
