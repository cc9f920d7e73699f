import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { measureOf } from './edits.ts';
import { tollOf } from './toll.ts';

const PLAN = { id: 'plan', subject: { reference: 'Patient/person' } } as CarePlan;
const there = (id: string, mark: string): Resource => ({ ...measureOf(PLAN, mark, '310601012'), id });

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
  const writes = [
    goal('goal1·e1·'),
    there('a', 'measure2·e2·'),
    there('b', 'measure3·e3·'),
    there('c', 'measure3·e3·'),
  ];
  await store.commit({ writes: writes.map((resource) => ({ resource, version: 1, record: 'person' })) });
  await store.commit({ writes: [{ resource: goal('goal1·e4·'), version: 2, record: 'person' }] });
  await store.close();
});
afterEach(() => rm(folder, { recursive: true }));

test('what was acknowledged is looked for in versions, in the record and at each partner that shares the plan, and nothing may be there twice or anywhere else', async () => {
  const held = [there('x', 'measure2·e2·'), there('y', 'measure3·e3·')];
  const sharing = [{ name: 'trust', controls: { all: async () => held } }];
  const others = [{ name: 'granli', controls: { all: async () => [there('z', 'measure2·e2·')] } }];
  const open = (): ReturnType<typeof openSqliteStore> => openSqliteStore({ file: path.join(folder, 'samplan.sqlite') });
  const toll = await tollOf({ open, sharing, others }, [
    { kind: 'text', mark: 'goal1·e1·', id: 'goal' },
    { kind: 'text', mark: 'goal1·e5·', id: 'goal' },
    { kind: 'measure', mark: 'measure2·e2·' },
    { kind: 'measure', mark: 'measure6·e6·' },
  ]);
  expect(toll).toEqual({
    lost: [
      'measure6·e6· is not in the record',
      'measure6·e6· is not in trust',
      'goal1·e5· is in no version of its goal',
    ],
    doubled: ['measure3·e3· is 2 times in the record'],
    leaked: ['measure2·e2· is in granli'],
  });
});
