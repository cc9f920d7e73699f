import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2, levels A and AA, as axe knows them. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Bytes of a page as it comes, without what it loads. */
const MOST_BYTES = 100_000;
/** As many as are tried; a page of more is told. */
const MOST_STOPS = 400;

/**
 * What is wrong with a page that a browser shows, a line each: by axe, by its title, by its size, by keyboard, on a telephone.
 *
 * @example
 * expect(await faultsOn(page)).toEqual([]);
 */
export async function faultsOn(page: Page, names: readonly string[]): Promise<readonly string[]> {
  const faults = [
    ...(await byAxe(page)),
    ...(await byKeyboard(page)),
    ...(await onTelephone(page)),
    ...(await ofTitle(page, names)),
    ...(await inStorage(page)),
  ];
  const bytes = Buffer.byteLength(await page.content());
  return bytes > MOST_BYTES ? [...faults, `${bytes} bytes`] : faults;
}

async function byAxe(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `axe, ${colorScheme}: ${id} at ${target.join(' ')}`),
      ),
    );
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** What runs in the page, as text: the types of a browser are none of ours. */
const MARK_STOPS = `(() => {
  const stops = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  const seen = [...stops].filter((one) => one.checkVisibility());
  seen.forEach((one, place) => one.setAttribute('data-stop', String(place)));
  document.activeElement?.blur();
  window.scrollTo(0, 0);
  return seen.length;
})()`;
const WHERE = `(() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return { place: one.getAttribute('data-stop') ?? '', name: one.outerHTML.slice(0, 80), isMarked: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
})()`;

/** Every link, button and field is reached by the tabulator key, and seen to be. */
async function byKeyboard(page: Page): Promise<readonly string[]> {
  const expected = await page.evaluate<number>(MARK_STOPS);
  if (expected > MOST_STOPS) return [`${expected} stops on the way through the page`];
  const reached = new Set<string>();
  const unseen = new Set<string>();
  // A date is day, month, year and the sign that opens a calendar.
  const dates = await page.locator('input[type=date]:visible').count();
  for (let stop = 0; stop <= expected + 2 + 3 * dates; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<{ readonly place: string; readonly name: string; readonly isMarked: boolean }>(
      WHERE,
    );
    if (at.place === '') continue;
    reached.add(at.place);
    if (!at.isMarked) unseen.add(at.name);
  }
  return [
    ...(reached.size < expected ? [`keyboard: ${reached.size} of ${expected} reached`] : []),
    ...[...unseen].map((one) => `keyboard: nothing shows that one is at ${one}`),
  ];
}

async function onTelephone(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (before) await page.setViewportSize(before);
  // WCAG 2.2, 1.4.10.
  return wide > 320 ? [`${wide} pixels wide on a screen of 320`] : [];
}

/** Titles and addresses stand in the browser's history. */
async function ofTitle(page: Page, names: readonly string[]): Promise<readonly string[]> {
  const kept = `${await page.title()} ${decodeURIComponent(page.url())}`;
  return names.filter((name) => kept.includes(name)).map((name) => `${name} stands in title or address`);
}

async function inStorage(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate<number>('localStorage.length + sessionStorage.length');
  return count > 0 ? ['something is kept in the browser'] : [];
}
