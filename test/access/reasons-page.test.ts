import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { ACCESS_REASONS } from '../../src/access/refusal.ts';

test('docs/access.md lists every reason for which a caller is refused', async () => {
  const page = await readFile('docs/access.md', 'utf8');
  expect(ACCESS_REASONS.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
