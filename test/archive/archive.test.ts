import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readArchive } from '../../src/archive/read-archive.ts';
import { type Written, writeArchive } from '../../src/archive/write-archive.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { logged } from '../contract/store/audit-chain.ts';
import { carriedBy, fill, someone } from '../contract/store/filled.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

const SOFTWARE = { software: 'test' };

let folder: string;
const opened: Store[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-archive-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await rm(folder, { recursive: true });
});

async function used(store: Store | Promise<Store>): Promise<Store> {
  const one = await store;
  opened.push(one);
  return one;
}
const inFile = (name: string, master?: Uint8Array): Promise<Store> =>
  used(openSqliteStore({ file: join(folder, name), isImport: true, ...(master ? { master } : {}) }));
const at = (name: string): string => join(folder, name);
const write = (store: Store, name: string): Promise<Written> => writeArchive(store, at(name), SOFTWARE);

async function filled(name: string, master?: Uint8Array): Promise<Store> {
  const store = await inFile(name, master);
  await fill(store);
  return store;
}

const server = await startPostgres();
if (server) {
  const schemas = { open: `archive_${process.pid}`, sealed: `archive_sealed_${process.pid}` };
  afterAll(async () => {
    for (const schema of Object.values(schemas)) await dropSchema(server.url, schema);
    await server.stop();
  });
  const onPostgres = (schema: string, master?: Uint8Array): Promise<Store> =>
    used(openPostgresStore({ url: server.url, schema, pool: 4, statementTimeout: 20, ...(master ? { master } : {}) }));

  test.each([
    ['open', 'open'],
    ['sealed', 'open'],
    ['open', 'sealed'],
    ['sealed', 'sealed'],
  ] as const)('SQLite (%s) to PostgreSQL (%s) and back loses nothing, by hash', async (here, there) => {
    const keyOf = (how: 'open' | 'sealed') => (how === 'sealed' ? randomBytes(32) : undefined);
    for (const schema of Object.values(schemas)) await dropSchema(server.url, schema);
    const first = await write(await filled('one.db', keyOf(here)), 'one');
    const postgres = await onPostgres(schemas[there], keyOf(there));
    await readArchive(postgres, at('one'), {});
    const second = await write(postgres, 'two');
    const back = await inFile('two.db', keyOf(here));
    await readArchive(back, at('two'), {});
    const third = await write(back, 'three');
    expect([second.sha256, third.sha256]).toEqual([first.sha256, first.sha256]);
    expect(await readFile(at('three'))).toEqual(await readFile(at('one')));
    expect((await verifyChain(back)).breaks).toEqual([]);
    expect((await verifyChain(postgres)).breaks).toEqual([]);
  });
}

describe('an export', () => {
  test('is a line for each thing, between a header that counts them and a trailer with the hash', async () => {
    const { lines, sha256 } = await write(await filled('one.db'), 'one');
    const text = await readFile(at('one'), 'utf8');
    const all = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(all[0]).toMatchObject({ samplan: 'archive', format: 1, software: 'test', counts: { version: 13 } });
    expect(all.at(-1)).toEqual({ row: 'end', lines, sha256 });
    expect(all).toHaveLength(lines + 1);
    expect(all.find(({ row, type }) => row === 'version' && type === 'Goal')).toMatchObject({
      body: { resourceType: 'Goal', meta: { versionId: '1' } },
    });
  });

  test('that broke off in the history goes on from its last whole line, and is what it would have been', async () => {
    const store = await filled('one.db');
    await write(store, 'whole');
    const whole = await readFile(at('whole'), 'utf8');
    const lines = whole.split('\n');
    const begins = lines.findIndex((line) => line.startsWith('{"row":"version"'));
    // What happens meanwhile is of a later moment.
    await store.commit({
      ...someone('later'),
      links: [{ person: 'later', partner: 'x', standing: 'held', attempts: 0 }],
    });
    for (let kept = begins; kept < lines.length - 1; kept += 1) {
      await writeFile(at(`broken-${kept}.part`), `${lines.slice(0, kept).join('\n')}\n{"row":"ver`);
      expect(await write(store, `broken-${kept}`)).toMatchObject({ before: kept });
      expect(await readFile(at(`broken-${kept}`), 'utf8')).toBe(whole);
    }
  });

  test('that broke off before the history is begun anew, since that has changed', async () => {
    const store = await filled('one.db');
    await write(store, 'whole');
    const lines = (await readFile(at('whole'), 'utf8')).split('\n');
    await writeFile(at('broken.part'), `${lines.slice(0, 4).join('\n')}\n`);
    expect(await write(store, 'broken')).toMatchObject({ before: 0 });
    expect(await readFile(at('broken'))).toEqual(await readFile(at('whole')));
  });

  test('does not go on with one of another store, and overwrites nothing', async () => {
    const store = await filled('one.db');
    await write(store, 'whole');
    await expect(write(store, 'whole')).rejects.toMatchObject({ code: 'bad-parameter' });
    const broken = (await readFile(at('whole'), 'utf8')).split('\n').slice(0, -3).join('\n');
    await writeFile(at('broken.part'), `${broken}\n`);
    const other = await inFile('two.db');
    await other.commit(someone('x'));
    await expect(write(other, 'broken')).rejects.toMatchObject({ code: 'bad-parameter' });
    expect(await readFile(at('broken.part'), 'utf8')).toContain('"row":"audit-link"');
  });
});

describe('an import', () => {
  test('that broke off anywhere goes on, and comes to the same', async () => {
    const store = await filled('one.db');
    const { lines } = await write(store, 'one');
    const before = await carriedBy(store);
    // The store of a process that is killed after so many commits.
    for (let survived = 1; survived < 8; survived += 1) {
      const name = `two-${survived}.db`;
      let left = survived;
      const dying = await inFile(name);
      const importRows = dying.importRows.bind(dying);
      dying.importRows = async (...given) => {
        if (left === 0) throw new Error('killed');
        left -= 1;
        return importRows(...given);
      };
      await expect(readArchive(dying, at('one'), {})).rejects.toThrow('killed');
      await expect(openSqliteStore({ file: at(name) })).rejects.toMatchObject({ code: 'configuration' });
      const again = await inFile(name);
      const read = await readArchive(again, at('one'), {});
      expect(read.before).toBeGreaterThan(0);
      expect(read.before).toBeLessThan(lines);
      expect(await carriedBy(again)).toEqual(before);
    }
  });

  test.each([
    ['a line is gone', (text: string) => text.replace(/\{"row":"seen".*\n/u, '')],
    ['something was changed', (text: string) => text.replace('Bu åleine', 'Bu i lag')],
    ['the end is gone', (text: string) => text.replace(/\{"row":"end".*\n$/u, '')],
    ['it breaks off', (text: string) => text.slice(0, -1)],
    ['it is no archive', () => '{"resourceType":"Bundle"}\n'],
    ['it is empty', () => ''],
    ['it is of a later format', (text: string) => text.replace('"format":1', '"format":2')],
    ['it has one record only', () => '{"samplan":"record","format":1}\n{"row":"end","lines":1,"sha256":""}\n'],
  ])('takes nothing in where %s', async (_, change) => {
    await write(await filled('one.db'), 'one');
    await writeFile(at('one'), change(await readFile(at('one'), 'utf8')));
    const empty = await inFile('two.db');
    await expect(readArchive(empty, at('one'), {})).rejects.toMatchObject({ code: 'malformed' });
    expect(await empty.importPlace()).toBeUndefined();
    expect(await empty.record('p')).toEqual({ seq: 0, parts: [] });
  });

  test('does not hide what was changed past Samplan', async () => {
    const store = await filled('one.db');
    await store.commit({ writes: [logged('last')] });
    await write(store, 'one');
    const text = await readFile(at('one'), 'utf8');
    const { DatabaseSync } = await import('node:sqlite');
    const tampered = new DatabaseSync(at('one.db'));
    tampered.exec('UPDATE versions SET body = replace(body, \'"code":"rest"\', \'"code": "rest"\') WHERE id = \'b\'');
    tampered.close();
    const other = await write(store, 'two');
    expect(other.lines).toBe(text.trimEnd().split('\n').length - 1);
    const empty = await inFile('two.db');
    await readArchive(empty, at('two'), {});
    expect((await verifyChain(empty)).breaks).toMatchObject([{ kind: 'entry-changed', entry: 'b' }]);
  });

  test('is of its own file: what was cut or added after it was written is told', async () => {
    await write(await filled('one.db'), 'one');
    const { length } = await readFile(at('one'));
    await truncate(at('one'), length - 40);
    await appendFile(at('one'), '\n');
    await expect(readArchive(await inFile('two.db'), at('one'), {})).rejects.toMatchObject({ code: 'malformed' });
  });
});
