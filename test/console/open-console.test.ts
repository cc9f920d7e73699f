import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf } from './browser.ts';
import { COORDINATOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

let stage: Stage;
let served: StagedConsole;
beforeAll(async () => {
  stage = await openSharedStage();
  served = await openConsole(stage.context);
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

describe('on the machine itself, where nobody signs in', () => {
  test('the front page says how every partner stands, and when it was and is looked at', async () => {
    const page = await new Browser().go(`${served.origin}/console`);
    expect([page.status, page.address.pathname]).toEqual([200, '/console/overview']);
    expect(page.text).toMatch(/Fjordvik kommune[\s\S]*1 in step[\s\S]*completed/);
    expect(page.text).toContain('Nothing waits for a person now.');
    expect(page.text.match(/Next pass/g)).toHaveLength(1);
  });

  test('the passes are listed, of all partners or of one', async () => {
    const browser = new Browser();
    const all = await browser.go(`${served.origin}/console/runs`);
    const { length } = await stage.store.runs({ count: 50 });
    expect(all.text.match(/<th scope="row">/g)).toHaveLength(length);
    const one = await browser.go(`${served.origin}/console/runs?partner=2`);
    const own = await stage.store.runs({ partner: stage.trust.name, count: 50 });
    expect(one.text.match(/<th scope="row">/g)).toHaveLength(own.length);
    for (const odd of ['0', '99', '-1', 'Infinity', '%00', '1e3'])
      expect((await browser.go(`${served.origin}/console/runs?partner=${odd}`)).status).toBe(200);
  });

  test('neither tells whose plans there are', async () => {
    const persons = [await stage.person(), 'Ingrid'];
    for (const page of ['overview', 'runs']) {
      const { text } = await new Browser().go(`${served.origin}/console/${page}`);
      expect(persons.filter((secret) => text.includes(secret))).toEqual([]);
    }
  });

  test('a form without its session does nothing, for any site can send one to this machine', async () => {
    const browser = new Browser();
    const page = await browser.go(`${served.origin}/console/overview`);
    expect(formOf(page)).toBe('');
    const sent = await new Browser().go(`${served.origin}/console/overview`, { method: 'POST', form: {} });
    expect(sent.status).toBe(404);
  });
});

test('of several installations in one process each has its console under its name, with a session of its own', async () => {
  const tenant = await openConsole(stage.context, { accounts: [COORDINATOR], tenant: 'fjordvik' });
  try {
    const browser = new Browser();
    const asked = await browser.go(`${tenant.origin}/console/runs`);
    const page = await browser.go(`${asked.address.href}/as/kari`);
    expect([page.status, page.address.pathname]).toEqual([200, '/fjordvik/console/runs']);
    const loaded = [...page.text.matchAll(/(?:src|href|action)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(loaded.filter((address) => !/^(?:\/fjordvik\/console|#|data:,$)/.test(address))).toEqual([]);
    for (const file of loaded.filter((address) => address.includes('/assets/')))
      expect((await browser.go(new URL(file, page.address))).status).toBe(200);
    expect([...(browser.cookies.get(page.address.host)?.keys() ?? [])]).toEqual(['samplan-fjordvik-session']);
    const elsewhere = await browser.go(`${tenant.origin}/console/sign-in?return=/nordvik/console`, { follow: false });
    expect(elsewhere.status).toBe(400);
  } finally {
    await tenant.close();
  }
});

test('who signed in stays in while the authority renews the token, and the token is renewed before it ends', async () => {
  const renewed = await openConsole(stage.context, { accounts: [COORDINATOR], hasRefresh: true });
  try {
    const browser = new Browser();
    const asked = await browser.go(`${renewed.origin}/console`);
    expect((await browser.go(`${asked.address.href}/as/kari`)).status).toBe(200);
    for (let round = 0; round < 2; round += 1) {
      renewed.later(9 * 60_000 + 45_000);
      const page = await browser.go(`${renewed.origin}/console/runs`, { follow: false });
      // The authority's clock stands: its second token is as old as the first on ours.
      expect([round, page.status]).toEqual([round, round === 0 ? 200 : 303]);
    }
  } finally {
    await renewed.close();
  }
});
