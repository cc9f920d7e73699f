import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openAnchorKey, openAnchorSigner } from '../../src/audit/anchor-key.ts';
import { anchorHash, beginningOf, linkHash } from '../../src/audit/chain.ts';
import { type ChainReport, verifyChain } from '../../src/audit/verify-chain.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { logged } from '../contract/store/audit-chain.ts';

const pemOf = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PEM = pemOf();
const KEY = openAnchorKey(PEM);

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-chain-'));
  file = join(folder, 'store.db');
  // Two closed segments of one process, then an open one of another.
  await write('one', ['a', 'b', 'c', 'd']);
  await write('two', ['e', 'f', 'g']);
});
afterEach(() => rm(folder, { recursive: true }));

async function write(process: string, ids: readonly string[], pem = PEM): Promise<void> {
  const signer = pem === '' ? undefined : openAnchorSigner(pem);
  const store = await openSqliteStore({ file, process, signer });
  for (const id of ids) await store.commit({ writes: [logged(id)] });
  await store.close();
}

function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  for (const sql of statements) {
    expect([sql, database.prepare(sql).run().changes]).not.toEqual([sql, 0]);
  }
  database.close();
}

async function verify(options: Parameters<typeof verifyChain>[1] = { keys: [KEY] }): Promise<ChainReport> {
  const store = await openSqliteStore({ file });
  try {
    return await verifyChain(store, options);
  } finally {
    await store.close();
  }
}

const seqOf = (id: string): string => `(SELECT seq FROM versions WHERE type = 'AuditEvent' AND id = '${id}')`;

test('what nobody touched has no break, and says what there is', async () => {
  expect(await verify()).toMatchObject({ segments: 2, entries: 7, anchors: 2, signed: 2, open: 0, breaks: [] });
});

describe('what somebody did to the database is found, and where', () => {
  const CASES: readonly [string, readonly string[], object][] = [
    [
      'an entry rewritten',
      [`UPDATE versions SET body = replace(body, 'rest', 'none') WHERE seq = ${seqOf('b')}`],
      { kind: 'entry-changed', chain: 'one', segment: 1, position: 2, entry: 'b' },
    ],
    [
      'an entry under another id',
      [`UPDATE versions SET id = 'z' WHERE seq = ${seqOf('b')}`],
      { kind: 'entry-changed', chain: 'one', position: 2, entry: 'z' },
    ],
    [
      'an entry told to be deleted',
      [`UPDATE versions SET deleted = 1 WHERE seq = ${seqOf('b')}`],
      { kind: 'entry-changed', chain: 'one', position: 2 },
    ],
    [
      'an entry taken out',
      [`DELETE FROM versions WHERE seq = ${seqOf('c')}`],
      { kind: 'entry-missing', chain: 'one', position: 3 },
    ],
    [
      'an entry taken out with its link',
      [`DELETE FROM audit_links WHERE seq = ${seqOf('c')}`, `DELETE FROM versions WHERE seq = ${seqOf('c')}`],
      { kind: 'entry-missing', chain: 'one', position: 3 },
    ],
    [
      'an entry taken out, and the rest moved up',
      [
        `DELETE FROM audit_links WHERE seq = ${seqOf('c')}`,
        `DELETE FROM versions WHERE seq = ${seqOf('c')}`,
        'UPDATE audit_links SET position = 3 WHERE position = 4',
      ],
      { kind: 'entry-changed', chain: 'one', position: 3 },
    ],
    [
      'two entries in each other’s place',
      [
        'UPDATE audit_links SET position = 99 WHERE position = 2 AND segment = 1',
        'UPDATE audit_links SET position = 2 WHERE position = 3 AND segment = 1',
        'UPDATE audit_links SET position = 3 WHERE position = 99',
      ],
      { kind: 'entry-moved', chain: 'one', position: 2, entry: 'c' },
    ],
    [
      'two entries under each other’s hash',
      [
        `UPDATE audit_links SET seq = -1 WHERE seq = ${seqOf('b')}`,
        `UPDATE audit_links SET seq = ${seqOf('b')} WHERE seq = ${seqOf('c')}`,
        `UPDATE audit_links SET seq = ${seqOf('c')} WHERE seq = -1`,
      ],
      { kind: 'entry-moved', chain: 'one', position: 2, entry: 'c' },
    ],
    [
      'the end of a closed segment cut',
      [`DELETE FROM audit_links WHERE seq = ${seqOf('d')}`, `DELETE FROM versions WHERE seq = ${seqOf('d')}`],
      { kind: 'segment-cut', chain: 'one', position: 4, anchor: 1 },
    ],
    [
      'a whole segment taken out',
      [
        'DELETE FROM audit_links WHERE segment = 1',
        'DELETE FROM audit_anchors WHERE segment = 1',
        'DELETE FROM audit_segments WHERE id = 1',
      ],
      { kind: 'anchor-missing', anchor: 1 },
    ],
    [
      'an entry without a place in the chain',
      [
        `INSERT INTO versions SELECT 9999, type, 'planted', version, deleted, record, owner, body FROM versions WHERE seq = ${seqOf('a')}`,
      ],
      { kind: 'entry-added', entry: 'planted' },
    ],
    [
      'an anchor rewritten',
      ["UPDATE audit_anchors SET closed = '2020-01-01T00:00:00.000Z' WHERE number = 2"],
      { kind: 'signature-wrong', anchor: 2 },
    ],
    [
      'a signature taken away',
      ['UPDATE audit_anchors SET signature = NULL WHERE number = 2'],
      { kind: 'signature-missing', anchor: 2 },
    ],
    [
      'a segment’s name changed',
      ["UPDATE audit_segments SET chain = 'three' WHERE id = 2"],
      { kind: 'signature-wrong', anchor: 2 },
    ],
  ];

  test.each(CASES)('%s', async (_name, statements, expected) => {
    tamper(...statements);
    const [found] = (await verify()).breaks;
    expect(found).toMatchObject(expected);
  });

  test('a chain written anew from a place on, anchor and all, by who has no key', async () => {
    const database = new DatabaseSync(file);
    database.exec(`UPDATE versions SET body = replace(body, 'rest', 'none') WHERE seq = ${seqOf('e')}`);
    const [segment] = database.prepare('SELECT chain, number, opened, previous FROM audit_segments WHERE id = 2').all();
    let hash = beginningOf(segment as unknown as Parameters<typeof beginningOf>[0]);
    const rows = database
      .prepare(
        'SELECT l.seq, v.id, v.version, v.body FROM audit_links l JOIN versions v USING (seq) WHERE segment = 2 ORDER BY position',
      )
      .all() as unknown as readonly { seq: number; id: string; version: number; body: string }[];
    for (const { seq, id, version, body } of rows) {
      hash = linkHash(hash, { id, version, deleted: false, body });
      database.prepare('UPDATE audit_links SET hash = ? WHERE seq = ?').run(Buffer.from(hash, 'hex'), seq);
    }
    database.prepare('UPDATE audit_anchors SET head = ? WHERE segment = 2').run(hash);
    database.close();
    expect((await verify()).breaks).toEqual([{ kind: 'signature-wrong', anchor: 2 }]);
    // Without a key nobody can tell, unless the anchor was noted outside.
    expect((await verify({})).breaks).toEqual([]);
  });
});

describe('an anchor noted outside', () => {
  test('must still be there: everything after it cannot be cut unseen', async () => {
    const { newest } = await verify();
    expect((await verify({ keys: [KEY], noted: newest })).breaks).toEqual([]);
    tamper(
      'DELETE FROM audit_links WHERE segment = 2',
      'DELETE FROM audit_anchors WHERE segment = 2',
      'DELETE FROM audit_segments WHERE id = 2',
      "DELETE FROM versions WHERE type = 'AuditEvent' AND id IN ('e', 'f', 'g')",
    );
    expect((await verify()).breaks).toEqual([]);
    expect((await verify({ keys: [KEY], noted: newest })).breaks).toEqual([{ kind: 'anchor-missing', anchor: 2 }]);
  });

  test('must be the same', async () => {
    const { newest } = await verify();
    const noted = { number: newest?.number ?? 0, hash: '0'.repeat(64) };
    expect((await verify({ noted })).breaks).toEqual([{ kind: 'anchor-changed', anchor: 2 }]);
  });
});

describe('keys', () => {
  test('an anchor of another key is told apart', async () => {
    await write('three', ['h'], pemOf());
    expect((await verify()).breaks).toEqual([{ kind: 'key-unknown', anchor: 3 }]);
  });

  test('both keys after a change of keys', async () => {
    const other = pemOf();
    await write('three', ['h'], other);
    expect((await verify({ keys: [KEY, openAnchorKey(other)] })).breaks).toEqual([]);
  });

  test('unsigned anchors before the first key are no break, after it they are', async () => {
    const signed = file;
    file = join(folder, 'unsigned.db');
    await write('one', ['a'], '');
    expect(await verify()).toMatchObject({ anchors: 1, signed: 0, breaks: [] });
    await write('two', ['b']);
    expect(await verify()).toMatchObject({ anchors: 2, signed: 1, breaks: [] });
    file = signed;
    await write('three', ['h'], '');
    expect((await verify()).breaks).toEqual([{ kind: 'signature-missing', anchor: 3 }]);
  });

  test('what is no Ed25519 key is refused, and not quoted', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    for (const text of ['secret', String(rsa)]) {
      expect(() => openAnchorSigner(text)).toThrow(/^not an Ed25519 key in PEM$/u);
    }
  });
});

describe('a process that was killed in the middle of a segment', () => {
  test('left no break; the next closes what it left', async () => {
    const store = await openSqliteStore({ file, process: 'killed', signer: openAnchorSigner(PEM) });
    await store.commit({ writes: [logged('h')] });
    // As a kill leaves it: what is in the files, without closing.
    const after = join(folder, 'after.db');
    for (const part of ['', '-wal', '-shm']) await cp(`${file}${part}`, `${after}${part}`);
    await store.close();
    file = after;
    expect(await verify()).toMatchObject({ entries: 8, anchors: 2, open: 1, breaks: [] });

    const next = await openSqliteStore({
      file,
      process: 'next',
      isGone: (process) => process === 'killed',
      signer: openAnchorSigner(PEM),
    });
    await next.commit({ writes: [logged('i')] });
    await next.close();
    expect(await verify()).toMatchObject({ entries: 9, anchors: 4, open: 0, breaks: [] });
  });

  test('a process that runs is left alone', async () => {
    const running = await openSqliteStore({ file, process: 'running' });
    await running.commit({ writes: [logged('h')] });
    await write('another', ['i']);
    await running.commit({ writes: [logged('j')] });
    expect(await verify()).toMatchObject({ entries: 10, open: 2, breaks: [] });
    await running.close();
  });
});

test('in a sealed database too, what was changed is a break and not a fault', async () => {
  const master = randomBytes(32);
  file = join(folder, 'sealed.db');
  const store = await openSqliteStore({ file, process: 'one', master });
  for (const id of ['a', 'b', 'c']) await store.commit({ writes: [logged(id)] });
  await store.close();
  const verifySealed = async () => {
    const again = await openSqliteStore({ file, master });
    const { breaks } = await verifyChain(again);
    await again.close();
    return breaks;
  };
  expect(await verifySealed()).toEqual([]);
  tamper(`UPDATE versions SET body = substr(body, 1, length(body) - 9) || 'AAAAAAAAA' WHERE seq = ${seqOf('b')}`);
  expect(await verifySealed()).toMatchObject([{ kind: 'entry-changed', position: 2, entry: 'b' }]);
});

test('entries from before there was a chain are counted, and are no break', async () => {
  tamper(
    'DELETE FROM audit_links',
    'DELETE FROM audit_anchors',
    'DELETE FROM audit_segments',
    'UPDATE audit_start SET seq = (SELECT max(seq) FROM versions)',
  );
  await write('three', ['h']);
  expect(await verify()).toMatchObject({ before: 7, entries: 1, breaks: [] });
});

test('an anchor’s hash hangs on everything it says', () => {
  const segment = { chain: 'one', number: 1, opened: '2026-11-22T08:00:00.000Z', previous: '' };
  const anchor = { number: 1, entries: 4, head: 'aa', closed: '2026-11-22T09:00:00.000Z', previous: '' };
  const others = [
    ...Object.keys(anchor).map(
      (name) => [{ ...anchor, [name]: name === 'number' || name === 'entries' ? 9 : 'x' }, segment] as const,
    ),
    [{ ...anchor, key: 'k' }, segment] as const,
    ...Object.keys(segment).map((name) => [anchor, { ...segment, [name]: name === 'number' ? 9 : 'x' }] as const),
  ];
  const hashes = others.map(([one, of]) => anchorHash(one, of));
  expect(new Set([anchorHash(anchor, segment), ...hashes]).size).toBe(hashes.length + 1);
});

describe('what retention took out', () => {
  const cut = async (pem = PEM): Promise<void> => {
    const store = await openSqliteStore({ file, signer: pem === '' ? undefined : openAnchorSigner(pem) });
    for (const segment of await store.auditSegments()) {
      if (segment.chain === 'one') await store.cutAccessLog(segment, [1, 2], '2036-11-27T08:00:00.000Z');
    }
    await store.close();
  };

  test('is no break where it is signed', async () => {
    await cut();
    expect(await verify()).toMatchObject({ entries: 7, cut: 2, breaks: [] });
  });

  const gone = (id: string): string => `DELETE FROM versions WHERE type = 'AuditEvent' AND id = '${id}'`;
  test.each<[what: string, statements: readonly string[], kind: string]>([
    ['one entry more was taken out', [gone('c')], 'entry-missing'],
    [
      'one more was taken out, and put into the statement',
      [gone('c'), `UPDATE audit_cuts SET positions = '[1,2,3]'`],
      'signature-wrong',
    ],
    ['the statement is gone', ['DELETE FROM audit_cuts'], 'entry-missing'],
    ['it has no signature', ['UPDATE audit_cuts SET signature = NULL'], 'signature-missing'],
    [
      'a hash where the content was is another',
      [`UPDATE audit_links SET hash = x'00' WHERE position = 1`],
      'cut-changed',
    ],
    ['its time is another', [`UPDATE audit_cuts SET at = '2030-01-01T00:00:00.000Z'`], 'signature-wrong'],
    ['it was made for another segment', ['UPDATE audit_cuts SET segment = segment + 1'], 'signature-wrong'],
  ])('is a break where %s', async (_what, statements, kind) => {
    await cut();
    tamper(...statements);
    expect((await verify()).breaks.map((one) => one.kind)).toContain(kind);
  });

  test('is a break where another key signed it', async () => {
    await cut(pemOf());
    expect((await verify()).breaks.map(({ kind }) => kind)).toContain('key-unknown');
  });

  test('is a break where it is not signed and anchors are', async () => {
    await cut('');
    expect((await verify()).breaks.map(({ kind }) => kind)).toContain('signature-missing');
  });
});
