import { CARRIED_KINDS, type CarriedKind, type CarriedRow } from '../../../src/store/carried.ts';
import type { Store } from '../../../src/store/store.ts';
import { logged } from './audit-chain.ts';
import {
  counterpart,
  everything,
  finding,
  first,
  goal,
  kept,
  later,
  link,
  NOW,
  PARTNER,
  patient,
  run,
  setAside,
} from './samples.ts';

/** Something in every table that a store has, and in every column that may be empty. */
export async function fill(store: Store): Promise<void> {
  const { writes = [], ...more } = everything('p');
  await store.commit({ ...more, writes: [...writes, logged('a'), logged('b')] });
  await store.commit(everything('q'));
  await store.commit({
    writes: [
      {
        resource: goal('goal-p', 'p', { description: { text: 'Bu åleine' } }),
        version: 2,
        record: 'p',
        owner: '310000019',
      },
      { resource: goal('goal-q', 'q'), version: 2, record: 'q', deleted: true },
      { resource: { resourceType: 'Organization', id: 'o', name: 'Nul \0 og \ud800' }, version: 1 },
      logged('c'),
    ],
    links: [
      link('p', {
        standing: 'owed',
        computed: { recordSeq: 2, configuration: 'c', nextChange: later(60) },
        attempts: 2,
        nextAttempt: later(1),
        owedSince: NOW,
      }),
    ],
    identifiers: [{ system: 'samplan:unnumbered-at ehr-west', value: '17', person: 'p' }],
    counterparts: [
      counterpart('goal-p', {
        ...{ person: 'p', peerId: 'peer-p', peerVersion: '3', sent: goal('1', 'p'), echoed: goal('2', 'p') },
        ...{ mask: ['Goal.note'], frozen: true, gone: true },
      }),
      counterpart('o', { type: 'Organization' }),
    ],
    setAside: [setAside('q', { recordSeq: 3, candidates: ['CarePlan/7'] })],
    arrived: [
      { partner: PARTNER, type: 'Goal', peerId: '2', patient: '1', came: { version: '2', resource: { odd: [1] } } },
      { partner: PARTNER, type: 'Goal', peerId: '1', patient: '1' },
      { partner: PARTNER, type: 'Organization', peerId: '1', came: { version: '1', resource: {} } },
    ],
    checkpoint: {
      ...{
        partner: PARTNER,
        epoch: 2,
        cursor: { at: NOW },
        enrolledSeq: 3,
        restored: true,
        pausedUntil: later(1),
      },
      ...{ reconcile: true, notVisible: 4, run: 'r2' },
    },
    enrolmentDates: [{ partner: PARTNER, person: 'q', at: later(9) }],
    found: [{ partner: PARTNER, place: 'Goal/9', since: NOW, finding: finding('error') }],
    subscription: {
      saved: kept('s'),
      known: [
        { subscription: 's', person: 'p', tags: { 'plan-made': 'x' }, nextChange: later(7) },
        { subscription: 's', person: 'q', tags: {} },
      ],
      events: [{ subscription: 's', number: 1, at: NOW, person: 'p', fact: 'plan', focus: 'CarePlan/1' }],
    },
  });
  // One who was joined into another, and whose number leads to her now.
  await store.commit({ ...everything('r'), seen: [] });
  await store.commit({ joined: { person: 'r', into: 'p' } });
  // One whose record was erased.
  await store.commit({
    ...someone('gone'),
    counterparts: [counterpart('gone', { type: 'Patient', person: 'gone', peerId: 'gone-there' })],
  });
  await store.commit({
    writes: [logged('erased-gone')],
    erased: { person: 'gone', traces: [], at: NOW, isDead: false },
  });
  for (const segment of await store.auditSegments()) await store.cutAccessLog(segment, [1], NOW);
  const hold = { id: 'h1', person: 'p', reason: 'Sak', by: 'Anna', since: NOW };
  await store.commit({ holds: [hold, { ...hold, id: 'h2', lifted: { at: later(1), by: 'Per' } }] });
  await store.saveCapabilities({ partner: PARTNER, stated: { history: true }, probed: {}, learned: {}, askedAt: NOW });
  for (const id of ['r2', 'r1']) await store.saveRun(run(id));
  await store.savePartnerDocuments([
    {
      partner: PARTNER,
      about: '1',
      seq: 0,
      body: { a: 'ø' },
      keys: ['Patient/1', `long ${'x'.repeat(900)}`, 'k1.key'],
    },
    { partner: PARTNER, about: 'Organization/1', seq: 0, body: [], keys: [] },
  ]);
  await store.useOnce('proof', later(10), NOW);
}

/** All that a store carries, kind by kind. */
export async function carriedBy(store: Store): Promise<ReadonlyMap<CarriedKind, readonly CarriedRow[]>> {
  return store.atOneMoment(async (moment) => {
    const all = new Map<CarriedKind, readonly CarriedRow[]>();
    for (const kind of CARRIED_KINDS) {
      const rows = await Array.fromAsync(moment.rows(kind));
      if (moment.counts[kind] !== rows.length) throw new Error(`${kind}: ${rows.length} of ${moment.counts[kind]}`);
      all.set(kind, rows);
    }
    return all;
  });
}

/** Takes everything from one store into another, a few rows at a time. */
export async function carry(from: Store, to: Store, size = 2): Promise<void> {
  let lines = 0;
  for (const [kind, rows] of await carriedBy(from)) {
    for (let start = 0; start < rows.length; start += size) {
      const some = rows.slice(start, start + size);
      lines += some.length;
      await to.importRows(kind, some, { archive: 'one', lines });
    }
  }
  await to.endImport();
}

/** Somebody with a version and nothing else. */
export const someone = (id: string) => ({ writes: [first(patient(id), id)] });
