import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Consent } from '@medplum/fhirtypes';
import { TRUST } from '../exchange/papers.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import type { Account } from './authority/main.ts';
import { Browser, formOf } from './browser.ts';
import { AUDITOR, COORDINATOR, INGRID_HERSELF, OPERATOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

/** A role as docs/console.md has it. */
interface Role {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Pages of its menu, by their places; the first is where it comes to. */
  readonly menu: readonly string[];
}

const page = await readFile('docs/console.md', 'utf8');
const rows = page.slice(page.indexOf('## Roles')).matchAll(/^\| \*\*([^*]+)\*\* \|([^|]+)\|([^|]+)\|/gmu);
const ROLES: readonly Role[] = [...rows].map(([, name = '', scopes = '', menu = '']) => ({
  name,
  scopes: quoted(scopes).flatMap((one) => one.split(' ')),
  menu: quoted(menu),
}));

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/gu)].map(([, one = '']) => one);
}

/** Every page that somebody's menu has. */
const PLACES = [...new Set(ROLES.flatMap(({ menu }) => menu))];

const accountOf = ({ name, scopes }: Role): Account => ({
  name: `a-${name.length}-${name.split(' ')[0]}`,
  scopes,
  claims: COORDINATOR.claims,
});
const atWork = ROLES.filter(({ scopes }) => scopes.length > 0);

let stage: Stage;
let served: StagedConsole;
beforeAll(async () => {
  stage = await openSharedStage();
  served = await openConsole(stage.context, { accounts: atWork.map(accountOf), persons: [INGRID_HERSELF] });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

test('the page names five roles, with the scopes that tests sign in with', () => {
  expect(ROLES.map(({ name }) => name)).toEqual(['coordinator', 'unit', 'operator', 'auditor', 'the person']);
  expect(atWork.at(-2)?.scopes).toEqual(expect.arrayContaining([...OPERATOR.scopes]));
  expect(atWork.at(-1)?.scopes).toEqual(AUDITOR.scopes);
});

describe.each(ROLES.map((role) => [role.name, role] as const))('%s', (_name, role) => {
  const isAtWork = role.scopes.length > 0;
  const who = isAtWork ? accountOf(role).name : INGRID_HERSELF.name;

  test('comes to the first page of its menu, opens each of it, and no other role’s', async () => {
    const browser = new Browser();
    const asked = await browser.go(`${served.origin}/console/sign-in?as=${isAtWork ? 'work' : 'herself'}`);
    const first = await browser.go(`${asked.address.href}/as/${who}`);
    expect([first.status, first.address.pathname]).toEqual([200, `/console${role.menu[0]}`]);
    const nav = /<nav aria-label="Menu">(.*?)<\/nav>/su.exec(first.text)?.[1] ?? '';
    expect([...nav.matchAll(/href="\/console([^"]+)"/gu)].map(([, place]) => place)).toEqual(role.menu);
    for (const place of PLACES) {
      const { status } = await browser.go(`${served.origin}/console${place}`);
      expect([place, status]).toEqual([place, role.menu.includes(place) ? 200 : 403]);
    }
  });
});

test('a coordinator records a consent and withdraws it, and an auditor does not', async () => {
  const person = await stage.person();
  const consent = { kind: 'access', recipient: TRUST.organization };
  for (const [name, status] of [
    ['coordinator', 200],
    ['auditor', 403],
  ] as const) {
    const browser = new Browser();
    const account = accountOf(ROLES.find((role) => role.name === name) as Role);
    const asked = await browser.go(`${served.origin}/console/sign-in?as=work`);
    const first = await browser.go(`${asked.address.href}/as/${account.name}`);
    const form = { _form: formOf(first) };
    const place = `${served.origin}/console/plans/${person}`;
    const recorded = await browser.go(`${place}/consents`, { method: 'POST', form: { ...form, ...consent } });
    expect([name, recorded.status]).toEqual([name, status]);
    const [own] = (await stage.stored<Consent>('Consent')).filter((one) => one.status === 'active' && one.performer);
    const ended = await browser.go(`${place}/withdraw`, { method: 'POST', form: { ...form, consent: own?.id ?? '' } });
    expect([name, ended.status]).toEqual([name, status]);
  }
});
