import { describe, expect, test } from '@jest/globals';
import { namesIdentity } from '../../src/fhir/identity-in-url.ts';
import { codeIn, createHarness } from './harness.ts';

/** Synthetic (month + 80). */
const NUMBER = '05917512345';

describe('identity numbers in an address', () => {
  test.each([
    NUMBER,
    `${NUMBER.slice(0, 6)} ${NUMBER.slice(6)}`,
    `urn:oid:2.16.578.1.12.4.1.4.1|${NUMBER}`,
    'urn:oid:2.16.578.1.12.4.1.4.1|',
    'urn:oid:2.16.578.1.12.4.1.4.2|abc',
    '2.16.578.1.12.4.1.4.3|x',
    'urn:oid:2.16.578.1.12.4.1.4.5|x',
    `a,${NUMBER},b`,
    `urn:local|${NUMBER}`,
  ])('%s is one', (value) => {
    expect(namesIdentity(value)).toBe(true);
  });

  test.each([
    'urn:oid:2.16.578.1.12.4.1.4.4|9144889',
    'urn:oid:2.16.578.1.12.4.1.4.101|974588951',
    '6f1c2a94-0000-4000-8000-123456789012',
    '6f1c2a94-0000-4000-8000-a12345678901',
    'ge2026-11-22T08:30:15.123Z',
    '1732241234567',
    '123456789',
  ])('%s is none', (value) => {
    expect(namesIdentity(value)).toBe(false);
  });

  test.each([
    `Patient?identifier=urn:oid:2.16.578.1.12.4.1.4.1%7C${NUMBER}`,
    `Patient?identifier=${NUMBER}`,
    `CarePlan?patient.identifier=${NUMBER}`,
    `CarePlan?whatever=${NUMBER}`,
    `CarePlan?${NUMBER}`,
    `Patient/${NUMBER}`,
    `Unknown/${NUMBER}`,
    `Patient/p1?x=${NUMBER}`,
  ])('%s is refused, and neither answer nor trace repeats it', async (address) => {
    const harness = await createHarness();
    const response = await harness.send('GET', address);
    expect(response.status).toBe(400);
    expect(codeIn(response)).toBe('identity-in-url');
    expect(JSON.stringify([response, harness.traces, harness.faults])).not.toContain(NUMBER);
    expect(harness.traces).toEqual([expect.objectContaining({ kind: 'refusal', code: 'identity-in-url' })]);
  });

  test('it is refused before anything is sent or changed', async () => {
    const harness = await createHarness();
    const response = await harness.send('PUT', `Patient/${NUMBER}`, { body: { resourceType: 'Patient', id: NUMBER } });
    expect(codeIn(response)).toBe('identity-in-url');
    expect(await harness.versions()).toBe(0);
  });

  test('an identity number as request number is not taken over', async () => {
    const harness = await createHarness();
    const { headers } = await harness.send('GET', 'metadata', { headers: { 'x-request-id': NUMBER } });
    expect(headers['x-request-id']).not.toBe(NUMBER);
  });
});
