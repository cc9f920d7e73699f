import { readFile } from 'node:fs/promises';
import { COORDINATOR } from '../console/people.ts';
import { openConsole } from '../console/staged-console.ts';
import { openStage } from '../exchange/stage.ts';
import type { Walk } from './walk.ts';

/** A way through the console. */
export interface Flow {
  readonly name: string;
  go(walk: Walk): Promise<void>;
}

export const FLOWS: readonly Flow[] = [
  {
    name: 'the overview says how partners stand, and draws their passes',
    async go(walk) {
      const page = await walk.open('/overview');
      await page.waitForSelector('.plot canvas');
      walk.expect((await page.locator('.plot canvas').count()) > 1, 'every partner has curves');
      await walk.look('overview');
    },
  },
  {
    name: 'the overview and the passes look again when a pass ends, without anybody doing anything',
    async go(walk) {
      const stage = await openStage();
      const served = await openConsole(stage.context);
      try {
        for (const [place, listed] of [
          ['/overview', '#now .quiet br, #now td br'],
          ['/runs', '#now tbody tr'],
        ] as const) {
          const page = await walk.open(place, { at: `${served.origin}/console` });
          const before = await page.locator(listed).count();
          // What ends before the stream has looked once is told with the next; by itself the page looks after a minute only.
          for (let passes = 1; ; passes += 1) {
            await stage.pass(place === '/runs' ? stage.trust : stage.fjordvik);
            const seen = page.locator(listed).nth(before).waitFor({ state: 'attached', timeout: 8_000 });
            if (
              await seen.then(
                () => true,
                (error: unknown) => passes === 4 && Promise.reject(error),
              )
            )
              break;
          }
        }
      } finally {
        served.stop();
        await served.close();
        await stage.close();
      }
    },
  },
  {
    name: 'the passes are listed, and one partner is chosen by keyboard alone',
    async go(walk) {
      const page = await walk.open('/runs');
      await walk.look('runs');
      await page.locator('#partner').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(/partner=1/);
    },
  },
  {
    name: 'the plans are listed and narrowed',
    async go(walk) {
      const page = await walk.open('/plans');
      await walk.look('plans');
      for (const filter of ['no-coordinator', 'revision', 'consent', 'conflict', 'blocked', 'held']) {
        await page.goto(`${page.url().split('?')[0]}?show=${filter}`);
        await walk.look();
      }
    },
  },
  {
    name: 'a person is found by name, by keyboard alone, and her plan is read',
    async go(walk) {
      const page = await walk.open('/plans');
      await page.locator('#what').focus();
      await page.keyboard.type('Ingrid');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#found');
      await walk.look();
      await page.locator('table a').first().focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('#goals');
      await walk.look('plan');
      await walk.picture('plan-sight', 'sight');
    },
  },
  {
    name: 'without scripts the same pages say the same',
    async go(walk) {
      const page = await walk.open('/overview', { script: false });
      walk.expect((await page.locator('tr[data-second]').count()) > 2, 'the numbers of the curves stand in tables');
    },
  },
  {
    name: 'a page that is not there says so in the language that was chosen',
    async go(walk) {
      const page = await walk.open('/nowhere', { language: 'nn-NO' });
      walk.expect((await page.locator('h1').innerText()) === 'Sida finst ikkje', 'it says so in Nynorsk');
      walk.faults.splice(0, walk.faults.length, ...walk.faults.filter((fault) => !fault.includes('404')));
      await walk.look();
    },
  },
  {
    name: 'the way past the menu leads to the content',
    async go(walk) {
      const page = await walk.open('/runs');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      walk.expect((await page.evaluate('document.activeElement.id')) === 'content', 'the content has the focus');
    },
  },
  {
    name: 'somebody signs in at the authority and out again, by keyboard alone',
    async go(walk) {
      const stage = await openStage();
      const served = await openConsole(stage.context, { accounts: [COORDINATOR] });
      try {
        const page = await walk.open('', {
          at: `${served.origin}/console`,
          others: [served.authority?.issuer ?? ''],
        });
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/console\/overview$/);
        await walk.look();
        await page.getByRole('button', { name: 'Logg ut' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/console\/signed-out$/);
        await walk.look();
      } finally {
        await served.close();
        await stage.close();
      }
    },
  },
  {
    name: 'a consent is withdrawn by keyboard alone, and the page says what follows',
    async go(walk) {
      const page = await walk.open('/plans');
      await page.getByRole('link', { name: 'Per Lunde' }).click();
      await page.getByRole('button', { name: /Trekk tilbake.*innsyn for deltaker, Helse Fjordvik HF/ }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/done=1/);
      walk.expect((await page.getByRole('status').innerText()) === 'Det er gjort.', 'it says that it is done');
      await walk.look();
    },
  },
  {
    name: 'duties are listed, and the plan as a document is read',
    async go(walk) {
      const page = await walk.open('/duties');
      await walk.look('duties');
      await page.getByRole('link', { name: 'Ingrid Nesbakk' }).first().click();
      await page.getByRole('link', { name: 'til å lese og skrive ut' }).click();
      walk.expect((await page.locator('h1').count()) === 1, 'the document has one title');
      await walk.look('document');
    },
  },
  {
    name: 'the access log is narrowed and leads to who received a plan, by keyboard alone',
    async go(walk) {
      const page = await walk.open('/access-log');
      await walk.look('access-log');
      await page.locator('#show').focus();
      for (const _ of ['refusals', 'emergencies', 'deliveries']) await page.keyboard.press('ArrowDown');
      await page.getByRole('button', { name: 'Vis' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/show=delivered/);
      await page.locator('table a').first().focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/person=/);
      await page.getByRole('link', { name: 'Innsynsrapport' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/disclosures\//);
      walk.expect((await page.locator('tbody tr').count()) > 0, 'somebody received the plan');
      await walk.look('disclosures');
    },
  },
  {
    name: 'a mapping and a profile are tried on a pasted example',
    async go(walk) {
      const page = await walk.open('/forms');
      await walk.look();
      await page.locator('#mapping').selectOption('sampro');
      await page.locator('#source').fill(await readFile('mappings/sampro/examples/ingrid.source.json', 'utf8'));
      await page.getByRole('button', { name: 'Prøv' }).first().press('Enter');
      await page.waitForSelector('#result');
      walk.expect((await page.locator('pre').innerText()).includes('CarePlan'), 'it makes a plan');
      await walk.look('forms');
      await page.locator('#resource').fill('{ "resourceType": "CarePlan", "status": "nonsense" }');
      await page.getByRole('button', { name: 'Prøv' }).last().press('Enter');
      await page.waitForSelector('.bad');
      await walk.look();
    },
  },
  {
    name: 'conflicts are listed, each is read, and one is decided by keyboard alone',
    async go(walk) {
      const page = await walk.open('/conflicts');
      await walk.look('conflicts');
      const places = await page
        .locator('table a')
        .evaluateAll((links) => links.map((link) => String(Reflect.get(link, 'href'))));
      walk.expect(places.length === 3, 'a conflict, a proposal and a candidate wait');
      for (const place of places) {
        await page.goto(place);
        await walk.look();
      }
      await page.getByRole('link', { name: 'Konflikter' }).click();
      await page.getByRole('link', { name: 'Solveig Bakken' }).click();
      await walk.picture('conflict');
      await page.getByRole('button', { name: 'La det stå' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/done=1/);
      walk.expect((await page.getByRole('status').innerText()) === 'Det er gjort.', 'it says that it is done');
    },
  },
  {
    name: 'findings say the rule in plain words',
    async go(walk) {
      const page = await walk.open('/overview');
      await page.getByRole('link', { name: 'person har noe som må rettes hos Helse Fjordvik HF' }).click();
      await page.waitForURL(/\/findings$/);
      walk.expect((await page.locator('.ds-card strong').count()) >= 2, 'Magnus’s plan has two findings');
      await walk.look('findings');
    },
  },
];
