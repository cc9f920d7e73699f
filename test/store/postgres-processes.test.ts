import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import pg from 'pg';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { migrate } from '../../src/store/postgres/migrate.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { Store } from '../../src/store/store.ts';
import { logged } from '../contract/store/audit-chain.ts';
import { expectAllOf } from '../contract/store/nothing-of.ts';
import { carePlan, counterpart, everything, first, goal, link, PARTNER, patient } from '../contract/store/samples.ts';
import { dropSchema } from '../postgres/drop-schema.ts';
import { emptied } from '../postgres/emptied.ts';
import { startPostgres } from '../postgres/server.ts';

const server = await startPostgres();

/** Asks something about all who wait for what this connection holds; answers how many there are. */
async function ofWhomWaits(client: pg.Client, asked: 'pid' | 'pg_terminate_backend(pid)'): Promise<number> {
  const { rowCount } = await client.query(
    `SELECT ${asked} FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
  );
  return rowCount ?? 0;
}

// A run without PostgreSQL says so once (test/around/tell-stores.ts).
if (!server) {
  test('there are migrations for PostgreSQL all the same', async () => {
    expect((await readMigrations('postgres'))[0]?.number).toBe(1);
  });
} else {
  const { url } = server;
  const schema = `processes_${process.pid}`;
  beforeAll(() => dropSchema(url, schema));
  afterAll(async () => {
    await dropSchema(url, schema);
    await server.stop();
  });

  describe('several processes on one PostgreSQL', () => {
    let stores: Store[] = [];
    let client: pg.Client;
    const open = async (pool = 4): Promise<Store> => {
      const store = await openPostgresStore({ url, schema, pool, statementTimeout: 20 });
      stores.push(store);
      return store;
    };
    beforeEach(async () => {
      await open();
      client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
      await client.connect();
    });
    afterEach(async () => {
      await Promise.all(stores.map((store) => store.close()));
      stores = [];
      await client.end();
      await emptied(url, schema);
    });
    const one = (): Store => stores[0] as Store;

    test('a commit that takes long is not missed by who reads the feed meanwhile', async () => {
      await one().commit(everything('before'));
      const { seq: start } = await one().changedSince(0);
      const slow = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
      await slow.connect();
      // As a commit of another process stands that has its number and is not done.
      await slow.query('BEGIN');
      await slow.query(`
        INSERT INTO records SELECT 'slow', (f.base + pg_current_xact_id()::text::bigint) * 8192 + 1 FROM feed f;
        INSERT INTO versions (seq, type, id, version, deleted, record, body)
          SELECT r.seq, 'Patient', 'slow', 1, 0, 'slow', '{"resourceType":"Patient","id":"slow"}' FROM records r WHERE person = 'slow'`);
      await one().commit(everything('fast'));
      const meanwhile = await one().changedSince(start);
      expect(meanwhile).toEqual({ seq: start, persons: [] });
      await slow.query('COMMIT');
      await slow.end();
      const { persons } = await one().changedSince(meanwhile.seq);
      expect(persons).toEqual(['slow', 'fast']);
    });

    test('what many processes write about one person stands one after the other', async () => {
      const all = [one(), await open(), await open()];
      await one().commit(everything('p'));
      const write = async (store: Store, id: string): Promise<void> => {
        for (;;) {
          const { seq } = await store.record('p');
          const done = await store
            .commit({ expect: { record: 'p', seq }, writes: [first(goal(id, 'p'), 'p')], links: [link('p')] })
            .then(
              () => true,
              (error: { readonly code: string }) => {
                if (error.code !== 'stale-record') throw error;
                return false;
              },
            );
          if (done) return;
        }
      };
      await Promise.all(
        all.flatMap((store, process) => Array.from({ length: 6 }, (_, index) => write(store, `g${process}-${index}`))),
      );
      const { seq, parts } = await one().record('p');
      expect(parts).toHaveLength(2 + 18);
      expect(Math.max(...parts.map((part) => part.seq))).toBe(seq);
      expect((await one().changedSince(0)).seq).toBe(seq);
    });

    test('commits about the same people in another order wait for each other and lose nothing', async () => {
      const all = [one(), await open(), await open()];
      const people = Array.from({ length: 8 }, (_, index) => `p${index}`);
      await Promise.all(
        all.map(async (store, process) => {
          for (let round = 0; round < 10; round += 1) {
            const order = process % 2 === 0 ? people : people.toReversed();
            await store.commit({
              writes: order.map((person) => first(goal(`${person}-${process}-${round}`, person), person)),
              links: order.map((person) => link(person)),
              identifiers: order.map((person) => ({ system: 'urn:x', value: `${person}-${process}-${round}`, person })),
            });
          }
        }),
      );
      for (const person of people) expect((await one().record(person)).parts).toHaveLength(30);
    });

    test('of all who create what there must be one of, one does', async () => {
      const all = [one(), await open(), await open()];
      const outcomes = await Promise.allSettled(
        all.flatMap((store) =>
          Array.from({ length: 5 }, (_, index) =>
            store.commit({
              identifiers: [{ system: 'urn:number', value: '1', person: `p-${index}-${all.indexOf(store)}` }],
              writes: [first(patient(`p-${index}-${all.indexOf(store)}`), `p-${index}-${all.indexOf(store)}`)],
            }),
          ),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await one().overview()).records).toBe(1);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(['duplicate']));
    });

    test('of all who write the next version of a resource of nobody, one does', async () => {
      const all = [one(), await open(), await open()];
      const organization = { resourceType: 'Organization', id: 'o' } as const;
      await one().commit({ writes: [{ resource: organization, version: 1 }] });
      const outcomes = await Promise.allSettled(
        all.map((store, index) =>
          store.commit({ writes: [{ resource: { ...organization, name: `${index}` }, version: 2 }] }),
        ),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'stale-version' });
      }
    });

    test('what is said of a person while a join of hers is under way is said of her survivor, or looked at again', async () => {
      for (const person of ['p', 'q']) await one().commit(everything(person));
      const { rows } = await client.query<{ readonly name: string }>(
        `SELECT proname AS name FROM pg_proc WHERE proname LIKE 'apply_commits_%' AND pronamespace = to_regnamespace($1)`,
        [schema],
      );
      await client.query('BEGIN');
      const join = { keys: ['p', 'q'], earlier: [], changes: [{ joined: { person: 'q', into: 'p' } }] };
      await client.query(`SELECT ${rows[0]?.name}($1::jsonb)`, [JSON.stringify(join)]);
      const late = one().commit({ counterparts: [counterpart('late', { person: 'q', peerId: '9' })] });
      const claimed = one().commit({ identifiers: [{ system: 'urn:test:late', value: '1', person: 'q' }] });
      const outcomes = Promise.allSettled([late, claimed]);
      let isDone = false;
      void outcomes.then(() => {
        isDone = true;
      });
      while (!isDone && (await ofWhomWaits(client, 'pid')) === 0);
      await client.query('COMMIT');
      expect(await outcomes).toMatchObject([
        { status: 'fulfilled' },
        { status: 'rejected', reason: { code: 'stale-record' } },
      ]);
      expect((await one().counterparts(PARTNER, 'p')).map(({ id }) => id)).toContain('late');
      expect(await one().persons([{ system: 'urn:test:late', value: '1' }])).toEqual([]);
    });

    test('each has a chain of the access log, and none has a break', async () => {
      const all = [one(), await open(), await open()];
      await Promise.all(
        all.map(async (store, process) => {
          for (let at = 0; at < 12; at += 1) await store.commit({ writes: [logged(`e-${process}-${at}`)] });
        }),
      );
      const report = await verifyChain(one(), { keys: [] });
      expect(report).toMatchObject({ segments: 3, entries: 36, breaks: [] });
    });

    test('commits that share a transaction go on together from where the chain has moved to', async () => {
      await one().commit({ writes: [logged('a')] });
      // As a commit stands whose answer was lost.
      await client.query(`
        INSERT INTO audit_links (seq, id, segment, position, hash)
          SELECT seq - 1, 'lost', segment, position + 1, hash FROM audit_links WHERE id = 'a'`);
      const together = ['b', 'c', 'd', 'e'];
      const outcomes = await Promise.allSettled(together.map((id) => one().commit({ writes: [logged(id)] })));
      expect(outcomes.map(({ status }) => status)).toEqual(together.map(() => 'fulfilled'));
      const { rows } = await client.query('SELECT id FROM audit_links ORDER BY position');
      expect(rows.map(({ id }) => id)).toEqual(['a', 'lost', ...together]);
    });

    test('an entry that was changed past Samplan is told with its place', async () => {
      await one().commit({ writes: ['a', 'b', 'c'].map((id) => logged(id)) });
      await client.query("UPDATE versions SET body = replace(body, 'rest', 'gone') WHERE id = 'b'");
      const { breaks } = await verifyChain(one(), { keys: [] });
      expect(breaks).toMatchObject([{ kind: 'entry-changed', position: 2 }]);
    });

    test('a connection that is lost in the middle rejects, and the next commit goes through; the chain goes on', async () => {
      const store = await open(1);
      await store.commit({ writes: [logged('a')] });
      await client.query('BEGIN');
      await client.query('LOCK TABLE audit_links IN EXCLUSIVE MODE');
      const lost = expect(store.commit({ writes: [logged('b')] })).rejects.toMatchObject({ code: 'internal' });
      // Its own connection, and nobody else's on that server.
      while ((await ofWhomWaits(client, 'pg_terminate_backend(pid)')) === 0);
      await client.query('ROLLBACK');
      await lost;
      const ids = async () =>
        (await store.versions({ type: 'AuditEvent', count: 9 })).map(({ resource }) => resource.id);
      await store.commit({ writes: [logged('c')] });
      expect(await ids()).toEqual(['c', 'a']);
      expect(await verifyChain(store, { keys: [] })).toMatchObject({ breaks: [] });
    });

    test('a statement that takes too long is given up, and nothing of it stands', async () => {
      const impatient = await openPostgresStore({ url, schema, pool: 2, statementTimeout: 1 });
      stores.push(impatient);
      await one().commit(everything('p'));
      await client.query('BEGIN');
      await client.query("SELECT 1 FROM records WHERE person = 'p' FOR UPDATE");
      await expect(impatient.commit({ writes: [first(goal('late', 'p'), 'p')] })).rejects.toMatchObject({
        code: 'internal',
      });
      await client.query('COMMIT');
      expect(await one().read('Goal', 'late')).toBeUndefined();
      await impatient.commit({ writes: [first(goal('then', 'p'), 'p')] });
    });

    test('two that open an empty database at once make it once', async () => {
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      const [left, right] = await Promise.all([open(), open()]);
      await left.commit(everything('p'));
      await expectAllOf(right, 'p');
    });

    test('data that was taken to a server whose numbers begin anew goes on after what is there', async () => {
      const [written] = await one().commit({ writes: [first(patient('p'), 'p')] });
      const far = (written?.seq ?? 0) + 1_000_000 * 8192;
      await client.query('UPDATE versions SET seq = $1', [far]);
      await client.query('UPDATE current_versions SET seq = $1', [far]);
      await client.query('UPDATE records SET seq = $1', [far]);
      const again = await open();
      const [next] = await again.commit({ writes: [first(goal('g', 'p'), 'p')] });
      expect(next?.seq).toBeGreaterThan(far);
      expect(await again.changedSince(far)).toEqual({ seq: next?.seq, persons: ['p'] });
      await client.query('UPDATE feed SET base = 0');
    });

    test('a database of a newer program is refused', async () => {
      await client.query("INSERT INTO migrations VALUES (9999, '9999-later.sql', 'x')");
      await expect(open()).rejects.toMatchObject({ code: 'configuration', where: '9999-later.sql' });
      await client.query('DELETE FROM migrations WHERE number = 9999');
    });

    test('of two versions the older works with what the newer only added, and is refused where it took away', async () => {
      const known = await readMigrations('postgres');
      const newest = known.at(-1)?.number ?? 0;
      const added = {
        name: `${newest + 1}-added.sql`,
        sql: 'CREATE TABLE added (a text); ALTER TABLE runs ADD COLUMN more text',
      };
      await migrate(client, schema, [...known, { number: newest + 1, ...added, worksFrom: newest }]);
      const older = await open();
      await older.commit(everything('p'));
      await expectAllOf(older, 'p');
      // It was open before, too.
      await one().commit(everything('q'));
      const taken = { name: `${newest + 2}-taken.sql`, sql: 'DROP TABLE added' };
      await migrate(client, schema, [
        ...known,
        { number: newest + 1, ...added, worksFrom: newest },
        { number: newest + 2, ...taken },
      ]);
      await expect(open()).rejects.toMatchObject({ code: 'configuration', where: taken.name });
      await client.query(`DELETE FROM migrations WHERE number > ${newest}; ALTER TABLE runs DROP COLUMN more`);
    });

    test('a server that is not there is told as such', async () => {
      const nowhere = openPostgresStore({ url: 'postgresql:///x?host=/nowhere', schema, pool: 1, statementTimeout: 1 });
      await expect(nowhere).rejects.toMatchObject({ code: 'configuration', where: 'store.url' });
    });

    test('texts that PostgreSQL cannot hold or look up as they are are written and found', async () => {
      const long = `urn:${'x'.repeat(9_000)}`;
      const odd: Patient = patient('odd', {
        identifier: [{ system: long, value: `\0\ud800${long}` }],
        language: 'a\0b',
      });
      const plan = carePlan('c', 'odd', { instantiatesUri: [`${long}/part`] });
      await one().commit({ writes: [first(odd, 'odd'), first(plan, 'odd')] });
      expect((await one().read('Patient', 'odd'))?.resource).toMatchObject({ language: 'a\0b' });
      const by = async (type: string, filter: Parameters<Store['search']>[0]['filters'][number]) =>
        (await one().search({ type, filters: [filter], count: 5 })).total;
      const values = [{ system: long, code: `\0\ud800${long}` }];
      expect(await by('Patient', { kind: 'token', name: 'identifier', values })).toBe(1);
      expect(await by('CarePlan', { kind: 'reference', name: 'instantiates-uri', values: [`${long}/part`] })).toBe(1);
      expect(await by('CarePlan', { kind: 'reference', name: 'instantiates-uri', values: [`${long}/other`] })).toBe(0);
    });
  });
}
