import { expect, test } from '@jest/globals';
import { PackageError } from '../../src/validation/package-fault.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { canonical, carePlan, FIXTURES, found } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

function faultsOf(path: string): PackageError | undefined {
  try {
    createValidator({ packages: [path] });
    return undefined;
  } catch (error) {
    return error instanceof PackageError ? error : undefined;
  }
}

test('the profiles of a package are listed', () => {
  expect(createValidator({ packages: [FIXTURES] }).profiles).toContainEqual({
    url: canonical('plan'),
    version: '1.0.0',
    type: 'CarePlan',
    kind: 'resource',
    name: 'Plan',
    package: 'package',
  });
});

test('a FHIR package folder is read by its manifest', () => {
  const files = {
    'package.json': { name: 'no.example.plan' },
    '.index.json': {},
    'made.json': profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan' }]),
  };
  const { profiles } = createValidator({ packages: [packageOf(files, 'package')] });
  expect(profiles.map((profile) => profile.package)).toEqual(['no.example.plan']);
});

test('every fault of every file is told at once', () => {
  const error = faultsOf(
    packageOf({
      'a.json': '{',
      'b.json': profileOf('CarePlan', []),
      'c.json': profileOf('Plan', [{ id: 'Plan', path: 'Plan' }], { url: 'https://example.no/c' }),
      'd.json': profileOf(
        'CarePlan',
        [
          {
            id: 'CarePlan.author',
            path: 'CarePlan.author',
            type: [{ code: 'Reference', targetProfile: ['https://example.no/none'] }],
          },
        ],
        { url: 'https://example.no/d' },
      ),
      'e.json': profileOf(
        'CarePlan',
        [
          {
            id: 'CarePlan.extension:x',
            path: 'CarePlan.extension',
            type: [{ code: 'Extension', profile: ['https://example.no/no-extension'] }],
          },
        ],
        { url: 'https://example.no/e' },
      ),
      'f.json': profileOf('CarePlan', [{ id: 'CarePlan', path: 'CarePlan', max: 'many' }], {
        url: 'https://example.no/f',
      }),
      'g.json': { resourceType: 'ValueSet' },
      'h.json': { resourceType: 'Patient', name: 3 },
    }),
  );
  expect(error?.code).toBe('package-unusable');
  expect(error?.faults.map(({ file, element }) => [file, element])).toEqual([
    ['a.json', undefined],
    ['b.json', undefined],
    ['f.json', undefined],
    ['g.json', undefined],
    ['c.json', undefined],
    ['d.json', 'CarePlan.author'],
    ['e.json', 'CarePlan.extension:x'],
  ]);
});

test('a folder that is not there is a fault', () => {
  expect(faultsOf('/no/such/folder')?.faults).toEqual([
    { file: '/no/such/folder', reason: 'is neither a folder nor a .tgz file' },
  ]);
});

test('what HL7 defines beyond the base is accepted by name', () => {
  const type = [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/vitalsigns'] }];
  expect(
    faultsOf(
      packageOf({
        'a.json': profileOf('CarePlan', [
          { id: 'CarePlan', path: 'CarePlan' },
          { id: 'CarePlan.author', path: 'CarePlan.author', type },
        ]),
      }),
    ),
  ).toBeUndefined();
});

test('what a profile says and is not checked is told, with profile and element', () => {
  const { unchecked } = createValidator({ packages: [FIXTURES] });
  const profile = canonical('beyond');
  expect(unchecked).toEqual([
    { profile, element: 'Goal.startDate', kind: 'element', reason: 'the base type has no such element' },
    {
      profile,
      element: 'Goal.priority',
      kind: 'value-set',
      reason: 'no package defines https://example.no/fhir/ValueSet/elsewhere',
    },
  ]);
});

test('a required value set without known content is a warning', () => {
  const goal = {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'x' },
    subject: { reference: 'Patient/1' },
    priority: { text: 'x' },
  };
  const validator = createValidator({ packages: [FIXTURES] });
  expect(found(goal, validator, { profiles: [canonical('beyond')] })).toEqual([
    'beyond-1 @ Goal',
    'slice-min @ Goal.addresses',
    'warning binding-not-checked @ Goal.priority',
  ]);
});

test('both spellings of no-basis are one profile and one extension', () => {
  const old = 'http://hl7.no/fhir/StructureDefinition/no-basis-x';
  const ig = 'http://hl7.no/fhir/ig/StructureDefinition/no-basis-x';
  const extension = profileOf(
    'Extension',
    [
      { id: 'Extension', path: 'Extension' },
      { id: 'Extension.url', path: 'Extension.url', min: 1, max: '1', fixedUri: old },
      { id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, max: '1', type: [{ code: 'boolean' }] },
    ],
    { url: old, kind: 'complex-type' },
  );
  const profile = profileOf('CarePlan', [
    { id: 'CarePlan', path: 'CarePlan' },
    {
      id: 'CarePlan.extension',
      path: 'CarePlan.extension',
      slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' },
    },
    {
      id: 'CarePlan.extension:x',
      path: 'CarePlan.extension',
      sliceName: 'x',
      min: 1,
      max: '1',
      type: [{ code: 'Extension', profile: [ig] }],
    },
  ]);
  const validator = createValidator({ packages: [packageOf({ 'a.json': extension, 'b.json': profile })] });
  for (const url of [old, ig]) {
    expect(
      found(carePlan({ extension: [{ url, valueBoolean: true }] }), validator, {
        profiles: [profile['url'] as string],
      }),
    ).toEqual([]);
    expect(found(carePlan({ extension: [{ url, valueString: 'x' }] }), validator)).toEqual([
      'choice-type @ CarePlan.extension[0].value',
    ]);
  }
});

test('text in a definition is data, never code', () => {
  const nasty = 'x\'"`]);globalThis.broken=true;void 0\u2028';
  const profile = profileOf('CarePlan', [
    { id: 'CarePlan', path: 'CarePlan' },
    { id: 'CarePlan.title', path: 'CarePlan.title', min: 1, max: '1', fixedString: nasty },
    {
      id: 'CarePlan.note',
      path: 'CarePlan.note',
      slicing: { discriminator: [{ type: 'value', path: 'text' }], rules: 'open' },
    },
    { id: `CarePlan.note:${nasty}`, path: 'CarePlan.note', sliceName: nasty, min: 1, max: '1' },
    { id: `CarePlan.note:${nasty}.text`, path: 'CarePlan.note.text', min: 1, max: '1', fixedMarkdown: nasty },
  ]);
  const validator = createValidator({ packages: [packageOf({ 'a.json': profile })] });
  expect(found(carePlan({ title: 'y' }), validator, { profiles: [profile['url'] as string] })).toEqual([
    'fixed-value @ CarePlan.title',
    'slice-min @ CarePlan.note',
  ]);
  expect(Object.hasOwn(globalThis, 'broken')).toBe(false);
});

test('a profile is listed by the url that its package gives it, in whichever spelling', () => {
  const url = 'http://hl7.no/fhir/ig/StructureDefinition/no-made';
  const validator = createValidator({
    packages: [packageOf({ 'p.json': profileOf('Patient', [{ id: 'Patient', path: 'Patient' }], { url }) })],
  });
  expect(validator.profiles.map((profile) => profile.url)).toEqual([url]);
});
