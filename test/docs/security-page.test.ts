import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const page = readFileSync('docs/security.md', 'utf8');
/** Rows of the table of threats: threat, defence, test file, title. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('| test/'))
  .map((line) => line.slice(2, -2).split(' | '));

test('docs/security.md names at least forty threats, each once', () => {
  expect(rows.length).toBeGreaterThanOrEqual(40);
  expect(new Set(rows.map(([threat]) => threat)).size).toBe(rows.length);
  expect(rows.filter((row) => row.length !== 4 || row.some((cell) => cell.trim() === ''))).toEqual([]);
});

test.each(rows)('%s: %s', (_threat, _defence, file, title) => {
  const source = readFileSync(file ?? '', 'utf8');
  // As a whole title, in the quotes of a test or of a row of its table.
  expect(['"', "'", '`'].some((quote) => source.includes(`${quote}${title}${quote}`))).toBe(true);
});
