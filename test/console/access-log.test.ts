import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent, Patient } from '@medplum/fhirtypes';
import { listDisclosures } from '../../src/exchange/list-disclosures.ts';
import { INGRID, Papers, PER } from '../exchange/papers.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import type { Account } from './authority/main.ts';
import { Browser, type Got } from './browser.ts';
import { COORDINATOR, OPERATOR, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

const MARKUP = '<b onclick=alert(1)>Ingrid</b>';
/** Looks at the log and at nothing else. */
const AUDITOR: Account = { ...OPERATOR, name: 'revisor', scopes: ['user/AuditEvent.rs'] };

let stage: Stage;
let served: StagedConsole;
let ingrid: string;
let per: string;
beforeAll(async () => {
  stage = await openSharedStage();
  stage.fjordvik.connector.put(...new Papers('p', PER).whole());
  stage.fjordvik.connector.edit<Patient>('Patient', 'f-patient', (person) => ({ ...person, name: [{ text: MARKUP }] }));
  await stage.settle();
  [ingrid, per] = [await stage.person(INGRID), await stage.person(PER)];
  served = await openConsole(stage.context, { accounts: [COORDINATOR, OPERATOR, TRUST_DOCTOR, AUDITOR] });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

async function signedIn(name: string, page: string): Promise<{ readonly browser: Browser; readonly page: Got }> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}/console${page}`);
  return { browser, page: await browser.go(`${asked.address.href}/as/${name}`) };
}
const open = async (name: string, page: string): Promise<Got> => (await signedIn(name, page)).page;
const goalsIn = (shown: readonly string[]): number =>
  new Set(shown.filter((one) => one.startsWith('Goal/')).map((one) => one.split('/_history/')[0])).size;
const rowsOf = ({ text }: Got): readonly string[] => text.split(/<th scope="row"[^>]*>/).slice(1);

describe('the access log', () => {
  test('says when, who, what, about whom and what came of it, the newest first', async () => {
    const page = await open('kari', '/access-log?show=delivered');
    expect(page.status).toBe(200);
    const delivered = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ subtype = [] }) =>
      subtype.some(({ code }) => code === 'deliver'),
    );
    expect(rowsOf(page)).toHaveLength(Math.min(50, delivered.length));
    expect(rowsOf(page)[0]).toMatch(/delivered[\s\S]*done/);
    expect(page.text).toContain('CarePlan');
  });

  test('leads to what is older, until there is nothing older', async () => {
    const { browser } = await signedIn('kari', '/access-log');
    // Each look is in the log.
    for (let look = 0; look < 50; look += 1) await browser.go(`${served.origin}/console/access-log?show=refused`);
    const page = await browser.go(`${served.origin}/console/access-log?show=all`);
    const seen: string[] = [];
    for (let next: Got | undefined = page; next; ) {
      seen.push(...rowsOf(next));
      const [, older = '']: readonly string[] = /rel="next" href="([^"]+)"/.exec(next.text) ?? [];
      next = older === '' ? undefined : await browser.go(new URL(older.replaceAll('&amp;', '&'), next.address));
      expect(next?.status ?? 200).toBe(200);
    }
    const all = await stage.stored('AuditEvent');
    expect(seen.length).toBeGreaterThan(50);
    // What looking at it added since is newer than the first page.
    expect(seen.length).toBeLessThanOrEqual(all.length);
    expect(seen.length).toBeGreaterThan(all.length - 20);
  });

  test('has one entry and one row of one look at a plan, with everything that the look showed', async () => {
    const { browser } = await signedIn('kari', '/access-log');
    const before = new Set((await stage.stored<AuditEvent>('AuditEvent')).map(({ id }) => id));
    expect((await browser.go(`${served.origin}/console/plans/${ingrid}`)).status).toBe(200);
    const looks = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ id }) => !before.has(id));
    expect(looks).toHaveLength(1);
    const shown = (looks[0]?.entity ?? []).flatMap(({ what }) => what?.reference ?? []);
    const { parts } = await stage.record(INGRID);
    for (const [key] of parts) expect(shown.some((one) => one.startsWith(`${key}/_history/`))).toBe(true);
    expect(shown.some((one) => one.startsWith('Organization/'))).toBe(true);
    // Each version once, however many of the requests it came with.
    expect(new Set(shown).size).toBe(shown.length);

    const again = new Set((await stage.stored<AuditEvent>('AuditEvent')).map(({ id }) => id));
    const page = await browser.go(`${served.origin}/console/access-log?person=${ingrid}`);
    const [row = ''] = rowsOf(page);
    expect(row).toMatch(/operation[^<]*\$record[^<]*\$duties/);
    expect(row).toContain(`Goal${goalsIn(shown) === 1 ? '' : ` × ${goalsIn(shown)}`}`);
    // Who looks at the log of one is in it once, however many entries she saw.
    expect((await stage.stored<AuditEvent>('AuditEvent')).filter(({ id }) => !again.has(id))).toHaveLength(1);
  });

  test('has an entry for each person whom one look showed, and none tells of another', async () => {
    const { browser } = await signedIn('kari', '/access-log');
    const before = new Set((await stage.stored<AuditEvent>('AuditEvent')).map(({ id }) => id));
    const page = await browser.go(`${served.origin}/console/plans`);
    const looks = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ id }) => !before.has(id));
    for (const [one, other] of [
      [ingrid, per],
      [per, ingrid],
    ] as const) {
      expect(page.text).toContain(one);
      const hers = looks.filter((look) => JSON.stringify(look).includes(`Patient/${one}`));
      expect(hers).toHaveLength(1);
      expect(JSON.stringify(hers)).not.toContain(other);
    }
  });

  test('is of one person where that is asked for, and of days', async () => {
    const page = await open('kari', `/access-log?person=${per}`);
    expect(rowsOf(page).length).toBeGreaterThan(0);
    expect(page.text).not.toContain(ingrid);
    expect(page.text).toContain(`/console/disclosures/${per}`);
    expect(rowsOf(await open('kari', '/access-log?to=2020-01-01'))).toEqual([]);
    expect(rowsOf(await open('kari', `/access-log?person=${per}&from=2026-01-01`)).length).toBeGreaterThan(0);
  });

  test('is the same with what means nothing; a page that is none is said to be', async () => {
    for (const odd of ['?show=nothing', '?person=%3Cscript%3E', '?from=yesterday', '?to=2026-1-1'])
      expect([odd, (await open('kari', `/access-log${odd}`)).status]).toEqual([odd, 200]);
    const page = await open('kari', '/access-log?page=made-up');
    expect([page.status, page.text.includes('made-up')]).toEqual([400, false]);
  });

  test('shows refusals with their reason', async () => {
    await open('lege', '/access-log');
    const page = await open('kari', '/access-log?show=refused');
    expect(rowsOf(page)[0]).toMatch(/refused[\s\S]*forbidden/);
  });

  test('shows what people wrote as text, no identity number, and nobody in a title or an address', async () => {
    const page = await open('kari', `/access-log?person=${ingrid}`);
    expect(page.text).not.toContain(MARKUP);
    expect(page.text).toContain('&lt;b onclick=alert(1)&gt;Ingrid&lt;/b&gt;');
    expect(page.text).not.toContain(INGRID);
    expect(/<title>(.*)<\/title>/.exec(page.text)?.[1]).toBe('Access log – Samplan');
  });

  test('is for the controller, and for who has a right to it: of an auditor no names are asked', async () => {
    const before = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ outcome }) => outcome === '4').length;
    const page = await open('revisor', `/access-log?person=${ingrid}`);
    expect([page.status, page.text.includes('Ingrid')]).toEqual([200, false]);
    expect(rowsOf(page).length).toBeGreaterThan(0);
    const after = (await stage.stored<AuditEvent>('AuditEvent')).filter(({ outcome }) => outcome === '4').length;
    expect(after).toBe(before);
    for (const [name, status] of [
      ['drift', 403],
      ['lege', 403],
    ] as const)
      expect([name, (await open(name, '/access-log')).status]).toEqual([name, status]);
  });
});

describe('the disclosure report', () => {
  test('says in plain words what the API says of who received or read the plan', async () => {
    const page = await open('kari', `/disclosures/${ingrid}`);
    const { disclosures } = await listDisclosures(stage.context, ingrid);
    expect(disclosures.length).toBeGreaterThan(0);
    expect([page.status, rowsOf(page).length]).toEqual([200, disclosures.length]);
    expect(page.text).toContain('received');
    expect(page.text).toContain(stage.trust.name);
    expect(page.text).toContain(`/console/access-log?person=${ingrid}`);
  });

  test('is asked of the API, which traces it', async () => {
    await open('kari', `/disclosures/${ingrid}`);
    const events = await stage.stored<AuditEvent>('AuditEvent');
    expect(
      JSON.stringify(events.filter(({ subtype }) => subtype?.some(({ code }) => code === 'disclosures'))),
    ).toContain(ingrid);
  });

  test.each(['nobody', '..%2fPatient', 'x'.repeat(65), '%3Cscript%3E'])('of %s is not there', async (person) => {
    const { browser } = await signedIn('kari', '/access-log');
    const page = await browser.go(`${served.origin}/console/disclosures/${person}`);
    expect([page.status, page.text.includes('<script>')]).toEqual([404, false]);
  });

  test('is for the controller only', async () => {
    for (const name of ['drift', 'lege'])
      expect([name, (await open(name, `/disclosures/${ingrid}`)).status]).toEqual([name, 403]);
  });
});

test('no fault was met', () => {
  expect(served.faults).toEqual([]);
});
