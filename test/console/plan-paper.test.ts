import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent, CarePlan, Composition } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { sightOf } from '../../src/exchange/sight-of.ts';
import { writePlanDocument } from '../../src/exchange/write-plan-document.ts';
import { documentSeen } from '../../src/fhir/plan-document.ts';
import { readPage, readPdf } from '../document/read-printed.ts';
import { TRUST } from '../exchange/papers.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser, type Got } from './browser.ts';
import { COORDINATOR, OPERATOR, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

const TITLE = '<script>alert(1)</script>';

let stage: Stage;
let served: StagedConsole;
let plan: string;
beforeAll(async () => {
  stage = await openSharedStage();
  stage.fjordvik.connector.edit<CarePlan>('CarePlan', 'f-plan', (one) => ({ ...one, title: TITLE }));
  await stage.settle();
  const [kept] = await stage.stored<CarePlan>('CarePlan');
  plan = kept?.id ?? '';
  served = await openConsole(stage.context, { accounts: [COORDINATOR, OPERATOR, TRUST_DOCTOR] });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

async function open(name: string, place: string): Promise<Got> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}/console/runs`);
  await browser.go(`${asked.address.href}/as/${name}`);
  return browser.go(`${served.origin}/console/documents/${place}`);
}

/** Hash of the document that a caller's sight makes. */
async function hashFor(caller: Party): Promise<string | undefined> {
  const options = { base: `${served.origin}/fhir`, language: 'en' } as const;
  const { bundle } = await documentSeen(sightOf(stage.context, caller), plan, (seen) =>
    writePlanDocument(stage.context, seen, plan, options),
  );
  return (bundle.entry?.[0]?.resource as Composition | undefined)?.extension?.[0]?.valueString;
}

describe('a plan on paper', () => {
  test('is what the API answers the same caller: by its hash, for the controller and for a partner', async () => {
    for (const [name, caller] of [
      ['kari', stage.context.controller],
      ['lege', { name: TRUST.name, organization: TRUST.organization, sector: TRUST.sector }],
    ] as const) {
      const page = await open(name, `${plan}/page`);
      expect([name, page.status, /[0-9a-f]{64}/.exec(page.text)?.[0]]).toEqual([name, 200, await hashFor(caller)]);
    }
  });

  test('is a page that runs nothing, in the language of the console, under the policy that it states itself', async () => {
    const page = await open('kari', `${plan}/page`);
    const [, stated] = /Content-Security-Policy" content="([^"]+)"/.exec(page.text) ?? [];
    expect(page.headers.get('content-security-policy')).toBe(`${stated}; frame-ancestors 'none'`);
    expect(stated).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect([page.headers.get('cache-control'), page.headers.get('content-disposition')]).toEqual([
      'no-store',
      'inline; filename="individuell-plan.html"',
    ]);
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).not.toContain('<script');
    expect(readPage(page.text)).toContain(TITLE);
    expect(/<title>(.*)<\/title>/.exec(page.text)?.[1]).toBe('Individual plan');
  });

  test('is a PDF to save', async () => {
    const browser = new Browser();
    const asked = await browser.go(`${served.origin}/console/runs`);
    await browser.go(`${asked.address.href}/as/kari`);
    const jar = browser.cookies.get(new URL(served.origin).host) ?? new Map();
    const response = await fetch(`${served.origin}/console/documents/${plan}/pdf`, {
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; '), 'accept-language': 'nn' },
    });
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('content-disposition'),
    ]).toEqual([200, 'application/pdf', 'attachment; filename="individuell-plan.pdf"']);
    const { content, language } = await readPdf(new Uint8Array(await response.arrayBuffer()));
    expect([language, content.includes('Kven som deltek'), content.includes(TITLE)]).toEqual(['nn', true, true]);
  });

  test('is traced by the API, as any other', async () => {
    const documents = async () =>
      (await stage.stored<AuditEvent>('AuditEvent')).filter(({ subtype }) => subtype?.[1]?.code === 'plan-document');
    const before = (await documents()).length;
    await open('lege', `${plan}/page`);
    expect((await documents()).length).toBeGreaterThan(before);
  });

  test.each([
    ['kari', 'nobody/page', 404],
    ['kari', 'nobody/pdf', 404],
    ['kari', ':plan/docx', 404],
    ['drift', ':plan/page', 403],
    ['drift', ':plan/pdf', 403],
  ])('of %s at %s is %i, in words', async (name, place, status) => {
    const page = await open(name, place.replace(':plan', plan));
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(page.text).toContain('– Samplan</title>');
  });

  test('is for who signed in', async () => {
    const page = await new Browser().go(`${served.origin}/console/documents/${plan}/pdf`, { follow: false });
    expect([page.status, page.headers.get('location')?.startsWith('/console/sign-in')]).toEqual([303, true]);
  });
});

test('no fault was met', () => {
  expect(served.faults).toEqual([]);
});
