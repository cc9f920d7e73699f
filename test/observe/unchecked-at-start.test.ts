import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import { openLog } from '../../src/observe/log.ts';
import { LOOPBACK } from '../config/loopback-settings.ts';
import { packageOf } from '../validation/made-package.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-start-'));
});
afterEach(() => rm(folder, { recursive: true }));

const goal = {
  resourceType: 'StructureDefinition',
  url: 'https://fjordvik.example/StructureDefinition/goal',
  name: 'Goal',
  kind: 'resource',
  type: 'Goal',
  derivation: 'constraint',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Goal',
  differential: {
    element: [
      {
        id: 'Goal.priority',
        path: 'Goal.priority',
        binding: { strength: 'required', valueSet: 'https://fjordvik.example/ValueSet/none' },
      },
    ],
  },
};

async function linesOfStart(packages: readonly string[], level: 'info' | 'debug') {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const samplan = await compose(
    {
      file: path.join(folder, 'samplan.yaml'),
      controller: { name: 'Fjordvik kommune', organization: '310000019', sector: 'municipal' },
      timezone: 'Europe/Oslo',
      keepRuns: 10,
      retention: {},
      store: { kind: 'sqlite', file: path.join(folder, 'samplan.sqlite') },
      audit: { publicKeys: [] },
      ...LOOPBACK,
      profiles: packages,
      requiredProfiles: [],
      coordinatingUnits: [],
      subscriptions: { endpoints: [], networks: [], everySeconds: 5 },
      consent: { policy: [], graceDays: {} },
      partners: [],
      warnings: [],
    },
    { log: openLog({ level, to: { write: (line: string) => void lines.push(JSON.parse(line)) } }) },
  );
  expect(lines).toEqual([]);
  await samplan.start();
  await samplan.stop();
  // What else is told at the start is not this test's business.
  return lines.filter(({ event }) => !String(event).startsWith('the database is not sealed'));
}

test('what profiles say and nobody checks is counted when the server starts, and listed at debug', async () => {
  const warned = { level: 'warn', counts: { 'value-set': 1 } };
  const listed = { level: 'debug', code: 'value-set', place: `${goal.url} Goal.priority` };
  const packages = [packageOf({ 'goal.json': goal })];
  expect(await linesOfStart(packages, 'info')).toMatchObject([warned]);
  expect(await linesOfStart(packages, 'debug')).toMatchObject([listed, warned]);
});

test("nothing is told where everything is checked, as with Samplan's own", async () => {
  expect(await linesOfStart([], 'debug')).toEqual([]);
});
