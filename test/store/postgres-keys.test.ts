import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import pg from 'pg';
import { sealsOf } from '../../src/store/at-rest/seals.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { Store } from '../../src/store/store.ts';
import { counterpart, kept, PARTNER, setAside } from '../contract/store/samples.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

const NUMBER = { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830068' };
const PATIENT: Patient = {
  resourceType: 'Patient',
  id: 'ingrid',
  identifier: [NUMBER],
  name: [{ family: 'Nesbakk' }],
  birthDate: '1968-03-14',
};
const SECRETS = ['14836830068', 'Nesbakk', '1968-03-14', 'FORTROLIG'];

const server = await startPostgres();

test('without keys everything stays as it is', () => {
  expect(sealsOf(undefined).hiddenNumber(NUMBER.system, NUMBER.value)).toBe(NUMBER.value);
});

if (server) {
  const { url } = server;
  const schema = `keys_${process.pid}`;
  const open = (master?: Uint8Array): Promise<Store> =>
    openPostgresStore({ url, schema, pool: 2, statementTimeout: 20, ...(master ? { master } : {}) });
  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  beforeAll(() => dropSchema(url, schema));
  afterEach(() => dropSchema(url, schema));
  afterAll(() => server.stop());

  /** A person in every place that holds what somebody wrote. */
  const fill = async (store: Store): Promise<void> => {
    const came = { version: '1', resource: PATIENT };
    await store.commit({
      writes: [{ resource: PATIENT, version: 1, record: 'ingrid' }],
      identifiers: [{ ...NUMBER, person: 'ingrid' }],
      counterparts: [
        {
          ...{ partner: PARTNER, type: 'Patient', id: 'ingrid', person: 'ingrid', peerId: '7', frozen: false },
          sent: PATIENT,
          echoed: PATIENT,
        },
      ],
      setAside: [
        {
          partner: PARTNER,
          person: 'other',
          resources: [{ type: 'Goal', peerId: '1', version: '1', resource: { text: 'FORTROLIG' } }],
          findings: [],
          since: '2026-11-27T10:00:00.000Z',
        },
      ],
      arrived: [{ partner: PARTNER, type: 'Patient', peerId: '8', patient: '8', came }],
    });
    const hook = { ...kept('s'), resource: { ...kept('s').resource, reason: 'FORTROLIG' } };
    await store.commit({ subscription: { saved: hook } });
    await store.commit({
      subscription: { known: [{ subscription: 's', person: 'ingrid', tags: { fact: 'FORTROLIG' } }] },
    });
    const keys = [NUMBER.value];
    await store.savePartnerDocuments([{ partner: PARTNER, about: '7', seq: 0, body: PATIENT, keys }]);
  };

  /** What of these stands in any column of any table. */
  const readable = (): Promise<readonly string[]> =>
    withClient(async (client) => {
      const { rows } = await client.query<{ readonly name: string }>(
        `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
        [schema],
      );
      const found = new Set<string>();
      for (const { name } of rows) {
        for (const secret of SECRETS) {
          const { rowCount } = await client.query(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE $1`, [`%${secret}%`]);
          if ((rowCount ?? 0) > 0) found.add(secret);
        }
      }
      return SECRETS.filter((secret) => found.has(secret));
    });

  describe('a PostgreSQL schema', () => {
    test('without a key shows everything: the test below is about something', async () => {
      const store = await open();
      await fill(store);
      await store.close();
      expect(await readable()).toEqual(SECRETS);
    });

    test('with a key shows no name, number, date or text, and everything is found', async () => {
      const master = randomBytes(32);
      const store = await open(master);
      await fill(store);
      await store.close();
      expect(await readable()).toEqual([]);
      const again = await open(master);
      const total = async (...filters: Parameters<Store['search']>[0]['filters']) =>
        (await again.search({ type: 'Patient', filters, count: 9 })).total;
      expect(await again.persons([NUMBER])).toEqual(['ingrid']);
      expect((await again.read('Patient', 'ingrid'))?.resource).toMatchObject(PATIENT);
      expect(await total({ kind: 'token', name: 'identifier', values: [{ code: NUMBER.value }] })).toBe(1);
      expect(await total({ kind: 'string', name: 'family', values: [{ how: 'contains', text: 'bakk' }] })).toBe(1);
      expect(await total({ kind: 'string', name: 'family', values: [{ how: 'starts', text: 'nesf' }] })).toBe(0);
      expect(await again.counterpart(PARTNER, 'Patient', 'ingrid')).toMatchObject({ sent: PATIENT, echoed: PATIENT });
      expect((await again.setAside(PARTNER, 'other'))?.resources[0]?.resource).toEqual({ text: 'FORTROLIG' });
      expect(await again.partnerDocumentsWith(PARTNER, NUMBER.value)).toMatchObject([{ body: PATIENT }]);
      await again.close();
    });

    test.each([
      ['without a key', undefined],
      ['with another key', randomBytes(32)],
    ])('that is sealed is not opened %s', async (_name, master) => {
      await (await open(randomBytes(32))).close();
      await expect(open(master)).rejects.toMatchObject({ code: 'configuration', where: 'store.keyFile' });
    });

    test('that was used without a key takes none afterwards, and is left as it is', async () => {
      const plain = await open();
      await fill(plain);
      await plain.close();
      await expect(open(randomBytes(32))).rejects.toMatchObject({ code: 'configuration', where: 'store.keyFile' });
      const again = await open();
      expect((await again.read('Patient', 'ingrid'))?.resource).toMatchObject(PATIENT);
      await again.close();
    });

    const document = { partner: PARTNER, about: '7', seq: 0, body: PATIENT, keys: [] };
    test.each<readonly [string, (store: Store) => Promise<unknown>]>([
      ['partner document', (store) => store.savePartnerDocuments([document])],
      ['subscription', (store) => store.commit({ subscription: { saved: kept('s') } })],
      ['identifier', (store) => store.commit({ identifiers: [{ ...NUMBER, person: 'ingrid' }] })],
      ['counterpart', (store) => store.commit({ counterparts: [counterpart('g', { sent: PATIENT })] })],
      ['entry that is set aside', (store) => store.commit({ setAside: [setAside('ingrid')] })],
      [
        'arrival',
        (store) => store.commit({ arrived: [{ partner: PARTNER, type: 'Patient', peerId: '8', patient: '8' }] }),
      ],
    ])('is used when it has nothing but one %s', async (_name, write) => {
      const plain = await open();
      await write(plain);
      await plain.close();
      await expect(open(randomBytes(32))).rejects.toMatchObject({ code: 'configuration', where: 'store.keyFile' });
    });

    test('gets one set of keys from two processes that come first at once', async () => {
      const master = randomBytes(32);
      const [one, other] = await Promise.all([open(master), open(master)]);
      await one.commit({ writes: [{ resource: PATIENT, version: 1, record: 'ingrid' }] });
      expect((await other.read('Patient', 'ingrid'))?.resource).toMatchObject(PATIENT);
      await Promise.all([one.close(), other.close()]);
    });
  });
}
