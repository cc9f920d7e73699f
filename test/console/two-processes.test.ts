import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf } from './browser.ts';
import { OPERATOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

let stage: Stage;
let served: StagedConsole;
let other: string;
let browser: Browser;
beforeEach(async () => {
  stage = await openStage();
  served = await openConsole(stage.context, { accounts: [OPERATOR], hasRefresh: true });
  other = await served.another();
  browser = new Browser();
  const asked = await browser.go(`${served.origin}/console/overview`);
  await browser.go(`${asked.address.href}/as/drift`);
  // A proxy in front leads a browser to whichever process it wants.
  const jar = browser.cookies.get(new URL(served.origin).host) ?? new Map<string, string>();
  browser.cookies.set(new URL(other).host, jar);
});
afterEach(async () => {
  await served.close();
  await stage.close();
});

const statuses = (origins: readonly string[]): Promise<readonly number[]> =>
  Promise.all(origins.map(async (origin) => (await browser.go(`${origin}/console/runs`, { follow: false })).status));

describe('of several processes on one store', () => {
  test('each answers who signed in at another, also one that began after', async () => {
    expect(await statuses([served.origin, other, await lateComer()])).toEqual([200, 200, 200]);
  });

  test('each knows that she signed out at another', async () => {
    const page = await browser.go(`${served.origin}/console/runs`);
    const form = { _form: formOf(page) };
    await browser.go(`${served.origin}/console/sign-out`, { method: 'POST', form, follow: false });
    expect(await statuses([other])).toEqual([303]);
  });

  test('one renews her token at its end, and nobody is signed out by that', async () => {
    // The token ends in fifteen seconds, by the console's clock; that of the authority stands.
    served.later(585_000);
    for (let turn = 0; turn < 2; turn += 1)
      expect(await statuses([served.origin, other, served.origin, other, other])).toEqual([200, 200, 200, 200, 200]);
    expect(served.faults).toEqual([]);
  });
});

async function lateComer(): Promise<string> {
  const late = await served.another();
  browser.cookies.set(new URL(late).host, browser.cookies.get(new URL(other).host) ?? new Map<string, string>());
  return late;
}
