/**
 * Every page of the console in a real browser, with the story's people: npm run test:e2e
 *
 * Keyboard, axe, telephone, no script; `--pictures` writes docs/console/*.png anew; `--only TEXT`: ways whose name has it. The browser is what CHROMIUM names, else an installed one.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromiumHere, openChromium } from './chromium.ts';
import { ELSEWHERE_FLOWS } from './elsewhere.ts';
import { FLOWS } from './flows.ts';
import { HER_FLOWS } from './herself.ts';
import { tellStory } from './story.ts';
import { Walk } from './walk.ts';

const PICTURES = fileURLToPath(new URL('../../docs/console/', import.meta.url));

async function main(): Promise<number> {
  const program = chromiumHere();
  if (program === undefined) {
    console.log('e2e: not run (no Chromium here: install chromium, or let CHROMIUM name one)');
    return 0;
  }
  const takesPictures = process.argv.includes('--pictures');
  if (takesPictures) mkdirSync(PICTURES, { recursive: true });
  const [, only = ''] = process.argv.slice(process.argv.indexOf('--only', 2));
  const flows = [...FLOWS, ...HER_FLOWS, ...ELSEWHERE_FLOWS].filter(
    ({ name }) => !process.argv.includes('--only') || name.includes(only),
  );
  const given = process.env['CONSOLE'];
  // Her own pages are of an installation of their own.
  const isToBeTold = given === undefined && flows.some((one) => FLOWS.includes(one));
  const story = isToBeTold ? await tellStory(() => {}) : { console: given ?? '', close: async () => {} };
  const browser = await openChromium(program);
  let failed = 0;
  try {
    for (const { name, go } of flows) {
      const walk = new Walk(browser, story.console, takesPictures ? PICTURES : undefined);
      const faults = await go(walk)
        .then(() => walk.faults)
        .catch((error: Error) => [...walk.faults, error.message]);
      await walk.end();
      console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      for (const fault of faults) console.log(`       ${fault}`);
      if (faults.length > 0) failed += 1;
    }
  } finally {
    await browser.close();
    await story.close();
  }
  console.log(`e2e: ${flows.length - failed} passed, ${failed} failed (${browser.version()})`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
