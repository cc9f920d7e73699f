import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import { keyRing } from '../../src/store/at-rest/key-ring.ts';
import { readMasterKey } from '../../src/store/at-rest/master-key.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { rotateStore } from '../../src/store/sqlite/rotate-store.ts';
import type { Store } from '../../src/store/store.ts';
import { kept } from '../contract/store/samples.ts';

const NUMBER = { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830068' };
const PATIENT: Patient = { resourceType: 'Patient', id: 'ingrid', identifier: [NUMBER], name: [{ family: 'Nesbakk' }] };
const SECRETS = ['14836830068', 'Nesbakk', 'FORTROLIG', 'Authorization: secret', 'tag-of-content'];

const SUBSCRIPTION = kept('s');

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samplan-keys-'));
  file = join(folder, 'store.db');
});

afterEach(() => rm(folder, { recursive: true }));

const DOCUMENT = { partner: 'nav', about: '9', body: { now: PATIENT } };

/** A person in every place that holds what somebody wrote. */
async function fill(store: Store): Promise<void> {
  const { seq = 0 } = (await store.partnerDocument('nav', '9')) ?? {};
  await store.savePartnerDocuments([{ ...DOCUMENT, seq, keys: [NUMBER.value] }]);
  await store.commit({
    writes: [{ resource: PATIENT, version: 1, record: 'ingrid' }],
    identifiers: [{ ...NUMBER, person: 'ingrid' }],
    counterparts: [
      {
        partner: 'ehr',
        type: 'Patient',
        id: 'ingrid',
        person: 'ingrid',
        peerId: '7',
        sent: PATIENT,
        echoed: PATIENT,
        frozen: false,
      },
    ],
    setAside: [
      {
        partner: 'ehr',
        person: 'other',
        resources: [{ type: 'Goal', peerId: '1', version: '1', resource: { text: 'FORTROLIG' } }],
        findings: [],
        since: '2026-11-27T10:00:00.000Z',
      },
    ],
    arrived: [
      { partner: 'ehr', type: 'Patient', peerId: '8', patient: '8', came: { version: '1', resource: PATIENT } },
    ],
    subscription: {
      saved: SUBSCRIPTION,
      known: [{ subscription: 's', person: 'ingrid', tags: { 'Patient/ingrid': 'tag-of-content' } }],
    },
  });
}

/** Everything is found and read as it was written. */
async function expectWhole(store: Store): Promise<void> {
  expect((await store.read('Patient', 'ingrid'))?.resource).toMatchObject(PATIENT);
  expect((await store.readVersion('Patient', 'ingrid', 1))?.resource).toMatchObject(PATIENT);
  expect(await store.persons([NUMBER])).toEqual(['ingrid']);
  const by = (value: object) =>
    store.search({ type: 'Patient', filters: [{ kind: 'token', name: 'identifier', values: [value] }], count: 9 });
  expect((await by({ system: NUMBER.system, code: NUMBER.value })).total).toBe(1);
  expect((await by({ code: NUMBER.value })).total).toBe(1);
  expect((await by({ system: NUMBER.system })).total).toBe(1);
  expect((await by({ code: '05895500275' })).total).toBe(0);
  const named = (how: 'starts' | 'contains' | 'exact', text: string) =>
    store.search({ type: 'Patient', filters: [{ kind: 'string', name: 'family', values: [{ how, text }] }], count: 9 });
  expect((await named('starts', 'nesb')).total).toBe(1);
  expect((await named('starts', 'ne')).total).toBe(1);
  expect((await named('contains', 'bakk')).total).toBe(1);
  expect((await named('exact', 'Nesbakk')).total).toBe(1);
  expect((await named('starts', 'nesf')).total).toBe(0);
  expect(await store.counterpart('ehr', 'Patient', 'ingrid')).toMatchObject({ sent: PATIENT, echoed: PATIENT });
  expect(await store.subscription('s')).toEqual(SUBSCRIPTION);
  expect((await store.knownFacts('s', 'ingrid'))?.tags).toEqual({ 'Patient/ingrid': 'tag-of-content' });
  expect((await store.setAside('ehr', 'other'))?.resources[0]?.resource).toEqual({ text: 'FORTROLIG' });
}

/** What of these stands in the database's files. */
async function readable(): Promise<readonly string[]> {
  const names = await readdir(folder);
  const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
  return SECRETS.filter((secret) => bytes.includes(secret));
}

test('without a key everything stands there to read: the test below is about something', async () => {
  const store = await openSqliteStore({ file });
  await fill(store);
  await store.close();
  expect(await readable()).toEqual(SECRETS);
});

test('with a key no name, number or text stands in the files, and everything is found', async () => {
  const master = randomBytes(32);
  const store = await openSqliteStore({ file, master });
  await fill(store);
  await expectWhole(store);
  await store.close();
  expect(await readable()).toEqual([]);
  const again = await openSqliteStore({ file, master });
  await expectWhole(again);
  await again.close();
});

test('a database that was there before is sealed when it gets its key', async () => {
  const plain = await openSqliteStore({ file });
  await fill(plain);
  await plain.close();
  const store = await openSqliteStore({ file, master: randomBytes(32) });
  await expectWhole(store);
  await store.close();
  expect(await readable()).toEqual([]);
});

test.each([
  ['without a key', undefined],
  ['with another key', randomBytes(32)],
])('a sealed database is not opened %s', async (_name, master) => {
  await (await openSqliteStore({ file, master: randomBytes(32) })).close();
  await expect(openSqliteStore({ file, ...(master ? { master } : {}) })).rejects.toMatchObject({
    code: 'configuration',
    where: 'store.keyFile',
  });
});

test('rotation seals everything anew; the old key opens nothing, and what is found is the same', async () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];
  const store = await openSqliteStore({ file, master: old });
  await fill(store);
  await store.close();
  const before = bodies();
  expect(await rotateStore(file, old, next)).toBe(12);
  expect(bodies().filter((body) => before.includes(body))).toEqual([]);
  await expect(openSqliteStore({ file, master: old })).rejects.toMatchObject({ code: 'configuration' });
  const rotated = await openSqliteStore({ file, master: next });
  await expectWhole(rotated);
  await rotated.close();
});

test('a rotation with a wrong key changes nothing', async () => {
  const master = randomBytes(32);
  const store = await openSqliteStore({ file, master });
  await fill(store);
  await store.close();
  const before = bodies();
  await expect(rotateStore(file, randomBytes(32), randomBytes(32))).rejects.toMatchObject({ code: 'configuration' });
  expect(bodies()).toEqual(before);
});

test('neither the first sealing nor a rotation goes on while somebody has the database open', async () => {
  const plain = await openSqliteStore({ file });
  await fill(plain);
  const before = bodies();
  await expect(openSqliteStore({ file, master: randomBytes(32) })).rejects.toMatchObject({
    code: 'configuration',
    where: 'store.file',
  });
  expect(bodies()).toEqual(before);
  await expectWhole(plain);
  await plain.close();

  const [old, next] = [randomBytes(32), randomBytes(32)];
  const sealed = await openSqliteStore({ file, master: old });
  const standing = bodies();
  await expect(rotateStore(file, old, next)).rejects.toMatchObject({ code: 'configuration', where: 'store.file' });
  expect(bodies()).toEqual(standing);
  // It goes on, and what it writes is read by whoever comes next.
  await sealed.commit({ writes: [{ resource: { ...PATIENT, id: 'per' }, version: 1, record: 'per' }] });
  await sealed.close();
  const again = await openSqliteStore({ file, master: old });
  expect((await again.read('Patient', 'per'))?.resource).toMatchObject({ id: 'per' });
  await again.close();
});

test.each<readonly [string, (store: Store) => Promise<unknown>]>([
  ['partner document', (store) => store.savePartnerDocuments([{ ...DOCUMENT, seq: 0, keys: [] }])],
  ['subscription', (store) => store.commit({ subscription: { saved: SUBSCRIPTION } })],
  ['identifier', (store) => store.commit({ identifiers: [{ ...NUMBER, person: 'ingrid' }] })],
])('a database that somebody has open is not sealed when it has nothing but one %s', async (_name, write) => {
  const plain = await openSqliteStore({ file });
  await write(plain);
  await expect(openSqliteStore({ file, master: randomBytes(32) })).rejects.toMatchObject({ where: 'store.file' });
  await plain.close();
});

test('two processes that come first at once agree on the keys', async () => {
  const master = randomBytes(32);
  const [one, other] = await Promise.all([openSqliteStore({ file, master }), openSqliteStore({ file, master })]);
  await one.commit({ writes: [{ resource: PATIENT, version: 1, record: 'ingrid' }] });
  expect((await other.read('Patient', 'ingrid'))?.resource).toMatchObject(PATIENT);
  await one.close();
  await other.close();
});

function bodies(): readonly unknown[] {
  const database = new DatabaseSync(file);
  const rows = database.prepare('SELECT body FROM versions ORDER BY seq').all();
  database.close();
  return rows.map(({ body }) => body);
}

test('sealed text that was changed or moved to another column does not open', () => {
  const ring = keyRing([{ id: 3, key: randomBytes(32) }], randomBytes(32));
  const sealed = ring.seal('versions.body', '{"a":1}');
  expect(ring.unseal('versions.body', sealed)).toBe('{"a":1}');
  expect(() => ring.unseal('arrivals.resource', sealed)).toThrow();
  const bytes = Buffer.from(sealed.slice(3), 'base64');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  expect(() => ring.unseal('versions.body', `k3.${bytes.toString('base64')}`)).toThrow();
  expect(() => ring.unseal('versions.body', sealed.replace('k3.', 'k4.'))).toThrow(RangeError);
});

test.each(['', 'short', Buffer.alloc(31).toString('base64'), 'ikke en nøkkel'])(
  'a key file that says %j is refused without repeating it',
  async (text) => {
    const path = join(folder, 'key');
    await writeFile(path, text);
    const error = await readMasterKey(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'configuration', where: path });
    if (text !== '') expect(JSON.stringify(error)).not.toContain(text);
  },
);

test('a key file is what openssl makes', async () => {
  const path = join(folder, 'key');
  const key = randomBytes(32);
  await writeFile(path, `${key.toString('base64')}\n`);
  expect(Buffer.from(await readMasterKey(path)).equals(key)).toBe(true);
});
