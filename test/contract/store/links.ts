import { describe, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import { type Link, STANDINGS, type Standing, type Store } from '../../../src/store/store.ts';
import { later, link, NOW } from './samples.ts';

export function linkContract(use: () => Store): void {
  describe('links', () => {
    const full: Link = {
      person: 'p',
      partner: 'ehr-west',
      standing: 'unreachable',
      reason: 'no-answer',
      computed: { recordSeq: 7, configuration: 'abc', nextChange: '2027-01-01T00:00:00+01:00' },
      attempts: 3,
      nextAttempt: later(10),
      owedSince: NOW,
    };

    test('are read back as they were given', async () => {
      await use().commit({ links: [full, link('q')] });
      expect(await use().link('p', 'ehr-west')).toEqual(full);
      expect(await use().link('q', 'ehr-west')).toEqual(link('q'));
    });

    test('are replaced whole', async () => {
      await use().commit({ links: [full] });
      await use().commit({ links: [link('p')] });
      expect(await use().link('p', 'ehr-west')).toEqual(link('p'));
    });

    test.each(STANDINGS)('may stand %s', async (standing) => {
      await use().commit({ links: [link('p', { standing })] });
      expect((await use().link('p', 'ehr-west'))?.standing).toBe(standing);
    });

    test('are listed by how they stand, as they are counted', async () => {
      const patient: Patient = { resourceType: 'Patient', id: 'c' };
      await use().commit({ writes: [{ resource: patient, version: 1, record: 'c' }] });
      const { seq } = await use().record('c');
      const inStep = (person: string, recordSeq: number): Link =>
        link(person, { standing: 'in-step', computed: { recordSeq, configuration: 'abc' } });
      const others = [link('b', { standing: 'owed' }), link('d', { standing: 'blocked' }), { ...full, person: 'e' }];
      await use().commit({
        links: [inStep('a', 0), inStep('c', seq), ...others, link('f', { partner: 'ehr-east', standing: 'owed' })],
      });
      await use().commit({ writes: [{ resource: { ...patient, active: true }, version: 2, record: 'c' }] });
      const persons = async (standing: Standing, after?: string) =>
        (await use().linksStanding('ehr-west', standing, { after, count: 9 })).map(
          (one) => `${one.person} ${one.standing}`,
        );
      expect(await persons('owed')).toEqual(['b owed', 'c owed']);
      expect(await persons('owed', 'b')).toEqual(['c owed']);
      expect(await persons('in-step')).toEqual(['a in-step']);
      expect(await persons('blocked')).toEqual(['d blocked']);
      expect(await use().linksStanding('ehr-west', 'unreachable', { count: 1 })).toEqual([{ ...full, person: 'e' }]);
      const { partners } = await use().overview();
      expect(partners['ehr-west']).toMatchObject({ owed: 2, 'in-step': 1, blocked: 1, unreachable: 1 });
    });

    test('belong to a person and a partner', async () => {
      await use().commit({ links: [link('p'), link('p', { partner: 'ehr-east' }), link('q')] });
      expect((await use().links('p')).map((found) => found.partner)).toEqual(['ehr-east', 'ehr-west']);
      expect(await use().link('q', 'ehr-east')).toBeUndefined();
      expect(await use().links('r')).toEqual([]);
    });
  });
}
