import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compileShorthand } from '../../profiles/build/shorthand-compiler.ts';

const CONFIGURATION =
  'FSHOnly: true\ncanonical: http://example.org\nversion: 1.2.3\nfhirVersion: 4.0.1\nstatus: draft\n';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samplan-fsh-'));
  writeFileSync(join(folder, 'sushi-config.yaml'), CONFIGURATION);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a profile is compiled with its snapshot, and SUSHI finds nothing to say', async () => {
  writeFileSync(join(folder, 'goal.fsh'), 'Profile: OwnGoal\nParent: Goal\nId: own-goal\n* startDate 1..1\n');
  const compilation = await compileShorthand(folder);
  expect(compilation.problems).toEqual([]);
  expect(compilation).toMatchObject({ canonical: 'http://example.org', version: '1.2.3', examples: [] });
  expect(compilation.conformance).toMatchObject([
    { url: 'http://example.org/StructureDefinition/own-goal', snapshot: { element: expect.any(Array) } },
  ]);
});

test('errors and warnings of SUSHI are told with their file and line', async () => {
  const source = 'Profile: Team\nParent: CareTeam\nId: team\n* nonsense 1..1\n* category = http://unknown.example#a\n';
  writeFileSync(join(folder, 'team.fsh'), source);
  const { problems } = await compileShorthand(folder);
  expect(problems).toEqual([expect.stringMatching(/^error team\.fsh:4 .*nonsense/)]);
});
