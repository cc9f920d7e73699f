import { describe, expect, test } from '@jest/globals';
import { PackageError } from '../../src/validation/package-fault.ts';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { base, carePlan, found, type Json } from './found.ts';
import { definitionOf, packageOf } from './made-package.ts';

const url = 'http://t.no/StructureDefinition/x';
const value = [{ url, valueBoolean: true }];

function defined(changes: Json): Validator {
  const element = [
    { id: 'Extension.url', path: 'Extension.url', fixedUri: url },
    { id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, type: [{ code: 'boolean' }] },
  ];
  const context = [{ type: 'element', expression: 'Element' }];
  return createValidator({
    packages: [packageOf({ 'x.json': definitionOf('x', 'Extension', element, { context, ...changes }) })],
  });
}

describe('a rule of an extension about the element that holds it', () => {
  test.each<[string, string, Json, readonly string[]]>([
    ['that holds', "status = 'active'", { extension: value }, []],
    ['that does not', "status = 'draft'", { extension: value }, ['extension-context @ CarePlan.extension[0]']],
    ['about the extension itself', '%extension.value = true', { extension: value }, []],
    [
      'about the extension itself, that does not hold',
      'title.exists() and %extension.value = false',
      { title: 'x', extension: value },
      ['extension-context @ CarePlan.extension[0]'],
    ],
    ['about a primitive', "$this = 'x'", { title: 'x', _title: { extension: value } }, []],
    [
      'about a primitive, that does not hold',
      "$this = 'y'",
      { title: 'x', _title: { extension: value } },
      ['extension-context @ CarePlan.title.extension[0]'],
    ],
    [
      'that cannot be evaluated',
      'subject.resolve().exists()',
      { extension: value },
      ['warning invariant-not-checked @ CarePlan.extension[0]'],
    ],
  ])('%s', (_, contextInvariant, changes, expected) => {
    expect(found(carePlan(changes), defined({ contextInvariant: [contextInvariant] }))).toEqual(expected);
  });

  test('is not asked where the extension is not', () => {
    expect(found(carePlan(), defined({ contextInvariant: ["status = 'draft'"] }))).toEqual([]);
  });

  test("of HL7's own is asked", () => {
    const orientation = [
      { url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-choiceOrientation', valueCode: 'vertical' },
    ];
    const questionnaire = (type: string) => ({
      resourceType: 'Questionnaire',
      name: 'Made',
      status: 'draft',
      item: [{ linkId: '1', type: 'group', item: [{ linkId: '2', type, extension: orientation }] }],
    });
    expect(found(questionnaire('choice'), base)).toEqual([]);
    expect(found(questionnaire('string'), base)).toEqual([
      'extension-context @ Questionnaire.item[0].item[0].extension[0]',
    ]);
  });
});

describe('is refused at load', () => {
  function faultsOf(changes: Json): readonly (readonly [string | undefined, string])[] {
    try {
      defined(changes);
      return [];
    } catch (error) {
      return error instanceof PackageError ? error.faults.map(({ element, reason }) => [element, reason]) : [];
    }
  }

  test.each<[string, Json]>([
    ['a context', { context: [{ type: 'fhirpath', expression: 'title.exists(' }] }],
    ['a rule about what holds it', { contextInvariant: ['title.exists('] }],
  ])('%s that is no FHIRPath', (_, changes) => {
    expect(faultsOf(changes)).toEqual([
      ['Extension', 'its context is not FHIRPath: an expression is missing before the end at character 14'],
    ]);
  });
});
