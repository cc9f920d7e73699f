import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { retryLink } from '../../src/exchange/retry-link.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Link, Store } from '../../src/store/store.ts';

const NOW = '2026-11-27T10:00:00.000Z';
const TOMORROW = '2026-11-28T10:00:00.000Z';
const CALLER = { name: 'Fjordvik kommune', organization: '310601012', sector: 'municipal' } as const;
const context = () => ({ store, controller: CALLER, now: () => NOW, newId: () => 'trace' });
const link = (person: string, more: Partial<Link>): Link => ({
  person,
  partner: 'ehr',
  standing: 'blocked',
  attempts: 3,
  ...more,
});

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});
afterEach(() => store.close());

const due = () => store.duePersons('ehr', { now: NOW, configuration: 'abc' });

test('what waits until tomorrow is due now, and remembers how often it was tried', async () => {
  const waits = link('a', { reason: 'partner-refused', nextAttempt: TOMORROW, owedSince: NOW });
  await store.commit({ links: [waits, link('b', { nextAttempt: TOMORROW })] });
  expect(await due()).toEqual([]);
  await retryLink(context(), CALLER, 'a', 'ehr');
  expect(await due()).toEqual(['a']);
  expect(await store.link('a', 'ehr')).toEqual({ ...waits, nextAttempt: NOW });
  const trace = (await store.read('AuditEvent', 'trace'))?.resource as AuditEvent;
  expect(trace.subtype?.map(({ code }) => code)).toEqual(['operation', 'retry']);
  expect(JSON.stringify(trace.entity)).toContain('Patient/a');
  expect(JSON.stringify(trace.agent)).toContain(CALLER.organization);
});

test.each([
  ['set aside, which waits to be mended', [link('a', {})]],
  ['in step', [link('a', { standing: 'in-step', attempts: 0, computed: { recordSeq: 0, configuration: 'abc' } })]],
  ['at another partner', [link('a', { partner: 'other', nextAttempt: TOMORROW })]],
  ['nobody', []],
])('what is %s is not tried', async (_what, links) => {
  await store.commit({ links });
  await expect(retryLink(context(), CALLER, 'a', 'ehr')).rejects.toMatchObject({ code: 'not-found' });
  expect(await due()).toEqual([]);
  expect(await store.read('AuditEvent', 'trace')).toBeUndefined();
  expect(await store.links('a')).toEqual(links);
});
