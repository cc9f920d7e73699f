import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { packageOf } from '../validation/made-package.ts';
import { samplan } from './spawn-samplan.ts';

const GOAL = 'https://fjordvik.example/StructureDefinition/goal';
const goal = (element: object, changes: object = {}) => ({
  resourceType: 'StructureDefinition',
  url: GOAL,
  version: '2.0.0',
  name: 'StrictGoal',
  kind: 'resource',
  type: 'Goal',
  derivation: 'constraint',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Goal',
  differential: { element: [element] },
  ...changes,
});
const strict = packageOf({ 'goal.json': goal({ id: 'Goal.note', path: 'Goal.note', min: 1 }) });
const bound = packageOf({
  'goal.json': goal({
    id: 'Goal.priority',
    path: 'Goal.priority',
    binding: { strength: 'required', valueSet: 'https://fjordvik.example/ValueSet/none' },
  }),
});

let folder: string;
let config: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-preview-'));
  config = path.join(folder, 'samplan.yaml');
  await writeFile(
    config,
    `controller: { name: Samplan, organization: "310000019", sector: municipal }\nstore: { file: ./s.sqlite }\nprofiles: ["${bound}"]\n`,
  );
  const store = await openSqliteStore({ file: path.join(folder, 's.sqlite') });
  const at = '2026-11-22T06:00:00.000Z';
  const meta = { versionId: '1', lastUpdated: at };
  const patient = { resourceType: 'Patient' as const, id: 'p1', meta, name: [{ family: 'Hemmelig' }] };
  const aim = {
    resourceType: 'Goal' as const,
    id: 'g1',
    meta,
    lifecycleStatus: 'active' as const,
    description: { text: 'Hemmelig' },
    subject: { reference: 'Patient/p1' },
  };
  await store.commit({ writes: [patient, aim].map((resource) => ({ resource, version: 1, record: 'p1' })) });
  await store.close();
});
afterAll(() => rm(folder, { recursive: true }));

describe('samplan profiles', () => {
  test('as JSON says of each profile what is loaded and what is not checked, every key always there', async () => {
    const { code, out } = await samplan(['profiles', '--package', bound, '--json']);
    expect(code).toBe(0);
    const profiles = JSON.parse(out) as readonly { readonly url: string; readonly type: string }[];
    expect(profiles.find(({ url }) => url === GOAL)).toEqual({
      url: GOAL,
      version: '2.0.0',
      type: 'Goal',
      name: 'StrictGoal',
      package: path.basename(bound),
      unchecked: [
        {
          element: 'Goal.priority',
          kind: 'value-set',
          reason: 'no package defines https://fjordvik.example/ValueSet/none',
        },
      ],
    });
    expect(profiles.map(({ url }) => url)).toContain('http://samplan.no/fhir/StructureDefinition/ip-careplan');
    expect(new Set(profiles.map((profile) => Object.keys(profile).join())).size).toBe(1);
  });

  test('as text is a table, and what is not checked below it', async () => {
    const { out } = await samplan(['profiles', '--package', bound]);
    expect(out).toMatch(/^profile +version +type +package +not checked\n/);
    expect(out).toMatch(new RegExp(`${GOAL} +2\\.0\\.0 +Goal +\\S+ +1\n`));
    expect(out).toContain(`  ${GOAL} Goal.priority: no package defines`);
  });

  test('has the packages of a configuration when one is named', async () => {
    const { out } = await samplan(['profiles', '--config', config, '--json']);
    expect(out).toContain(GOAL);
    expect((await samplan(['profiles', '--json'])).out).not.toContain(GOAL);
  });

  test('tells every unresolved canonical of a package, and exits with 2', async () => {
    const broken = packageOf({
      'a.json': goal({
        id: 'Goal.note',
        path: 'Goal.note',
        type: [{ code: 'Annotation', profile: ['https://fjordvik.example/none'] }],
      }),
      'b.json': goal(
        {
          id: 'Goal.subject',
          path: 'Goal.subject',
          type: [{ code: 'Reference', targetProfile: ['https://fjordvik.example/nobody'] }],
        },
        { url: `${GOAL}-2` },
      ),
    });
    const { code, out, err } = await samplan(['profiles', '--package', broken]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(
      'a.json Goal.note: names the profile https://fjordvik.example/none, which no package defines',
    );
    expect(err).toContain(
      'b.json Goal.subject: names the profile https://fjordvik.example/nobody, which no package defines',
    );
  });
});

describe('samplan preview', () => {
  const preview = (...arguments_: string[]) => samplan(['preview', '--config', config, ...arguments_]);

  test('as JSON tells by rule and profile what would become invalid, with ids and without content', async () => {
    const { code, out, err } = await preview('--package', strict, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      records: 1,
      resources: 2,
      loaded: { newlyInvalid: 0, newlyValid: 0, rules: [] },
      required: {
        [GOAL]: {
          newlyInvalid: 1,
          rules: [{ profile: GOAL, rule: 'cardinality-min', newlyBroken: 1, newlyKept: 0, resources: ['Goal/g1'] }],
        },
      },
    });
    expect(out).not.toContain('Hemmelig');
  });

  test('as text says the same, and exits with 1 when a profile named would refuse something', async () => {
    const { code, out } = await preview('--package', strict, '--profile', GOAL);
    expect(code).toBe(1);
    expect(out).toContain('2 resources looked at, of 1 records');
    expect(out).toContain(`With ${GOAL} required of every resource of its type:\n  1 would become not valid, 0 valid.`);
    expect(out).toMatch(/cardinality-min of \S+ +1 +0 +Goal\/g1\n/);
    expect(out).not.toContain('Hemmelig');
  });

  test.each([
    ['no package', [], '--package'],
    ['a package that is not there', ['--package', '/no/such'], '/no/such'],
    ['a profile that no package has', ['--package', strict, '--profile', 'urn:none'], 'urn:none'],
  ])('is 2 with %s', async (_, arguments_, told) => {
    const { code, out, err } = await preview(...arguments_);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(told);
  });
});
