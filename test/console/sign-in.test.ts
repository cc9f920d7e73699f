import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { openStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf, type Got } from './browser.ts';
import { COORDINATOR, OPERATOR, STRANGER, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

let stage: Stage;
let served: StagedConsole;
beforeAll(async () => {
  stage = await openStage();
  served = await openConsole(stage.context, {
    accounts: [COORDINATOR, OPERATOR, TRUST_DOCTOR, STRANGER],
    nonces: true,
    idleMinutes: 30,
    hours: 10,
  });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

/** Signs in by the page of the authority. */
async function signIn(browser: Browser, name: string, page = '/console'): Promise<Got> {
  const asked = await browser.go(`${served.origin}${page}`);
  return browser.go(`${asked.address.href}/as/${name}`);
}

async function refusals(): Promise<readonly (string | undefined)[]> {
  const events = await stage.stored<AuditEvent>('AuditEvent');
  return events.filter(({ outcome }) => outcome === '4').map(({ outcomeDesc }) => outcomeDesc);
}

describe('who is not signed in', () => {
  test('is sent to the authority, and from there to the page that was asked for', async () => {
    const browser = new Browser();
    const page = await signIn(browser, 'drift', '/console/runs?partner=1');
    expect([page.status, page.address.pathname, page.address.search]).toEqual([200, '/console/runs', '?partner=1']);
    expect(page.text).toContain('Passes');
  });

  test('is shown no page, and sends no form', async () => {
    const page = await new Browser().go(`${served.origin}/console/overview`, { follow: false });
    expect([page.status, page.headers.get('location')]).toEqual([
      303,
      `/console/sign-in?return=${encodeURIComponent('/console/overview')}`,
    ]);
    const form = await new Browser().go(`${served.origin}/console/sign-out`, { method: 'POST', form: {} });
    expect(form.status).toBe(403);
  });
});

describe('a session', () => {
  test('is a random name in a cookie that scripts do not see and other sites do not send', async () => {
    const page = await new Browser().go(`${served.origin}/console/sign-in`, { follow: false });
    expect(page.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^samplan-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('gets another name when somebody signs in, so that one that was put into a browser opens nothing', async () => {
    const browser = new Browser();
    const asked = await browser.go(`${served.origin}/console`);
    const before = browser.cookies.get(new URL(served.origin).host)?.get('samplan-session') ?? '';
    await browser.go(`${asked.address.href}/as/drift`);
    const after = browser.cookies.get(new URL(served.origin).host)?.get('samplan-session') ?? '';
    expect(before).not.toBe('');
    expect(after).not.toBe(before);
    const attacker = new Browser();
    attacker.cookies.set(new URL(served.origin).host, new Map([['samplan-session', before]]));
    const page = await attacker.go(`${served.origin}/console/overview`, { follow: false });
    expect([page.status, page.headers.get('location')?.startsWith('/console/sign-in')]).toEqual([303, true]);
  });

  test('ends when somebody signs out, and her cookie opens nothing any more', async () => {
    const browser = new Browser();
    const page = await signIn(browser, 'drift');
    const host = new URL(served.origin).host;
    const kept = new Map(browser.cookies.get(host));
    const left = await browser.go(`${served.origin}/console/sign-out`, {
      method: 'POST',
      form: { _form: formOf(page) },
    });
    expect([left.status, left.address.pathname]).toEqual([200, '/console/signed-out']);
    browser.cookies.set(host, kept);
    expect((await browser.go(`${served.origin}/console/overview`, { follow: false })).status).toBe(303);
  });

  test.each([
    ['without what the page brought', (_form: string) => ({}), {}],
    ['with something else', (_form: string) => ({ _form: 'x'.repeat(43) }), {}],
    ['from another site', (form: string) => ({ _form: form }), { origin: 'https://elsewhere.example' }],
    ['from a page that hides where it is', (form: string) => ({ _form: form }), { origin: 'null' }],
  ])('does nothing for a form %s', async (_what, made, headers) => {
    const browser = new Browser();
    const page = await signIn(browser, 'drift');
    const left = await browser.go(`${served.origin}/console/sign-out`, {
      method: 'POST',
      form: made(formOf(page)) as Record<string, string>,
      headers,
    });
    expect([left.status, left.text.includes('Nothing was done')]).toEqual([403, true]);
    expect((await browser.go(`${served.origin}/console/overview`)).status).toBe(200);
  });

  test('does nothing for a form of another session', async () => {
    const other = formOf(await signIn(new Browser(), 'drift'));
    const browser = new Browser();
    await signIn(browser, 'drift');
    const left = await browser.go(`${served.origin}/console/sign-out`, { method: 'POST', form: { _form: other } });
    expect(left.status).toBe(403);
  });
});

describe('an answer of the authority', () => {
  /** A browser that has signed in as far as the address that the authority sends it back to. */
  async function almost(browser: Browser): Promise<URL> {
    const asked = await browser.go(`${served.origin}/console`);
    let step = await browser.go(`${asked.address.href}/as/drift`, { follow: false });
    for (let steps = 0; steps < 5; steps += 1) {
      const next = new URL(step.headers.get('location') ?? '', step.address);
      if (next.origin === served.origin) return next;
      step = await browser.go(next, { follow: false });
    }
    throw new Error('the authority does not come back');
  }

  test('counts once', async () => {
    const browser = new Browser();
    const answer = await almost(browser);
    expect((await browser.go(answer)).address.pathname).toBe('/console/overview');
    const again = await browser.go(answer);
    expect([again.status, again.text.includes('Sign in again')]).toEqual([401, true]);
  });

  test('is not taken from another browser', async () => {
    const answer = await almost(new Browser());
    const page = await new Browser().go(answer);
    expect([page.status, page.text.includes('Sign in again')]).toEqual([401, true]);
    expect(await refusals()).toContain('unauthenticated');
  });

  test.each([
    ['state', 'made-up'],
    ['code', 'made-up'],
    ['iss', 'https://elsewhere.example'],
  ])('with another %s is refused, and nothing of it is shown', async (name, value) => {
    const browser = new Browser();
    const answer = await almost(browser);
    answer.searchParams.set(name, value);
    const page = await browser.go(answer);
    expect([page.status, page.text.includes('Sign in again'), page.text.includes(value)]).toEqual([401, true, false]);
    expect((await browser.go(`${served.origin}/console/overview`, { follow: false })).status).toBe(303);
  });

  test('of who broke it off says so, and the next sign-in works', async () => {
    const browser = new Browser();
    const asked = await browser.go(`${served.origin}/console`);
    const page = await browser.go(`${asked.address.href}/break-off`);
    expect([page.status, page.text.includes('The sign-in was not completed')]).toEqual([401, true]);
    expect((await signIn(browser, 'drift')).status).toBe(200);
  });
});

test.each([
  'https://elsewhere.example',
  '//elsewhere.example',
  '/console/../fhir',
  '/console//elsewhere.example',
  '/console\\@elsewhere.example',
  '/console@elsewhere.example',
  '/fhir/Patient',
  `/console?${'x'.repeat(600)}`,
])('a way back to %s is not followed', async (way) => {
  for (const page of ['/console/sign-in', '/console/language/nn']) {
    const got = await new Browser().go(`${served.origin}${page}?return=${encodeURIComponent(way)}`, { follow: false });
    expect([got.status, got.headers.get('location')]).toEqual([400, null]);
  }
});

describe('who signed in', () => {
  test('without an agreement of her organization is let in nowhere, and that is in the log', async () => {
    const page = await signIn(new Browser(), 'fremmed');
    expect([page.status, page.text.includes('You have no access')]).toEqual([403, true]);
    expect(await refusals()).toContain('no-agreement');
  });

  test('for a partner does not see how the installation stands, and that is in the log', async () => {
    const browser = new Browser();
    await signIn(browser, 'lege');
    const page = await browser.go(`${served.origin}/console/overview`);
    expect([page.status, page.text.includes('Fjordvik kommune')]).toEqual([403, false]);
    expect(await refusals()).toContain('forbidden');
  });
});

describe('a page', () => {
  test('runs nothing but what we serve, is kept by nobody and framed by nobody', async () => {
    const page = await signIn(new Browser(), 'drift');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i);
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(loaded.filter((address) => !/^(?:\/console|#|data:,$)/.test(address))).toEqual([]);
  });

  test('loads files that a browser asks for once, and no other files of the machine', async () => {
    const browser = new Browser();
    const page = await signIn(browser, 'drift');
    const files = [...page.text.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const got = await new Browser().go(`${served.origin}${file}`);
      expect([file, got.status, got.headers.get('cache-control')]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    const [first = ''] = files;
    for (const other of ['package.json', '..%2f..%2fpackage.json', 'index.js']) {
      const got = await browser.go(`${served.origin}${first.replace(/[^/]+$/, other)}`);
      expect([other, got.status]).toEqual([other, 404]);
    }
  });

  test('speaks the language that was chosen, and keeps it', async () => {
    const browser = new Browser();
    await signIn(browser, 'drift');
    const page = await browser.go(`${served.origin}/console/language/nn?return=/console/runs`);
    expect([page.address.pathname, page.text.includes('<html lang="nn"'), page.text.includes('Rundar')]).toEqual([
      '/console/runs',
      true,
      true,
    ]);
  });

  test('that is not there says so, and no fault was met in all of this', async () => {
    const page = await new Browser().go(`${served.origin}/console/nowhere`);
    expect([page.status, page.text.includes('There is no such page')]).toEqual([404, true]);
    expect(served.faults).toEqual([]);
  });
});

test('a session ends when nothing is done for its time; what a page asks by itself is nothing that is done', async () => {
  const browser = new Browser();
  await signIn(browser, 'drift');
  served.later(5 * 60_000);
  expect((await browser.go(`${served.origin}/console/runs`, { follow: false })).status).toBe(200);
  const waiting = { 'hx-request': 'true' };
  served.later(2 * 60_000);
  expect((await browser.go(`${served.origin}/console/runs`, { follow: false, headers: waiting })).status).toBe(200);
  served.later(29 * 60_000);
  expect((await browser.go(`${served.origin}/console/runs`, { follow: false })).status).toBe(303);
});
