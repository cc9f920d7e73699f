import { describe, expect, test } from '@jest/globals';
import { estimatedSteps, unrunPart } from '../../src/validation/fhirpath-cost.ts';
import { parseFhirPath } from '../../src/validation/fhirpath-syntax.ts';
import { safeRegex } from '../../src/validation/safe-regex.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { countedReads } from './counted-reads.ts';
import { base, carePlan, found, type Json } from './found.ts';
import { definitionOf, packageOf, sliced } from './made-package.ts';

const url = 'http://t.no/StructureDefinition/made';

function ruled(type: string, expression: string, path = type): Validator {
  const constraint = [{ key: 'x-1', severity: 'error', human: 'x', expression }];
  const own = path === type ? [] : [{ id: path, path, constraint }];
  const definition = definitionOf('made', type, own);
  if (path === type) {
    definition['differential'] = { element: [{ id: type, path: type, constraint }] };
  }
  return createValidator({ packages: [packageOf({ 'made.json': definition })] });
}

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const applied = (validator: Validator, resource: Json) => found(resource, validator, { profiles: [url] });

/** That twice the resource takes about twice the reads, and not four times. */
function growsAsItsSize(make: (count: number) => Json, validator: Validator = base): void {
  const reads = (count: number): number =>
    countedReads(make(count), (resource) =>
      validator.validate(resource, validator === base ? {} : { profiles: [url] }),
    );
  // Once before: what is compiled and remembered on the way is no reading.
  reads(50);
  expect(reads(400) / reads(200)).toBeLessThan(2.2);
}

const goals = (count: number): Json => carePlan({ goal: many(count, (at) => ({ reference: `Goal/${at}` })) });

describe("the work of R4's own rules grows as the resource does", () => {
  test('obs-7: codes of components beside the code', () => {
    growsAsItsSize((count) => ({
      resourceType: 'Observation',
      status: 'final',
      code: { coding: many(count, (at) => ({ system: 'urn:a', code: `a${at}` })) },
      valueString: 'x',
      component: many(count, (at) => ({ code: { coding: [{ system: 'urn:a', code: `b${at}` }] }, valueString: 'x' })),
    }));
  });

  test('obs-7 still tells a component that repeats a code', () => {
    const observation = (code: string) => ({
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ code: 'a', system: 'urn:a' }] },
      valueString: 'x',
      component: [{ code: { coding: [{ system: 'urn:a', code }] }, valueString: 'x' }],
    });
    expect(found(observation('a'))).toEqual(['obs-7 @ Observation']);
    expect(found(observation('b'))).toEqual([]);
  });

  test('ig-1 and ig-2: groupings and versions of a guide', () => {
    growsAsItsSize((count) => ({
      resourceType: 'ImplementationGuide',
      url: 'urn:a',
      name: 'A',
      status: 'draft',
      packageId: 'a.b',
      fhirVersion: ['4.0.1'],
      definition: {
        grouping: many(count, (at) => ({ id: `g${at}`, name: `g${at}` })),
        resource: many(count, (at) => ({
          reference: { reference: `Basic/${at}` },
          groupingId: `g${count - at - 1}`,
          fhirVersion: ['4.0.1'],
        })),
      },
    }));
  });

  test('sdf-8: elements that begin as the first does', () => {
    growsAsItsSize((count) => ({
      resourceType: 'StructureDefinition',
      url: 'urn:a',
      name: 'A',
      status: 'draft',
      kind: 'logical',
      abstract: false,
      type: 'urn:a',
      derivation: 'specialization',
      snapshot: {
        element: many(count, (at) => {
          const path = at === 0 ? 'A' : `A.b${at}`;
          return { id: path, path, definition: 'x', min: 0, max: '1', base: { path, min: 0, max: '1' } };
        }),
      },
    }));
  });

  test('references to and fro between contained resources and entries of the Bundle', () => {
    const goal = { subject: { reference: 'Patient/1' }, lifecycleStatus: 'active', description: { text: 'x' } };
    const element = [
      {
        id: 'CarePlan.goal',
        path: 'CarePlan.goal',
        type: [{ code: 'Reference', targetProfile: ['http://t.no/StructureDefinition/goal'] }],
      },
    ];
    const dated = definitionOf('goal', 'Goal', [{ id: 'Goal.addresses', path: 'Goal.addresses', min: 1 }]);
    const validator = createValidator({
      packages: [packageOf({ 'a.json': definitionOf('made', 'CarePlan', element), 'b.json': dated })],
    });
    growsAsItsSize(
      (count) => ({
        resourceType: 'Bundle',
        type: 'collection',
        entry: [
          {
            fullUrl: 'http://a.no/CarePlan/1',
            resource: carePlan({
              id: '1',
              meta: { profile: [url] },
              contained: many(count, (at) => ({
                ...goal,
                resourceType: 'Goal',
                id: `c${at}`,
                addresses: [{ display: 'x' }],
              })),
              goal: many(count, (at) => [{ reference: `#c${at}` }, { reference: `Goal/${at}` }]).flat(),
            }),
          },
          ...many(count, (at) => ({
            fullUrl: `http://a.no/Goal/${at}`,
            resource: { ...goal, resourceType: 'Goal', id: `${at}`, addresses: [{ display: 'x' }] },
          })),
        ],
      }),
      validator,
    );
  });
});

describe('the work of a rule of a profile grows as the resource does', () => {
  test.each([
    'goal.all(reference in %resource.goal.reference)',
    'goal.all(%resource.goal.reference contains reference)',
    "goal.where(%resource.goal.where(reference = 'Goal/1').exists()).exists()",
    "goal.all(%resource.goal.all(reference.startsWith('Goal/')))",
    "goal.select(%resource.goal.reference.first()).first() = 'Goal/0'",
    'goal.exists(%context.goal.reference.isDistinct())',
    'goal.all(%resource.goal.count() > 1 and reference.exists())',
  ])('%s', (expression) => {
    const validator = ruled('CarePlan', expression);
    growsAsItsSize(goals, validator);
    expect(applied(validator, goals(10))).toEqual([]);
  });

  test('what begins at the resource is found once for each place that the rule stands on, not for good', () => {
    const validator = ruled('CarePlan', '%resource.goal.where(reference in %context.goal.reference).count() = 2');
    expect(applied(validator, goals(2))).toEqual([]);
    expect(applied(validator, goals(3))).toEqual(['x-1 @ CarePlan']);
    expect(applied(validator, goals(2))).toEqual([]);
  });

  test('dates are the same by what they mean, and quantities by what they hold, also in a list', () => {
    const plan = (...dates: readonly string[]) =>
      carePlan({
        created: '2026-01-02T12:00:00Z',
        activity: dates.map((start) => ({ detail: { status: 'scheduled', scheduledPeriod: { start } } })),
      });
    const validator = ruled(
      'CarePlan',
      'activity.all(%resource.created in detail.scheduled.as(Period).start or detail.scheduled.as(Period).start in %resource.created)',
    );
    expect(applied(validator, plan('2026-01-02T13:00:00+01:00'))).toEqual([]);
    expect(applied(validator, plan('2026-01-02T13:00:00+02:00'))).toEqual(['x-1 @ CarePlan']);
  });
});

describe('what could take more work than a resource may cost is not checked, and that is said', () => {
  const notChecked = ['warning invariant-not-checked @ CarePlan'];

  test.each<[string, number]>([
    ['(descendants() | descendants()).count() > 0', 5000],
    ['goal.where(%resource.descendants().count() > 3).exists()', 5000],
    ['goal.all(reference | %resource.goal.reference).exists()', 5000],
    ['descendants().where(%rootResource.descendants().exists()).exists()', 5000],
    ['repeat(children()).exists()', 5000],
    ['goal.aggregate($total | $this).exists()', 1],
    ["title.replaceMatches('(a+)+$', '').exists()", 1],
    ["defineVariable('x', goal).select(%x).exists()", 1],
    ["goal.repeat('a' & $this).exists()", 1],
  ])('%s on %i goals', (expression, count) => {
    expect(applied(ruled('CarePlan', expression), goals(count))).toEqual(notChecked);
  });

  test.each<[string, number]>([
    ['descendants().count() > 3', 20000],
    ['(descendants() | descendants()).count() > 3', 100],
    ['goal.where(%resource.descendants().count() > 3).exists()', 100],
    ['descendants().where(reference.exists()).exists()', 5000],
    ['repeat(children()).exists()', 300],
    ["goal.select('a' & reference).aggregate($total & $this).length() > 0", 100],
  ])('%s on %i goals is', (expression, count) => {
    expect(applied(ruled('CarePlan', expression), goals(count))).toEqual([]);
  });

  test('a union found anew for every item', () => {
    const validator = ruled('CarePlan', 'goal.all((reference | %resource.goal.reference).exists())');
    expect(applied(validator, goals(10))).toEqual([]);
    expect(applied(validator, goals(8000))).toEqual(notChecked);
  });

  test('regular expressions share the work of a pass: a text has no budget of its own', () => {
    const test_ = "given.all(matches('^(a|b)*a(a|b){2000}c$'))";
    const validator = ruled('Patient', test_, 'Patient.name');
    // Every text is another walk through the states: none of them is known from the one before.
    let seed = 7;
    const bit = (): string => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % 1000 < 500 ? 'a' : 'b';
    };
    const name = many(40, () => ({ given: [`${many(2500, bit).join('')}c`] }));
    const findings = applied(validator, { resourceType: 'Patient', name });
    expect(findings.at(-1)).toBe('warning invariant-not-checked @ Patient.name[39]');
    expect(applied(validator, { resourceType: 'Patient', name: [{ given: ['abc'] }] })).toEqual([
      'x-1 @ Patient.name[0]',
    ]);
  });

  test('a regular expression takes what it does off the work', () => {
    const spent = (text: string, pattern: string): number => {
      let sum = 0;
      safeRegex(pattern)?.(text, {
        spend: (amount) => {
          sum += amount;
        },
      });
      return sum;
    };
    expect(spent('x'.repeat(5000), '^x*$')).toBeGreaterThan(5000);
    expect(spent('ab'.repeat(50), '(a|b)*a(a|b){200}c')).toBeGreaterThan(200);
  });

  test('a thousand slices beside sixty thousand items', () => {
    const slices = many(1000, (at) => ({ name: `s${at}`, parts: { system: { fixedUri: `urn:s${at}` } } }));
    const definition = definitionOf(
      'made',
      'Patient',
      sliced('Patient.identifier', [['value', 'system']], slices, 'closed'),
    );
    const validator = createValidator({ packages: [packageOf({ 'a.json': definition })] });
    const person = (count: number) => ({
      resourceType: 'Patient',
      identifier: many(count, () => ({ system: 'urn:x' })),
    });
    expect(applied(validator, person(60000))).toEqual(['warning work-limit @ Patient.identifier']);
    expect(applied(validator, person(1))).toEqual(['slice-closed @ Patient.identifier[0]']);
  });

  test('what is nearest is not looked for when no finding is taken any more', () => {
    const slices = many(8, (at) => ({ name: `s${at}`, parts: { system: { fixedUri: `urn:s${at}` } } }));
    const validatorOf = (rules: string): Validator => {
      const element = sliced('Patient.identifier', [['value', 'system']], slices, rules);
      return createValidator({ packages: [packageOf({ 'a.json': definitionOf('made', 'Patient', element) })] });
    };
    const person = (count: number): Json => ({
      resourceType: 'Patient',
      identifier: many(count, () => ({ system: 'urn:x', value: '1' })),
    });
    /** What an item after the two thousandth takes. */
    const more = (validator: Validator): number => {
      const reads = (count: number): number =>
        countedReads(person(count), (resource) => validator.validate(resource, { profiles: [url] }));
      reads(10);
      return reads(3000) - reads(2000);
    };
    const [open, closed] = [validatorOf('open'), validatorOf('closed')];
    expect(applied(closed, person(3000)).at(-1)).toBe('finding-limit @ Patient');
    expect(applied(open, person(3000))).toEqual([]);
    // An open slicing without counts asks nothing of its items.
    expect(more(closed) - more(open)).toBeLessThanOrEqual(8 * 1000);
  });
});

describe('steps that the engine may take', () => {
  const extent = { under: 100, whole: 100, text: 1000 };
  const steps = (expression: string): number => estimatedSteps(parseFhirPath(expression), extent);

  test.each<[string, number, number]>([
    ['title.exists()', 0, 1000],
    ['goal.where(reference.exists()).exists()', 0, 1000],
    ['goal.where(%resource.goal.exists()).exists()', 10000, 100000],
    ['goal.where(goal.where(%resource.goal.exists()).exists()).exists()', 10000, 100000],
    ['goal.where(%resource.goal.where(%resource.goal.exists()).exists()).exists()', 1000000, 10000000],
    ['(goal | goal).exists()', 10000, 100000],
    ['descendants().descendants().exists()', 1000, 20000],
    ['goal.resolve().goal.exists()', 100, 20000],
  ])('%s', (expression, least, most) => {
    expect(steps(expression)).toBeGreaterThanOrEqual(least);
    expect(steps(expression)).toBeLessThanOrEqual(most);
  });

  test.each([
    ['repeat(item)', undefined],
    ['repeat(item | answer.item)', undefined],
    ["repeat('a' & $this)", 'repeat()'],
    ['repeat(%resource.item)', 'repeat()'],
    ['aggregate($total + $this, 0)', undefined],
    ['aggregate($total.combine($total))', 'aggregate()'],
    ['aggregate($total & $total)', 'aggregate()'],
    ["replaceMatches('a', 'b')", 'replaceMatches()'],
  ])('%s may have no end: %s', (expression, part) => {
    expect(unrunPart(parseFhirPath(expression))).toBe(part);
  });
});
