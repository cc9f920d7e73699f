import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { type JoinRules, joinRecords, replacedBy } from '../../src/record/joined-record.ts';
import { type PlanRecord, recordOf } from '../../src/record/record.ts';
import { FJORDVIK, goal, patient, plan, TRUST } from './fixtures.ts';

const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11' }];
const recordFor = (person: string, resources: readonly Resource[], owner = FJORDVIK): PlanRecord =>
  recordOf(
    person,
    [{ ...patient(), id: person }, ...resources].map((resource) => ({
      resource: resource as Resource,
      owner: owner.organization,
    })),
    new Map(),
  );
const rules: JoinRules = { prefers: ({ owner }) => owner === FJORDVIK.organization, areApart: () => false };
const subject = { reference: 'Patient/nils' } as const;
const into = recordFor('ingrid', [goal('one', { identifier })]);

describe('two records of one person', () => {
  test('are one record of all parts, which lead to the survivor, and keep their ids and owners', () => {
    const from = recordFor(
      'nils',
      [plan('plan', { subject, goal: [{ reference: 'Goal/two/_history/3' }] }), goal('two', { subject })],
      TRUST,
    );
    const { after, changed, replaced } = joinRecords(into, from, rules);
    expect([...after.parts.keys()].sort()).toEqual(['CarePlan/plan', 'Goal/one', 'Goal/two', 'Patient/ingrid']);
    expect(after.parts.get('Goal/two')?.owner).toBe(TRUST.organization);
    expect(JSON.stringify([...after.parts.values()])).not.toContain('nils');
    expect([...changed.keys()].sort()).toEqual(['CarePlan/plan', 'Goal/two', 'Patient/ingrid']);
    expect([...replaced]).toEqual([['Patient/nils', 'Patient/ingrid']]);
  });

  test('a part that both have becomes one, with its owner’s word, and whoever points at it points there', () => {
    const twin = goal('twin', { subject, identifier, description: { text: 'Et annet' }, note: [{ text: 'Mer' }] });
    const from = recordFor('nils', [twin, plan('plan', { subject, goal: [{ reference: 'Goal/twin' }] })], TRUST);
    const { after, replaced, disagreements } = joinRecords(into, from, rules);
    expect(replaced.get('Goal/twin')).toBe('Goal/one');
    expect(after.parts.get('Goal/one')?.resource).toEqual(goal('one', { identifier, note: [{ text: 'Mer' }] }));
    expect(after.parts.get('CarePlan/plan')?.resource).toMatchObject({ goal: [{ reference: 'Goal/one' }] });
    expect(disagreements).toMatchObject([
      { part: 'Goal/one', loser: 'from', path: ['description', 'text'], theirs: 'Et annet' },
    ]);
  });

  test('the word of the other stands where that one is preferred', () => {
    const twin = goal('twin', { subject, identifier, description: { text: 'Et annet' } });
    const { after, disagreements } = joinRecords(into, recordFor('nils', [twin], TRUST), {
      ...rules,
      prefers: () => false,
    });
    expect(after.parts.get('Goal/one')?.resource).toMatchObject({ description: { text: 'Et annet' } });
    expect(after.parts.get('Goal/one')?.owner).toBe(TRUST.organization);
    expect(disagreements).toMatchObject([{ loser: 'into', theirs: 'Gå tur i nærmiljøet' }]);
  });

  test('what a partner holds twice stays two, and no part stands for two others', () => {
    const twins = [goal('a', { subject, identifier }), goal('b', { subject, identifier })];
    const { after } = joinRecords(into, recordFor('nils', twins), rules);
    expect([...after.parts.keys()].filter((key) => key.startsWith('Goal/')).sort()).toEqual(['Goal/b', 'Goal/one']);
    const apart = joinRecords(into, recordFor('nils', twins), { ...rules, areApart: () => true });
    expect([...apart.after.parts.keys()].filter((key) => key.startsWith('Goal/'))).toHaveLength(3);
  });

  test('with one who has no record nothing changes', () => {
    const { after, changed } = joinRecords(into, recordOf('nils', [], new Map()), rules);
    expect(after.parts).toEqual(into.parts);
    expect(changed.size).toBe(0);
  });
});

test('the Patient that is replaced says by whom', () => {
  expect(replacedBy('ingrid', patient({ id: 'nils', active: true }))).toEqual(
    patient({ id: 'nils', active: false, link: [{ other: { reference: 'Patient/ingrid' }, type: 'replaced-by' }] }),
  );
});
