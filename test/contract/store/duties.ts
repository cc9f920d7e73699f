import { describe, expect, test } from '@jest/globals';
import type { RecordDuties } from '../../../src/store/duty-memory.ts';
import type { Store } from '../../../src/store/store.ts';
import { logged } from './audit-chain.ts';
import { everything, first, goal, later, NOW, patient } from './samples.ts';

const UNIT = '310601020';
const WHOLE = '310601012';
const revision = (due: string, organizations: readonly string[] = [UNIT, WHOLE]) => ({
  ...{ rule: 'plan-revision', about: 'CarePlan/1', due, organizations },
  owner: { reference: 'Organization/unit', display: 'Koordinerende enhet' },
});
const atOnce = { rule: 'responsible-coordinator', about: 'CarePlan/1', organizations: [] };
const of = (person: string, duties: RecordDuties['duties'], more: Partial<RecordDuties> = {}): RecordDuties => ({
  ...{ person, asOf: 1, entries: [], duties },
  ...more,
});

export function dutyContract(use: () => Store): void {
  const begun = async (...persons: readonly string[]): Promise<void> => {
    for (const person of persons) await use().commit({ writes: [first(patient(person), person)] });
    await use().beginDutyIndex('basis');
  };

  describe('the index of duties', () => {
    test('says by what it was computed and how far it goes, and never goes back', async () => {
      expect(await use().dutyIndex()).toBeUndefined();
      await use().beginDutyIndex('basis');
      expect(await use().dutyIndex()).toEqual({ basis: 'basis' });
      await use().dutiesKnown({ basis: 'basis', upto: 7 });
      await use().dutiesKnown({ basis: 'basis', upto: 5 });
      await use().dutiesKnown({ basis: 'another', upto: 9 });
      expect(await use().dutyIndex()).toEqual({ basis: 'basis', upto: 7 });
    });

    test('tells the most urgent first, of an organization, by a day, of some rules, so many', async () => {
      await begun('p', 'q');
      await use().saveDuties('basis', [
        of('q', [atOnce, revision('2026-12-01')]),
        of('p', [revision('2026-12-24', [WHOLE])]),
      ]);
      const told = async (query: Parameters<Store['duties']>[0] = {}) =>
        (await use().duties(query)).map(({ person, rule, due }) => [person, rule, due]);
      const [q1, q2, p] = [
        ['q', 'responsible-coordinator', undefined],
        ['q', 'plan-revision', '2026-12-01'],
        ['p', 'plan-revision', '2026-12-24'],
      ];
      expect(await told()).toEqual([q1, q2, p]);
      expect(await told({ count: 1 })).toEqual([q1]);
      expect(await told({ until: '2026-12-01' })).toEqual([q1, q2]);
      expect(await told({ rules: ['plan-revision', 'none'] })).toEqual([q2, p]);
      expect(await told({ organization: WHOLE })).toEqual([q2, p]);
      expect(await told({ organization: WHOLE, rules: ['plan-revision'], until: '2026-12-23', count: 9 })).toEqual([
        q2,
      ]);
      expect(await told({ organization: UNIT })).toEqual([q2]);
      expect((await use().duties({ count: 2 }))[1]).toEqual({ person: 'q', ...revision('2026-12-01') });
      expect(await use().dutiesAbout('q')).toEqual([
        { person: 'q', ...atOnce },
        { person: 'q', ...revision('2026-12-01') },
      ]);
    });

    test('tells persons in their order, each once, and counts by day', async () => {
      await begun('p', 'q', 'r');
      await use().saveDuties('basis', [
        of('r', [revision('2026-12-01'), { ...revision('2026-12-01'), about: 'CarePlan/2' }]),
        of('p', [revision('2026-12-24')]),
        of('q', [atOnce]),
      ]);
      expect(await use().dutyPersons({})).toEqual(['p', 'q', 'r']);
      expect(await use().dutyPersons({ rules: ['plan-revision'], after: 'p' })).toEqual(['r']);
      expect(await use().dutyPersons({ rules: ['plan-revision'], until: '2026-12-31', count: 1 })).toEqual(['p']);
      expect(await use().dutyPersons({ organization: UNIT, until: '2026-12-01' })).toEqual(['r']);
      expect(await use().dutyDays({})).toEqual([
        { rule: 'plan-revision', due: '2026-12-01', count: 2 },
        { rule: 'plan-revision', due: '2026-12-24', count: 1 },
        { rule: 'responsible-coordinator', count: 1 },
      ]);
      expect(await use().dutyDays({ organization: WHOLE, until: '2026-12-01' })).toEqual([
        { rule: 'plan-revision', due: '2026-12-01', count: 2 },
      ]);
    });

    test('is not changed by what was computed earlier, by another basis, or of a record that is not there', async () => {
      await begun('p');
      await use().saveDuties('basis', [of('p', [revision('2026-12-24')], { asOf: 5 })]);
      await use().saveDuties('basis', [of('p', [], { asOf: 4 })]);
      await use().saveDuties('another', [of('p', [], { asOf: 6 })]);
      await use().saveDuties('basis', [of('nobody', [atOnce], { asOf: 6 })]);
      expect((await use().duties({})).map(({ due }) => due)).toEqual(['2026-12-24']);
      await use().saveDuties('basis', [of('p', [atOnce], { asOf: 5 })]);
      expect((await use().duties({})).map(({ rule }) => rule)).toEqual(['responsible-coordinator']);
      await use().beginDutyIndex('another');
      expect(await use().duties({})).toEqual([]);
      expect(await use().dutyIndex()).toEqual({ basis: 'another' });
    });

    test('knows whom time alone changes, and whose record leads to an entry', async () => {
      await begun('p', 'q');
      await use().saveDuties('basis', [
        of('p', [], { nextChange: later(5), entries: ['Organization/1', 'Organization/1', 'PractitionerRole/2'] }),
        of('q', [], { nextChange: later(1), entries: ['Organization/1'] }),
      ]);
      expect(await use().dutiesOutdated(NOW)).toEqual([]);
      expect(await use().dutiesOutdated(later(1))).toEqual(['q']);
      expect(await use().dutiesOutdated(later(9))).toEqual(['q', 'p']);
      expect(await use().personsLedTo([])).toEqual([]);
      expect(await use().personsLedTo(['Organization/1', 'PractitionerRole/2'])).toEqual(['p', 'q']);
      expect(await use().personsLedTo(['PractitionerRole/2'])).toEqual(['p']);
    });

    test('is told which records moved', async () => {
      await use().commit({ writes: [first(patient('p'), 'p')] });
      const { seq, persons } = await use().recordsMoved(0);
      expect(persons).toEqual(['p']);
      expect(await use().recordsMoved(seq)).toEqual({ seq, persons: [] });
      await use().commit({ writes: [first(goal('g', 'p'), 'p')] });
      const moved = await use().recordsMoved(seq);
      expect(moved.persons).toEqual(['p']);
      expect(moved.seq).toBeGreaterThan(seq);
    });

    test('has nothing of whom is erased, also where that was computed before', async () => {
      await use().commit(everything('p'));
      await use().beginDutyIndex('basis');
      const hers = of('p', [revision('2026-12-24')], { entries: ['Organization/1'], nextChange: later(1) });
      await use().saveDuties('basis', [hers]);
      await use().commit({
        writes: [logged('erased-p')],
        erased: { person: 'p', traces: [], at: NOW, isDead: false },
      });
      await use().saveDuties('basis', [hers]);
      expect(await use().duties({})).toEqual([]);
      expect(await use().dutiesAbout('p')).toEqual([]);
      expect(await use().dutyPersons({ organization: UNIT })).toEqual([]);
      expect(await use().personsLedTo(['Organization/1'])).toEqual([]);
      expect(await use().dutiesOutdated(later(9))).toEqual([]);
    });

    test('counts by day what there is, whatever was saved, replaced, erased or forgotten', async () => {
      await begun('p', 'q', 'r');
      const counted = async (organization?: string) => {
        const of = organization === undefined ? {} : { organization };
        const days = new Map<string, number>();
        for (const { rule, due } of await use().duties(of))
          days.set(`${rule} ${due}`, (days.get(`${rule} ${due}`) ?? 0) + 1);
        const told = (await use().dutyDays(of)).map(({ rule, due, count }) => [`${rule} ${due}`, count] as const);
        expect(new Map(told)).toEqual(days);
        expect(told).toHaveLength(days.size);
      };
      const check = async (): Promise<void> => {
        for (const organization of [undefined, UNIT, WHOLE, 'none']) await counted(organization);
      };
      await use().saveDuties('basis', [
        of('p', [revision('2026-12-01'), revision('2026-12-01', [WHOLE, WHOLE]), atOnce]),
        of('q', [revision('2026-12-01'), revision('2026-12-24')]),
        of('r', [atOnce]),
      ]);
      await check();
      await use().saveDuties('basis', [of('q', [revision('2026-12-24', [UNIT])]), of('r', [])]);
      await check();
      await use().commit({
        writes: [logged('erased-p')],
        erased: { person: 'p', traces: [], at: NOW, isDead: false },
      });
      await check();
      expect(await use().dutyDays({})).toEqual([{ rule: 'plan-revision', due: '2026-12-24', count: 1 }]);
      await use().beginDutyIndex('another');
      expect(await use().dutyDays({})).toEqual([]);
      await use().saveDuties('another', [of('q', [atOnce])]);
      await check();
      await use().reindex();
      expect(await use().dutyDays({})).toEqual([]);
    });

    test('is gone when everything is made anew', async () => {
      await begun('p');
      await use().saveDuties('basis', [of('p', [atOnce])]);
      await use().reindex();
      expect(await use().dutyIndex()).toBeUndefined();
      expect(await use().duties({})).toEqual([]);
    });
  });
}
