import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ParametersParameter, Patient, Resource } from '@medplum/fhirtypes';
import { isError } from '../../src/errors.ts';
import { applyFhirPathPatch } from '../../src/fhir/patch/fhirpath-patch.ts';
import { writeXml } from '../../src/fhir/xml/write-xml.ts';
import { bundleIn, codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

type Value = Omit<ParametersParameter, 'name'>;

function operation(type: string, path: string, more: Readonly<Record<string, Value>> = {}): ParametersParameter {
  const part = Object.entries(more).map(([name, value]) => ({ name, ...value }));
  return { name: 'operation', part: [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...part] };
}

const add = (path: string, name: string, value: Value) =>
  operation('add', path, { name: { valueString: name }, value });
const replace = (path: string, value: Value) => operation('replace', path, { value });
const remove = (path: string) => operation('delete', path);
const insert = (path: string, index: number, value: Value) =>
  operation('insert', path, { index: { valueInteger: index }, value });
const move = (path: string, source: number, destination: number) =>
  operation('move', path, { source: { valueInteger: source }, destination: { valueInteger: destination } });

const patient = (content: Partial<Patient>): Patient => ({ resourceType: 'Patient', ...content });

function patched(content: Partial<Patient>, ...operations: ParametersParameter[]): Patient {
  const resource = structuredClone(patient(content));
  applyFhirPathPatch(resource, { resourceType: 'Parameters', parameter: operations });
  return resource;
}

/** The code, and the place that it names. */
function refusal(content: Partial<Patient>, ...operations: unknown[]): string {
  try {
    patched(content, ...(operations as ParametersParameter[]));
  } catch (error) {
    if (!isError(error)) throw error;
    return `${error.code} ${error.where}`;
  }
  throw new Error('was carried out');
}

const ids = (...values: string[]) => values.map((value) => ({ value }));

// What HL7's cases for R4 ask (FHIR/fhir-test-cases, r4/patch/fhir-path-tests.xml), said anew.
describe('as the cases of HL7 have it', () => {
  const named = { contact: [{ name: { text: 'a' }, gender: 'male' as const }] };
  test.each<[string, Partial<Patient>, ParametersParameter[], Partial<Patient>]>([
    ['nothing to do', { birthDate: '1920-01-01' }, [], { birthDate: '1920-01-01' }],
    [
      'a primitive replaced',
      { birthDate: '1920-01-01' },
      [replace('Patient.birthDate', { valueDate: '1930-01-01' })],
      { birthDate: '1930-01-01' },
    ],
    ['deleted', { birthDate: '1920-01-01' }, [remove('Patient.birthDate')], {}],
    ['added', {}, [add('Patient', 'birthDate', { valueDate: '1930-01-01' })], { birthDate: '1930-01-01' }],
    [
      'one inside replaced',
      named,
      [replace('Patient.contact[0].gender', { valueCode: 'female' })],
      { contact: [{ name: { text: 'a' }, gender: 'female' }] },
    ],
    [
      'further inside',
      named,
      [replace('Patient.contact[0].name.text', { valueString: 'b' })],
      { contact: [{ name: { text: 'b' }, gender: 'male' }] },
    ],
    [
      'deleted, and what is empty without it',
      named,
      [remove('Patient.contact[0].name.text')],
      { contact: [{ gender: 'male' }] },
    ],
    [
      'added inside',
      { contact: [{ name: { text: 'a' } }] },
      [add('Patient.contact[0]', 'gender', { valueCode: 'male' })],
      named,
    ],
    [
      'a data type added',
      {},
      [add('Patient', 'maritalStatus', { valueCodeableConcept: { text: 'm' } })],
      { maritalStatus: { text: 'm' } },
    ],
    [
      'replaced with its id',
      { maritalStatus: { id: '1', text: 'm' } },
      [replace('Patient.maritalStatus', { valueCodeableConcept: { id: '2', text: 'n' } })],
      { maritalStatus: { id: '2', text: 'n' } },
    ],
    ['deleted', { maritalStatus: { text: 'm' } }, [remove('Patient.maritalStatus')], {}],
    [
      'what has no type of its own, in parts',
      {},
      [
        add('Patient', 'contact', {
          part: [
            { name: 'name', valueHumanName: { text: 'a' } },
            { name: 'gender', valueCode: 'male' },
          ],
        }),
      ],
      named,
    ],
    ['the last of a list deleted', named, [remove('Patient.contact[0]')], {}],
    [
      'two items changed',
      { identifier: ids('1', '2') },
      [
        replace('Patient.identifier[0].value', { valueString: '2' }),
        replace('Patient.identifier[1].value', { valueString: '1' }),
      ],
      { identifier: ids('2', '1') },
    ],
    [
      'inserted at the end',
      { identifier: ids('1', '2') },
      [insert('Patient.identifier', 2, { valueIdentifier: { value: '3' } })],
      { identifier: ids('1', '2', '3') },
    ],
    [
      'between',
      { identifier: ids('1', '2') },
      [insert('Patient.identifier', 1, { valueIdentifier: { value: '3' } })],
      { identifier: ids('1', '3', '2') },
    ],
    [
      'at the beginning',
      { identifier: ids('1', '2') },
      [insert('Patient.identifier', 0, { valueIdentifier: { value: '3' } })],
      { identifier: ids('3', '1', '2') },
    ],
    [
      'one of three deleted',
      { identifier: ids('1', '2', '3') },
      [remove('Patient.identifier[1]')],
      { identifier: ids('1', '3') },
    ],
    [
      'moved to the end',
      { identifier: ids('1', '2', '3', '4') },
      [move('Patient.identifier', 0, 3)],
      { identifier: ids('2', '3', '4', '1') },
    ],
    [
      'to the beginning',
      { identifier: ids('1', '2', '3', '4') },
      [move('Patient.identifier', 3, 0)],
      { identifier: ids('4', '1', '2', '3') },
    ],
    [
      'turned round',
      { identifier: ids('1', '2', '3', '4') },
      [move('Patient.identifier', 3, 0), move('Patient.identifier', 3, 1), move('Patient.identifier', 3, 2)],
      { identifier: ids('4', '3', '2', '1') },
    ],
  ])('%s', (_name, before, operations, after) => {
    expect(patched(before, ...operations)).toEqual(patient(after));
  });
});

test('what HL7’s cases refuse is refused, and so is what they add to an item that is not there', () => {
  const before = { identifier: [{ use: 'official' as const, value: '1' }] };
  const path = "Patient.identifier.where(use = 'official').period";
  expect(refusal(before, add(path, 'end', { valueDate: '2021-12-01' }))).toBe('invalid Parameters.parameter[0]');
  const consecutive = [0, 1].map((index) => add(`Patient.contact[${index}]`, 'gender', { valueCode: 'male' }));
  expect(refusal({ contact: [{ name: { text: 'a' } }] }, ...consecutive)).toBe('invalid Parameters.parameter[1]');
});

test('a narrative is replaced as the text that it is', () => {
  const div = (text: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${text}</div>`;
  const before: Partial<Patient> = { text: { status: 'generated', div: div('a') } };
  expect(patched(before, replace('Patient.text.div', { valueString: div('b') })).text?.div).toBe(div('b'));
});

describe('paths', () => {
  const names = {
    name: [
      { use: 'official' as const, given: ['A', 'B'] },
      { use: 'nickname' as const, family: 'C' },
    ],
  };
  const target = { valueString: 'x' };
  test.each([
    ["Patient.name.where(use = 'official').given[0]", 'x,B'],
    ["name.where(use = 'official').given.last()", 'A,x'],
    ["Patient.name.where(family.exists() or use != 'nickname').first().given.first()", 'x,B'],
    ["Patient.name.where(use = 'official' and given.where($this = 'B').exists()).given[1]", 'A,x'],
  ])('%s', (path, given) => {
    expect(patched(names, replace(path, target)).name?.[0]?.given?.join()).toBe(given);
  });

  test('a choice is named without its type, and replaced by another of its types', () => {
    const before = { deceasedBoolean: true };
    expect(patched(before, replace('Patient.deceased', { valueDateTime: '2026' }))).toEqual(
      patient({ deceasedDateTime: '2026' }),
    );
    expect(patched(before, remove('Patient.deceased.ofType(boolean)'))).toEqual(patient({}));
    expect(patched(before, remove('Patient.deceased as dateTime'))).toEqual(patient(before));
    expect(patched({}, add('Patient', 'deceased', { valueBoolean: false }))).toEqual(
      patient({ deceasedBoolean: false }),
    );
  });

  test('an extension by its url, also beside a primitive', () => {
    const extension = [
      { url: 'urn:a', valueString: '1' },
      { url: 'urn:b', valueString: '2' },
    ];
    const before = { extension, birthDate: '1980' } as Patient;
    expect(patched(before, remove("Patient.extension('urn:a')")).extension).toEqual(extension.slice(1));
    const beside = patched(
      before,
      add('Patient.birthDate', 'extension', { valueExtension: { url: 'urn:c', valueString: '3' } } as Value),
    );
    expect(beside).toMatchObject({ birthDate: '1980', _birthDate: { extension: [{ url: 'urn:c' }] } });
  });

  test('what stands beside values of a list keeps its place', () => {
    const before = { name: [{ given: ['A', 'B'], _given: [null, { id: 'b' }] }] } as unknown as Patient;
    expect(patched(before, move('Patient.name.given', 1, 0)).name).toEqual([
      { given: ['B', 'A'], _given: [{ id: 'b' }, null] },
    ]);
    expect(patched(before, remove('Patient.name.given[1]')).name).toEqual([{ given: ['A'] }]);
  });
});

describe('is not carried out', () => {
  const before = { birthDate: '1980', identifier: ids('1', '2'), name: [{ family: 'A' }] };
  const INVALID = 'invalid Parameters.parameter[0]';
  test.each<[string, ParametersParameter, string]>([
    ['a path to nothing', replace('Patient.gender', { valueCode: 'male' }), INVALID],
    ['a path to several', replace('Patient.identifier.value', { valueString: 'x' }), INVALID],
    ['several to delete', remove('Patient.identifier'), INVALID],
    ['what is there already', add('Patient', 'birthDate', { valueDate: '1990' }), INVALID],
    ['a name that is none', add('Patient', 'birth', { valueDate: '1990' }), INVALID],
    ['a name of the prototype', add('Patient', '__proto__', { valueString: 'x' }), INVALID],
    ['a path of the prototype', replace('Patient.constructor', { valueString: 'x' }), INVALID],
    ['the whole', remove('Patient'), INVALID],
    ['a place beyond the end', insert('Patient.identifier', 3, { valueIdentifier: {} }), INVALID],
    ['a place in what is no list', insert('Patient.birthDate', 0, { valueDate: '1990' }), INVALID],
    ['a move from nowhere', move('Patient.identifier', 2, 0), INVALID],
    ['a move to nowhere', move('Patient.identifier', 0, 2), INVALID],
    ['an object for a value', replace('Patient.birthDate', { valueIdentifier: {} }), INVALID],
    ['a value for an object', replace('Patient.name', { valueString: 'x' }), INVALID],
    ['a type that a choice has not', add('Patient', 'deceased', { valueQuantity: {} }), INVALID],
  ])('%s', (_name, one, told) => {
    expect(refusal(before, one)).toBe(told);
  });

  test.each([
    ['no operation', { name: 'x', part: [] }],
    ['nothing', null],
    ['no parts', { name: 'operation' }],
    ['an unknown type', operation('merge', 'Patient.birthDate')],
    ['a type of the prototype', operation('constructor', 'Patient.birthDate')],
    ['no value', operation('replace', 'Patient.birthDate')],
    ['a value that is empty', replace('Patient.birthDate', {})],
    ['too many parts', operation('delete', 'Patient.birthDate', { value: { valueDate: '1990' } })],
    [
      'a part twice',
      { name: 'operation', part: [...(remove('Patient.name').part ?? []), { name: 'path', valueString: 'x' }] },
    ],
    ['an index below nothing', insert('Patient.identifier', -1, { valueIdentifier: {} })],
  ])('%s is malformed', (_name, one) => {
    expect(refusal(before, one)).toMatch(/^malformed Parameters\.parameter\[0\]/u);
  });

  test.each([
    '',
    'Patient.',
    "'x'",
    'Patient.name.resolve()',
    'Patient.descendants()',
    'Patient.name.repeat(given)',
    "Patient.name.where(family.matches('(a+)+$'))",
    'Patient.name.where(family.length() > 1)',
    'Patient.identifier[%resource.x]',
    'Patient.name | Patient.contact',
    'Patient.name is HumanName',
    `Patient${'.where(true)'.repeat(3000)}`,
    `Patient.name.where(${'('.repeat(500)}true${')'.repeat(500)})`,
  ])('the path %j is malformed', (path) => {
    expect(refusal(before, remove(path))).toMatch(/^malformed Parameters\.parameter\[0\]/u);
  });

  test('a thousand and one', () => {
    expect(refusal(before, ...Array.from({ length: 1001 }, () => remove('Patient.gender')))).toMatch(/^malformed/u);
  });
});

describe('over REST', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await createHarness();
    await harness.put({ ...PLAN, id: 'c1', title: 'Plan' });
  });

  const PATCH = { resourceType: 'Parameters', parameter: [replace('CarePlan.title', { valueString: 'Ny' })] };
  const send = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    harness.send('PATCH', 'CarePlan/c1', { body, headers: { 'if-match': 'W/"1"', ...headers } });

  test('makes the next version, from JSON and from XML', async () => {
    expect(await send(PATCH)).toMatchObject({ status: 200, headers: { etag: 'W/"2"' }, body: { title: 'Ny' } });
    const headers = { 'content-type': 'application/fhir+xml', 'if-match': 'W/"2"' };
    const response = await send(writeXml({ ...PATCH, parameter: [remove('CarePlan.title')] } as Resource), headers);
    expect(response.status).toBe(200);
    expect(response.body).not.toHaveProperty('title');
  });

  test('comes in a batch as Parameters', async () => {
    const entry = [{ request: { method: 'PATCH', url: 'CarePlan/c1', ifMatch: 'W/"1"' }, resource: PATCH }];
    const response = await harness.send('POST', '', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    expect(bundleIn(response).entry?.[0]).toMatchObject({ response: { status: '200' }, resource: { title: 'Ny' } });
  });

  test.each<[string, unknown, number, string]>([
    ['another resource', PLAN, 400, 'malformed'],
    [
      'a path that is not there',
      { ...PATCH, parameter: [replace('CarePlan.description', { valueString: 'x' })] },
      422,
      'invalid',
    ],
    [
      'one that holds and one that does not',
      { ...PATCH, parameter: [...PATCH.parameter, insert('CarePlan.note', 1, { valueAnnotation: {} } as Value)] },
      422,
      'invalid',
    ],
    ['another id', { ...PATCH, parameter: [replace('CarePlan.id', { valueId: 'c2' })] }, 400, 'id-mismatch'],
    [
      'what the gate refuses',
      { ...PATCH, parameter: [replace('CarePlan.title', { valueString: 'refuse' })] },
      422,
      'cardinality-min',
    ],
  ])('%s changes nothing', async (_name, body, status, code) => {
    const response = await send(body);
    expect([response.status, codeIn(response)]).toEqual([status, code]);
    expect(JSON.stringify(outcomeIn(response))).not.toContain('Ny');
    expect(await harness.versions()).toBe(1);
  });
});
