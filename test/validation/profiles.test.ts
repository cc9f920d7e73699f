import { expect, test } from '@jest/globals';
import { createValidator } from '../../src/validation/validation.ts';
import { canonical, carePlan, FIXTURES, found, type Json } from './found.ts';

const validator = createValidator({ packages: [FIXTURES] });
const profile = canonical('plan');

const kind = 'https://example.no/fhir/CodeSystem/kind';
const plan = { coding: [{ system: kind, code: 'plan' }], text: 'x' };
const valid: Json = {
  extension: [{ url: canonical('owner'), valueReference: { reference: 'Organization/1' } }],
  category: [plan],
  title: 'x',
  _title: { extension: [{ url: 'urn:x', valueString: 'y' }] },
  period: { start: '2026' },
};

function inProfile(changes: Json): readonly string[] {
  return found(carePlan({ ...valid, ...changes }), validator, { profiles: [profile] });
}

test('a resource that follows its profile is valid', () => {
  expect(inProfile({})).toEqual([]);
});

test.each<[string, Json, readonly string[]]>([
  ['a required element missing', { period: undefined }, ['cardinality-min @ CarePlan.period']],
  [
    'a required element missing in a data type',
    { period: { end: '2026' } },
    ['cardinality-min @ CarePlan.period.start'],
  ],
  [
    'a required extension on a primitive missing',
    { _title: undefined },
    ['cardinality-min @ CarePlan.title.extension'],
  ],
  ['an element it forbids', { description: 'x' }, ['cardinality-max @ CarePlan.description']],
  [
    'a forbidden element by its sibling',
    { _description: { extension: [{ url: 'urn:x', valueCode: 'a' }] } },
    ['cardinality-max @ CarePlan.description'],
  ],
  [
    'one too many in an array',
    { careTeam: [{ reference: 'CareTeam/1' }, { reference: 'CareTeam/2' }] },
    ['cardinality-max @ CarePlan.careTeam'],
  ],
  ['an array of one where it allows one', { careTeam: [{ reference: 'CareTeam/1' }] }, []],
  ['another value than it fixes', { language: 'nn' }, ['fixed-value @ CarePlan.language']],
  ['the value it fixes', { language: 'nb' }, []],
  ['another value than its pattern', { intent: 'order' }, ['pattern-value @ CarePlan.intent']],
  ['a code outside its narrower set', { status: 'unknown' }, ['required-binding @ CarePlan.status']],
  ['a code in its narrower set', { status: 'draft' }, []],
  ['a narrower target', { author: { reference: 'Organization/1' } }, ['reference-target @ CarePlan.author']],
  ['a target by the type of a profile', { subject: { reference: 'Group/1' } }, ['reference-target @ CarePlan.subject']],
  [
    'a code outside an extensible set',
    { activity: [{ detail: { status: 'scheduled', code: { coding: [{ system: kind, code: 'other' }] } } }] },
    ['warning extensible-binding @ CarePlan.activity[0].detail.code'],
  ],
  [
    'a code under the root of a filter',
    { activity: [{ detail: { status: 'scheduled', code: { coding: [{ system: kind, code: 'sub-plan' }] } } }] },
    [],
  ],
  [
    'a text longer than it allows',
    { activity: [{ detail: { status: 'scheduled', description: 'x'.repeat(21) } }] },
    ['value-too-long @ CarePlan.activity[0].detail.description'],
  ],
  [
    'a type it takes away',
    { activity: [{ detail: { status: 'scheduled', scheduledString: 'x' } }] },
    ['choice-type @ CarePlan.activity[0].detail.scheduled'],
  ],
  [
    'a type it leaves',
    { activity: [{ detail: { status: 'scheduled', scheduledTiming: { code: { text: 'x' } } } }] },
    [],
  ],
  [
    'a type slice without what it asks',
    { activity: [{ detail: { status: 'scheduled', scheduledPeriod: { start: '2026' } } }] },
    ['cardinality-min @ CarePlan.activity[0].detail.scheduled.end'],
  ],
])('a profile with %s', (_, changes, expected) => {
  expect(inProfile(changes)).toEqual(expected);
});

test.each<[string, Json, readonly string[]]>([
  ['a slice missing', { category: [{ text: 'x' }] }, ['slice-min @ CarePlan.category']],
  ['a slice twice', { category: [plan, plan] }, ['slice-max @ CarePlan.category']],
  ['an item beside the slice', { category: [{ text: 'x' }, plan] }, []],
  [
    'a pattern among other codings',
    { category: [{ coding: [{ system: 'urn:x', code: 'y' }, ...plan.coding], text: 'x' }] },
    [],
  ],
  [
    'content of the slice missing',
    { category: [{ text: 'x' }, { coding: plan.coding }] },
    ['cardinality-min @ CarePlan.category[1].text'],
  ],
  ['content of the slice missing in another item', { category: [plan, { coding: [{ code: 'z' }] }] }, []],
  ['a required extension missing', { extension: undefined }, ['slice-min @ CarePlan.extension']],
  [
    'an extension twice',
    { extension: [...(valid['extension'] as Json[]), ...(valid['extension'] as Json[])] },
    ['slice-max @ CarePlan.extension'],
  ],
  [
    'an item of no slice where it is closed',
    { identifier: [{ system: 'urn:x', value: '1' }] },
    ['slice-closed @ CarePlan.identifier[0]'],
  ],
  [
    'items of its slices where it is closed',
    { identifier: [{ system: 'https://example.no/journal', value: '1' }, { system: 'https://example.no/archive' }] },
    [],
  ],
  [
    'content of one slice only asked there',
    { identifier: [{ system: 'https://example.no/archive' }, { system: 'https://example.no/journal' }] },
    ['cardinality-min @ CarePlan.identifier[1].value'],
  ],
  [
    'a sliced item after the others where they go last',
    { addresses: [{ reference: 'Condition/1' }, { reference: 'Condition/2', type: 'Condition' }] },
    ['slice-order @ CarePlan.addresses[1]'],
  ],
  [
    'a sliced item before the others where they go last',
    { addresses: [{ reference: 'Condition/2', type: 'Condition' }, { reference: 'Condition/1' }] },
    [],
  ],
])('slicing with %s', (_, changes, expected) => {
  expect(inProfile(changes)).toEqual(expected);
});

const first = { type: { coding: [{ code: 'NI' }] }, system: 'urn:oid:1.2.3' };
const second = { type: { coding: [{ system: 'urn:x', code: 'y' }, { code: 'MR' }] }, system: 'urn:oid:2.5.6' };
const name = [{ family: 'x', given: ['y'] }];

test.each<[string, Json, readonly string[]]>([
  ['every discriminator met, through repeating elements', { identifier: [first, second], name }, []],
  ['slices out of order', { identifier: [second, first], name }, ['slice-order @ Patient.identifier[1]']],
  ['one of two discriminators met', { identifier: [first, { ...first, system: 'urn:oid:2.5.6' }], name }, []],
  ['both slices over their maximum', { identifier: [first, first], name }, ['slice-max @ Patient.identifier']],
  [
    'a profiled data type that does not follow',
    { name: [{ given: ['y'] }] },
    ['cardinality-min @ Patient.name[0].family'],
  ],
  [
    'a profiled data type with too many',
    { name: [{ family: 'x', given: ['a', 'b', 'c'] }] },
    ['cardinality-max @ Patient.name[0].given'],
  ],
])('a Patient profile with %s', (_, patient, expected) => {
  expect(found({ resourceType: 'Patient', ...patient }, validator, { profiles: [canonical('person')] })).toEqual(
    expected,
  );
});

test('a loaded profile in meta.profile is applied, with or without version', () => {
  expect(found(carePlan({ ...valid, period: undefined, meta: { profile: [profile] } }), validator)).toEqual([
    'cardinality-min @ CarePlan.period',
  ]);
  expect(found(carePlan({ ...valid, period: undefined, meta: { profile: [`${profile}|1.0.0`] } }), validator)).toEqual([
    'cardinality-min @ CarePlan.period',
  ]);
});

test('a profile that is both claimed and named gives its findings once', () => {
  const claimed = carePlan({ ...valid, period: undefined, meta: { profile: [profile] } });
  expect(found(claimed, validator, { profiles: [profile] })).toEqual(['cardinality-min @ CarePlan.period']);
});

test('an unknown profile is a warning when claimed and an error when asked for', () => {
  expect(found(carePlan({ meta: { profile: ['https://x.no/p'] } }), validator)).toEqual([
    'warning profile-unknown @ CarePlan.meta.profile[0]',
  ]);
  expect(found(carePlan(), validator, { profiles: ['https://x.no/p'] })).toEqual(['profile-unknown @ CarePlan']);
});

test('a profile of another type is an error', () => {
  expect(found(carePlan({ meta: { profile: [canonical('person')] } }), validator)).toEqual([
    'profile-type @ CarePlan.meta.profile[0]',
  ]);
  expect(
    found(carePlan({ meta: { profile: ['http://hl7.org/fhir/StructureDefinition/CareTeam'] } }), validator),
  ).toEqual(['profile-type @ CarePlan.meta.profile[0]']);
  expect(
    found(carePlan({ meta: { profile: ['http://hl7.org/fhir/StructureDefinition/CarePlan'] } }), validator),
  ).toEqual([]);
});

test('profiles that entries and contained resources claim are applied to them', () => {
  const person = { resourceType: 'Patient', id: 'p', meta: { profile: [canonical('person')] } };
  expect(found({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: person }] }, validator)).toEqual([
    'cardinality-min @ Bundle.entry[0].resource.name',
  ]);
  expect(found(carePlan({ contained: [person], subject: { reference: '#p' } }), validator)).toEqual([
    'cardinality-min @ CarePlan.contained[0].name',
  ]);
});

test('a finding of a profile carries its canonical and element', () => {
  const [finding] = validator.validate(carePlan({ ...valid, category: [{ text: 'x' }] }), { profiles: [profile] });
  expect(finding).toMatchObject({
    profile,
    element: 'CarePlan.category:plan',
    expected: `plan 1..1 (${kind}|plan)`,
    found: '0',
  });
});
