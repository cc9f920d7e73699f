import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { EVERYONE } from '../demo/people/everyone.ts';
import { faultsOn } from './look.ts';

/** Whoever stands in the story stands in no title, address or storage. */
const NAMES = EVERYONE.flatMap(({ profile: { given, family } }) => [given, family]);
const SIZE = { width: 1100, height: 800 };

/** Somebody's way through the console, in a browser of her own. */
export class Walk {
  readonly faults: string[] = [];
  readonly #browser: Browser;
  readonly #console: string;
  readonly #pictures: string | undefined;
  #context: BrowserContext | undefined;
  #page: Page | undefined;

  /** @param pictures folder that they are written to; undefined: none are taken */
  constructor(browser: Browser, console: string, pictures: string | undefined) {
    this.#browser = browser;
    this.#console = console;
    this.#pictures = pictures;
  }

  /** Opens a page, below the console; `others`: hosts that it may lead to besides. */
  async open(
    place: string,
    how: {
      readonly script?: boolean;
      readonly language?: string;
      readonly at?: string;
      readonly others?: readonly string[];
    } = {},
  ): Promise<Page> {
    const { script = true, language = 'nb-NO', at = this.#console, others = [] } = how;
    const known = [new URL(at).origin, ...others];
    await this.#context?.close();
    this.#context = await this.#browser.newContext({
      ...{ viewport: SIZE, locale: language, javaScriptEnabled: script },
      // What opens slides over what is below it for a while, and axe sees one on the other: a page is looked at as it is then.
      reducedMotion: 'reduce',
    });
    const page = await this.#context.newPage();
    this.#page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' && message.location().url.startsWith(at))
        this.faults.push(`the browser complains: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`a script failed: ${error.message}`));
    page.on('request', (request) => {
      if (!known.includes(new URL(request.url()).origin) && !request.url().startsWith('data:'))
        this.faults.push(`it loads ${request.url()}`);
    });
    await page.goto(`${at}${place}`);
    return page;
  }

  /** Looks at the page as it is now; `picture`: the name of a picture of it. */
  async look(picture?: string): Promise<void> {
    const page = this.#shown();
    if (picture !== undefined) await this.picture(picture);
    const where = new URL(page.url()).pathname;
    this.faults.push(...(await faultsOn(page, NAMES)).map((fault) => `${where}: ${fault}`));
  }

  /** Takes a picture of what is on the screen, from a heading on where one is named by its id. */
  async picture(name: string, from?: string): Promise<void> {
    if (this.#pictures === undefined) return;
    const page = this.#shown();
    if (from !== undefined) await page.evaluate(`document.getElementById('${from}').scrollIntoView()`);
    await page.screenshot({ path: path.join(this.#pictures, `${name}.png`), animations: 'disabled' });
  }

  /** Something that must be so. */
  expect(isSo: boolean, what: string): void {
    if (!isSo) this.faults.push(`not so: ${what}`);
  }

  async end(): Promise<void> {
    await this.#context?.close();
  }

  #shown(): Page {
    if (this.#page === undefined) throw new Error('no page is open');
    return this.#page;
  }
}
