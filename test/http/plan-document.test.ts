import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Bundle, Composition, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { readPage, readPdf } from '../document/read-printed.ts';
import { createWiredApp } from './harness.ts';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let plan: string;

const IP = [{ coding: [{ system: 'http://samplan.no/fhir/CodeSystem/plan-kind', code: 'individual-plan' }] }];

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  request(wired.app).get(`/fhir/${path}`).set(headers);
async function post(resource: object): Promise<string> {
  const { resourceType } = resource as Resource;
  const call = request(wired.app).post(`/fhir/${resourceType}`).set('content-type', 'application/fhir+json');
  const { status, text } = await call.send(JSON.stringify(resource));
  expect([resourceType, status, text]).toEqual([resourceType, 201, text]);
  return JSON.parse(text).id;
}

beforeEach(async () => {
  wired = await createWiredApp();
  const subject = {
    reference: `Patient/${await post({ resourceType: 'Patient', name: [{ text: 'Ingrid Nesbakk' }] })}`,
  };
  const description = { text: 'Gå til butikken' };
  const goal = await post({ resourceType: 'Goal', lifecycleStatus: 'proposed', description, subject });
  const draft = { resourceType: 'CarePlan', status: 'draft', intent: 'plan', category: IP, subject };
  plan = await post({ ...draft, goal: [{ reference: `Goal/${goal}` }] });
  await post({
    resourceType: 'Goal',
    lifecycleStatus: 'proposed',
    description: { text: 'Står ikke i planen' },
    subject,
  });
});

describe('CarePlan/[id]/$plan-document', () => {
  test('answers the plan as a document in the language that is accepted', async () => {
    for (const [accepted, language, word] of [
      ['nb', 'nb', 'Tiltak, omfang og ansvar'],
      ['nn-NO', 'nn', 'Kven som deltek'],
      ['de', 'en', 'Goals, resources and needs'],
    ] as const) {
      const response = await get(`CarePlan/${plan}/$plan-document`, { 'accept-language': accepted });
      expect([response.status, response.headers['content-language']]).toEqual([200, language]);
      const bundle = JSON.parse(response.text) as Bundle;
      const composition = bundle.entry?.[0]?.resource as Composition;
      expect([bundle.type, composition.language]).toEqual(['document', language]);
      expect(response.text).toContain(word);
      expect(response.text).toContain('Gå til butikken');
      expect(response.text).not.toContain('Står ikke i planen');
    }
  });

  test('answers it in XML as well', async () => {
    const { status, text } = await get(`CarePlan/${plan}/$plan-document`, { accept: 'application/fhir+xml' });
    expect(status).toBe(200);
    expect(text).toContain('<Composition>');
    expect(text).toContain('<p>Gå til butikken</p>');
  });

  test.each([
    ['accept', 'text/html', 'text/html; charset=utf-8', 'individuell-plan.html'],
    [
      'accept',
      'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'text/html; charset=utf-8',
      'individuell-plan.html',
    ],
    ['accept', 'application/pdf, application/fhir+json;q=0.5', 'application/pdf', 'individuell-plan.pdf'],
    ['_format', 'html', 'text/html; charset=utf-8', 'individuell-plan.html'],
    ['_format', 'pdf', 'application/pdf', 'individuell-plan.pdf'],
    ['_format', 'application/pdf', 'application/pdf', 'individuell-plan.pdf'],
  ])('answers it as people read it: %s %s', async (by, asked, type, file) => {
    const query = by === '_format' ? `?_format=${encodeURIComponent(asked)}` : '';
    const headers = by === 'accept' ? { accept: asked } : {};
    for (const method of ['get', 'post'] as const) {
      const {
        status,
        headers: told,
        body,
      } = await request(wired.app)
        [method](`/fhir/CarePlan/${plan}/$plan-document${query}`)
        .set({ ...headers, 'accept-language': 'nn' })
        .buffer()
        .parse((response, done) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => done(null, Buffer.concat(chunks)));
        });
      expect([status, told['content-type'], told['content-disposition']]).toEqual([
        200,
        type,
        `inline; filename="${file}"`,
      ]);
      expect([told['content-language'], told['cache-control'], told['x-content-type-options']]).toEqual([
        'nn',
        'no-store',
        'nosniff',
      ]);
      const text = type === 'application/pdf' ? (await readPdf(body as Buffer)).content : readPage(String(body));
      expect(text).toContain('Kven som deltek');
      expect(text).toContain('Gå til butikken');
      expect(text).not.toContain('Står ikke i planen');
    }
  });

  test.each([
    ['CarePlan/:plan/$plan-document?_format=docx', 406],
    ['CarePlan/:plan/$plan-document?_format=text%2Fcsv', 406],
    ['CarePlan/:plan?_format=pdf', 406],
    ['CarePlan/:plan?_format=html', 406],
    ['metadata?_format=application%2Fpdf', 406],
    ['CarePlan/none/$plan-document?_format=pdf', 404],
  ] as const)('%s is %i, as FHIR', async (path, status) => {
    const response = await get(path.replace(':plan', plan));
    expect([response.status, response.headers['content-type']]).toEqual([
      status,
      'application/fhir+json; charset=utf-8',
    ]);
    expect(JSON.parse(response.text).resourceType).toBe('OperationOutcome');
  });

  test('in a Bundle it is FHIR, whatever is asked for there', async () => {
    const entry = [{ request: { method: 'GET', url: `CarePlan/${plan}/$plan-document?_format=pdf` } }];
    const { status, text } = await request(wired.app)
      .post('/fhir')
      .set('content-type', 'application/fhir+json')
      .send(JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }));
    const [answer] = (JSON.parse(text) as Bundle).entry ?? [];
    expect([status, answer?.response?.status, (answer?.resource as Bundle | undefined)?.type]).toEqual([
      200,
      '200',
      'document',
    ]);
  });

  test.each(['json', 'html', 'pdf'])('is traced with everything that it shows, as %s', async (format) => {
    await get(`CarePlan/${plan}/$plan-document?_format=${format}`);
    const [patient] = /Patient\/[\w-]+/u.exec((await get(`CarePlan/${plan}`)).text) ?? [];
    const { entry = [] } = JSON.parse((await get(`AuditEvent?patient=${patient}`)).text) as Bundle<AuditEvent>;
    const event = entry.map(({ resource }) => resource).find((one) => JSON.stringify(one).includes('plan-document'));
    const told = (event?.entity ?? []).flatMap(({ what }) => what?.reference?.replace(/\/.*/u, '') ?? []);
    expect(told).toEqual(expect.arrayContaining(['CarePlan', 'Goal', 'Patient']));
    expect(told.filter((type) => type === 'Goal')).toHaveLength(1);
  });

  test('is answered to POST too', async () => {
    const { status, text } = await request(wired.app).post(`/fhir/CarePlan/${plan}/$plan-document`);
    expect([status, JSON.parse(text).type]).toEqual([200, 'document']);
  });

  test.each([
    ['GET', 'CarePlan/none/$plan-document', 404],
    ['POST', 'CarePlan/none/$plan-document', 404],
    ['GET', 'CarePlan/:plan/$plan-document?language=nb', 400],
    ['GET', 'Goal/:plan/$plan-document', 404],
  ] as const)('%s %s is refused with %i', async (method, path, status) => {
    const address = `/fhir/${path.replace(':plan', plan)}`;
    const { status: answered } = await (method === 'GET'
      ? request(wired.app).get(address)
      : request(wired.app).post(address));
    expect(answered).toBe(status);
  });

  test('is in the statement, with its definition and its forms', async () => {
    const { text } = await get('metadata');
    expect(text).toContain('http://samplan.no/fhir/OperationDefinition/plan-document');
    expect(text).toContain('by Accept or _format (text/html, application/pdf)');
  });
});
