import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createValidator } from '../../src/validation/validation.ts';
import { readExceptions } from './exceptions.ts';
import { PACKAGE, sources } from './inputs.ts';
import { judge } from './judge.ts';
import { mutantsOf, operators } from './mutate.ts';

const validator = createValidator({ packages: [PACKAGE] });
const all = sources();
const mutants = mutantsOf(all, { seed: 1, perOperator: 1 });
const ofOperator = Map.groupBy(mutants, ({ operator }) => operator);

test.each(all.map(({ name, resource }) => [name, resource] as const))(
  '%s is valid before it is broken',
  (_, resource) => {
    expect(judge(JSON.stringify(resource), validator).errors).toEqual([]);
  },
);

test('operators have names of their own', () => {
  expect(new Set(operators.map(({ name }) => name)).size).toBe(operators.length);
});

test.each(operators.map(({ name }) => name))('%s finds something to break', (name) => {
  expect(ofOperator.get(name) ?? []).not.toEqual([]);
});

const always = operators.filter(({ outcome }) => outcome === 'error');

test.each(always.map(({ name }) => name))('%s is caught wherever it is used', (name) => {
  const escaped = (ofOperator.get(name) ?? []).filter(({ text }) => judge(text, validator).errors.length === 0);
  expect(escaped.map(({ id }) => id)).toEqual([]);
});

test('every exception is argued, and none says that HAPI is right', () => {
  const weak = readExceptions().filter(
    ({ right, why, clause }) =>
      !['samplan', 'open'].includes(right) || why.length < 20 || !clause.startsWith('https://hl7.org/fhir/R4/'),
  );
  expect(weak).toEqual([]);
});

test('the same seed gives the same mutants, whatever else is mutated', () => {
  const [first] = all;
  if (!first) throw new Error('no source');
  const options = { seed: 1, perOperator: 1 };
  expect(mutantsOf([first], options)).toEqual(mutants.filter(({ source }) => source === first.name));
  expect(mutantsOf([first], { ...options, seed: 2 })).not.toEqual(mutantsOf([first], options));
});

test('no mutant makes the validator throw', () => {
  const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(seed, fc.integer({ min: 0, max: all.length - 1 }), (one, at) => {
      const source = all[at];
      if (!source) return;
      for (const { text } of mutantsOf([source], { seed: one, perOperator: 1 })) {
        expect(() => judge(text, validator)).not.toThrow();
      }
    }),
    { numRuns: 12, seed: 20261122 },
  );
});
