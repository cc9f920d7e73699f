import { expect, test } from '@jest/globals';
import type { Task } from '@medplum/fhirtypes';
import { CASE_STATUSES } from '../../src/law/cases.ts';
import { answeredCase, canBeAnswered, NEED_ANSWERS } from '../../src/law/need-answer.ts';
import { needReport } from '../record/fixtures.ts';

const task: Task = { resourceType: 'Task', id: 't', status: 'requested', intent: 'proposal' };

test('what waits can be answered, what was offered declined, and nothing else twice', () => {
  const possible = [undefined, ...CASE_STATUSES].flatMap((status) =>
    NEED_ANSWERS.filter((answer) => canBeAnswered({ task, status, request: undefined }, answer)).map((answer) => [
      status,
      answer,
    ]),
  );
  expect(possible).toEqual([
    ...NEED_ANSWERS.map((answer) => [undefined, answer]),
    ...NEED_ANSWERS.map((answer) => ['received', answer]),
    ['offered', 'declined'],
  ]);
});

test.each([
  ['offered', 'completed'],
  ['declined', 'revoked'],
  ['refused', 'revoked'],
] as const)('%s leaves the report %s, and the case completed', (answer, status) => {
  const [answered, report] = answeredCase({ task, status: 'received', request: needReport() }, { answer });
  expect([answered?.status, report?.status]).toEqual(['completed', status]);
});

test('a reason belongs to its answer: that of an earlier one goes', () => {
  const earlier: Task = { ...task, statusReason: { text: 'før' } };
  const [answered] = answeredCase({ task: earlier, status: 'received', request: undefined }, { answer: 'offered' });
  expect(answered).not.toHaveProperty('statusReason');
});
