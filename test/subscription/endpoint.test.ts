import { expect, test } from '@jest/globals';
import { namesPerson } from '../../src/subscription/endpoint.ts';

test.each([
  'Patient?_id=14836830068',
  '14836830068',
  'https://ehr.example.no/14836830068/hook',
  'Patient?_id=a,14836830068',
])('%s names a person', (text) => {
  expect(namesPerson(text)).toBe(true);
});

test.each([
  'Patient?_id=1b4e28ba-2fa1-41d2-883f-a12345678901',
  'Patient?_id=1b4e28ba-2fa1-41d2-883f-12345678901b',
  'Patient?_id=1b4e28ba-2fa1-41d2-883f-123456789012',
  'https://ehr.example.no/hook/4711',
])('%s names nobody', (text) => {
  expect(namesPerson(text)).toBe(false);
});
