import { describe, expect, test } from '@jest/globals';
import type { Arrival, Capabilities, PartnerFinding } from '../../../src/store/partner-memory.ts';
import type { Store } from '../../../src/store/store.ts';
import { counterpart, finding, goal, later, link, NOW, PARTNER, run } from './samples.ts';

const OTHER = 'ehr-east';

export function partnerMemoryContract(use: () => Store): void {
  describe('arrivals', () => {
    const came = { version: '2', resource: { resourceType: 'Goal', id: '1', odd: [null] } };
    const about = (patient: string, peerId = '1'): Arrival => ({
      partner: PARTNER,
      type: 'Goal',
      peerId,
      patient,
      came,
    });
    const entry = (peerId: string, type = 'Organization'): Arrival => ({ partner: PARTNER, type, peerId, came });
    const deleted: Arrival = { partner: PARTNER, type: 'Goal', peerId: '3', patient: 'a' };

    test('are read back as they were given, by id and by Patient', async () => {
      await use().commit({ arrived: [about('a'), about('b', '2'), deleted, entry('o')] });
      expect(await use().arrivalsAbout(PARTNER, 'a')).toEqual([about('a'), deleted]);
      expect(await use().arrival(PARTNER, 'Goal', '2')).toEqual(about('b', '2'));
      expect(await use().arrival(PARTNER, 'Organization', 'o')).toEqual(entry('o'));
      expect(await use().arrival(PARTNER, 'Goal', 'o')).toBeUndefined();
      expect(await use().arrival(OTHER, 'Goal', '2')).toBeUndefined();
      expect(await use().arrivalsAbout(OTHER, 'a')).toEqual([]);
    });

    test('are replaced by what comes next under the same id, also about another Patient', async () => {
      await use().commit({ arrived: [about('a'), { ...about('b'), came: { ...came, version: '3' } }] });
      expect(await use().arrivalsAbout(PARTNER, 'a')).toEqual([]);
      expect(await use().arrivalsAbout(PARTNER, 'b')).toMatchObject([{ came: { version: '3' } }]);
    });

    test('come in the order in which they came first', async () => {
      await use().commit({ arrived: [about('a', '2'), about('a', '1')] });
      await use().commit({ arrived: [about('a', '3'), about('a', '2')] });
      expect((await use().arrivalsAbout(PARTNER, 'a')).map(({ peerId }) => peerId)).toEqual(['2', '1', '3']);
    });

    test('end when they are handled, and only those', async () => {
      await use().commit({ arrived: [about('a'), about('a', '2'), { ...about('a'), partner: OTHER }] });
      await use().commit({ handled: [about('a'), { ...about('a'), peerId: 'unknown' }] });
      expect(await use().arrivalsAbout(PARTNER, 'a')).toEqual([about('a', '2')]);
      expect(await use().arrivalsAbout(OTHER, 'a')).toHaveLength(1);
    });

    test('give their Patients page by page, each once, without the directory', async () => {
      await use().commit({
        arrived: [about('c', '1'), about('a', '2'), about('a', '3'), about('b', '4'), entry('o')],
      });
      await use().commit({ arrived: [{ ...about('c', '5'), type: 'CarePlan' }] });
      expect(await use().arrivedPatients(PARTNER, { count: 2 })).toEqual(['a', 'b']);
      expect(await use().arrivedPatients(PARTNER, { after: 'b', count: 2 })).toEqual(['c']);
      expect(await use().arrivedPatients(PARTNER, { count: 9 }, ['Consent', 'CarePlan'])).toEqual(['c']);
      expect(await use().arrivedPatients(OTHER, { count: 2 })).toEqual([]);
      expect([await use().arrivedPatientCount(PARTNER), await use().arrivedPatientCount(OTHER)]).toEqual([3, 0]);
    });

    test('of the directory come page by page in the order of type and id', async () => {
      const entries = [entry('1'), entry('2'), entry('1', 'Practitioner')];
      await use().commit({ arrived: [about('a'), ...entries.toReversed()] });
      expect(await use().arrivedEntries(PARTNER, { count: 2 })).toEqual(entries.slice(0, 2));
      expect(await use().arrivedEntries(PARTNER, { after: entry('2'), count: 2 })).toEqual(entries.slice(2));
    });

    test('and how far they reach are one commit', async () => {
      const checkpoint = { partner: PARTNER, epoch: 2, cursor: { Goal: NOW }, enrolledSeq: 3 };
      const lost = { lease: 'pull', token: 99 };
      await expect(use().commit({ fence: lost, arrived: [about('a')], checkpoint })).rejects.toMatchObject({
        code: 'lease-lost',
      });
      expect(await use().checkpoint(PARTNER)).toBeUndefined();
      await use().commit({ arrived: [about('a')], checkpoint });
      expect(await use().checkpoint(PARTNER)).toEqual(checkpoint);
      expect(await use().arrivalsAbout(PARTNER, 'a')).toHaveLength(1);
    });
  });

  test('a checkpoint is read back as it was saved', async () => {
    const whole = {
      partner: PARTNER,
      epoch: 2,
      cursor: { Goal: NOW },
      enrolledSeq: 3,
      restored: true,
      pausedUntil: later(5),
      reconcile: true,
      notVisible: 2,
      run: 'r',
    };
    await use().commit({ checkpoint: whole });
    expect(await use().checkpoint(PARTNER)).toEqual(whole);
    const bare = { partner: PARTNER, epoch: 2, cursor: {}, enrolledSeq: 3 };
    await use().commit({ checkpoint: bare });
    expect(await use().checkpoint(PARTNER)).toEqual(bare);
  });

  describe('what a partner is known to hold', () => {
    const held = (peerId: string) => ({ type: 'Goal', peerId, id: `our-${peerId}`, frozen: false });
    const ofType = async (after?: string) =>
      (await use().heldOfType(PARTNER, 'Goal', { after, count: 2 })).map(({ peerId }) => peerId);

    test('is told without its content where that has a time, in the order asked', async () => {
      const echoed = { ...goal('1', 'p'), meta: { versionId: '4', lastUpdated: NOW } };
      await use().commit({
        counterparts: [
          counterpart('our-1', { peerId: '1', peerVersion: '4', person: 'p', echoed, frozen: true }),
          counterpart('our-2', { peerId: '2', gone: true }),
        ],
      });
      const keys = ['2', '3', '1'].map((peerId) => ({ type: 'Goal', peerId }));
      expect(await use().heldVersions(PARTNER, keys)).toEqual([
        { ...held('2'), gone: true },
        undefined,
        { ...held('1'), person: 'p', version: '4', lastUpdated: NOW, frozen: true },
      ]);
      expect(await use().heldVersions(OTHER, keys.slice(0, 1))).toEqual([undefined]);
    });

    test('is told with its content where that has no time', async () => {
      const echoed = { ...goal('1', 'p'), meta: { versionId: '4' } };
      await use().commit({
        counterparts: [counterpart('our-1', { peerId: '1', peerVersion: '4', person: 'p', echoed })],
      });
      expect(await use().heldVersions(PARTNER, [{ type: 'Goal', peerId: '1' }])).toEqual([
        { ...held('1'), person: 'p', version: '4', text: echoed },
      ]);
    });

    test('comes page by page in the order of its ids, without what is not there yet', async () => {
      await use().commit({
        counterparts: [
          ...['3', '1', '2'].map((peerId) => counterpart(`our-${peerId}`, { peerId })),
          counterpart('under-way'),
          counterpart('our-9', { peerId: '9', type: 'Task' }),
          counterpart('our-8', { peerId: '8', partner: OTHER }),
        ],
      });
      expect(await ofType()).toEqual(['1', '2']);
      expect(await ofType('2')).toEqual(['3']);
      expect(await ofType('3')).toEqual([]);
      expect([await use().heldCount(PARTNER), await use().heldCount(OTHER)]).toEqual([4, 1]);
    });
  });

  test('persons with a link come page by page in their order', async () => {
    await use().commit({ links: [link('c'), link('a'), link('b'), link('d', { partner: OTHER })] });
    expect(await use().linkedPersons(PARTNER, { count: 2 })).toEqual(['a', 'b']);
    expect(await use().linkedPersons(PARTNER, { after: 'b', count: 2 })).toEqual(['c']);
  });

  test('seen versions that are not met again are forgotten', async () => {
    const version = (peerId: string, partner = PARTNER) => ({ partner, type: 'Goal', peerId, version: '1' });
    await use().commit({ seen: [version('1'), version('1', OTHER)] });
    await use().forgetSeen(PARTNER, '2000-01-01T00:00:00.000Z');
    expect(await use().seen([version('1')])).toEqual([true]);
    await use().forgetSeen(PARTNER, '2999-01-01T00:00:00.000Z');
    expect(await use().seen([version('1'), version('1', OTHER)])).toEqual([false, true]);
  });

  test('of a partner whose time begins anew nothing waits, and nothing was seen', async () => {
    const version = (peerId: string, partner = PARTNER) => ({ partner, type: 'Goal', peerId, version: '1' });
    const arrival = (peerId: string, partner = PARTNER) => ({
      ...{ partner, type: 'Goal', peerId, patient: 'ingrid' },
      came: { version: '1', resource: goal(peerId, 'ingrid') },
    });
    await use().commit({
      seen: [version('1'), version('1', OTHER)],
      arrived: [arrival('2'), arrival('2', OTHER)],
    });
    await use().commit({ forgotten: PARTNER, seen: [version('3')], arrived: [arrival('4')] });
    const seen = await use().seen([version('1'), version('3'), version('1', OTHER)]);
    const waiting = await Promise.all([PARTNER, OTHER].map((one) => use().arrivalsAbout(one, 'ingrid')));
    expect(seen).toEqual([false, true, true]);
    expect(waiting).toEqual([[arrival('4')], [arrival('2', OTHER)]]);
  });

  test('a person without a link is looked at again at her date, in whatever time zone it is written', async () => {
    const date = (person: string, at?: string) => ({ partner: PARTNER, person, ...(at === undefined ? {} : { at }) });
    await use().commit({
      enrolmentDates: [date('p', later(1)), date('q', '2026-11-02T11:00:00+01:00'), date('r', later(-9))],
    });
    expect(await use().enrolmentsDue(PARTNER, NOW)).toEqual(['r', 'q']);
    expect(await use().enrolmentsDue(OTHER, NOW)).toEqual([]);
    await use().commit({ enrolmentDates: [date('q', later(2)), date('r')] });
    expect(await use().enrolmentsDue(PARTNER, NOW)).toEqual([]);
    expect(await use().enrolmentsDue(PARTNER, later(2))).toEqual(['p', 'q']);
  });

  test('capabilities are read back as they were saved last, for each partner', async () => {
    const known: Capabilities = {
      partner: PARTNER,
      software: { name: 'Journal', version: '7.1' },
      stated: { lastUpdated: true },
      probed: { ifMatch: false },
      learned: { history: false },
      askedAt: NOW,
    };
    expect(await use().capabilities(PARTNER)).toBeUndefined();
    await use().saveCapabilities({ partner: PARTNER, stated: {}, probed: {}, learned: {} });
    await use().saveCapabilities(known);
    expect(await use().capabilities(PARTNER)).toEqual(known);
    expect(await use().capabilities(OTHER)).toBeUndefined();
  });

  describe('findings about what a partner gave', () => {
    const found = (place: string, more: Partial<PartnerFinding> = {}): PartnerFinding => ({
      partner: PARTNER,
      place,
      since: NOW,
      finding: finding('error'),
      ...more,
    });

    test('stay until they are settled, one for each place, since it was first found', async () => {
      await use().commit({ found: [found('Goal/1', { since: later(1) }), found('Goal'), found('Goal/1')] });
      const again = found('Goal', { since: later(5), finding: finding('warning') });
      await use().commit({ found: [again] });
      expect(await use().partnerFindings()).toEqual([{ ...again, since: NOW }, found('Goal/1', { since: later(1) })]);
      await use().commit({
        settled: [
          { partner: PARTNER, place: 'Goal/1' },
          { partner: OTHER, place: 'Goal' },
        ],
      });
      expect(await use().partnerFindings()).toEqual([{ ...again, since: NOW }]);
    });
  });

  describe('runs', () => {
    const ids = async (which: Parameters<Store['runs']>[0]) => (await use().runs(which)).map(({ id }) => id);

    test('are told newest first, for all or for one partner and kind', async () => {
      await use().saveRun(run('a'));
      await use().saveRun(run('b', { started: later(2), partner: OTHER }));
      await use().saveRun(run('c', { started: later(1), kind: 'reconciliation' }));
      await use().saveRun(run('d', { started: later(1) }));
      expect(await ids({ count: 9 })).toEqual(['b', 'd', 'c', 'a']);
      expect(await ids({ count: 2, partner: PARTNER })).toEqual(['d', 'c']);
      expect(await ids({ count: 9, partner: PARTNER, kind: 'pass' })).toEqual(['d', 'a']);
      expect(await use().runs({ count: 1, partner: PARTNER, kind: 'reconciliation' })).toEqual([
        run('c', { started: later(1), kind: 'reconciliation' }),
      ]);
    });

    test('may stand for an earlier one', async () => {
      await use().saveRun(run('a'));
      await use().saveRun(run('b', { started: later(1), times: 2, since: NOW }), 'a');
      expect(await ids({ count: 9 })).toEqual(['b']);
    });

    test('are forgotten once they are old', async () => {
      await use().saveRun(run('a'));
      await use().saveRun(run('b', { started: later(1) }));
      await use().forgetRuns(later(1));
      expect(await ids({ count: 9 })).toEqual(['b']);
    });
  });
}
