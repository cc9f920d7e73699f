import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian and others put it. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The Chromium that there is: what `CHROMIUM` names, else one where it usually lies; undefined: none. */
export function chromiumHere(): string | undefined {
  const named = process.env['CHROMIUM'];
  return [...(named ? [named] : PLACES)].find((path) => existsSync(path));
}

/** @example const browser = await openChromium('/usr/bin/chromium'); */
export function openChromium(executablePath: string): Promise<Browser> {
  // Its sandbox needs rights that a container has not; what it opens is ours.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
