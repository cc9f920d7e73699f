import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import type { Caller } from '../../src/access/caller.ts';
import { composeGate } from '../../src/compose/gate.ts';
import { subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import { whoSeesWhat } from '../../src/exchange/who-sees-what.ts';
import { createFhirApi, type FhirApi } from '../../src/fhir/api.ts';
import { CLAIMS } from '../access/guarded.ts';
import { calendar } from '../demo/people/calendar.ts';
import { EVERYONE } from '../demo/people/everyone.ts';
import { directory, FJORDVIK, TRUST } from '../demo/people/organizations.ts';
import { identify } from '../demo/people/person.ts';
import { openStage, type Stage } from '../exchange/stage.ts';
import type { Account } from './authority/main.ts';
import { Browser } from './browser.ts';
import { OPERATOR, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

/** I2 for pages: whatever stands in a page of somebody's stands in what her own API answers. */

const when = calendar(() => new Date('2026-11-22T12:00:00Z'));
const NURSE: Account = {
  name: 'sykepleier',
  scopes: ['user/*.rs'],
  claims: { ...CLAIMS.fjordvik, ...CLAIMS.doctor, sub: 'a-nurse' },
};
let stage: Stage;
let served: StagedConsole;
let api: FhirApi;
const persons: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  const { fjordvik, trust, context } = stage;
  fjordvik.connector.put(...directory(FJORDVIK));
  trust.connector.put(...directory(TRUST));
  for (const { profile, seed } of EVERYONE) {
    const papers = seed(identify(profile, when), when);
    fjordvik.connector.put(...papers[FJORDVIK]);
    trust.connector.put(...papers[TRUST]);
  }
  for (const partner of [fjordvik, trust, fjordvik, trust]) await stage.pass(partner);
  persons.push(...(await stage.stored('Patient')).map(({ id = '' }) => id));
  served = await openConsole(context, { accounts: [NURSE, TRUST_DOCTOR, OPERATOR] });
  const gate = composeGate(context, {
    runPasses: async () => [],
    subscriptions: subscriptionsOf(context, { endpoints: [] }),
  });
  api = createFhirApi({ context, gate, onFault() {} });
}, 120_000);
afterAll(async () => {
  await served.close();
  await stage.close();
});

/** Texts that people wrote, in whatever element: what a page could tell. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /\s/.test(value) || value.length > 24 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

async function answerTo(caller: Caller, path: readonly string[]): Promise<string> {
  const { status, body } = await api.handleAs(caller, {
    ...{ method: 'GET', base: 'http://localhost/fhir', path, query: [], headers: {} },
    body: async () => new Uint8Array(),
  });
  return status === 200 ? JSON.stringify(body) : '';
}

const reader = (partner: Stage['trust']): Caller => ({
  ...partner,
  may: { read: true, write: false },
  grants: 'everything',
  purpose: 'COC',
});

async function signedIn(name: string): Promise<Browser> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}/console`);
  await browser.go(`${asked.address.href}/as/${name}`);
  return browser;
}

test.each([
  ['sykepleier', () => stage.fjordvik],
  ['lege', () => stage.trust],
])('%s sees in a page nothing that the API does not answer', async (name, partner) => {
  const browser = await signedIn(name);
  const shown = { pages: 0, nothing: 0, hidden: 0 };
  for (const person of persons) {
    const answered = await answerTo(reader(partner()), ['Patient', person, '$record']);
    const page = await browser.go(`${served.origin}/console/plans/${person}`);
    if (answered === '') {
      expect([person, page.status]).toEqual([person, 404]);
      shown.nothing += 1;
    } else {
      expect([person, page.status]).toEqual([person, 200]);
      shown.pages += 1;
    }
    const { parts } = await stage.store.record(person);
    const resources: readonly Resource[] = parts.map(({ resource }) => resource);
    const all = new Set(resources.flatMap(textsIn));
    // For whom she reads stands above every page.
    all.delete(partner().name);
    const hidden = [...all].filter((text) => !answered.includes(JSON.stringify(text).slice(1, -1)));
    shown.hidden += hidden.length;
    expect(hidden.filter((text) => page.text.includes(text))).toEqual([]);
  }
  // Where nothing is hidden and nobody is out of reach, nothing was tried.
  expect(shown.pages).toBeGreaterThan(5);
  expect(shown.hidden).toBeGreaterThan(10);
});

test('a partner finds nobody by name, and by number only whom it reaches', async () => {
  const browser = await signedIn('lege');
  const page = await browser.go(`${served.origin}/console/plans`);
  expect([page.status, EVERYONE.filter(({ profile }) => page.text.includes(profile.family))]).toEqual([200, []]);
  const form = /name="_form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const find = (what: string) =>
    browser.go(`${served.origin}/console/plans`, { method: 'POST', form: { _form: form, what } });
  expect((await find('Ingrid')).status).toBe(403);
  const number = (given: string): string =>
    EVERYONE.filter(({ profile }) => profile.given === given).map(({ profile }) => identify(profile, when).fnr)[0] ??
    '';
  expect((await find(number('Ingrid'))).text).toContain('/console/plans/');
  // Her address is strengt fortrolig.
  const hidden = await find(number('Berit'));
  expect([hidden.status, hidden.text.includes('Berit')]).toEqual([200, false]);
});

test('who operates the installation sees no plan, no list of plans and no name', async () => {
  const browser = await signedIn('drift');
  for (const place of ['/plans', `/plans/${persons[0]}`]) {
    const page = await browser.go(`${served.origin}/console${place}`);
    expect([place, page.status]).toEqual([place, 403]);
  }
  for (const place of ['/overview', '/runs']) {
    const page = await browser.go(`${served.origin}/console${place}`);
    expect([place, page.status]).toEqual([place, 200]);
    const names = EVERYONE.flatMap(({ profile: { given, family } }) => [given, family]);
    expect([...names, ...persons].filter((secret) => page.text.includes(secret))).toEqual([]);
  }
});

test('who may see what is told to the controller only, and is what is decided for each', async () => {
  const [person = ''] = persons;
  const { context, trust } = stage;
  await expect(whoSeesWhat(context, trust, person)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(whoSeesWhat(context, { ...context.controller, patient: person }, person)).rejects.toMatchObject({
    code: 'forbidden',
  });
  for (const one of persons) {
    for (const sight of await whoSeesWhat(context, context.controller, one)) {
      const partner = context.partners.find(({ name }) => name === sight.partner);
      const answered = await answerTo(reader(partner as Stage['trust']), ['Patient', one, '$record']);
      const denied = sight.decisions.filter(({ decision }) => decision.effect === 'deny');
      expect(denied.filter(({ part }) => answered.includes(`/fhir/${part}"`))).toEqual([]);
    }
  }
});
