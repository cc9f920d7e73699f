import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { TRAITS } from '../../src/connector/fhir-rest/probe/traits.ts';

test('docs/partner-check.md tells every trait that is tried, in its order, and what follows without it', async () => {
  const page = await readFile(path.join(import.meta.dirname, '../../docs/partner-check.md'), 'utf8');
  const rows = Object.entries(TRAITS).map(
    ([code, { question, without, consequence }]) => `| \`${code}\` | ${question} | *${without}*: ${consequence} |`,
  );
  expect(page).toContain(`\n${rows.join('\n')}\n`);
});
