import { expect, test } from '@jest/globals';
import type { Goal } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { ownGoalIn, proposedGoal } from '../../src/record/own-goal.ts';

test('what a person proposes is read back as she said it', () => {
  const own = fc.record(
    {
      text: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      notes: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      due: fc
        .date({ min: new Date('2026-01-01'), max: new Date('2036-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    },
    { requiredKeys: ['text'] },
  );
  fc.assert(
    fc.property(own, (said) => expect(ownGoalIn({ ...proposedGoal(said, '17'), id: 'x' }, '17')).toEqual(said)),
  );
});

test.each<[string, Partial<Goal>]>([
  ['is for another', { subject: { reference: 'Patient/18' } }],
  ['is said by another', { expressedBy: { reference: 'Patient/18' } }],
  ['is decided', { lifecycleStatus: 'accepted' }],
  ['measures', { target: [{ measure: { text: 'x' }, dueDate: '2027-01-01' }] }],
  ['has two dates', { target: [{ dueDate: '2027-01-01' }, { dueDate: '2028-01-01' }] }],
  ['has a part of a date', { target: [{ dueDate: '2027' }] }],
  ['has codes', { description: { text: 'x', coding: [{ code: 'y' }] } }],
  ['has notes of others', { note: [{ text: 'x', authorString: 'somebody' }] }],
  ['has no words', { description: { text: '' } }],
  ['says when it was so', { statusDate: '2020-01-01' }],
])('a goal that %s is no proposal of hers', (_name, more) => {
  expect(ownGoalIn({ ...proposedGoal({ text: 'Svømme' }, '17'), ...more }, '17')).toBeUndefined();
});
