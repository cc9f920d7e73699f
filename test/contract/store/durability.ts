import { describe, expect, test } from '@jest/globals';
import { SamplanError } from '../../../src/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import type { StoreFixture } from './fixture.ts';
import { expectAllOf } from './nothing-of.ts';
import { everything, first, goal, later, NOW, patient, run } from './samples.ts';

export function durabilityContract(use: () => StoreFixture): void {
  /** Runs with the data opened once more; nothing to do where the data ends with the process. */
  const withAgain = async (work: (again: Store) => Promise<void>) => {
    const again = await use().again?.();
    if (again === undefined) return;
    try {
      await work(again);
    } finally {
      await again.close();
    }
  };

  describe('durability', () => {
    test('what was committed is there after closing and opening', async () => {
      await use().store.commit(everything('p'));
      const fence = await use().store.acquireLease('pull', 'one', NOW, later(1));
      const before = [await use().store.record('p'), await use().store.overview(), await use().store.allSetAside()];
      await use().store.close();
      await withAgain(async (again) => {
        await expectAllOf(again, 'p');
        expect([await again.record('p'), await again.overview(), await again.allSetAside()]).toEqual(before);
        expect(await again.acquireLease('pull', 'two', NOW, later(1))).toBeUndefined();
        if (fence !== undefined) await expect(again.commit({ fence })).resolves.toEqual([]);
      });
    });

    test('closing commits what is under way', async () => {
      const commit = use().store.commit(everything('p'));
      await use().store.close();
      await commit;
      await withAgain((again) => expectAllOf(again, 'p'));
    });

    test('two processes on the same data see and fence each other', async () => {
      await withAgain(async (again) => {
        await use().store.commit({ writes: [first(patient('p'), 'p')] });
        expect(await again.read('Patient', 'p')).toBeDefined();
        const { seq } = await again.record('p');
        await again.commit({ writes: [first(goal('g', 'p'), 'p')] });
        const late = { expect: { record: 'p', seq }, writes: [first(goal('h', 'p'), 'p')] };
        await expect(use().store.commit(late)).rejects.toMatchObject({ code: 'stale-record' });
        await Promise.all([
          use().store.commit({ writes: [first(goal('i', 'p'), 'p')] }),
          again.commit({ writes: [first(goal('j', 'p'), 'p')] }),
        ]);
        expect((await use().store.record('p')).parts).toHaveLength(4);
      });
    });

    test('all who have it open know the same secret', async () => {
      await withAgain(async (again) => {
        expect(Buffer.from(again.secret)).toEqual(Buffer.from(use().store.secret));
        expect(again.secret).toHaveLength(32);
      });
    });

    test('after closing every method rejects with SamplanError, and closing again is nothing', async () => {
      const { store } = use();
      await store.close();
      await store.close();
      const fence = { lease: 'pull', token: 1 };
      const calls: Readonly<Record<Exclude<keyof Store, 'close' | 'secret'>, Promise<unknown>>> = {
        read: store.read('Patient', 'p'),
        readVersion: store.readVersion('Patient', 'p', 1),
        history: store.history('Patient', 'p'),
        versions: store.versions({ count: 1 }),
        search: store.search({ type: 'Patient', filters: [], count: 1 }),
        record: store.record('p'),
        persons: store.persons([{ system: 's', value: 'v' }]),
        survivor: store.survivor('p'),
        joined: store.joined('p'),
        changedSince: store.changedSince(0),
        commit: store.commit({}),
        useOnce: store.useOnce('key', NOW, NOW),
        link: store.link('p', 'x'),
        links: store.links('p'),
        duePersons: store.duePersons('x', { now: NOW, configuration: 'c' }),
        counterparts: store.counterparts('x', 'p'),
        counterpart: store.counterpart('x', 'Goal', 'g'),
        counterpartByPeerId: store.counterpartByPeerId('x', 'Goal', 'g'),
        seen: store.seen([{ partner: 'x', type: 'Goal', peerId: '1', version: '1' }]),
        setAside: store.setAside('x', 'p'),
        allSetAside: store.allSetAside(),
        checkpoint: store.checkpoint('x'),
        saveCheckpoint: store.saveCheckpoint({ partner: 'x', epoch: 1, cursor: {}, enrolledSeq: 0 }, fence),
        acquireLease: store.acquireLease('pull', 'one', NOW, later(1)),
        renewLease: store.renewLease(fence, later(1)),
        releaseLease: store.releaseLease(fence),
        holds: store.holds(),
        endedEnrolment: store.endedEnrolment('x', '1'),
        overview: store.overview(),
        signals: store.signals(),
        atOneMoment: store.atOneMoment(async ({ upto }) => upto),
        importPlace: store.importPlace(),
        importRows: store.importRows('record', [], { archive: 'a', lines: 1 }),
        endImport: store.endImport(),
        check: store.check(),
        reindex: store.reindex(),
        auditSegments: store.auditSegments(),
        auditCuts: store.auditCuts(),
        cutAccessLog: store.cutAccessLog({ id: 1, chain: 'c', number: 1, opened: NOW, previous: '' }, [1], NOW),
        auditLinks: store.auditLinks(1, { after: 0, count: 1 }),
        auditUnchained: store.auditUnchained(),
        arrival: store.arrival('x', 'Goal', '1'),
        arrivalsAbout: store.arrivalsAbout('x', '1'),
        arrivedPatients: store.arrivedPatients('x', { count: 1 }),
        arrivedPatientCount: store.arrivedPatientCount('x'),
        arrivedEntries: store.arrivedEntries('x', { count: 1 }),
        heldVersions: store.heldVersions('x', [{ type: 'Goal', peerId: '1' }]),
        heldOfType: store.heldOfType('x', 'Goal', { count: 1 }),
        heldCount: store.heldCount('x'),
        linksStanding: store.linksStanding('x', 'owed', { count: 1 }),
        linkedPersons: store.linkedPersons('x', { count: 1 }),
        enrolmentsDue: store.enrolmentsDue('x', NOW),
        forgetSeen: store.forgetSeen('x', NOW),
        partnerDocument: store.partnerDocument('x', '1'),
        partnerDocumentsWith: store.partnerDocumentsWith('x', 'Goal/1'),
        partnerDocumentsAfter: store.partnerDocumentsAfter('x', 0, 1),
        savePartnerDocuments: store.savePartnerDocuments([{ partner: 'x', about: '1', seq: 0, body: {}, keys: [] }]),
        capabilities: store.capabilities('x'),
        saveCapabilities: store.saveCapabilities({ partner: 'x', stated: {}, probed: {}, learned: {} }),
        partnerFindings: store.partnerFindings(),
        saveRun: store.saveRun(run('r')),
        runs: store.runs({ count: 1 }),
        forgetRuns: store.forgetRuns(NOW),
        subscription: store.subscription('s'),
        subscriptions: store.subscriptions(),
        subscriptionEvents: store.subscriptionEvents('s', { from: 1, to: 2, count: 1 }),
        knownFacts: store.knownFacts('s', 'p'),
        factsDue: store.factsDue('s', NOW),
        unknownPersons: store.unknownPersons('s', { partner: 'x', since: 0 }),
        forgetEvents: store.forgetEvents(NOW),
        session: store.session('k'),
        beginSession: store.beginSession(
          { key: 'k', content: 'c', isSignedIn: false, revision: 1, began: NOW, used: NOW },
          1,
        ),
        sessionUsed: store.sessionUsed('k', NOW),
        claimSession: store.claimSession('k', 1, { now: NOW, until: NOW }),
        changeSession: store.changeSession('k', 1, 'c'),
        endSession: store.endSession('k'),
        forgetSessions: store.forgetSessions({ used: NOW, began: NOW }),
        dutyIndex: store.dutyIndex(),
        beginDutyIndex: store.beginDutyIndex('b'),
        dutiesKnown: store.dutiesKnown({ basis: 'b', upto: 1 }),
        saveDuties: store.saveDuties('b', []),
        recordsMoved: store.recordsMoved(0),
        dutiesOutdated: store.dutiesOutdated(NOW),
        personsLedTo: store.personsLedTo([]),
        duties: store.duties({}),
        dutiesAbout: store.dutiesAbout('p'),
        dutyPersons: store.dutyPersons({}),
        dutyDays: store.dutyDays({}),
      };
      for (const outcome of await Promise.allSettled(Object.values(calls))) {
        expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(SamplanError);
      }
    });
  });
}
