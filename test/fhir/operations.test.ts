import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Consent, OperationOutcome, Parameters } from '@medplum/fhirtypes';
import type { Partner } from '../../src/exchange/context.ts';
import type { FhirResponse } from '../../src/fhir/request.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { run } from '../contract/store/samples.ts';
import { BASE, bundleIn, CONTROLLER, codeIn, createHarness, DUTY, type Harness, outcomeIn, PLAN } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});

const parameters = (...parameter: unknown[]) => ({
  resourceType: 'Parameters',
  ...(parameter.length === 0 ? {} : { parameter }),
});

describe('$validate', () => {
  test('answers 200 and says that all is well', async () => {
    const response = await harness.send('POST', 'CarePlan/$validate', { body: PLAN });
    expect(response.status).toBe(200);
    expect(outcomeIn(response).issue).toEqual([
      { severity: 'information', code: 'informational', details: { text: 'All is well.' } },
    ]);
  });

  test('answers 200 with every finding, and keeps nothing', async () => {
    const { status: _status, ...broken } = PLAN;
    const response = await harness.send('POST', 'CarePlan/$validate', { body: broken });
    expect(response.status).toBe(200);
    expect(outcomeIn(response).issue[0]).toMatchObject({ severity: 'error', expression: ['CarePlan.status'] });
    expect(await harness.versions()).toBe(0);
  });

  test.each([
    ['in the address', 'CarePlan/$validate?profile=http://example.org/p', PLAN],
    [
      'in Parameters',
      'CarePlan/$validate',
      parameters(
        { name: 'resource', resource: PLAN },
        { name: 'profile', valueUri: 'http://example.org/p' },
        { name: 'mode', valueCode: 'create' },
      ),
    ],
  ])('takes a profile %s', async (_name, address, body) => {
    const response = await harness.send('POST', address, { body });
    expect(outcomeIn(response).issue[0]?.diagnostics).toContain('http://example.org/p');
  });

  test('validates what is stored, and shows it to nobody untraced', async () => {
    await harness.put({ ...PLAN, id: 'c1' });
    expect((await harness.send('GET', 'CarePlan/c1/$validate')).status).toBe(200);
    expect((await harness.send('POST', 'CarePlan/c1/$validate', { body: parameters() })).status).toBe(200);
    expect(harness.traces).toHaveLength(2);
    expect((await harness.send('GET', 'CarePlan/none/$validate')).status).toBe(404);
  });

  test.each([
    ['no resource', parameters()],
    ['an unknown parameter', parameters({ name: 'resource', resource: PLAN }, { name: 'usageContext' })],
    ['a parameter twice', parameters({ name: 'resource', resource: PLAN }, { name: 'resource', resource: PLAN })],
    ['a resource that is none', parameters({ name: 'resource', resource: 'x' })],
    ['parameters that are no list', { resourceType: 'Parameters', parameter: {} }],
    ['a parameter that is null', parameters(null)],
    ['another type', { resourceType: 'Goal' }],
  ])('with %s is 400', async (_name, body) => {
    const response = await harness.send('POST', 'CarePlan/$validate', { body });
    expect(response.status).toBe(400);
    expect(codeIn(response)).toBe('malformed');
  });

  test.each([
    ['update', 'bad-parameter'],
    ['delete', 'bad-parameter'],
    ['patch', 'bad-parameter'],
    ['profile', 'bad-parameter'],
  ])('mode %s of a type is 400: it is about an instance, needs a profile, or is not there', async (mode, code) => {
    const response = await harness.send('POST', `CarePlan/$validate?mode=${mode}`, { body: PLAN });
    expect([response.status, codeIn(response)]).toEqual([400, code]);
  });

  test('mode delete of an instance says where a type is never deleted, and reads nothing out', async () => {
    await harness.put({ ...PLAN, id: 'c1' });
    const plan = await harness.send('GET', 'CarePlan/c1/$validate?mode=delete');
    expect(outcomeIn(plan).issue).toEqual([expect.objectContaining({ severity: 'information' })]);
    await harness.put({ resourceType: 'Organization', id: 'o1' });
    harness.traces.length = 0;
    const response = await harness.send('GET', 'Organization/o1/$validate?mode=delete');
    expect(response.status).toBe(200);
    expect(outcomeIn(response).issue).toEqual([expect.objectContaining({ severity: 'error', code: 'business-rule' })]);
    expect((await harness.send('GET', 'CarePlan/none/$validate?mode=delete')).status).toBe(404);
    expect(harness.traces.filter(({ kind }) => kind === 'read')).toMatchObject([
      { operation: 'validate', resources: [] },
    ]);
  });

  test.each([
    ['the id of the address', { id: 'c1' }, []],
    ['another id', { id: 'c2' }, ['CarePlan.id']],
    ['no id', {}, ['CarePlan.id']],
  ])('mode update of a resource with %s', async (_, changes, expected) => {
    await harness.put({ ...PLAN, id: 'c1' });
    const send = (mode: string) =>
      harness.send('POST', `CarePlan/c1/$validate${mode}`, { body: { ...PLAN, ...changes } });
    const errors = ({ issue }: ReturnType<typeof outcomeIn>) =>
      issue.filter(({ severity }) => severity === 'error').flatMap(({ expression }) => expression);
    expect(errors(outcomeIn(await send('?mode=update')))).toEqual(expected);
    expect(errors(outcomeIn(await send('')))).toEqual([]);
    expect(errors(outcomeIn(await send('?mode=create')))).toEqual([]);
  });

  test('mode update of what is stored finds nothing wrong with its id', async () => {
    await harness.put({ ...PLAN, id: 'c1' });
    const { issue } = outcomeIn(await harness.send('GET', 'CarePlan/c1/$validate?mode=update'));
    expect(issue.map(({ severity }) => severity)).toEqual(['information']);
  });

  test('a profile that is not loaded is 400, with the nearest one that is', async () => {
    const response = await harness.send('POST', 'CarePlan/$validate?profile=https://example.org/ip', { body: PLAN });
    expect([response.status, codeIn(response)]).toEqual([400, 'bad-parameter']);
    expect(outcomeIn(response).issue[0]?.diagnostics).toContain('http://example.org/ip');
    await harness.put({ ...PLAN, id: 'c1' });
    expect((await harness.send('GET', 'CarePlan/c1/$validate?profile=urn:none')).status).toBe(400);
    expect(harness.traces.filter(({ kind }) => kind === 'read')).toEqual([]);
  });

  test('mode profile holds what is stored to the profile', async () => {
    await harness.put({ ...PLAN, id: 'c1' });
    const response = await harness.send('GET', 'CarePlan/c1/$validate?mode=profile&profile=http://example.org/ip');
    expect(outcomeIn(response).issue[0]?.diagnostics).toContain('http://example.org/ip');
  });
});

test('$validate tells what the gate would refuse: profiles of the agreement, and digits that would be lost', async () => {
  const refusing = await createHarness(undefined, {
    requiredProfiles: ['http://example.org/required'],
    partners: [
      { organization: CONTROLLER.organization, profiles: ['http://example.org/agreed'] },
    ] as unknown as Partner[],
  });
  const { body } = await refusing.send('POST', 'CarePlan/$validate', { body: PLAN });
  expect(JSON.stringify(body)).toContain('http://example.org/required');
  expect(JSON.stringify(body)).toContain('http://example.org/agreed');
  const other = await createHarness(undefined, {
    partners: [{ organization: '310000019', profiles: ['http://example.org/agreed'] }] as unknown as Partner[],
  });
  expect(JSON.stringify((await other.send('POST', 'CarePlan/$validate', { body: PLAN })).body)).not.toContain('agreed');

  const withNumber = (number: string) =>
    JSON.stringify({ ...PLAN, extension: [{ url: 'urn:x', valueDecimal: 'HERE' }] }).replace('"HERE"', number);
  for (const [number, told, status] of [
    ['1.50', [], 201],
    ['1.00000000000000001', ['CarePlan.extension[0].value'], 422],
  ] as const) {
    const text = withNumber(number);
    const lost = (response: FhirResponse) =>
      outcomeIn(response).issue.flatMap(({ code, expression = [] }) => (code === 'not-supported' ? expression : []));
    const alone = await harness.send('POST', 'CarePlan/$validate', { body: text });
    const inParameters = await harness.send('POST', 'CarePlan/$validate', {
      body: `{"resourceType":"Parameters","parameter":[{"name":"resource","resource":${text}}]}`,
    });
    for (const response of [alone, inParameters]) expect(lost(response)).toEqual(told);
    const headers = { prefer: 'return=OperationOutcome' };
    const answer = await harness.send('POST', 'CarePlan', { body: text, headers });
    expect([answer.status, lost(answer)]).toEqual([status, told]);
  }
});

test('$validate tells a number whose check digits are wrong', async () => {
  const real = await createHarness(createValidator({ packages: ['profiles/package'] }));
  const identifier = [{ system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830069' }];
  const response = await real.send('POST', 'Patient/$validate', { body: { resourceType: 'Patient', identifier } });
  expect(outcomeIn(response).issue).toMatchObject([
    { severity: 'warning', expression: ['Patient.identifier[0].value'] },
  ]);
});

describe('$validate of a Bundle', () => {
  const IP_CAREPLAN = 'http://samplan.no/fhir/StructureDefinition/ip-careplan';
  const category = [{ coding: [{ system: 'http://samplan.no/fhir/CodeSystem/plan-kind', code: 'individual-plan' }] }];
  const bundle = (...resources: unknown[]) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, index) => ({
      fullUrl: `urn:uuid:00000000-0000-4000-8000-00000000000${index}`,
      resource,
    })),
  });

  test('holds each entry to the profiles of what it is', async () => {
    const real = await createHarness(createValidator({ packages: ['profiles/package'] }));
    const broken = { ...PLAN, category, intent: 'order' };
    const { body } = await real.send('POST', 'Bundle/$validate', {
      body: bundle({ resourceType: 'Basic', code: { text: 'x' } }, broken),
    });
    const found = (body as OperationOutcome).issue.filter(({ diagnostics }) => diagnostics?.includes(IP_CAREPLAN));
    expect(found.flatMap(({ expression }) => expression)).toContain('Bundle.entry[1].resource.intent');
    // Alone it is held to the same.
    const alone = await real.send('POST', 'CarePlan/$validate', { body: broken });
    expect(found).toHaveLength(
      (alone.body as OperationOutcome).issue.filter(({ diagnostics }) => diagnostics?.includes(IP_CAREPLAN)).length,
    );
  });

  test('is the only thing that can be done with one', async () => {
    expect((await harness.send('POST', 'Bundle/$validate', { body: bundle() })).status).toBe(200);
    expect((await harness.send('POST', 'Bundle', { body: bundle() })).status).toBe(404);
    expect((await harness.send('GET', 'Bundle/b1/$validate')).status).toBe(404);
    expect((await harness.send('POST', 'Basic/$validate', { body: { resourceType: 'Basic' } })).status).toBe(404);
  });
});

describe('$resolve-conflict', () => {
  beforeEach(async () => {
    await harness.put({ resourceType: 'Task', id: 't1', status: 'requested', intent: 'proposal' });
  });

  const resolve = (...parameter: unknown[]) =>
    harness.send('POST', 'Task/t1/$resolve-conflict', { body: parameters(...parameter) });

  test.each([
    [{ name: 'take', valueCode: 'record' }, { take: 'record' }],
    [{ name: 'take', valueCode: 'partner' }, { take: 'partner' }],
    [{ name: 'as', valueCode: 'sub-plan' }, { as: 'sub-plan' }],
    [{ name: 'as', valueCode: 'merge' }, { as: 'merge' }],
    [{ name: 'as', valueCode: 'replaced' }, { as: 'replaced' }],
    [{ name: 'value', valueString: '{"text":"Gå ut"}' }, { value: { text: 'Gå ut' } }],
    [{ name: 'value', valueString: '"Gå ut"' }, { value: 'Gå ut' }],
  ])('%j decides', async (parameter, decision) => {
    const response = await resolve(parameter);
    expect(response).toMatchObject({
      status: 200,
      headers: { etag: 'W/"1"' },
      body: { resourceType: 'Task', id: 't1' },
    });
    expect(harness.decisions).toEqual([decision]);
  });

  test.each([
    ['nothing', []],
    [
      'both',
      [
        { name: 'take', valueCode: 'record' },
        { name: 'value', valueString: '1' },
      ],
    ],
    [
      'a side and a way',
      [
        { name: 'take', valueCode: 'record' },
        { name: 'as', valueCode: 'merge' },
      ],
    ],
    ['an unknown side', [{ name: 'take', valueCode: 'mine' }]],
    ['an unknown way', [{ name: 'as', valueCode: 'twins' }]],
    ['a value that is no text', [{ name: 'value', valueInteger: 1 }]],
    ['a value that is no JSON', [{ name: 'value', valueString: '{"a":' }]],
    ['a value with a key twice', [{ name: 'value', valueString: '{"a":1,"a":2}' }]],
  ])('with %s decides nothing', async (_name, list) => {
    const response = await resolve(...list);
    expect(response.status).toBe(400);
    expect(harness.decisions).toEqual([]);
  });

  test('exists on Task only', async () => {
    expect((await harness.send('POST', 'CarePlan/t1/$resolve-conflict', { body: parameters() })).status).toBe(404);
  });
});

describe('metadata', () => {
  test('states what each type can do, and is valid FHIR in its essentials', async () => {
    const { status, body } = await harness.send('GET', 'metadata');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resourceType: 'CapabilityStatement',
      status: 'active',
      kind: 'instance',
      fhirVersion: '4.0.1',
      name: 'Samplan',
      url: `${BASE}/metadata`,
      implementation: { url: BASE },
    });
    for (const mode of ['full', 'normative', 'terminology'])
      expect((await harness.send('GET', `metadata?mode=${mode}`)).body).toEqual(body);
    expect(harness.traces.filter(({ kind }) => kind === 'read')).toEqual([]);
  });
});

describe('$sync', () => {
  test('starts a pass of every partner, or of one, and tells what each came to', async () => {
    harness.gate.sync = async (_caller, which) => {
      harness.passes.push(which);
      return [run('r1', { partner: 'Helse Fjordvik HF', delivered: 3, notices: ['something to know'] })];
    };
    const response = await harness.send('POST', '$sync', { body: parameters() });
    expect(response.status).toBe(200);
    const part = (response.body as Parameters).parameter?.[0]?.part;
    expect(part).toEqual(
      expect.arrayContaining([
        { name: 'id', valueString: 'r1' },
        { name: 'partner', valueString: 'Helse Fjordvik HF' },
        { name: 'outcome', valueCode: 'completed' },
        { name: 'delivered', valueInteger: 3 },
        { name: 'notice', valueString: 'something to know' },
      ]),
    );
    const one = parameters({ name: 'partner', valueString: 'Helse Fjordvik HF' }, { name: 'mode', valueCode: 'once' });
    await harness.send('POST', '$sync', { body: one });
    expect(harness.passes).toEqual([{}, { partner: 'Helse Fjordvik HF' }]);
  });

  test.each([
    ['another mode', parameters({ name: 'mode', valueCode: 'for-ever' })],
    ['a partner that is no text', parameters({ name: 'partner', valueInteger: 17 })],
    ['an unknown parameter', parameters({ name: 'person', valueString: 'x' })],
    ['another resource', PLAN],
  ])('with %s is malformed, and starts nothing', async (_name, body) => {
    expect(codeIn(await harness.send('POST', '$sync', { body }))).toBe('malformed');
    expect(harness.passes).toEqual([]);
  });

  test('is started by POST only', async () => {
    expect((await harness.send('GET', '$sync')).status).toBe(405);
  });
});

describe('$undo', () => {
  beforeEach(async () => {
    await harness.put({ resourceType: 'CarePlan', id: 'p1', status: 'draft', intent: 'plan', subject: {} });
  });

  const undo = (...parameter: unknown[]) =>
    harness.send('POST', 'CarePlan/p1/$undo', { body: parameters(...parameter) });

  test('brings back the version that is named', async () => {
    expect(await undo({ name: 'version', valuePositiveInt: 2 })).toMatchObject({
      status: 200,
      headers: { etag: 'W/"1"' },
      body: { resourceType: 'CarePlan', id: 'p1' },
    });
    expect(harness.undone).toEqual([{ type: 'CarePlan', id: 'p1', version: 2 }]);
  });

  test.each([
    ['nothing', []],
    ['a version that is none', [{ name: 'version', valuePositiveInt: 0 }]],
    ['a version of another type', [{ name: 'version', valueString: '2' }]],
    ['half a version', [{ name: 'version', valuePositiveInt: 1.5 }]],
    ['something else', [{ name: 'to', valuePositiveInt: 2 }]],
  ])('with %s brings back nothing', async (_name, list) => {
    expect((await undo(...list)).status).toBe(400);
    expect(harness.undone).toEqual([]);
  });

  test('is not offered where nobody may write', async () => {
    const body = parameters({ name: 'version', valuePositiveInt: 1 });
    expect((await harness.send('POST', 'AuditEvent/p1/$undo', { body })).status).toBe(404);
  });
});

describe('$report-need', () => {
  const here = { name: 'patient', valueReference: { reference: 'Patient/p1' } };
  const municipality = { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310604011' };

  test('hands on whom it is about, and answers who answers by when', async () => {
    const body = parameters(here, { name: 'to', valueIdentifier: municipality });
    const response = await harness.send('POST', '$report-need', { body });
    expect([response.status, response.body]).toMatchObject([
      200,
      {
        parameter: [
          { name: 'report', valueReference: { reference: 'ServiceRequest/r1' } },
          { name: 'case', valueReference: { reference: 'Task/t1' } },
          { name: 'to', valueIdentifier: { value: '310602019' } },
          { name: 'due', valueDate: '2026-12-06' },
        ],
      },
    ]);
    expect(harness.decisions).toEqual([{ about: { person: 'p1' }, to: '310604011' }]);
  });

  test('takes a Patient who may not be here', async () => {
    const patient = { resourceType: 'Patient', birthDate: '1968-03-14' };
    await harness.send('POST', '$report-need', { body: parameters({ name: 'patient', resource: patient }) });
    expect(harness.decisions).toEqual([{ about: { patient }, to: undefined }]);
  });

  test.each([
    ['nobody', parameters()],
    ['a team', parameters({ name: 'patient', valueReference: { reference: 'CareTeam/1' } })],
    ['a number without a system', parameters(here, { name: 'to', valueIdentifier: { value: '310604011' } })],
  ])('with %s is 400', async (_, body) => {
    const response = await harness.send('POST', '$report-need', { body });
    expect([response.status, codeIn(response)]).toEqual([400, 'malformed']);
    expect(harness.decisions).toEqual([]);
  });
});

describe('$answer-need', () => {
  const answer = (valueCode: string) => ({ name: 'answer', valueCode });
  const reason = { name: 'reason', valueString: 'Ikke behov for koordinerte tjenester' };

  test('hands on a refusal, and answers the deadline and what the person is told, in the language accepted', async () => {
    const body = parameters(answer('refused'), reason);
    const headers = { 'accept-language': 'nb' };
    const response = await harness.send('POST', 'Task/t1/$answer-need', { body, headers });
    expect(response.status).toBe(200);
    const [one, deadline, complaint] = (response.body as Parameters).parameter ?? [];
    expect([one?.valueReference?.reference, deadline?.valueDate]).toEqual(['Task/t1', '2026-12-20']);
    expect(complaint?.valueString).toContain('Du kan klage på avslaget til og med 2026-12-20 (pbrl § 7-5).');
    expect(harness.decisions).toEqual([{ taskId: 't1', answer: 'refused', reason: reason.valueString }]);
  });

  test.each<readonly [readonly object[], object]>([
    [[{ name: 'no-wish', valueBoolean: true }], {}],
    [
      [
        { name: 'wish', valueString: 'Helst en koordinator' },
        { name: 'followed', valueBoolean: true },
      ],
      { words: 'Helst en koordinator', isFollowed: true },
    ],
  ])('hands on what the person wished: %j', async (said, wish) => {
    const body = parameters(answer('offered'), ...said);
    expect((await harness.send('POST', 'Task/t1/$answer-need', { body })).status).toBe(200);
    expect(harness.decisions).toEqual([{ taskId: 't1', answer: 'offered', wish }]);
  });

  test('an offer is answered without either', async () => {
    const response = await harness.send('POST', 'Task/t1/$answer-need', { body: parameters(answer('offered')) });
    expect((response.body as Parameters).parameter).toEqual([
      { name: 'case', valueReference: { reference: 'Task/t1' } },
    ]);
  });

  test.each([
    ['no answer', parameters(reason)],
    ['an answer that is none', parameters(answer('received'))],
    ['an empty reason', parameters(answer('refused'), { name: 'reason', valueString: ' ' })],
    ['a reason that is no text', parameters(answer('refused'), { name: 'reason', valueCode: 'no' })],
    ['a weighing of no wish at all', parameters(answer('offered'), { name: 'weighed', valueString: 'x' })],
    [
      'a wish of which is not told whether it was followed',
      parameters(answer('offered'), { name: 'wish', valueString: 'x' }),
    ],
  ])('with %s is 400', async (_, body) => {
    const response = await harness.send('POST', 'Task/t1/$answer-need', { body });
    expect([response.status, codeIn(response)]).toEqual([400, 'malformed']);
    expect(harness.decisions).toEqual([]);
  });
});

describe('$transfer-responsibility', () => {
  const to = (system: string, value: unknown) => parameters({ name: 'to', valueIdentifier: { system, value } });
  const ENH = 'urn:oid:2.16.578.1.12.4.1.4.101';

  test('hands on the person and the municipality, and answers what is owed', async () => {
    const response = await harness.send('POST', 'Patient/p1/$transfer-responsibility', { body: to(ENH, '310604011') });
    expect(response.status).toBe(200);
    expect(outcomeIn(response).issue[0]?.severity).toBe('warning');
    expect(harness.decisions).toEqual([{ person: 'p1', to: '310604011' }]);
  });

  test.each([
    ['nothing', parameters()],
    ['another number', to('urn:oid:2.16.578.1.12.4.1.4.102', '310604011')],
    ['a name', to(ENH, 'Granli')],
  ])('to %s is 400', async (_, body) => {
    const response = await harness.send('POST', 'Patient/p1/$transfer-responsibility', { body });
    expect([response.status, codeIn(response)]).toEqual([400, 'malformed']);
  });
});

describe('$duties', () => {
  test('answers a Bundle of Tasks, each with its rule, day and debtor, in the language asked for', async () => {
    const response = await harness.send('GET', '$duties', { headers: { 'accept-language': 'nn' } });
    expect(response.status).toBe(200);
    const bundle = bundleIn(response);
    expect(bundle.type).toBe('collection');
    expect(bundle.entry?.map(({ resource }) => resource)).toEqual([
      {
        resourceType: 'Task',
        status: 'requested',
        intent: 'order',
        priority: 'routine',
        code: {
          coding: [{ system: 'http://samplan.no/fhir/CodeSystem/rule', code: DUTY.rule.key }],
          text: DUTY.rule.message.nn,
        },
        description: DUTY.rule.action.nn,
        focus: { reference: DUTY.about },
        for: { reference: 'Patient/p1' },
        owner: DUTY.owner,
        reasonCode: { text: DUTY.rule.reference },
        restriction: { period: { end: '2026-12-24' } },
      },
    ]);
    expect(
      createValidator({ packages: [] })
        .validate(bundle)
        .filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
    expect(harness.traces).toMatchObject([{ kind: 'read', operation: 'duties' }]);
  });

  test('takes an organization, a day and a patient', async () => {
    await harness.send('GET', '$duties?organization=310601012&until=2026-12-31&patient=Patient/p1');
    expect(harness.askedDuties).toEqual([{ organization: '310601012', until: '2026-12-31', person: 'p1' }]);
  });

  test.each([
    ['organization=Fjordvik', 'bad-parameter'],
    ['until=soon', 'bad-parameter'],
    ['until=2026-13-01', 'bad-parameter'],
    ['owner=x', 'unknown-parameter'],
  ])('%s is 400', async (query, code) => {
    const response = await harness.send('GET', `$duties?${query}`);
    expect([response.status, codeIn(response)]).toEqual([400, code]);
  });
});

describe('$record-consent', () => {
  const consent = { resourceType: 'Consent', status: 'active', category: [] };
  const source = { resourceType: 'DocumentReference', status: 'current', content: [] };
  const send = (...given: unknown[]) =>
    harness.send('POST', 'Patient/p1/$record-consent', { body: parameters(...given) });

  test('hands what was decided and signed to the gate, and answers 201 with the Consent', async () => {
    await harness.put({ resourceType: 'Patient', id: 'p1' });
    const response = await send({ name: 'consent', resource: consent }, { name: 'source', resource: source });
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({ resourceType: 'Consent' });
    const [, place] = response.headers['location']?.split(`${BASE}/`) ?? [];
    expect(place).toMatch(new RegExp(`^Consent/${response.body?.id}/_history/\\d+$`, 'u'));
    expect(harness.decisions).toEqual([{ person: 'p1', consent, source }]);
  });

  test('is 404 for an unknown person', async () => {
    expect((await send({ name: 'consent', resource: consent })).status).toBe(404);
  });

  test.each([
    ['nothing', []],
    ['what is no Consent', [{ name: 'consent', resource: source }]],
    [
      'a source that is none',
      [
        { name: 'consent', resource: consent },
        { name: 'source', resource: consent },
      ],
    ],
    [
      'an unknown parameter',
      [
        { name: 'consent', resource: consent },
        { name: 'reason', valueString: 'x' },
      ],
    ],
  ])('refuses %s with 400', async (_name, given) => {
    expect((await send(...given)).status).toBe(400);
    expect(harness.decisions).toEqual([]);
  });

  test('is there for a Patient only', async () => {
    expect((await harness.send('POST', 'Goal/g1/$record-consent', { body: parameters() })).status).toBe(404);
  });
});

describe('$withdraw', () => {
  test.each([
    ['without a body', new Uint8Array()],
    ['with Parameters that say nothing', parameters()],
  ])('%s withdraws the Consent', async (_name, body) => {
    await harness.put({ resourceType: 'Consent', id: 'c1', status: 'active' } as Consent);
    const response = await harness.send('POST', 'Consent/c1/$withdraw', { body });
    expect(response.status).toBe(200);
    expect(harness.decisions).toEqual([{ withdrawn: 'c1' }]);
  });

  test('asks for no reason, and refuses one', async () => {
    const body = parameters({ name: 'reason', valueString: 'x' });
    expect((await harness.send('POST', 'Consent/c1/$withdraw', { body })).status).toBe(400);
    expect(harness.decisions).toEqual([]);
  });
});
