import { expect, test } from '@jest/globals';
import { differencesOf } from '../../../src/connector/fhir-rest/probe/difference.ts';
import type { JsonObject } from '../../../src/record/json.ts';

const BASE = 'https://fhir.fjordvik.example/r4';
const SENT: JsonObject = {
  resourceType: 'Goal',
  lifecycleStatus: 'active',
  subject: { reference: 'Patient/17' },
  note: [{ text: 'one' }, { text: 'two' }],
  target: [{ dueDate: '2026-09-01' }],
};
const differences = (held: JsonObject) => differencesOf(SENT, { ...SENT, ...held }, BASE);
const NOTHING = { lost: [], changed: [], added: [] };

test.each<[string, JsonObject, Partial<typeof NOTHING> | { readonly [kind: string]: readonly string[] }]>([
  ['nothing', {}, {}],
  [
    'what is the server’s own',
    { id: '4', meta: { versionId: '1', lastUpdated: '2026-01-01T00:00:00Z', source: '#x' } },
    {},
  ],
  ['its base before a reference', { subject: { reference: `${BASE}/Patient/17` } }, {}],
  ['the order of a list', { note: [{ text: 'two' }, { text: 'one' }] }, {}],
  ['an element that is gone', { target: [] }, { lost: ['Goal.target.dueDate'] }],
  ['one of two that is gone', { note: [{ text: 'two' }] }, { lost: ['Goal.note.text'] }],
  ['another value', { lifecycleStatus: 'proposed' }, { changed: ['Goal.lifecycleStatus'] }],
  ['another reference', { subject: { reference: 'Patient/18' } }, { changed: ['Goal.subject.reference'] }],
  ['the same value twice', { note: [{ text: 'one' }, { text: 'one' }] }, { changed: ['Goal.note.text'] }],
  [
    'an element that was not sent',
    { language: 'nb', meta: { tag: [{ code: 'x' }] } },
    { added: ['Goal.language', 'Goal.meta.tag.code'] },
  ],
])('%s', (_name, held, expected) => {
  expect(differences(held)).toEqual({ ...NOTHING, ...expected });
});
