/** Writes docs/consent-decisions.md: npm run decisions */
import { writeFileSync } from 'node:fs';
import { CHAPTERS } from './chapters.ts';
import { decisionsPage } from './page.ts';

writeFileSync(new URL('../../../docs/consent-decisions.md', import.meta.url), decisionsPage(CHAPTERS));
