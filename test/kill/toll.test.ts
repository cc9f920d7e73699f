import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { measureOf } from './edits.ts';
import { tollOf } from './toll.ts';

const PLAN = { id: 'plan', subject: { reference: 'Patient/person' } } as CarePlan;
const there = (id: string, mark: string): Resource => ({ ...measureOf(PLAN, mark), id });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samplan-toll-'));
  const store = await openSqliteStore({ file: path.join(folder, 'samplan.sqlite') });
  const goal = (text: string): Resource => ({
    resourceType: 'Goal',
    id: 'goal',
    lifecycleStatus: 'active',
    description: { text },
    subject: PLAN.subject,
  });
  const writes = [goal('kk1kk'), there('a', 'kk2kk'), there('b', 'kk3kk'), there('c', 'kk3kk')];
  await store.commit({ writes: writes.map((resource) => ({ resource, version: 1, record: 'person' })) });
  await store.commit({ writes: [{ resource: goal('kk4kk'), version: 2, record: 'person' }] });
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

test('what was acknowledged is looked for in versions, in the record and at each partner that shares the plan, and nothing may be there twice or anywhere else', async () => {
  const held = [there('x', 'kk2kk'), there('y', 'kk3kk')];
  const sharing = [{ name: 'trust', controls: { all: async () => held } }];
  const others = [{ name: 'granli', controls: { all: async () => [there('z', 'kk2kk')] } }];
  const open = (): ReturnType<typeof openSqliteStore> => openSqliteStore({ file: path.join(folder, 'samplan.sqlite') });
  const toll = await tollOf({ open, sharing, others }, [
    { kind: 'text', mark: 'kk1kk', id: 'goal' },
    { kind: 'text', mark: 'kk5kk', id: 'goal' },
    { kind: 'measure', mark: 'kk2kk' },
    { kind: 'measure', mark: 'kk6kk' },
  ]);
  expect(toll).toEqual({
    lost: ['kk6kk is not in the record', 'kk6kk is not in trust', 'kk5kk is in no version of its goal'],
    doubled: ['kk3kk is 2 times in the record'],
    leaked: ['kk2kk is in granli'],
  });
});
