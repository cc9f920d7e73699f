import type { Page } from 'playwright-core';
import { COORDINATOR, INGRID_HERSELF, NOBODY_HERE } from '../console/people.ts';
import { openConsole } from '../console/staged-console.ts';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import type { Flow } from './flows.ts';
import type { Walk } from './walk.ts';

/** An installation in which Ingrid has a plan, with both kinds of sign-in. */
async function withHerConsole(
  walk: Walk,
  how: { readonly who: string; readonly script?: boolean; readonly language?: string },
  go: (page: Page, stage: Stage, origin: string) => Promise<void>,
): Promise<void> {
  const stage = await openSharedStage();
  const served = await openConsole(stage.context, { accounts: [COORDINATOR], persons: [INGRID_HERSELF, NOBODY_HERE] });
  const { who, ...rest } = how;
  try {
    const others = [served.authority?.issuer ?? '', served.personsAuthority?.issuer ?? ''];
    const page = await walk.open('', { ...rest, at: `${served.origin}/console`, others });
    // Who looks does so by scripts.
    if (how.script !== false) await walk.look('choose-sign-in');
    await page.locator('main a').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: who, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/mine$/);
    await go(page, stage, served.origin);
  } finally {
    await served.close();
    await stage.close();
  }
}

const ingrid = { who: INGRID_HERSELF.name } as const;

export const HER_FLOWS: readonly Flow[] = [
  {
    name: 'herself: she signs in, reads her plan and proposes a goal, by keyboard alone',
    go: (walk) =>
      withHerConsole(walk, ingrid, async (page) => {
        walk.expect((await page.locator('h1').innerText()) === 'Min plan', 'it is her plan');
        await walk.look('my-plan');
        await page.locator('summary').first().focus();
        await page.keyboard.press('Enter');
        await walk.look();
        await page.locator('#wish').focus();
        await page.keyboard.type('Synge i kor igjen');
        await walk.picture('my-goal', 'goals');
        await page.getByRole('button', { name: 'Send forslaget' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/done=1/);
        walk.expect(
          (await page.getByRole('status').innerText()).includes('står nå i planen'),
          'it says that it is done',
        );
        walk.expect(
          (await page.locator('.say').allInnerTexts()).includes('Synge i kor igjen'),
          'her goal stands there',
        );
        await page.getByRole('link', { name: 'til å lese og skrive ut' }).press('Enter');
        walk.expect(
          (await page.locator('main, body').first().innerText()).includes('Synge i kor igjen'),
          'and on paper',
        );
      }),
  },
  {
    name: 'herself: her coordinator answers what she proposed, by keyboard alone',
    go: (walk) =>
      withHerConsole(walk, ingrid, async (page, stage, origin) => {
        await page.locator('summary').first().press('Enter');
        await page.locator('#wish').fill('Synge i kor igjen');
        await page.getByRole('button', { name: 'Send forslaget' }).press('Enter');
        await page.waitForURL(/done=1/);
        await page.goto(`${origin}/console/sign-in?as=work`);
        await page.getByRole('link', { name: COORDINATOR.name }).press('Enter');
        await page.waitForURL(/overview$/);
        await page.goto(`${origin}/console/plans/${await stage.person()}`);
        await walk.look();
        await walk.picture('proposals', 'proposals');
        await page.getByRole('button', { name: 'Godta målet' }).press('Enter');
        await page.waitForURL(/done=1/);
        walk.expect((await page.locator('#proposals').count()) === 0, 'nothing waits any more');
      }),
  },
  {
    name: 'herself: she withdraws a consent and gives it again, and sees who has seen the plan, by keyboard alone',
    go: (walk) =>
      withHerConsole(walk, ingrid, async (page) => {
        await page.getByRole('link', { name: 'Hvem får se planen' }).press('Enter');
        await page.waitForSelector('#now');
        await walk.look('my-consents');
        await walk.picture('my-decisions', 'decide');
        await page.getByRole('button', { name: /Trekk tilbake.*Helse Fjordvik HF/ }).press('Enter');
        await page.waitForURL(/done=1/);
        walk.expect((await page.getByRole('status').innerText()).startsWith('Det er gjort'), 'it says that it is done');
        walk.expect(
          !/Helse Fjordvik HF får se .*mål/u.test(await page.locator('main').innerText()),
          'the trust sees no goals',
        );
        await walk.look();
        await page.locator('#to-access').selectOption({ label: 'Helse Fjordvik HF' });
        await page.getByRole('button', { name: 'Ja, la dem se planen' }).press('Enter');
        await page.waitForLoadState();
        walk.expect(
          /Helse Fjordvik HF får se .*mål/u.test(await page.locator('main').innerText()),
          'the trust sees her goals',
        );
        await page.getByRole('link', { name: 'Hvem har sett planen' }).press('Enter');
        await page.waitForURL(/\/mine\/disclosures$/);
        walk.expect((await page.locator('tbody tr').count()) > 0, 'somebody got the plan');
        await walk.look('my-disclosures');
        await page.getByRole('button', { name: 'Logg ut' }).press('Enter');
        await page.waitForURL(/signed-out$/);
      }),
  },
  {
    name: 'herself: in Nynorsk and without scripts the same is done',
    go: (walk) =>
      withHerConsole(walk, { ...ingrid, script: false, language: 'nn-NO' }, async (page) => {
        await page.locator('summary').first().click();
        await page.locator('#wish').fill('Gå på fjellet');
        await page.getByRole('button', { name: 'Send framlegget' }).click();
        await page.waitForURL(/done=1/);
        walk.expect((await page.locator('.say').allInnerTexts()).includes('Gå på fjellet'), 'her goal stands there');
      }),
  },
  {
    name: 'herself: whom nothing is here about is told that, and nothing else',
    go: (walk) =>
      withHerConsole(walk, { who: NOBODY_HERE.name, language: 'en' }, async (page, _stage, origin) => {
        for (const place of ['', '/consents', '/disclosures']) {
          await page.goto(`${origin}/console/mine${place}`);
          walk.expect(
            (await page.locator('h1').innerText()) === 'There is no plan to show you here',
            'there is no plan',
          );
          await walk.look();
        }
      }),
  },
];
