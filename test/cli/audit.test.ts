import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openAnchorSigner } from '../../src/audit/anchor-key.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { logged } from '../contract/store/audit-chain.ts';
import { runOn } from './fake-session.ts';

const PAIR = generateKeyPairSync('ed25519');

let folder: string;
let database: string;
let key: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-audit-'));
  database = join(folder, 'samplan.sqlite');
  key = join(folder, 'audit.pub.pem');
  await writeFile(key, PAIR.publicKey.export({ type: 'spki', format: 'pem' }));
  const signer = openAnchorSigner(PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const store = await openSqliteStore({ file: database, process: 'one', signer });
  await store.commit({ writes: ['a', 'b', 'c'].map(logged) });
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

async function verify(...options: readonly string[]) {
  const store = await openSqliteStore({ file: database });
  try {
    return await runOn({ store }, 'audit', 'verify', ...options);
  } finally {
    await store.close();
  }
}

test('says that nothing is wrong, and what to note', async () => {
  const { out, code } = await verify('--key', key);
  expect(out).toContain(
    'Nothing is wrong with the access log.\n3 entries in 1 segments, 1 of them closed, 1 signed; 0 ',
  );
  const [, noted = ''] = /: (1:[0-9a-f]{64})\n/u.exec(out) ?? [];
  expect(code).toBe(0);
  expect(await verify('--key', key, '--noted', noted)).toMatchObject({ code: 0 });
  expect(await verify('--noted', `2:${noted.slice(2)}`)).toMatchObject({ code: 1 });
});

test('names what was changed and where, and ends with 1', async () => {
  const tampered = new DatabaseSync(database);
  tampered.exec("UPDATE versions SET body = replace(body, 'rest', 'none') WHERE id = 'b'");
  tampered.close();
  const { out, code } = await verify();
  expect(out).toContain('process one, segment 1, entry 2, AuditEvent/b: An entry is not what was written.');
  expect(out).toContain('Signatures were not checked: no key was given.');
  expect(code).toBe(1);
  expect(JSON.parse((await verify('--json')).out)).toMatchObject({ breaks: [{ kind: 'entry-changed', entry: 'b' }] });
});

test('a note that it never told is refused', async () => {
  expect((await verify('--noted', 'yesterday')).err).toContain('a colon, 64 hexadecimal digits');
});
