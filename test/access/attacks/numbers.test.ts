import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import { admitResource } from '../../../src/exchange/admit-changes.ts';
import { contentOf } from '../../../src/record/content-of.ts';
import { NATIONAL } from '../../../src/record/systems.ts';
import { PER } from '../../exchange/papers.ts';
import { type Answer, type Guarded, openGuarded, type Raw } from '../guarded.ts';
import { JSON_BODY, posted } from './asking.ts';

/** The trust may read and edit Ingrid's Patient. Per is here too, and none of its business. */
let guarded: Guarded;
beforeAll(async () => {
  guarded = await openGuarded();
});
afterAll(() => guarded.close());

/** In nobody's record here. */
const NOBODY = '13116900216';

const numbered = (value: string): object => ({ system: NATIONAL.birthNumber, value });
const path = (): string => `/fhir/Patient/${guarded.ingrid}`;
const withMore = (seen: Patient, number: object): object => ({
  ...seen,
  identifier: [...(seen.identifier ?? []), number],
});

/** Gives Ingrid a number by one request. */
type Way = (number: object, etag: string, seen: Patient) => Raw;

const patch = (type: string, etag: string, body: object): Raw => ({
  method: 'PATCH',
  path: path(),
  headers: [
    ['content-type', type],
    ['if-match', etag],
  ],
  body: JSON.stringify(body),
});
const put = (etag: string, body: object): Raw => ({
  method: 'PUT',
  path: path(),
  headers: [JSON_BODY, ['if-match', etag]],
  body: JSON.stringify(body),
});
const bundle =
  (type: 'batch' | 'transaction'): Way =>
  (number, etag, seen) => {
    const request = { method: 'PUT', url: `Patient/${guarded.ingrid}`, ifMatch: etag };
    const entry = [{ request, resource: withMore(seen, number) }];
    return posted('/fhir', JSON.stringify({ resourceType: 'Bundle', type, entry }));
  };

const WAYS: readonly (readonly [string, Way])[] = [
  ['PUT', (number, etag, seen) => put(etag, withMore(seen, number))],
  ['PUT in the place of hers', (number, etag, seen) => put(etag, { ...seen, identifier: [number] })],
  [
    'a JSON Patch',
    (number, etag) => patch('application/json-patch+json', etag, [{ op: 'add', path: '/identifier/-', value: number }]),
  ],
  [
    'a FHIRPath Patch',
    (number, etag) => {
      const part = [
        { name: 'type', valueCode: 'add' },
        { name: 'path', valueString: 'Patient' },
        { name: 'name', valueString: 'identifier' },
        { name: 'value', valueIdentifier: number },
      ];
      const operation = { name: 'operation', part };
      return patch('application/fhir+json', etag, { resourceType: 'Parameters', parameter: [operation] });
    },
  ],
  ['a transaction', bundle('transaction')],
  ['a batch', bundle('batch')],
];

/** All that a caller could tell one answer from another by, and what the log has of it. */
async function answerTo(way: Way, number: string): Promise<object> {
  const read = await guarded.ask({ path: path() });
  await guarded.refusals();
  const raw = way(numbered(number), String(read.headers['etag']), JSON.parse(read.text) as Patient);
  const { status, headers, text }: Answer = await guarded.ask(raw);
  const { date: _, 'x-request-id': id, ...others } = headers;
  return { status, headers: others, text: text.replaceAll(String(id), ''), refusals: await guarded.refusals() };
}

test.each(WAYS)('a number that is given to somebody by %s does not tell whether it is another’s', async (_, way) => {
  const taken = await answerTo(way, PER);
  expect(taken).toEqual(await answerTo(way, NOBODY));
  expect(taken).toMatchObject({ refusals: [{ why: 'forbidden' }] });
  expect(await guarded.stage.store.persons([numbered(NOBODY) as never])).toEqual([]);
});

test('a number of the caller’s own leads nobody to anybody', async () => {
  const read = await guarded.ask({ path: path() });
  const own = { system: 'https://hf.example.no/pasient', value: '17' };
  const raw = put(String(read.headers['etag']), withMore(JSON.parse(read.text) as Patient, own));
  expect((await guarded.ask(raw)).status).toBe(200);
  expect(await guarded.stage.store.persons([own])).toEqual([]);
});

test('who runs the installation gives a person another number, and is told where it is another’s', async () => {
  const { context, store } = guarded.stage;
  const give = async (value: string) => {
    const { resource, version = 0 } = (await store.read('Patient', guarded.ingrid)) ?? {};
    const patient = withMore(contentOf(resource as Patient), numbered(value)) as Patient;
    return admitResource(context, context.controller, patient, { expectedVersion: version });
  };
  await expect(give(PER)).rejects.toMatchObject({ code: 'duplicate' });
  await give(NOBODY);
  expect(await store.persons([numbered(NOBODY) as never])).toEqual([guarded.ingrid]);
});
