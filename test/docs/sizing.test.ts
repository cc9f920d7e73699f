import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const page = readFileSync('docs/sizing.md', 'utf8');
const rows = [
  ...page.matchAll(/^\| (?<what>[^|]+) \| (?<measured>[^|]*\d[^|]*) \| \[[^\]]+\]\((?<from>[^)]+)\) \|$/gmu),
].map(({ groups }) => [groups?.['what'] ?? '', groups?.['measured'] ?? '', groups?.['from'] ?? ''] as const);

/** Numbers as they are written: `19 931`, `0.286`. */
const numbersIn = (text: string): readonly string[] => text.match(/\d+(?: \d{3})*(?:\.\d+)?/gu) ?? [];

test('docs/sizing.md has rows, and each names a page', () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.length).toBe(page.split('\n').filter((line) => line.startsWith('| ')).length - 1);
});

test.each(rows)('%s: %s is what %s says', (_what, measured, from) => {
  const told = numbersIn(readFileSync(path.join('docs', from), 'utf8'));
  expect(numbersIn(measured).filter((number) => !told.includes(number))).toEqual([]);
});
