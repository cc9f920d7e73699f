import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { answerTo } from './case.ts';
import { CHAPTERS } from './chapters.ts';
import { decisionsPage } from './page.ts';

for (const { title, cases } of CHAPTERS) {
  describe(title, () => {
    for (const one of cases) {
      test(`${one.says}: ${one.answer}`, () => expect(answerTo(one)).toBe(one.answer));
    }
  });
}

test('docs/consent-decisions.md says what the table says; "npm run decisions" writes it anew', async () => {
  const page = await readFile(new URL('../../../docs/consent-decisions.md', import.meta.url), 'utf8');
  expect(page).toBe(decisionsPage(CHAPTERS));
});
