import { describe, expect, test } from '@jest/globals';
import { createValidator, type Validator } from '../../src/validation/validation.ts';
import { carePlan, found, type Json } from './found.ts';
import { packageOf, profileOf } from './made-package.ts';

const VOLVEN = 'urn:oid:2.16.578.1.12.4.1.1.';
const HELSEDIR = 'http://helsedir.no/fhir/CodeSystem/no-kodeverk-';
const SNOMED = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';

const observation = (changes: Json): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...changes,
});
const coded = (system: string, code: string): Json => observation({ code: { coding: [{ system, code }] } });
const measured = (code: string, system = UCUM): Json => observation({ valueQuantity: { value: 1, system, code } });
const unknown = 'code-unknown @ Observation.code.coding[0].code';
const misprint = `warning ${unknown}`;

describe('a code of a system with a grammar', () => {
  test.each([
    ['SNOMED CT, a core concept', SNOMED, '734163000'],
    ['SNOMED CT, six digits', SNOMED, '138875005'],
    ['SNOMED CT, a Norwegian extension', SNOMED, '54471000202101'],
    ['SNOMED CT, an expression', SNOMED, '71388002 |Procedure|: 405815000 = 122456005, 260686004 = "12 x"'],
    ['SNOMED CT, an expression longer than is read', SNOMED, `${'71388002:405815000=122456005,'.repeat(40)}1=2`],
    ['ICD-10', 'http://hl7.org/fhir/sid/icd-10', 'F84.0'],
    ['ICD-10 by its OID, without point', `${VOLVEN}7110`, 'F840'],
    ['ICPC-2', 'http://hl7.org/fhir/sid/icpc-2', 'P82'],
    ['ICPC-2 by its OID', `${VOLVEN}7170`, 'P82'],
    ['ICPC-2, a process of any chapter', 'http://hl7.org/fhir/sid/icpc-2', '-45'],
    ['ICPC-2, a process of any chapter with a star', 'http://hl7.org/fhir/sid/icpc-2', '*69'],
    ['a system that nothing is known of', 'https://example.no/codes', '??'],
  ])('is passed over when it has its form: %s', (_, system, code) => {
    expect(found(coded(system, code))).toEqual([]);
  });

  test.each([
    ['SNOMED CT with another check digit', SNOMED, '734163001'],
    ['SNOMED CT with two digits exchanged', SNOMED, '743163000'],
    ['SNOMED CT, an extension without room for its namespace', SNOMED, '12345107'],
    ['SNOMED CT, a description', SNOMED, '751689013'],
    ['SNOMED CT with a leading zero', SNOMED, '0734163000'],
    ['SNOMED CT, too short', SNOMED, '12344'],
    ['SNOMED CT, a word', SNOMED, 'plan'],
    ['SNOMED CT, an expression with a misprint', SNOMED, '71388002:405815001=122456005'],
    ['ICD-10', 'http://hl7.org/fhir/sid/icd-10', '84.0'],
    ['ICD-10 by its OID', `${VOLVEN}7110`, 'F8'],
    ['ICPC-2', 'http://hl7.org/fhir/sid/icpc-2', 'P8'],
    ['ICPC-2 by its OID', `${VOLVEN}7170`, 'p82'],
    ['ICPC-2, no process', 'http://hl7.org/fhir/sid/icpc-2', '-29'],
    ['ICPC-2, a process beyond the last', 'http://hl7.org/fhir/sid/icpc-2', '-70'],
    ['ICPC-2 by Helsedirektoratet', `${HELSEDIR}7170`, 'p82'],
  ])('is a warning when it cannot be one: %s', (_, system, code) => {
    expect(found(coded(system, code))).toEqual([misprint]);
  });

  test('is not repeated when it could be a person', () => {
    const text = JSON.stringify(createValidator().validate(coded(SNOMED, '13031353453')));
    expect(text).toContain('code-unknown');
    expect(text).not.toContain('13031353453');
  });
});

describe('a code of a system that is known whole', () => {
  const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';

  test.each([
    ['of HL7', ACT_REASON, 'NONE-SUCH'],
    ['of HL7, in another case', ACT_REASON, 'treat'],
    ['of an HL7 v2 table', 'http://terminology.hl7.org/CodeSystem/v2-0131', 'NONE-SUCH'],
    ['of currencies', 'urn:iso:std:iso:4217', 'KRONER'],
  ])('is an error when the system does not have it: %s', (_, system, code) => {
    expect(found(coded(system, code))).toEqual([unknown]);
  });

  test('may be in any case where the system does not say that case counts', () => {
    expect(found(coded('http://terminology.hl7.org/CodeSystem/v2-0131', 'n'))).toEqual([]);
    const system = { resourceType: 'CodeSystem', url: 'https://example.no/kinds', status: 'active', concept: [] };
    const withCase = (caseSensitive: boolean | undefined) =>
      createValidator({
        packages: [
          packageOf({ 'a.json': { ...system, content: 'complete', concept: [{ code: 'Home' }], caseSensitive } }),
        ],
      });
    expect(found(coded(system.url, 'home'), withCase(undefined))).toEqual([]);
    expect(found(coded(system.url, 'home'), withCase(false))).toEqual([]);
    expect(found(coded(system.url, 'home'), withCase(true))).toEqual([unknown]);
  });

  test('is a warning when the coding names a version of the system', () => {
    const coding = { system: ACT_REASON, version: '2030', code: 'NONE-SUCH' };
    expect(found(observation({ code: { coding: [coding] } }))).toEqual([misprint]);
  });
});

test.each(['plan-kind', 'a/b', '#kinds', '/kinds', '   '])('the system %j is no system', (system) => {
  expect(found(observation({ code: { coding: [{ system, code: 'x' }] } }))).toEqual([
    'system-relative @ Observation.code.coding[0].system',
  ]);
  expect(found(measured('x', system))).toEqual(['system-relative @ Observation.value.system']);
  expect(found(observation({ identifier: [{ system, value: 'x' }] }))).toEqual([
    'system-relative @ Observation.identifier[0].system',
  ]);
});

describe('a unit', () => {
  test.each(['h/wk', 'mm[Hg]', '{score}', '10*3/uL', '1', 'a', 'mo', 'Cel', 'kg/m2'])('of UCUM: %s', (code) => {
    expect(found(measured(code))).toEqual([]);
  });

  test.each(['timer/uke', 'mmHg', 'HR', 'cel', ' mg', 'mg ', 'µg', 'mg{x', ''.padEnd(150, '(')])(
    'that UCUM does not have: %j',
    (code) => {
      expect(found(measured(code))).toContain('code-unknown @ Observation.value.code');
    },
  );

  test('of another system is not asked', () => {
    expect(found(measured('timer/uke', 'https://example.no/units'))).toEqual([]);
  });

  test('longer than any is not told', () => {
    expect(found(measured('m.'.repeat(150).concat('m')))).toEqual([]);
  });

  test('may be required: UCUM decides for itself', () => {
    const unit = (strength: string) =>
      profileOf('Observation', [
        { id: 'Observation', path: 'Observation' },
        {
          id: 'Observation.value[x]',
          path: 'Observation.value[x]',
          min: 0,
          max: '1',
          type: [{ code: 'Quantity' }],
          binding: { strength, valueSet: 'http://hl7.org/fhir/ValueSet/ucum-units' },
        },
      ]);
    const inProfile = (resource: Json) => {
      const profile = unit('required');
      return found(resource, createValidator({ packages: [packageOf({ 'a.json': profile })] }), {
        profiles: [profile['url'] as string],
      });
    };
    expect(inProfile(measured('h/wk'))).toEqual([]);
    expect(inProfile(measured('timer/uke'))).toContain('required-binding @ Observation.value');
    expect(inProfile(measured('h/wk', 'https://example.no/units'))).toEqual(['required-binding @ Observation.value']);
    expect(inProfile(observation({ valueQuantity: { value: 1 } }))).toEqual(['required-binding @ Observation.value']);
  });
});

describe('languages, media types and currencies', () => {
  const withFormat = (format: string): Json => ({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026',
    name: 'Made',
    kind: 'requirements',
    description: 'x',
    rest: [{ mode: 'server' }],
    fhirVersion: '4.0.1',
    format: [format],
  });
  const attached = (contentType: string): Json => ({
    resourceType: 'DocumentReference',
    status: 'current',
    content: [{ attachment: { contentType, url: 'urn:x' } }],
  });

  test.each(['nb', 'nn', 'se-NO', 'sma', 'de-CH-1996', 'zh-Hans', 'x-local', 'i-klingon'])(
    'language %s',
    (language) => {
      expect(found(carePlan({ language }))).toEqual([]);
    },
  );

  test.each(['qq', 'xx-NO', 'nb_NO', 'n', 'norsk', 'nb-', 'en-a'])('no language: %s', (language) => {
    expect(found(carePlan({ language }))).toEqual(['max-value-set @ CarePlan.language']);
  });

  test.each(['application/fhir+json', 'text/plain; charset=utf-8', 'a/b;c="d;e"', 'multipart/x;boundary="a b"'])(
    'media type %s',
    (type) => {
      expect(found(attached(type))).toEqual([]);
    },
  );

  test.each(['pdf', 'json', 'text/', '/plain', 'text/plain;', 'text/pl ain', 'text/plain;a', `a/${'b'.repeat(128)}`])(
    'no media type: %s',
    (type) => {
      expect(found(attached(type))).toEqual(['required-binding @ DocumentReference.content[0].attachment.contentType']);
    },
  );

  test.each(['json', 'xml', 'ttl', 'application/fhir+json'])('%s is a format of a server', (format) => {
    expect(found(withFormat(format))).toEqual([]);
  });

  test('a format that is neither is an error', () => {
    expect(found(withFormat('yaml'))).toEqual(['required-binding @ CapabilityStatement.format[0]']);
  });

  test.each<[string, readonly string[]]>([
    ['NOK', []],
    ['kr', ['required-binding']],
    ['nok', ['required-binding']],
  ])('currency %s', (currency, expected) => {
    const extension = [{ url: 'https://example.no/sum', valueMoney: { value: 1, currency } }];
    expect(found(carePlan({ extension })).map((text) => text.split(' ')[0])).toEqual(expected);
  });
});

describe('a binding to', () => {
  const codeSystem = (url: string, changes: Json = {}): Json => ({
    resourceType: 'CodeSystem',
    url,
    content: 'complete',
    concept: [{ code: 'LE' }, { code: 'SP' }],
    ...changes,
  });
  const valueSet = (compose: Json, name = 'made', changes: Json = {}): Json => ({
    resourceType: 'ValueSet',
    url: `https://example.no/ValueSet/${name}`,
    compose,
    ...changes,
  });
  const validatorOf = (strength: string, valueSetUrl: string, more: Record<string, Json>): Validator => {
    const profile = profileOf('Observation', [
      { id: 'Observation', path: 'Observation' },
      {
        id: 'Observation.code',
        path: 'Observation.code',
        min: 1,
        max: '1',
        type: [{ code: 'CodeableConcept' }],
        binding: { strength, valueSet: valueSetUrl },
      },
    ]);
    return createValidator({ packages: [packageOf({ 'profile.json': profile, ...more })] });
  };
  const verdict = (validator: Validator, system: string, code: string): string =>
    found(coded(system, code), validator, { profiles: ['https://example.no/fhir/StructureDefinition/made'] })
      .filter((text) => !text.includes('code-unknown'))
      .map((text) => text.replace(/ @.*/, ''))
      .join();
  const MADE = 'https://example.no/ValueSet/made';

  describe.each([
    ['the OID', `${VOLVEN}9060`],
    ['the address', `${HELSEDIR}9060`],
  ])('a Volven code system that was dropped in under %s', (_, url) => {
    const bySystem = validatorOf('required', `${VOLVEN}9060`, { 'system.json': codeSystem(url) });
    const bySet = validatorOf('required', MADE, {
      'system.json': codeSystem(url),
      'set.json': valueSet({ include: [{ system: `${VOLVEN}9060` }] }),
    });

    test.each([`${VOLVEN}9060`, `${HELSEDIR}9060`])('takes its codes, sent as %s', (system) => {
      for (const validator of [bySystem, bySet]) {
        expect(verdict(validator, system, 'LE')).toBe('');
        expect(verdict(validator, system, 'XX')).toBe('required-binding');
      }
    });

    test('tells a misprint also where nothing binds it', () => {
      const plain = createValidator({ packages: [packageOf({ 'system.json': codeSystem(url) })] });
      for (const system of [`${VOLVEN}9060`, `${HELSEDIR}9060`]) {
        expect(found(coded(system, 'LE'), plain)).toEqual([]);
        expect(found(coded(system, 'XX'), plain)).toEqual([unknown]);
      }
    });
  });

  test('a Volven code system known by its identifier takes its codes by that OID', () => {
    const more = {
      'system.json': codeSystem('https://example.no/9060', { identifier: [{ value: `${VOLVEN}9060` }] }),
    };
    const validator = validatorOf('required', `${VOLVEN}9060`, more);
    expect(verdict(validator, `${HELSEDIR}9060`, 'LE')).toBe('');
    expect(verdict(validator, `${HELSEDIR}9060`, 'XX')).toBe('required-binding');
  });

  test('kommunenummer takes its three systems', () => {
    const url = 'https://register.geonorge.no/subregister/sosi-kodelister/kartverket/kommunenummer-alle';
    const validator = validatorOf('required', url, {
      'system.json': codeSystem(`${VOLVEN}3402`, { concept: [{ code: '0301' }] }),
    });
    const other = 'https://register.geonorge.no/sosi-kodelister/inndelinger/inndelingsbase/kommunenummer';
    for (const system of [url, other, `${VOLVEN}3402`]) {
      expect(verdict(validator, system, '0301')).toBe('');
      expect(verdict(validator, system, '9999')).toBe('required-binding');
    }
  });

  test.each(['http://hl7.no/fhir/ValueSet/no-basis-x', 'http://hl7.no/fhir/ig/ValueSet/no-basis-x'])(
    'a value set of no-basis under either canonical: %s',
    (url) => {
      const system = 'http://hl7.no/fhir/ig/CodeSystem/no-basis-x';
      const validator = validatorOf('required', url, {
        'set.json': valueSet({ include: [{ system: 'http://hl7.no/fhir/CodeSystem/no-basis-x' }] }, 'x', {
          url: 'http://hl7.no/fhir/ig/ValueSet/no-basis-x',
        }),
        'system.json': codeSystem(system),
      });
      expect(verdict(validator, system, 'LE')).toBe('');
      expect(verdict(validator, 'http://hl7.no/fhir/CodeSystem/no-basis-x', 'LE')).toBe('');
      expect(verdict(validator, system, 'XX')).toBe('required-binding');
    },
  );

  const COULD_NOT = 'warning binding-not-checked';
  const KNOWN = 'https://example.no/CodeSystem/known';
  test.each<[string, Json, string, string, string]>([
    ['a listed code beside an open system', { include: [{ system: KNOWN }, { system: 'urn:open' }] }, KNOWN, 'LE', ''],
    [
      'no code of the listed system',
      { include: [{ system: KNOWN }, { system: 'urn:open' }] },
      KNOWN,
      'XX',
      'required-binding',
    ],
    ['a code of the open system', { include: [{ system: KNOWN }, { system: 'urn:open' }] }, 'urn:open', 'x', COULD_NOT],
    [
      'a system it does not take',
      { include: [{ system: KNOWN }, { system: 'urn:open' }] },
      'urn:other',
      'x',
      'required-binding',
    ],
    ['SNOMED CT in its form', { include: [{ system: SNOMED }] }, SNOMED, '734163000', COULD_NOT],
    ['SNOMED CT with a misprint', { include: [{ system: SNOMED }] }, SNOMED, '734163001', 'required-binding'],
    [
      'a part of SNOMED CT',
      { include: [{ system: SNOMED, filter: [{ property: 'concept', op: 'is-a', value: '734163000' }] }] },
      SNOMED,
      '734163000',
      COULD_NOT,
    ],
    [
      'ICD-10 in its form',
      { include: [{ system: `${VOLVEN}7110` }] },
      'http://hl7.org/fhir/sid/icd-10',
      'F84.0',
      COULD_NOT,
    ],
    ['a set that is not there', { include: [{ valueSet: ['https://example.no/none'] }] }, 'urn:x', 'x', COULD_NOT],
    [
      'a set within one that is not there',
      { include: [{ system: KNOWN, valueSet: ['https://example.no/none'] }] },
      KNOWN,
      'LE',
      COULD_NOT,
    ],
    [
      'and surely outside it',
      { include: [{ system: KNOWN, valueSet: ['https://example.no/none'] }] },
      KNOWN,
      'XX',
      'required-binding',
    ],
    [
      'what an unknown set may exclude',
      { include: [{ system: KNOWN }], exclude: [{ valueSet: ['https://example.no/none'] }] },
      KNOWN,
      'LE',
      COULD_NOT,
    ],
    [
      'an excluded code',
      { include: [{ system: KNOWN }, { system: 'urn:open' }], exclude: [{ system: KNOWN, concept: [{ code: 'LE' }] }] },
      KNOWN,
      'LE',
      'required-binding',
    ],
    [
      'what is left beside it',
      { include: [{ system: KNOWN }, { system: 'urn:open' }], exclude: [{ system: KNOWN, concept: [{ code: 'LE' }] }] },
      KNOWN,
      'SP',
      '',
    ],
    [
      'all but the descendants of a concept',
      { include: [{ system: KNOWN, filter: [{ property: 'concept', op: 'is-not-a', value: 'LE' }] }] },
      KNOWN,
      'LE',
      'required-binding',
    ],
    [
      'a list in a filter',
      { include: [{ system: KNOWN, filter: [{ property: 'code', op: 'in', value: 'SP, LE' }] }] },
      KNOWN,
      'LE',
      '',
    ],
  ])('%s', (_, compose, system, code, expected) => {
    const more = { 'set.json': valueSet(compose), 'system.json': codeSystem(KNOWN) };
    expect(verdict(validatorOf('required', MADE, more), system, code)).toBe(expected);
  });

  const PROPERTIES = codeSystem(KNOWN, {
    property: [
      { code: 'status', type: 'code' },
      { code: 'parent', type: 'code' },
    ],
    concept: [
      { code: 'A', display: 'Alpha', property: [{ code: 'status', valueCode: 'active' }] },
      {
        code: 'B',
        property: [
          { code: 'status', valueCode: 'retired' },
          { code: 'rank', valueInteger: 7 },
        ],
      },
      { code: 'C', concept: [{ code: 'D', property: [{ code: 'status', valueCode: 'active' }] }] },
    ],
  });

  test.each([
    ['status', '=', 'active', 'A D'],
    ['status', 'in', 'active, retired', 'A B D'],
    ['status', 'not-in', 'active', 'B C'],
    ['status', 'exists', 'true', 'A B D'],
    ['status', 'exists', 'false', 'C'],
    ['status', 'regex', 'act.*', 'A D'],
    ['status', 'regex', 'act', ''],
    ['rank', '=', '7', 'B'],
    ['display', '=', 'Alpha', 'A'],
    ['concept', 'regex', '[AB]', 'A B'],
    ['concept', 'in', 'A,D', 'A D'],
    ['concept', 'generalizes', 'D', 'C D'],
    ['concept', 'is-a', 'C', 'C D'],
  ])('the filter %s %s %s takes what it says', (property, op, value, taken) => {
    // Beside a code of its own, so that a filter that takes nothing is no empty value set.
    const include = [
      { system: KNOWN, filter: [{ property, op, value }] },
      { system: 'urn:beside', concept: [{ code: 'x' }] },
    ];
    const validator = validatorOf('required', MADE, { 'set.json': valueSet({ include }), 'system.json': PROPERTIES });
    const codes = ['A', 'B', 'C', 'D'];
    expect(codes.filter((code) => verdict(validator, KNOWN, code) === '').join(' ')).toBe(taken);
    expect(codes.filter((code) => verdict(validator, KNOWN, code) === 'required-binding').join(' ')).toBe(
      codes.filter((code) => !taken.split(' ').includes(code)).join(' '),
    );
  });

  test.each([
    ['a property that the system does not have', { property: 'colour', op: '=', value: 'red' }, {}],
    ['a regular expression that is not read', { property: 'status', op: 'regex', value: '(?=a)' }, {}],
    ['neither true nor false', { property: 'status', op: 'exists', value: 'perhaps' }, {}],
    ['a system that is there in part', { property: 'concept', op: 'is-a', value: 'C' }, { content: 'fragment' }],
  ])('by a filter with %s it cannot be told', (_, filter, changes) => {
    const more = {
      'set.json': valueSet({ include: [{ system: KNOWN, filter: [filter] }] }),
      'system.json': { ...PROPERTIES, ...changes },
    };
    expect(verdict(validatorOf('required', MADE, more), KNOWN, 'D')).toBe(COULD_NOT);
  });

  test.each([
    [false, 'le', ''],
    [false, 'xx', 'required-binding'],
    [true, 'le', 'required-binding'],
    [undefined, 'le', 'required-binding'],
  ])('where case counts: %j, the code %s', (caseSensitive, code, expected) => {
    const more = {
      'set.json': valueSet({ include: [{ system: KNOWN, concept: [{ code: 'LE' }] }] }),
      'system.json': codeSystem(KNOWN, caseSensitive === undefined ? {} : { caseSensitive }),
    };
    expect(verdict(validatorOf('required', MADE, more), KNOWN, code)).toBe(expected);
  });

  test('a fragment of a code system takes its codes, and cannot tell of others', () => {
    const more = {
      'set.json': valueSet({ include: [{ system: KNOWN }] }),
      'system.json': codeSystem(KNOWN, { content: 'fragment' }),
    };
    expect(verdict(validatorOf('required', MADE, more), KNOWN, 'LE')).toBe('');
    expect(verdict(validatorOf('required', MADE, more), KNOWN, 'XX')).toBe(COULD_NOT);
  });

  test.each<[string, Json, string, string]>([
    ['in a listed system', { include: [{ system: KNOWN }, { system: 'urn:open' }] }, 'LE', ''],
    ['that an open system may have', { include: [{ system: KNOWN }, { system: 'urn:open' }] }, 'XX', COULD_NOT],
    [
      'that an unknown set must have too',
      { include: [{ system: KNOWN, valueSet: ['https://example.no/none'] }] },
      'LE',
      COULD_NOT,
    ],
    [
      'surely outside that',
      { include: [{ system: KNOWN, valueSet: ['https://example.no/none'] }] },
      'XX',
      'required-binding',
    ],
    [
      'that an unknown set may exclude',
      { include: [{ system: KNOWN }, { system: 'urn:open' }], exclude: [{ valueSet: ['https://example.no/none'] }] },
      'LE',
      COULD_NOT,
    ],
    [
      'in two open sets',
      { include: [{ system: UCUM, valueSet: ['http://hl7.org/fhir/ValueSet/ucum-units'] }] },
      'mg',
      COULD_NOT,
    ],
  ])('a code without system %s', (_, compose, code, expected) => {
    const profile = profileOf('CarePlan', [
      { id: 'CarePlan', path: 'CarePlan' },
      {
        id: 'CarePlan.instantiatesUri',
        path: 'CarePlan.instantiatesUri',
        min: 0,
        max: '*',
        type: [{ code: 'uri' }],
        binding: { strength: 'required', valueSet: MADE },
      },
    ]);
    const files = { 'a.json': profile, 'set.json': valueSet(compose), 'system.json': codeSystem(KNOWN) };
    const validator = createValidator({ packages: [packageOf(files)] });
    const texts = found(carePlan({ instantiatesUri: [code] }), validator, { profiles: [profile['url'] as string] });
    expect(texts.map((text) => text.replace(/ @.*/, '')).join()).toBe(expected);
  });

  test('a heading in an expansion is no code', () => {
    const contains = [
      { system: 'urn:open', code: 'head', abstract: true, contains: [{ system: 'urn:open', code: 'a' }] },
    ];
    const more = { 'set.json': valueSet({ include: [{ system: 'urn:open' }] }, 'made', { expansion: { contains } }) };
    expect(verdict(validatorOf('required', MADE, more), 'urn:open', 'a')).toBe('');
    expect(verdict(validatorOf('required', MADE, more), 'urn:open', 'head')).toBe('required-binding');
  });

  test('an expansion that came along is used where compose cannot be listed, when it is whole', () => {
    const withExpansion = (total: number) =>
      validatorOf('required', MADE, {
        'set.json': valueSet({ include: [{ system: 'urn:open' }] }, 'made', {
          expansion: {
            total,
            contains: [{ system: 'urn:open', code: 'a', contains: [{ system: 'urn:open', code: 'b' }] }],
          },
        }),
      });
    expect(['a', 'b', 'c'].map((code) => verdict(withExpansion(2), 'urn:open', code))).toEqual([
      '',
      '',
      'required-binding',
    ]);
    expect(verdict(withExpansion(900), 'urn:open', 'c')).toBe(COULD_NOT);
  });

  test('an extensible one warns of a code outside, and tells when it cannot know', () => {
    const more = { 'set.json': valueSet({ include: [{ system: KNOWN }] }), 'system.json': codeSystem(KNOWN) };
    expect(verdict(validatorOf('extensible', MADE, more), 'urn:x', 'x')).toBe('warning extensible-binding');
    expect(verdict(validatorOf('extensible', MADE, more), KNOWN, 'LE')).toBe('');
    expect(verdict(validatorOf('extensible', 'https://example.no/none', {}), 'urn:x', 'x')).toBe(COULD_NOT);
  });

  test('a preferred one demands nothing', () => {
    expect(verdict(validatorOf('preferred', 'https://example.no/none', {}), 'urn:x', 'x')).toBe('');
  });

  test('what is not known, or known in part, is listed at load', () => {
    const { unchecked } = validatorOf('required', MADE, {
      'set.json': valueSet({ include: [{ system: 'urn:open' }] }),
    });
    expect(unchecked.map(({ element, reason }) => [element, reason])).toEqual([
      ['Observation.code', `the content of ${MADE} is known in part`],
    ]);
  });
});

describe('the codes of a value set', () => {
  const validator = createValidator({ packages: ['profiles/package'] });

  test('are those of R4 and of packages, by every spelling of their system', () => {
    const statuses = validator.codesOf('http://hl7.org/fhir/ValueSet/request-status|4.0.1');
    expect(statuses?.get('http://hl7.org/fhir/request-status')?.has('draft')).toBe(true);
    const kinds = validator.codesOf('http://samplan.no/fhir/ValueSet/plan-kind');
    expect(kinds?.get('http://samplan.no/fhir/CodeSystem/plan-kind')?.has('individual-plan')).toBe(true);
  });

  test.each(['http://x.example/ValueSet/none', 'http://hl7.org/fhir/ValueSet/all-languages', ''])(
    'are not there where they are not known or cannot be listed: %j',
    (valueSet) => {
      expect(validator.codesOf(valueSet)).toBeUndefined();
    },
  );
});
