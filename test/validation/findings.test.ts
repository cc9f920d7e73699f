import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/validation/finding.ts';
import { base, carePlan, type Json } from './found.ts';

// Made up, with the shape of an identity number and a name.
const SECRET = 'Kari Nordmann 01020312345';

function findingsOf(changes: Json): readonly Finding[] {
  return base.validate(carePlan(changes));
}

test('a finding says in three languages what is wrong and what to do', () => {
  const [finding] = findingsOf({ status: 'aktiv' });
  expect(finding).toEqual({
    severity: 'error',
    code: 'code-invalid',
    rule: 'required-binding',
    path: 'CarePlan.status',
    element: 'CarePlan.status',
    reference: 'http://hl7.org/fhir/R4/terminologies.html#required',
    expected: 'http://hl7.org/fhir/ValueSet/request-status',
    found: "'aktiv'",
    message: {
      nb: "CarePlan.status må ha en kode fra http://hl7.org/fhir/ValueSet/request-status; her er 'aktiv'.",
      nn: "CarePlan.status må ha ein kode frå http://hl7.org/fhir/ValueSet/request-status; her er 'aktiv'.",
      en: "CarePlan.status must have a code from http://hl7.org/fhir/ValueSet/request-status; found 'aktiv'.",
    },
    action: {
      nb: 'Bruk en kode fra verdisettet.',
      nn: 'Bruk ein kode frå verdisettet.',
      en: 'Use a code from the value set.',
    },
  });
});

test.each<[string, Json]>([
  ['a code', { status: SECRET }],
  ['a code of digits', { status: '01020312345' }],
  ['a code that ends in digits', { status: 'p01020312345' }],
  ['a text', { title: { [SECRET]: SECRET } }],
  ['a date', { created: SECRET }],
  ['an id', { id: SECRET }],
  ['an element name', { [SECRET]: SECRET }],
  ['an element name of digits', { '01020312345': 1 }],
  ['a sibling name', { [`_${SECRET}`]: {} }],
  ['a reference', { subject: { reference: `Practitioner/${SECRET.replaceAll(' ', '-')}` } }],
  ['a type', { subject: { type: SECRET } }],
  ['an extension url', { extension: [{ url: SECRET, valueString: 'x' }] }],
  ['a modifier extension url', { modifierExtension: [{ url: `https://x.no/${SECRET}`, valueString: 'x' }] }],
  ['a profile', { meta: { profile: [`https://x.no/${SECRET.replaceAll(' ', '')}`] } }],
  ['a resource type', { contained: [{ resourceType: SECRET, id: 'a' }] }],
  ['a narrative', { text: { status: 'generated', div: `<p>${SECRET}</p>` } }],
  ['a language', { language: SECRET }],
])("%s that could be a person's data is never in a finding", (_, changes) => {
  const findings = findingsOf(changes).map((finding) => JSON.stringify(finding));
  for (const finding of findings) {
    expect(finding).not.toMatch(/Kari|Nordmann|01020312345/);
  }
});

test('no text has a placeholder left', () => {
  const findings = findingsOf({
    status: 3,
    intent: null,
    colour: 1,
    category: [{}],
    period: { start: '2026', end: '2025' },
    subject: { reference: 'Task/1' },
  });
  expect(findings.length).toBeGreaterThan(5);
  for (const { message, action } of findings) {
    for (const text of [...Object.values(message), ...Object.values(action)]) {
      expect(text).not.toMatch(/[{}]|undefined/);
    }
  }
});

test('validating changes nothing in the resource', () => {
  const resource = carePlan({
    contained: [{ resourceType: 'Patient', id: 'p' }],
    category: [{ text: 'x' }],
    colour: 'red',
  });
  const before = structuredClone(resource);
  base.validate(resource);
  expect(resource).toEqual(before);
});

test('the same resource gives the same findings every time', () => {
  const resource = carePlan({ status: 'x', title: '' });
  expect(base.validate(resource)).toEqual(base.validate(resource));
});
