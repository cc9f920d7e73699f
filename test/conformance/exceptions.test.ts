import { expect, test } from '@jest/globals';
import { type Disagreement, type Exception, explain } from './exceptions.ts';

const language: Exception = {
  match: ['*@Composition*'],
  refuses: 'official',
  rules: ['Code_*'],
  right: 'samplan',
  why: 'Another code is allowed.',
  clause: 'https://hl7.org/fhir/R4/terminologies.html#extensible',
};
const link: Exception = { ...language, match: ['*~link@*'], rules: ['Link'], right: 'open' };

const disagreement = (rules: readonly string[], more: Partial<Disagreement> = {}): Disagreement => ({
  id: 'plan~link@Composition.text#1',
  refuses: 'official',
  errors: rules.map((rule) => ({ rule, at: 'Composition' })),
  ...more,
});

test.each<[string, Disagreement, readonly Exception[]]>([
  ['one error by the exception that names it', disagreement(['Code_7']), [language]],
  ['each error by one of its own', disagreement(['Link', 'Code_7', 'Code_8']), [link, language]],
  ['nothing when one error is left', disagreement(['Code_7', 'Other']), []],
  ['nothing about another input', disagreement(['Code_7'], { id: 'plan~link@Goal.note#1' }), []],
  ['nothing that the other side refuses', disagreement(['Code_7'], { refuses: 'samplan' }), []],
])('exceptions explain %s', (_, given, expected) => {
  expect(explain(given, [language, link])).toEqual(expected);
});
