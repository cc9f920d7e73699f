import { expect, test } from '@jest/globals';
import { explainError } from '../../src/cli/explain-error.ts';
import { SamplanError } from '../../src/errors.ts';

const TEXT = { nb: 'Feil.', nn: 'Feil.', en: 'The store answered with a fault.' };

test('a fault of the store says what kind it is, in the words of SQLite', () => {
  const cause = Object.assign(new Error('INSERT of a plan failed'), {
    errcode: 13,
    errstr: 'database or disk is full',
  });
  expect(explainError(new SamplanError('internal', TEXT, { cause }))).toBe(
    'samplan: The store answered with a fault. (database or disk is full)\n',
  );
});

test('the message of a cause is not told: it may quote a plan', () => {
  const cause = new Error('CarePlan of Solveig');
  expect(explainError(new SamplanError('internal', TEXT, { cause }))).toBe(
    'samplan: The store answered with a fault.\n',
  );
});
