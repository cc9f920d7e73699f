import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CapabilityStatement, CarePlan, Consent, DocumentReference, Resource } from '@medplum/fhirtypes';
import { responseText } from '../../src/fhir/response-text.ts';
import { BASE, bundleIn, codeIn, createHarness, type Harness, outcomeIn, PLAN } from './harness.ts';

const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

const WHOLE: CarePlan = {
  ...PLAN,
  id: 'c1',
  meta: { profile: ['http://example.org/ip'] },
  implicitRules: 'http://example.org/rules',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Plan</div>' },
  contained: [{ resourceType: 'Condition', id: 'cond', subject: { reference: 'Patient/p1' } }],
  extension: [{ url: 'http://example.org/e', valueString: 'x' }],
  modifierExtension: [{ url: 'http://example.org/m', valueString: 'not a plan' }],
  title: 'Individuell plan',
  description: 'Lang',
  addresses: [{ reference: '#cond' }],
  period: { start: '2026-01-01', id: 'period' },
  activity: [{ detail: { status: 'scheduled', description: 'Trene' } }],
  note: [{ text: 'Ring først' }],
};

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
  await harness.put(WHOLE);
});

const read = async (address: string): Promise<Resource> => {
  const response = await harness.send('GET', address);
  expect(response.status).toBe(200);
  return response.body as Resource;
};

const keys = (resource: Resource | undefined) => Object.keys(resource ?? {}).toSorted();

const ALWAYS = ['id', 'implicitRules', 'meta', 'modifierExtension', 'resourceType'];
const MANDATORY = ['intent', 'status', 'subject'];

describe('_summary', () => {
  test('true shows what the definition marks as summary', async () => {
    const plan = await read('CarePlan/c1?_summary=true');
    expect(keys(plan)).toEqual(
      [...ALWAYS, ...MANDATORY, 'addresses', 'contained', 'description', 'period', 'title'].toSorted(),
    );
  });

  test('true looks inside: an attachment without its data, a consent without whom its provisions are about', async () => {
    const document: DocumentReference = {
      resourceType: 'DocumentReference',
      id: 'd1',
      status: 'current',
      content: [{ attachment: { contentType: 'text/plain', data: 'SGVp', title: 'Brev' } }],
    };
    const consent: Consent = {
      resourceType: 'Consent',
      id: 's1',
      status: 'active',
      scope: { coding: [{ code: 'treatment' }] },
      category: [{ text: 'x' }],
      patient: {
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
      },
      modifierExtension: [{ url: 'http://example.org/m', valueString: 'not a consent' }],
      provision: { type: 'permit', actor: [{ role: { text: 'r' }, reference: { reference: 'Organization/1' } }] },
    };
    await harness.put(document);
    await harness.put(consent);
    expect(await read('DocumentReference/d1?_summary=true')).toMatchObject({
      content: [{ attachment: { contentType: 'text/plain', title: 'Brev' } }],
    });
    expect(JSON.stringify(await read('DocumentReference/d1?_summary=true'))).not.toContain('SGVp');
    const summary = (await read('Consent/s1?_summary=true')) as Consent;
    expect(summary.provision).toEqual({ type: 'permit' });
    expect(summary.modifierExtension).toEqual(consent.modifierExtension);
    expect(summary.patient).toEqual(consent.patient);
  });

  test('text shows the narrative and what is mandatory', async () => {
    expect(keys(await read('CarePlan/c1?_summary=text'))).toEqual([...ALWAYS, ...MANDATORY, 'text'].toSorted());
  });

  test('data shows all but the narrative', async () => {
    expect(keys(await read('CarePlan/c1?_summary=data'))).toEqual(keys(WHOLE).filter((key) => key !== 'text'));
  });

  test.each(['true', 'text', 'data'])('%s is tagged, once', async (kind) => {
    await harness.put({ ...WHOLE, meta: { tag: [SUBSETTED, { code: 'mine' }] } }, 2);
    expect((await read(`CarePlan/c1?_summary=${kind}`)).meta).toMatchObject({
      versionId: '2',
      tag: [{ code: 'mine' }, SUBSETTED],
    });
  });

  test('false shows the whole, untagged', async () => {
    expect(await read('CarePlan/c1?_summary=false')).toEqual(await read('CarePlan/c1'));
  });

  test('count tells how many match, and shows none', async () => {
    const bundle = bundleIn(await harness.send('GET', 'CarePlan?status=active&_summary=count'));
    expect(bundle).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      link: [{ relation: 'self', url: `${BASE}/CarePlan?status=active&_summary=count` }],
    });
    expect(harness.traces).toEqual([expect.objectContaining({ interaction: 'search', resources: [] })]);
  });

  test.each([
    'CarePlan/c1?_summary=count',
    'CarePlan/c1/_history?_summary=count',
    'CarePlan?_summary=all',
    'CarePlan?_summary=true&_summary=text',
    'CarePlan?_summary=true&_elements=title',
    'CarePlan/c1?_elements=nothing',
    'CarePlan/c1?_elements=period.start',
    'CarePlan/c1?_elements=,',
    'CarePlan/c1?_elements=constructor',
    'CarePlan/c1?_pretty=yes',
  ])('%s is refused, and traced as that', async (address) => {
    const response = await harness.send('GET', address);
    expect([response.status, codeIn(response)]).toEqual([400, 'bad-parameter']);
    expect(harness.traces).toEqual([expect.objectContaining({ kind: 'refusal' })]);
  });
});

describe('_elements', () => {
  test('shows what is named, what is mandatory and what changes the meaning', async () => {
    const plan = await read('CarePlan/c1?_elements=title, note');
    expect(keys(plan)).toEqual([...ALWAYS, ...MANDATORY, 'note', 'title'].toSorted());
    expect(plan.meta).toEqual({ ...(await read('CarePlan/c1')).meta, tag: [SUBSETTED] });
  });

  test('names a choice without its type, and what a primitive has beside its value goes with it', async () => {
    await harness.put({
      resourceType: 'Patient',
      id: 'p1',
      deceasedBoolean: false,
      birthDate: '1980-01-01',
      _birthDate: { extension: [{ url: 'http://example.org/e', valueString: 'x' }] },
      gender: 'female',
    } as Resource);
    expect(keys(await read('Patient/p1?_elements=birthDate'))).toEqual(
      ['_birthDate', 'birthDate', 'deceasedBoolean', 'id', 'meta', 'resourceType'].toSorted(),
    );
    await harness.put({ resourceType: 'Observation', id: 'o1', status: 'final', code: {}, valueString: 'x' });
    expect(keys(await read('Observation/o1?_elements=value'))).toContain('valueString');
  });

  test('contained resources are shown where what is shown points at them', async () => {
    expect(keys(await read('CarePlan/c1?_elements=addresses'))).toContain('contained');
    expect(keys(await read('CarePlan/c1?_elements=title'))).not.toContain('contained');
  });
});

describe('part of a resource is shown', () => {
  test.each(['CarePlan/c1/_history/1', 'CarePlan/c1/_history', 'CarePlan?_id=c1'])('by %s', async (address) => {
    const joint = address.includes('?') ? '&' : '?';
    const response = await harness.send('GET', `${address}${joint}_elements=title`);
    const { entry, ...rest } = (response.body ?? {}) as { readonly entry?: { readonly resource?: Resource }[] };
    const shown = entry?.[0]?.resource ?? (rest as Resource);
    expect(keys(shown)).toEqual([...ALWAYS, ...MANDATORY, 'title'].toSorted());
    expect(response.headers['etag'] ?? 'W/"1"').toBe('W/"1"');
  });

  test('in an entry of a batch', async () => {
    const entry = [{ request: { method: 'GET', url: 'CarePlan/c1?_summary=text' } }];
    const response = await harness.send('POST', '', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    expect(keys(bundleIn(response).entry?.[0]?.resource)).toContain('text');
    expect(keys(bundleIn(response).entry?.[0]?.resource)).not.toContain('title');
  });

  test('on the next page too, and where it is asked for in a form', async () => {
    await harness.put({ ...WHOLE, id: 'c2' });
    const first = await harness.send('POST', 'CarePlan/_search', {
      body: '_count=1&_elements=title&_pretty=true',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(first.isPretty).toBe(true);
    expect(keys(bundleIn(first).entry?.[0]?.resource)).not.toContain('note');
    const next = bundleIn(first).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const second = await harness.send('GET', next.slice(BASE.length + 1));
    expect(second.isPretty).toBe(true);
    expect(bundleIn(second).entry?.[0]?.resource).toMatchObject({ id: 'c2', title: WHOLE.title });
    expect(keys(bundleIn(second).entry?.[0]?.resource)).not.toContain('note');
  });

  test('what was left out with leave is told whole', async () => {
    const response = await harness.send('GET', 'CarePlan?nothing=1&_elements=title', {
      headers: { prefer: 'handling=lenient' },
    });
    const outcome = bundleIn(response).entry?.find(({ search }) => search?.mode === 'outcome')?.resource;
    expect(outcomeIn({ body: outcome }).issue[0]?.details?.text).toBeDefined();
  });

  test.each(['POST CarePlan?_summary=true', 'GET CarePlan/c1/$validate?_summary=text'])(
    '%s is refused: nothing is shown in parts there',
    async (line) => {
      const [method = '', address = ''] = line.split(' ');
      const response = await harness.send(method, address, method === 'POST' ? { body: PLAN } : {});
      expect([response.status, codeIn(response)]).toEqual([400, 'unknown-parameter']);
    },
  );
});

// http.html § 3.1.0.1.11: `_summary` and `_elements` are for every read; HAPI's client asks for the statement by its summary.
test('the CapabilityStatement can be had in part', async () => {
  const { rest: _, ...whole } = (await read('metadata')) as CapabilityStatement;
  expect(whole.patchFormat).toBeDefined();
  const summary = (await read('metadata?_summary=true')) as CapabilityStatement;
  expect([summary.fhirVersion, summary.rest?.[0]?.mode, summary.meta?.tag]).toEqual(['4.0.1', 'server', [SUBSETTED]]);
  expect(summary.rest?.[0]?.resource?.[0]?.interaction).toBeUndefined();
  expect(keys(await read('metadata?_elements=software'))).not.toContain('rest');
  expect((await harness.send('GET', 'metadata?_elements=nothing')).status).toBe(400);
  expect((await harness.send('GET', 'metadata?_summary=count')).status).toBe(400);
});

test('_pretty indents, of refusals too', async () => {
  const written = async (address: string): Promise<string> => {
    const { headers, body, isPretty } = await harness.send('GET', address);
    if (body === undefined) throw new Error('no body');
    return responseText({ headers, body, isPretty });
  };
  const pretty = await written('CarePlan/c1?_pretty=true');
  expect(pretty).toContain('{\n  "resourceType"');
  expect(JSON.parse(pretty)).toEqual(JSON.parse(await written('CarePlan/c1?_pretty=false')));
  expect(await written('CarePlan/c1?_pretty=false')).not.toContain('\n');
  expect(await written('CarePlan/none?_pretty=true')).toContain('{\n  "resourceType"');
});

describe('what was shown in part', () => {
  test.each(['_summary=text', '_elements=title'])('by %s does not take the place of the whole', async (part) => {
    const shown = await read(`CarePlan/c1?${part}`);
    const put = await harness.send('PUT', 'CarePlan/c1', { body: shown, headers: { 'if-match': 'W/"1"' } });
    const post = await harness.send('POST', 'CarePlan', { body: shown });
    for (const response of [put, post]) {
      expect([response.status, codeIn(response)]).toEqual([422, 'invalid']);
      expect(outcomeIn(response).issue[0]?.expression).toEqual(['CarePlan.meta.tag']);
    }
    expect(await harness.versions()).toBe(1);
  });

  test('a tag of another system is nobody’s business', async () => {
    const body = { ...PLAN, meta: { tag: [{ system: 'urn:mine', code: 'SUBSETTED' }, null] } };
    expect((await harness.send('POST', 'CarePlan', { body })).status).toBe(201);
  });
});
