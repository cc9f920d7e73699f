import { expect, test } from '@jest/globals';
import { carePlan, found, type Json } from './found.ts';

function bundle(...entry: readonly unknown[]): Json {
  return { resourceType: 'Bundle', type: 'collection', entry };
}

test('a contained resource is checked as its type, under its path', () => {
  const contained = [{ resourceType: 'Condition', id: 'c', code: { txt: 'x' } }];
  expect(found(carePlan({ contained, addresses: [{ reference: '#c' }] }))).toEqual([
    'unknown-element @ CarePlan.contained[0].code.txt',
    'cardinality-min @ CarePlan.contained[0].subject',
  ]);
});

test.each<[string, unknown, string]>([
  ['without resourceType', { id: 'a' }, 'resource-type @ Bundle.entry[0].resource'],
  ['of an unknown type', { resourceType: 'Plan' }, 'resource-type @ Bundle.entry[0].resource'],
  ['that is null', null, 'null-value @ Bundle.entry[0].resource'],
  ['that is a text', 'x', 'type @ Bundle.entry[0].resource'],
])('an entry %s is an error', (_, resource, expected) => {
  expect(found(bundle({ fullUrl: 'urn:a', resource }))).toEqual([expected]);
});

test('every entry of a Bundle is checked', () => {
  expect(found(bundle({ resource: carePlan() }, { resource: carePlan({ status: 'x' }) }))).toEqual([
    'required-binding @ Bundle.entry[1].resource.status',
  ]);
});

test('#id in an entry is read in that entry only', () => {
  const holder = carePlan({ contained: [{ resourceType: 'Patient', id: 'p' }], subject: { reference: '#p' } });
  expect(found(bundle({ resource: holder }, { resource: carePlan({ subject: { reference: '#p' } }) }))).toEqual([
    'ref-1 @ Bundle.entry[1].resource.subject',
  ]);
});

test('a reference in one entry does not make a contained resource of another entry belong', () => {
  const contained = [{ resourceType: 'Patient', id: 'p' }];
  const holder = carePlan({ contained, subject: { reference: '#p' } });
  expect(found(bundle({ resource: holder }, { resource: carePlan({ contained }) }))).toEqual([
    'dom-3 @ Bundle.entry[1].resource',
  ]);
});

test('after its entries a Bundle reads #id in itself again', () => {
  const holder = carePlan({ contained: [{ resourceType: 'Patient', id: 'p' }], subject: { reference: '#p' } });
  const signature = { type: [{ code: 'x' }], when: '2026-01-01T00:00:00Z', who: { reference: '#p' } };
  expect(found({ ...bundle({ resource: holder }), signature })).toEqual(['ref-1 @ Bundle.signature.who']);
});

test('a resource in Parameters is checked', () => {
  const parameters = {
    resourceType: 'Parameters',
    parameter: [{ name: 'x', part: [{ name: 'y', resource: carePlan({ intent: 'x' }) }] }],
  };
  expect(found(parameters)).toEqual(['required-binding @ Parameters.parameter[0].part[0].resource.intent']);
});

test('contentReference is followed', () => {
  const provision = { provision: [{ provision: [{ type: 'maybe' }] }] };
  const consent = {
    resourceType: 'Consent',
    status: 'active',
    scope: { text: 'x' },
    category: [{ text: 'x' }],
    policyRule: { text: 'x' },
    provision,
  };
  expect(found(consent)).toEqual(['required-binding @ Consent.provision.provision[0].provision[0].type']);
});

test('nesting beyond the limit is one finding, not a stack overflow', () => {
  let extension: Json = { url: 'x', valueString: 'y' };
  for (let level = 0; level < 100_000; level += 1) {
    extension = { url: 'x', extension: [extension] };
  }
  const findings = found(
    carePlan({ extension: undefined }) && { ...carePlan(), extension: [{ url: 'urn:x', extension: [extension] }] },
  );
  expect(findings.length).toBe(1);
  expect(findings[0]).toMatch(/^nesting-depth @ CarePlan\.extension\[0\]/);
});

test('Bundles within Bundles beyond the limit are one finding', () => {
  let inner: Json = carePlan();
  for (let level = 0; level < 1000; level += 1) {
    inner = bundle({ resource: inner });
  }
  expect(found(inner).map((text) => text.split(' ')[0])).toEqual(['nesting-depth']);
});

test('findings without end stop at a limit that is itself an error', () => {
  const findings = found({
    resourceType: 'Basic',
    code: { text: 'x' },
    ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1])),
  });
  expect(findings.length).toBe(1001);
  expect(findings.at(-1)).toBe('finding-limit @ Basic');
});
