import { beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { createWiredApp } from './harness.ts';

/** http://hl7.org/fhir/R4/datatypes.html#decimal: "the precision of the decimal value has significance", over every way. */
const PERSON = {
  resourceType: 'Patient',
  identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830068' }],
};
const VALUE = /"value":\s*(-?\d[^,}\s]*)/;

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let patient: string;
let goal: string;
beforeEach(async () => {
  wired = await createWiredApp();
  patient = JSON.parse((await send('post', 'Patient', JSON.stringify(PERSON))).text).id;
  goal = JSON.parse((await send('post', 'Goal', weighing('60.50'))).text).id;
});

const send = (method: 'get' | 'post' | 'put' | 'patch', path: string, body?: string, headers: object = {}) =>
  request(wired.app)
    [method](`/fhir/${path}`)
    .set({ 'content-type': 'application/fhir+json', ...headers })
    .send(body);

/** A goal about a weight. */
const weighing = (value: string, more = ''): string =>
  `{"resourceType":"Goal",${more}"lifecycleStatus":"active","description":{"text":"Veie mer"},"subject":{"reference":"Patient/${patient}"},
    "target":[{"measure":{"text":"Vekt"},"detailQuantity":{"value":${value},"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},"dueDate":"2027-01-01"}]}`;

async function spelled(path = `Goal/${goal}`, headers: object = {}): Promise<string | undefined> {
  const { text } = await send('get', path, undefined, headers);
  return VALUE.exec(text)?.[1];
}

describe('the precision of a decimal is kept', () => {
  test.each(['60.50', '60.0', '0.0', '6.05e1', '-1.10'])(
    '%s through create and read, without a warning',
    async (value) => {
      const made = await send('post', 'Goal', weighing(value), { prefer: 'return=OperationOutcome' });
      expect([made.status, made.text.includes('decimal-digits')]).toEqual([201, false]);
      expect(await spelled(String(made.headers['location']).replace(/^.*\/fhir\//, ''))).toBe(value);
    },
  );

  test('in what a create answers, a search, a history, a record, an excerpt and pretty', async () => {
    const made = await send('post', 'Goal', weighing('60.50'));
    expect(VALUE.exec(made.text)?.[1]).toBe('60.50');
    for (const path of [
      `Goal?_id=${goal}`,
      `Goal/${goal}/_history`,
      `Goal/${goal}/_history/1`,
      `Patient/${patient}/$record`,
      `Goal/${goal}?_elements=target`,
      `Goal?_id=${goal}&_summary=data`,
      `Goal/${goal}?_pretty=true`,
    ])
      expect([path, await spelled(path)]).toEqual([path, '60.50']);
  });

  test('by an update, also where it alone is new', async () => {
    const put = await send('put', `Goal/${goal}`, weighing('60.5', `"id":"${goal}",`));
    expect([put.status, await spelled()]).toEqual([200, '60.5']);
    await send('put', `Goal/${goal}`, weighing('60.500', `"id":"${goal}",`));
    expect(await spelled()).toBe('60.500');
    expect(await spelled(`Goal/${goal}/_history/1`)).toBe('60.50');
  });

  test.each([
    ['of something else', '[{"op":"replace","path":"/description/text","value":"Veie 61"}]', '60.50'],
    ['of the number', '[{"op":"replace","path":"/target/0/detailQuantity/value","value":61.00}]', '61.00'],
    [
      'that tests the number as a reader has it',
      '[{"op":"test","path":"/target/0/detailQuantity/value","value":60.5}]',
      '60.50',
    ],
    [
      'that tests what holds it',
      '[{"op":"test","path":"/target/0/detailQuantity","value":{"code":"kg","value":60.5,"unit":"kg","system":"http://unitsofmeasure.org"}}]',
      '60.50',
    ],
    [
      'that adds another target',
      '[{"op":"add","path":"/target/0","value":{"measure":{"text":"x"},"detailQuantity":{"value":1.10}}}]',
      '1.10',
    ],
  ])('by a JSON Patch %s', async (_name, body, value) => {
    const answer = await send('patch', `Goal/${goal}`, body, { 'content-type': 'application/json-patch+json' });
    expect([answer.status, await spelled()]).toEqual([200, value]);
  });

  test('a JSON Patch that tests another number is refused', async () => {
    const body = '[{"op":"test","path":"/target/0/detailQuantity/value","value":60.51}]';
    const answer = await send('patch', `Goal/${goal}`, body, { 'content-type': 'application/json-patch+json' });
    expect(answer.status).toBe(422);
  });

  test.each([
    ['"valueDecimal":61.00', 'Goal.target.detail.value', '61.00'],
    ['"valueQuantity":{"value":61.0,"unit":"kg"}', 'Goal.target.detail', '61.0'],
    ['"valueDecimal":62.0', 'Goal.target.where(detail.value = 60.5).detail.value', '62.0'],
  ])('by a FHIRPath Patch with %s', async (value, path, expected) => {
    const part = `{"name":"type","valueCode":"replace"},{"name":"path","valueString":"${path}"},{"name":"value",${value}}`;
    const body = `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[${part}]}]}`;
    const answer = await send('patch', `Goal/${goal}`, body);
    expect([answer.status, await spelled()]).toEqual([200, expected]);
  });

  test('between JSON and XML, both ways', async () => {
    const xml = await send('get', `Goal/${goal}`, undefined, { accept: 'application/fhir+xml' });
    expect(xml.text).toContain('<value value="60.50"/>');
    const body = xml.text.replace('60.50', '61.0');
    const put = await send('put', `Goal/${goal}`, body, { 'content-type': 'application/fhir+xml' });
    expect([put.status, await spelled()]).toEqual([200, '61.0']);
  });

  test('in a transaction whose references are resolved', async () => {
    const entry = (url: string, resource: string): string =>
      `{"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0${url === 'Goal' ? 'a' : 'b'}","request":{"method":"POST","url":"${url}"},"resource":${resource}}`;
    const measure = `{"resourceType":"ServiceRequest","status":"draft","intent":"plan","code":{"text":"Kost"},"subject":{"reference":"Patient/${patient}"},
      "quantityQuantity":{"value":2.0},"supportingInfo":[{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"}]}`;
    const bundle = `{"resourceType":"Bundle","type":"transaction","entry":[${entry('Goal', weighing('59.0'))},${entry('ServiceRequest', measure)}]}`;
    const answer = await send('post', '', bundle);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text).entry).toHaveLength(2);
    expect(await spelled(`Goal?patient=${patient}&_id:not=${goal}`)).toBe('59.0');
    expect(await spelled(`ServiceRequest?patient=${patient}`)).toBe('2.0');
  });

  test('and does not hinder a change of something else by $undo', async () => {
    await send('put', `Goal/${goal}`, weighing('61', `"id":"${goal}",`));
    const body = '{"resourceType":"Parameters","parameter":[{"name":"version","valuePositiveInt":1}]}';
    expect((await send('post', `Goal/${goal}/$undo`, body)).status).toBe(200);
    expect(await spelled()).toBe('60.50');
  });
});

test('a number that would be another one is refused', async () => {
  expect((await send('post', 'Goal', weighing('0.12345678901234567890'))).status).toBe(422);
});

test.each([
  ['[{"op":"replace","path":"/target/0/detailQuantity/value/x","value":1}]', 422],
  ['[{"op":"add","path":"/target/0/detailQuantity/value/-","value":1.0}]', 422],
  ['[{"op":1.0,"path":"/description","value":1}]', 400],
  ['[{"op":"replace","path":1.0,"value":1}]', 400],
  ['[{"op":"replace","path":"/description/text","value":1.0}]', 422],
])('a patch that takes a decimal for something else is refused: %s', async (body, status) => {
  const answer = await send('patch', `Goal/${goal}`, body, { 'content-type': 'application/json-patch+json' });
  expect([answer.status, await spelled(), wired.faults]).toEqual([status, '60.50', []]);
});

test.each([
  '{"name":"type","valueDecimal":1.0}',
  '{"name":"path","valueDecimal":1.0}',
  '{"name":"value","valueDecimal":1.0}',
  '{"name":1.0}',
])('a FHIRPath Patch with %s is refused', async (part) => {
  const whole = `{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Goal.description"}`;
  const parts = part.includes('"value"') ? `${whole},${part}` : `${part},${whole}`;
  const body = `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[${parts}]}]}`;
  const answer = await send('patch', `Goal/${goal}`, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(wired.faults).toEqual([]);
});
