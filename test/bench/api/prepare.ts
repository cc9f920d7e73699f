import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { fillDuties } from '../../../src/exchange/duty-index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { createValidator } from '../../../src/validation/validation.ts';
import { directory, FJORDVIK } from '../../demo/people/organizations.ts';
import { apiOf } from '../../http/harness.ts';
import { MOULD, stampOf } from '../sync/mould.ts';
import { CONTROLLER } from './installation.ts';
import { type Papers, papersOf, transactionOf, uuid } from './papers.ts';

const MULTIPLYING = fileURLToPath(new URL('../sync/multiplying.ts', import.meta.url));

/** What a store was filled with. */
export interface Prepared {
  readonly papers: Papers;
  /** Everything in it that is the mould's, and what her papers lead to. */
  readonly record: readonly Resource[];
  readonly entries: readonly Resource[];
}

/**
 * A store with many bench records. The mould comes in by a transaction over FHIR, as everybody does; everybody else's rows
 * are cast from hers.
 *
 * @param file of the store, which must not exist
 */
export async function prepare(file: string, count: number): Promise<Prepared> {
  const store = await openSqliteStore({ file });
  const entries = directory(FJORDVIK);
  const { organization: owner } = CONTROLLER;
  await store.commit({ writes: entries.map((resource) => ({ resource, version: 1, owner })) });
  let ids = 0;
  const context = {
    store,
    validator: createValidator({ packages: ['profiles/package'] }),
    controller: CONTROLLER,
    partners: [],
    now: () => new Date().toISOString(),
    newId: () => {
      ids += 1;
      return uuid(ids, MOULD);
    },
  };
  // So that the rows of somebody else stand beside the mould's, and a change of seq says who begins.
  await bringIn({ ...context, newId: randomUUID }, transactionOf({ ...stampOf(300_000), number: '999998' }));
  const person = await bringIn(context, transactionOf(MOULD));
  const record = (await store.record(person)).parts.map(({ resource }) => resource);
  await store.close();
  await multiplied(file, count);
  await indexed(file);
  return { papers: papersOf(record), record, entries };
}

async function bringIn(context: Parameters<typeof apiOf>[0], transaction: string): Promise<string> {
  const { status, body } = await apiOf(context).api.handle({
    method: 'POST',
    base: 'http://127.0.0.1/fhir',
    path: [],
    query: [],
    headers: { 'content-type': 'application/fhir+json' },
    body: async () => Buffer.from(transaction),
  });
  const id = (body as Bundle | undefined)?.entry?.[0]?.resource?.id;
  if (status !== 200 || id === undefined) throw new Error(`the mould was answered ${status}`);
  return id;
}

/** The index of duties is whole: what fills it after a first start would be measured with the first requests. */
async function indexed(file: string): Promise<void> {
  const store = await openSqliteStore({ file });
  await fillDuties({ store, partners: [], now: () => new Date().toISOString() });
  await store.close();
}

async function multiplied(file: string, count: number): Promise<void> {
  const child = spawn(process.execPath, [MULTIPLYING, file, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let isDone = false;
  for await (const line of createInterface({ input: child.stdout })) isDone = line.includes('newest');
  if (!isDone) throw new Error('the records were not multiplied');
}
