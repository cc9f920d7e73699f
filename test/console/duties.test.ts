import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CarePlan, Patient } from '@medplum/fhirtypes';
import type { Visit } from '../../src/console/page.ts';
import { duties } from '../../src/console/pages/duties.ts';
import { listDuties } from '../../src/exchange/list-duties.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { FJORDVIK, INGRID, NAV, Papers, PER, TRUST } from '../exchange/papers.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser, type Got } from './browser.ts';
import { COORDINATOR, OPERATOR, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

const MARKUP = '<img src=x onerror=alert(1)>';

let stage: Stage;
let served: StagedConsole;
beforeAll(async () => {
  stage = await openSharedStage();
  const revisedOn = (day: string, id: string): void =>
    stage.fjordvik.connector.edit<CarePlan>('CarePlan', id, (plan) => ({
      ...plan,
      extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: day }],
    }));
  stage.fjordvik.connector.put(...new Papers('p', PER).whole());
  revisedOn('2026-11-20', 'f-plan');
  revisedOn('2126-12-24', 'p-plan');
  const [patient] = stage.trust.connector.all<Patient>('Patient');
  const consent = new Papers('t', INGRID).access(NAV, { period: { end: '2126-12-24' } });
  stage.trust.connector.put({ ...consent, patient: { reference: `Patient/${patient?.id ?? ''}` } });
  for (const one of stage.fjordvik.connector.all<Patient>('Patient').slice(0, 1))
    stage.fjordvik.connector.edit<Patient>('Patient', one.id ?? '', (person) => ({
      ...person,
      name: [{ text: MARKUP }],
    }));
  await stage.settle();
  served = await openConsole(stage.context, { accounts: [COORDINATOR, OPERATOR, TRUST_DOCTOR] });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

async function open(name: string, query = ''): Promise<Got> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}/console/duties${query}`);
  return browser.go(`${asked.address.href}/as/${name}`);
}

/** Rules whose text a page shows, as often as it does. */
async function rulesOn({ text }: Got): Promise<readonly string[]> {
  const owed = await listDuties(stage.context, stage.context.controller);
  const rules = new Map(owed.duties.map(({ rule }) => [rule.key, rule.message.en]));
  const rows = text.split('<th scope="row">').slice(1);
  return rows.flatMap((row) => [...rules].filter(([, message]) => row.includes(message)).map(([key]) => key));
}

describe('the duties', () => {
  test('are those that the same caller is told by the API, the most urgent first', async () => {
    for (const [name, caller] of [
      ['kari', stage.context.controller],
      ['lege', { name: TRUST.name, organization: TRUST.organization, sector: TRUST.sector }],
    ] as const) {
      const page = await open(name);
      const owed = (await listDuties(stage.context, caller)).duties.map(({ rule }) => rule.key);
      expect([name, page.status, await rulesOn(page)]).toEqual([name, 200, owed]);
    }
  });

  test('say when, about whom, what the law says and who owes it; what is late is said in words', async () => {
    const { text } = await open('kari');
    const [first = ''] = text.split('<th scope="row">').slice(1);
    expect(first).toMatch(/2026-11-20[\s\S]*overdue/);
    expect(text).toMatch(/\d+ overdue[\s\S]*\d+ later/);
    expect(text).toContain('2126-12-24');
    expect(text).toContain(FJORDVIK.name);
  });

  test('have the months of a year as a table behind the curve', async () => {
    const { text } = await open('kari');
    expect(text.match(/<tr data-second="\d+">/g)).toHaveLength(12);
  });

  test('are of one organization, or within days, where that is asked for', async () => {
    const of = async (query: string) => rulesOn(await open('kari', query));
    const all = await of('');
    expect(all.length).toBeGreaterThan(2);
    expect(await of(`?organization=${TRUST.organization}`)).toEqual([]);
    expect((await of('?within=0')).length).toBeLessThan(all.length);
    expect(await of('?within=0')).toContain('plan-revision');
    // What is none of the choices chooses nothing.
    for (const odd of ['?within=-1', '?within=1e9', '?organization=0', '?organization=%3Cb%3E'])
      expect([odd, await of(odd)]).toEqual([odd, all]);
  });

  test('show what people wrote as text, and nobody in a title', async () => {
    const { text } = await open('kari');
    expect(text).not.toContain(MARKUP);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(/<title>(.*)<\/title>/.exec(text)?.[1]).toBe('Duties – Samplan');
  });

  test('are not shown to who operates the installation', async () => {
    const page = await open('drift');
    expect([page.status, page.text.includes('plan-revision')]).toEqual([403, false]);
    expect(page.text).not.toContain('/console/duties"');
  });

  test('leave what was asked for in the access log', async () => {
    await open('lege');
    const events = JSON.stringify(await stage.stored('AuditEvent'));
    expect(events).toContain('duties');
  });
});

test('of many the most urgent hundred are shown, and how many more there are', async () => {
  const entry = Array.from({ length: 150 }, (_, index) => ({
    resource: { resourceType: 'Task', for: { reference: `Patient/${index}` }, code: { text: `Plikt ${index}` } },
  }));
  const searched: string[] = [];
  const fhir = {
    read: async () => ({ resourceType: 'Bundle', entry }),
    search: async (_type: string, [[, ids]]: [[string, string]]) => {
      searched.push(...ids.split(','));
      return { resourceType: 'Bundle' };
    },
  } as unknown as Visit['fhir'];
  const visit = {
    fhir,
    caller: { grants: 'everything', may: { read: true } },
    language: 'nb',
    at: '2026-11-27T10:00:00Z',
    query: new URLSearchParams(),
  } as unknown as Visit;
  const { data } = await duties({ ...stage.context, daysOf: async () => [] }).show(visit);
  expect((data['duties'] as readonly { readonly what: string }[]).at(-1)?.what).toBe('Plikt 49');
  // Nobody is asked about who is not shown.
  expect([data['more'], searched.length]).toEqual([100, 50]);
});

test('no fault was met', () => {
  expect(served.faults).toEqual([]);
});
