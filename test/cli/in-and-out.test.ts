import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { everything } from '../contract/store/samples.ts';
import { runOn } from './fake-session.ts';
import { type Ran, samplan } from './spawn-samplan.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-in-out-'));
});
afterEach(() => rm(folder, { recursive: true }));

const on = async (database: string, ...arguments_: readonly string[]): Promise<Ran> => {
  const settings = `controller: { name: Samplan, organization: "310600016", sector: municipal }\nstore: { file: ./${database} }\n`;
  await writeFile(at(`${database}.yaml`), settings);
  return samplan([...arguments_, '--config', at(`${database}.yaml`)]);
};

test('what one installation exports another imports, and both are in their access logs; a used store takes nothing in', async () => {
  const store = await openSqliteStore({ file: at('one.db') });
  for (const person of ['p', 'q']) await store.commit(everything(person));
  await store.close();

  const exported = await on('one.db', 'export', '--to', folder);
  // Two Patients, two Goals, and the entry of the access log that it is exported.
  expect(exported).toMatchObject({ code: 0, out: expect.stringContaining('2 records, 5 versions') });
  expect((await stat(at('samplan.ndjson'))).mode & 0o777).toBe(0o600);
  expect(await readFile(at('samplan.ndjson'), 'utf8')).toContain('"code":"export"');

  const imported = await on('two.db', 'import', at('samplan.ndjson'));
  expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('2 records, 5 versions taken in.') });
  expect(imported.out).toContain('Nothing is wrong with the access log.');
  const hash = /SHA-256 ([0-9a-f]{64})/u;
  expect(hash.exec(imported.out)?.[1]).toBe(hash.exec(exported.out)?.[1]);
  expect(await on('two.db', 'import', at('samplan.ndjson'))).toMatchObject({ code: 2 });

  const there = await openSqliteStore({ file: at('two.db') });
  expect((await there.record('p')).parts).toHaveLength(2);
  const log = await there.versions({ type: 'AuditEvent', count: 9 });
  expect(log.map(({ resource }) => (resource as { subtype?: { code?: string }[] }).subtype?.[1]?.code)).toEqual([
    'import',
    'export',
  ]);
  await there.close();
});

test('one record is exported alone, and traced as hers', async () => {
  const store = await openSqliteStore({ file: ':memory:' });
  for (const person of ['p', 'q']) await store.commit(everything(person));
  const { out, error } = await runOn({ store }, 'export', '--record', 'p', '--to', at('p.ndjson'));
  expect([out, error]).toEqual([expect.stringMatching(/^\d+ lines in /u), undefined]);
  const text = await readFile(at('p.ndjson'), 'utf8');
  expect([text.includes('number-p'), text.includes('number-q')]).toEqual([true, false]);
  const { resources } = await store.search({
    type: 'AuditEvent',
    filters: [{ kind: 'reference', name: 'patient', values: ['Patient/p'] }],
    count: 9,
  });
  expect(resources).toHaveLength(1);
  expect(await runOn({ store }, 'export', '--record', 'nobody', '--to', at('n.ndjson'))).toMatchObject({
    error: { code: 'not-found' },
  });
  await store.close();
});

test('a backup is restored where nothing is, and both are in the access log; on PostgreSQL it says with what', async () => {
  const store = await openSqliteStore({ file: at('one.db') });
  await store.commit(everything('p'));
  await store.close();
  const saved = await on('one.db', 'backup', '--to', at('copy.db'));
  expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('1 records in') });
  expect(saved.out).toContain('It is not sealed');
  expect(await on('one.db', 'restore', at('copy.db'))).toMatchObject({ code: 2 });
  expect(await on('two.db', 'restore', at('copy.db'))).toMatchObject({
    code: 0,
    out: expect.stringContaining('Nothing is wrong with the access log.'),
  });
  const there = await openSqliteStore({ file: at('two.db') });
  const log = await there.versions({ type: 'AuditEvent', count: 9 });
  expect(log.map(({ resource }) => (resource as { subtype?: { code?: string }[] }).subtype?.[1]?.code)).toEqual([
    'restore',
    'backup',
  ]);
  await there.close();
  const settings = 'store: { kind: postgres, url: "postgresql://samplan@127.0.0.1/samplan" }\n';
  const controller = 'controller: { name: Samplan, organization: "310600016", sector: municipal }\n';
  await writeFile(at('postgres.yaml'), `${controller}${settings}`);
  const refused = await samplan(['backup', '--to', at('pg'), '--config', at('postgres.yaml')]);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('pg_dump --format=custom --schema=samplan') });
});

test('a copy whose access log somebody changed is not put in place', async () => {
  const store = await openSqliteStore({ file: at('one.db') });
  await store.commit(everything('p'));
  await store.close();
  await on('one.db', 'backup', '--to', at('copy.db'));
  const { DatabaseSync } = await import('node:sqlite');
  const tampered = new DatabaseSync(at('copy.db'));
  tampered.exec("UPDATE versions SET body = replace(body, 'backup', 'nothing') WHERE type = 'AuditEvent'");
  tampered.close();
  const refused = await on('two.db', 'restore', at('copy.db'));
  expect([refused.code === 0, refused.err]).toEqual([
    false,
    expect.stringContaining('Somebody changed the access log'),
  ]);
  await expect(stat(at('two.db'))).rejects.toThrow();
});
