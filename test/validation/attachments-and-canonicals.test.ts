import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { carePlan, found, type Json } from './found.ts';

const content = 'Individuell plan';
const data = Buffer.from(content).toString('base64');
const sha1 = (encoding: 'base64' | 'hex') => createHash('sha1').update(content).digest(encoding);

test.each<[string, Json, readonly string[]]>([
  ['its size and hash', { data, size: content.length, hash: sha1('base64') }, []],
  [
    'its size, with white space in the data',
    { data: `${data.slice(0, 8)}\n${data.slice(8)}`, size: content.length },
    [],
  ],
  ['another size', { data, size: data.length }, ['size']],
  ['another hash', { data, hash: data }, ['hash']],
  ['its hash in hexadecimals', { data, hash: Buffer.from(sha1('hex')).toString('base64') }, ['hash']],
  ['a size and hash of what is elsewhere', { url: 'https://a.no/1', size: 1, hash: data }, []],
])('an attachment with %s', (_, changes, expected) => {
  const attachment = { contentType: 'text/plain', ...changes };
  expect(found({ resourceType: 'DocumentReference', status: 'current', content: [{ attachment }] })).toEqual(
    expected.map((name) => `attachment-content @ DocumentReference.content[0].attachment.${name}`),
  );
});

test.each(['PlanDefinition/1', 'plan', '/plan', '?', 'a b'])('the canonical %j is not absolute', (url) => {
  expect(found(carePlan({ instantiatesCanonical: [url] }))).toEqual([
    'primitive-format @ CarePlan.instantiatesCanonical[0]',
  ]);
});

test('a canonical #id names a contained resource', () => {
  const contained = [{ resourceType: 'PlanDefinition', id: 'p', name: 'Plan', status: 'draft' }];
  expect(found(carePlan({ contained, instantiatesCanonical: ['#p'] }))).toEqual([]);
  expect(found(carePlan({ instantiatesCanonical: ['http://a.no/p', '#p'] }))).toEqual([
    'internal-target @ CarePlan.instantiatesCanonical[1]',
  ]);
  expect(found(carePlan({ extension: [{ url: 'urn:x', valueCanonical: '#p' }] }))).toEqual([
    'internal-target @ CarePlan.extension[0].value',
  ]);
});

test('a quantity that R4 makes simple has no comparator', () => {
  const quantity = { value: 1, comparator: '<' };
  const detail = { status: 'scheduled', quantity };
  expect(found(carePlan({ activity: [{ detail }] }))).toEqual(['sqty-1 @ CarePlan.activity[0].detail.quantity']);
  expect(found(carePlan({ extension: [{ url: 'urn:x', valueQuantity: quantity }] }))).toEqual([]);
  expect(found(carePlan({ extension: [{ url: 'urn:x', valueRange: { low: quantity } }] }))).toEqual([
    'sqty-1 @ CarePlan.extension[0].value.low',
  ]);
});
