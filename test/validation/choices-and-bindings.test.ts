import { expect, test } from '@jest/globals';
import { carePlan, found, type Json } from './found.ts';

const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
const condition = { resourceType: 'Condition', subject: { reference: 'Patient/1' } };
const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

test.each<[string, Json, readonly string[]]>([
  ['one type', { ...observation, valueString: 'a' }, []],
  ['one type with its sibling', { ...observation, valueString: 'a', _valueString: { id: 'b' } }, []],
  ['two types', { ...observation, valueString: 'a', valueInteger: 1 }, ['choice-multiple @ Observation.value']],
  [
    'two types, one by sibling',
    { ...observation, valueString: 'a', _valueInteger: { extension: [{ url: 'urn:x', valueCode: 'a' }] } },
    ['choice-multiple @ Observation.value'],
  ],
  [
    'a type the choice does not have',
    { ...observation, valueUri: 'urn:a' },
    ['unknown-element @ Observation.valueUri'],
  ],
  ['no suffix', { ...observation, value: 'a' }, ['unknown-element @ Observation.value']],
  ['a wrong value of a type', { ...observation, valueInteger: 'a' }, ['type @ Observation.value']],
  [
    'a required choice that is missing',
    { resourceType: 'MedicationStatement', status: 'active', subject: { reference: 'Patient/1' } },
    ['cardinality-min @ MedicationStatement.medication'],
  ],
])('a choice element with %s', (_, resource, expected) => {
  expect(found(resource)).toEqual(expected);
});

test.each<[string, Json, readonly string[]]>([
  ['a code of the set', carePlan({ status: 'on-hold' }), []],
  ['a code outside', carePlan({ status: 'aktiv' }), ['required-binding @ CarePlan.status']],
  ['a code in another case', carePlan({ status: 'Active' }), ['required-binding @ CarePlan.status']],
  ['a code that is a number', carePlan({ status: 1 }), ['type @ CarePlan.status']],
  [
    'codes in an array',
    { resourceType: 'HealthcareService', availableTime: [{ daysOfWeek: ['mon', 'man'] }] },
    ['required-binding @ HealthcareService.availableTime[0].daysOfWeek[1]'],
  ],
  [
    'a concept with one coding in the set',
    {
      ...condition,
      clinicalStatus: {
        coding: [
          { system: 'urn:x', code: 'y' },
          { system: clinical, code: 'active' },
        ],
      },
    },
    [],
  ],
  [
    'a concept with no coding in the set',
    { ...condition, clinicalStatus: { coding: [{ system: 'urn:x', code: 'active' }] } },
    ['required-binding @ Condition.clinicalStatus'],
  ],
  [
    'a concept with only text',
    { ...condition, clinicalStatus: { text: 'active' } },
    ['required-binding @ Condition.clinicalStatus'],
  ],
])('a required binding with %s', (_, resource, expected) => {
  expect(found(resource)).toEqual(expected);
});

test.each(['nb', 'nn-NO', 'se', 'en', 'x-local', 'sma'])('the language %s is one', (language) => {
  expect(found(carePlan({ language }))).toEqual([]);
});

test.each(['norsk bokmål!', 'nb_NO', 'norwegian', '1'])('the language %s is none', (language) => {
  expect(found(carePlan({ language }))).toEqual(['max-value-set @ CarePlan.language']);
});

test.each<[string, readonly string[]]>([
  ['application/pdf', []],
  ['text/plain; charset=utf-8', []],
  ['pdf', ['required-binding @ DocumentReference.content[0].attachment.contentType']],
  ['application/', ['required-binding @ DocumentReference.content[0].attachment.contentType']],
])('the mime type %s is decided by its grammar', (contentType, expected) => {
  const resource = {
    resourceType: 'DocumentReference',
    status: 'current',
    content: [{ attachment: { contentType, url: 'http://a.no' } }],
  };
  expect(found(resource)).toEqual(expected);
});

test.each<[string, readonly string[]]>([
  ['NOK', []],
  ['kroner', ['required-binding @ Claim.total.currency']],
])('the currency %s is decided by ISO 4217', (currency, expected) => {
  expect(
    found({ resourceType: 'Claim', total: { value: 1, currency } }).filter((text) => text.includes('total')),
  ).toEqual(expected);
});

test('a language as a concept counts only in its own code system', () => {
  const spoken = (coding: Json) => ({ resourceType: 'Patient', communication: [{ language: { coding: [coding] } }] });
  expect(found(spoken({ system: 'urn:ietf:bcp:47', code: 'nb' }))).toEqual([]);
  expect(found(spoken({ system: 'urn:x', code: 'nb' }))).toEqual(['max-value-set @ Patient.communication[0].language']);
});

test('a required value set that cannot be enumerated is a warning, never silence', () => {
  const resource = {
    resourceType: 'MolecularSequence',
    coordinateSystem: 0,
    structureVariant: [{ variantType: { text: 'x' } }],
  };
  expect(found(resource)).toEqual(['warning binding-not-checked @ MolecularSequence.structureVariant[0].variantType']);
});
