import { describe, expect, test } from '@jest/globals';
import type { Store } from '../../../src/store/store.ts';
import { finding, first, goal, link, patient, setAside, task } from './samples.ts';

export function overviewContract(use: () => Store): void {
  describe('overview', () => {
    test('of an empty store is zeros', async () => {
      expect(await use().overview()).toEqual({ records: 0, setAside: 0, conflicts: 0, findings: 0, partners: {} });
    });

    test('counts records that have a Patient', async () => {
      const deleted = first(patient('gone'), 'gone');
      await use().commit({
        writes: [
          first(patient('p'), 'p'),
          first(patient('q'), 'q'),
          first(goal('g', 'without'), 'without'),
          { resource: patient('loose'), version: 1 },
          deleted,
        ],
      });
      await use().commit({ writes: [{ ...deleted, version: 2, deleted: true }] });
      expect((await use().overview()).records).toBe(2);
    });

    test('counts open conflict Tasks of every kind', async () => {
      const open = ['requested', 'ready', 'in-progress', 'on-hold', 'received', 'accepted'] as const;
      const closed = ['draft', 'rejected', 'cancelled', 'failed', 'completed', 'entered-in-error'] as const;
      const kinds = ['conflict', 'candidate', 'proposal'];
      const deleted = first(task('deleted', 'p', 'requested', 'conflict'), 'p');
      await use().commit({
        writes: [
          ...open.map((status, n) => first(task(`open-${status}`, 'p', status, kinds[n % 3]), 'p')),
          ...closed.map((status) => first(task(`closed-${status}`, 'p', status, 'conflict'), 'p')),
          first(task('ordinary', 'p', 'requested'), 'p'),
          deleted,
        ],
      });
      await use().commit({ writes: [{ ...deleted, version: 2, deleted: true }] });
      expect((await use().overview()).conflicts).toBe(6);
      await use().commit({ writes: [{ ...first(task('open-ready', 'p', 'completed', 'conflict'), 'p'), version: 2 }] });
      expect((await use().overview()).conflicts).toBe(5);
    });

    test('counts persons with something set aside, and the errors in it', async () => {
      await use().commit({
        setAside: [
          setAside('p', { findings: [finding('error'), finding('error'), finding('warning')] }),
          setAside('p', { partner: 'ehr-east', findings: [finding('error')] }),
          setAside('q', { findings: [finding('information')] }),
        ],
      });
      expect(await use().overview()).toMatchObject({ setAside: 2, findings: 3 });
      await use().commit({ taken: [{ partner: 'ehr-west', person: 'p' }] });
      expect(await use().overview()).toMatchObject({ setAside: 2, findings: 1 });
    });

    test('counts no candidate as set aside, unless it is to be mended', async () => {
      await use().commit({
        setAside: [
          setAside('p', { findings: [], candidates: ['CarePlan/1'] }),
          setAside('q', { findings: [finding('error')], candidates: ['CarePlan/2'] }),
        ],
      });
      expect(await use().overview()).toMatchObject({ setAside: 1, findings: 1 });
      expect(await use().setAside('ehr-west', 'p')).toMatchObject({ candidates: ['CarePlan/1'] });
    });

    test('counts every standing of every partner that has links', async () => {
      await use().commit({
        links: [
          link('p', { computed: { recordSeq: 0, configuration: 'c' } }),
          link('q', { standing: 'owed' }),
          link('r', { standing: 'owed' }),
          link('p', { partner: 'ehr-east', standing: 'blocked' }),
        ],
      });
      const none = { 'in-step': 0, owed: 0, delivering: 0, held: 0, blocked: 0, 'in-conflict': 0, unreachable: 0 };
      expect((await use().overview()).partners).toEqual({
        'ehr-west': { ...none, 'in-step': 1, owed: 2 },
        'ehr-east': { ...none, blocked: 1 },
      });
    });

    test('counts a link in step with an older record than there is as owed', async () => {
      const [written] = await use().commit({ writes: [first(patient('p'), 'p')] });
      const computed = { recordSeq: written?.seq ?? 0, configuration: 'c' };
      await use().commit({
        links: [link('p', { computed }), link('p', { partner: 'ehr-east', standing: 'held', computed })],
      });
      expect((await use().overview()).partners['ehr-west']).toMatchObject({ 'in-step': 1, owed: 0 });
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      expect((await use().overview()).partners).toMatchObject({
        'ehr-west': { 'in-step': 0, owed: 1 },
        'ehr-east': { held: 1 },
      });
    });
  });
}
