import { describe, expect, test } from '@jest/globals';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { definitionOf, packageOf } from './made-package.ts';

const url = 'http://t.no/StructureDefinition/made';

function ruled(expression: string, more: Readonly<Record<string, unknown>> = {}): Validator {
  const definition = definitionOf('made', 'CarePlan', []);
  const constraint = [{ key: 'x-1', severity: 'error', human: 'x', expression }];
  definition['differential'] = { element: [{ id: 'CarePlan', path: 'CarePlan', constraint }] };
  return createValidator({ packages: [packageOf({ 'made.json': definition, ...more })] });
}

const applied = (validator: Validator, resource: Json) => found(resource, validator, { profiles: [url] });
const BROKEN = ['x-1 @ CarePlan'];
const NOT_CHECKED = ['warning invariant-not-checked @ CarePlan'];
const patient = { resourceType: 'Patient', id: 'p', name: [{ text: 'x' }] };

/** Only the engine knows `single()`, so that the same is asked with and without it. */
const BY_ENGINE = '.single()';

describe.each(['', BY_ENGINE])('resolve() in an expression%s', (engine) => {
  test.each<[string, string, Json, readonly string[]]>([
    ['the type of what is contained', 'is Patient', { reference: '#p' }, []],
    ['another type than what is contained', 'is Group', { reference: '#p' }, BROKEN],
    ['what is contained, by type', '.ofType(Patient).name.exists()', { reference: '#p' }, []],
    ['nothing of another type', '.ofType(Group).exists()', { reference: '#p' }, BROKEN],
    ['an element of what is contained', ".ofType(Patient).name.text = 'x'", { reference: '#p' }, []],
    [
      'what is neither contained nor in the Bundle',
      '.ofType(Patient).name.exists()',
      { reference: 'Patient/1' },
      NOT_CHECKED,
    ],
    [
      'what nothing tells the type of',
      'is Patient',
      { reference: 'urn:uuid:3b8a2a8c-6f2e-4d0a-9a41-62a9d3a1a101' },
      NOT_CHECKED,
    ],
    ['what is known by an identifier only', 'is Patient', { identifier: { value: '1' } }, NOT_CHECKED],
  ])('%s', (_, asked, subject, expected) => {
    const resolved = `subject${engine}.resolve()${engine}`;
    const expression = asked.startsWith('.') ? `${resolved}${asked}` : `${resolved} ${asked}`;
    const contained = subject['reference'] === '#p' ? { contained: [patient] } : {};
    expect(applied(ruled(expression), carePlan({ ...contained, subject }))).toEqual(expected);
  });
});

test.each<[string, string, Json, readonly string[]]>([
  ['a reference that names its type', 'subject.resolve() is Patient', { reference: 'Patient/1' }, []],
  ['a reference that names another', 'subject.resolve() is Patient', { reference: 'Group/1' }, BROKEN],
  ['a type beside the reference', 'subject.resolve() is Patient', { type: 'Patient', display: 'x' }, []],
  ['that there is one of the type', 'subject.resolve().ofType(Patient).exists()', { reference: 'Patient/1' }, []],
  ['that it is some resource', 'subject.resolve() is Resource', { reference: 'Patient/1' }, []],
  ['that there is none', 'subject.resolve().ofType(Group).empty()', { reference: 'Patient/1' }, []],
  ['that it can be had', 'subject.resolve().exists()', { reference: 'Patient/1' }, NOT_CHECKED],
  [
    'what another side decides',
    "subject.resolve().ofType(Patient).name.exists() or status = 'active'",
    { reference: 'Patient/1' },
    [],
  ],
  [
    'what another side does not',
    "subject.resolve().ofType(Patient).name.exists() or status = 'draft'",
    { reference: 'Patient/1' },
    NOT_CHECKED,
  ],
  [
    'what another side denies',
    "subject.resolve().ofType(Patient).name.exists() and status = 'draft'",
    { reference: 'Patient/1' },
    BROKEN,
  ],
  [
    'what follows anyway',
    "subject.resolve().ofType(Patient).name.exists() implies status = 'active'",
    { reference: 'Patient/1' },
    [],
  ],
])('without the target: %s', (_, expression, subject, expected) => {
  expect(applied(ruled(expression), carePlan({ subject }))).toEqual(expected);
});

describe('memberOf()', () => {
  const valueSet = (include: readonly Json[]) => ({
    'v.json': { resourceType: 'ValueSet', url: 'http://t.no/ValueSet/v', status: 'active', compose: { include } },
  });
  const known = valueSet([{ system: 'urn:a', concept: [{ code: 'x' }] }]);
  const inPart = valueSet([{ system: 'urn:a', concept: [{ code: 'x' }] }, { system: 'urn:unknown' }]);
  const validator = (files: Readonly<Record<string, unknown>>) =>
    ruled("category.all(memberOf('http://t.no/ValueSet/v'))", files);
  const plan = (system: string, code: string) => carePlan({ category: [{ coding: [{ system, code }] }] });

  test('of a value set that is known', () => {
    expect(applied(validator(known), plan('urn:a', 'x'))).toEqual([]);
    expect(applied(validator(known), plan('urn:a', 'y'))).toEqual(BROKEN);
  });

  test('of one that is known in part', () => {
    expect(applied(validator(inPart), plan('urn:a', 'x'))).toEqual([]);
    expect(applied(validator(inPart), plan('urn:b', 'y'))).toEqual(BROKEN);
    expect(applied(validator(inPart), plan('urn:unknown', 'y'))).toEqual(NOT_CHECKED);
  });
});

test('an expression of several values holds, as in the official validator', () => {
  const note = [{ text: 'x' }, { text: 'y' }];
  expect(applied(ruled('note.text'), carePlan({ note }))).toEqual([]);
  expect(applied(ruled('note.text'), carePlan())).toEqual(BROKEN);
});

test('what the engine finds leaves no trace in the resource', () => {
  const resource = carePlan({ note: [{ text: 'x' }] });
  applied(ruled("note.trace('x').single()"), resource);
  const traces = JSON.stringify(Object.getOwnPropertyNames((resource['note'] as Json[])[0]));
  expect(traces).toBe('["text"]');
});
