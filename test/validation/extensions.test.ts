import { expect, test } from '@jest/globals';
import { createValidator } from '../../src/validation/validation.ts';
import { canonical, carePlan, FIXTURES, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const validator = createValidator({ packages: [FIXTURES] });
const visit = canonical('visit');

test.each<[string, Json, readonly string[]]>([
  ['an unknown extension', { url: 'https://other.no/x', valueString: 'a' }, []],
  ['no url', { valueString: 'a' }, ['cardinality-min @ CarePlan.extension[0].url']],
  ['a relative url', { url: 'visit', valueString: 'a' }, ['extension-url @ CarePlan.extension[0].url']],
  ['neither value nor extension', { url: 'urn:x' }, ['ext-1 @ CarePlan.extension[0]']],
  [
    'both value and extension',
    { url: 'urn:x', valueString: 'a', extension: [{ url: 'b', valueString: 'c' }] },
    ['ext-1 @ CarePlan.extension[0]'],
  ],
  ['relative urls inside', { url: 'urn:x', extension: [{ url: 'b', valueString: 'c' }] }, []],
  [
    'a relative url on an extension of its value',
    { url: 'urn:x', valuePeriod: { start: '2026', extension: [{ url: 'b', valueString: 'c' }] } },
    ['extension-url @ CarePlan.extension[0].value.extension[0].url'],
  ],
  ['a known definition', { url: canonical('owner'), valueReference: { reference: 'Organization/1' } }, []],
  [
    'another type than its definition',
    { url: canonical('owner'), valueString: 'x' },
    ['choice-type @ CarePlan.extension[0].value'],
  ],
  [
    'another target than its definition',
    { url: canonical('owner'), valueReference: { reference: 'Patient/1' } },
    ['reference-target @ CarePlan.extension[0].value'],
  ],
  [
    'parts as its definition says',
    {
      url: visit,
      extension: [
        { url: 'from', valueDate: '2026-01-01' },
        { url: 'note', valueString: 'x' },
      ],
    },
    [],
  ],
  [
    'a part missing',
    { url: visit, extension: [{ url: 'note', valueString: 'x' }] },
    ['slice-min @ CarePlan.extension[0].extension'],
  ],
  [
    'a part twice',
    {
      url: visit,
      extension: [
        { url: 'from', valueDate: '2026' },
        { url: 'from', valueDate: '2027' },
      ],
    },
    ['slice-max @ CarePlan.extension[0].extension'],
  ],
  [
    'an unknown part of a closed definition',
    {
      url: visit,
      extension: [
        { url: 'from', valueDate: '2026' },
        { url: 'to', valueDate: '2027' },
      ],
    },
    ['slice-closed @ CarePlan.extension[0].extension[1]'],
  ],
  [
    'a part of another type',
    { url: visit, extension: [{ url: 'from', valueString: '2026' }] },
    ['choice-type @ CarePlan.extension[0].extension[0].value'],
  ],
  [
    "HL7's own extension",
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
    [],
  ],
  [
    "HL7's own extension of another type",
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueString: 'unknown' },
    ['choice-type @ CarePlan.extension[0].value'],
  ],
  [
    "HL7's own extension with another code",
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'ukjent' },
    ['required-binding @ CarePlan.extension[0].value'],
  ],
  [
    "an extension in HL7's name that is not known",
    { url: 'http://hl7.org/fhir/StructureDefinition/not-known', valueString: 'a' },
    [],
  ],
])('an extension with %s', (_, extension, expected) => {
  expect(found(carePlan({ extension: [extension] }), validator)).toEqual(expected);
});

test('a relative url names a part of the extension around it', () => {
  const extension = (...parts: readonly Json[]): Json => ({
    resourceType: 'Patient',
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-citizenship', extension: parts }],
  });
  const code = { url: 'code', valueCodeableConcept: { text: 'NO' } };
  expect(found(extension(code, { url: 'urn:x', valueString: 'x' }))).toEqual([]);
  expect(found(extension(code, { url: 'country', valueString: 'x' }))).toEqual([
    'extension-part @ Patient.extension[0].extension[1]',
  ]);
});

test('a part of a part is named by the definition too', () => {
  const part = (id: string, url: string): readonly Json[] => [
    { id: `${id}.url`, path: 'Extension.extension.url', min: 1, max: '1', fixedUri: url, type: [{ code: 'uri' }] },
  ];
  const definition = profileOf(
    'Extension',
    [
      { id: 'Extension', path: 'Extension', min: 0, max: '*' },
      { id: 'Extension.extension', path: 'Extension.extension', min: 0, max: '*' },
      { id: 'Extension.extension:a', path: 'Extension.extension', sliceName: 'a', min: 0, max: '*' },
      { id: 'Extension.extension:a.extension', path: 'Extension.extension.extension', min: 0, max: '*' },
      {
        id: 'Extension.extension:a.extension:b',
        path: 'Extension.extension.extension',
        sliceName: 'b',
        min: 0,
        max: '*',
      },
      ...part('Extension.extension:a.extension:b', 'b'),
      ...part('Extension.extension:a', 'a'),
    ],
    { kind: 'complex-type' },
  );
  const made = createValidator({ packages: [packageOf({ 'a.json': definition })] });
  const extension = (inner: string): Json => ({
    url: definition['url'],
    extension: [{ url: 'a', extension: [{ url: inner, valueString: 'x' }] }],
  });
  expect(found(carePlan({ extension: [extension('b')] }), made)).toEqual([]);
  expect(found(carePlan({ extension: [extension('a')] }), made)).toEqual([
    'extension-part @ CarePlan.extension[0].extension[0].extension[0]',
  ]);
});

test('an extension on a primitive is checked under the primitive', () => {
  const _title = { extension: [{ url: canonical('owner'), valueString: 'x' }] };
  expect(found(carePlan({ title: 'x', _title }), validator)).toEqual([
    'choice-type @ CarePlan.title.extension[0].value',
  ]);
});

test('a modifierExtension must be known', () => {
  expect(
    found(carePlan({ modifierExtension: [{ url: 'https://other.no/x', valueBoolean: true }] }), validator),
  ).toEqual(['modifier-extension-unknown @ CarePlan.modifierExtension[0]']);
  expect(
    found(carePlan({ modifierExtension: [{ url: canonical('not-followed'), valueBoolean: true }] }), validator),
  ).toEqual([]);
  expect(
    found(carePlan({ modifierExtension: [{ url: canonical('not-followed'), valueString: 'x' }] }), validator),
  ).toEqual(['choice-type @ CarePlan.modifierExtension[0].value']);
});
