import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AuditEvent } from '@medplum/fhirtypes';
import { previewChange } from '../../src/exchange/preview-change.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { packageOf } from '../validation/made-package.ts';
import { directory, INGRID } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

const url = (name: string): string => `https://fjordvik.example/StructureDefinition/${name}`;
const profile = (name: string, type: string, element: object, changes: object = {}) => ({
  resourceType: 'StructureDefinition',
  url: url(name),
  name,
  kind: 'resource',
  type,
  derivation: 'constraint',
  baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
  differential: { element: [element] },
  ...changes,
});
const nextWith = (...profiles: readonly object[]) =>
  createValidator({
    packages: ['profiles/package', packageOf(Object.fromEntries(profiles.map((one, index) => [`${index}.json`, one])))],
  });

const strictGoal = profile('goal', 'Goal', { id: 'Goal.note', path: 'Goal.note', min: 1 });

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  await stage.pass(stage.fjordvik);
});
afterEach(() => stage.close());

/** Every version in the store but those of the audit. */
async function contents(): Promise<string> {
  const types = [
    'Patient',
    'CarePlan',
    'CareTeam',
    'Goal',
    'Consent',
    'Organization',
    'Practitioner',
    'Task',
    'Provenance',
  ];
  const stored = await Promise.all(types.map((type) => stage.stored(type as 'Patient')));
  return JSON.stringify(stored);
}

test('a package that nobody claims changes nothing when loaded, and is told as required by type', async () => {
  const goals = await stage.stored('Goal');
  expect(goals.length).toBeGreaterThan(0);
  const preview = await previewChange(stage.context, nextWith(strictGoal), { profiles: [url('goal')] });
  expect(preview.loaded).toEqual({ newlyInvalid: 0, newlyValid: 0, rules: [] });
  expect(preview.required[url('goal')]).toEqual({
    newlyInvalid: goals.length,
    newlyValid: 0,
    rules: [
      {
        profile: url('goal'),
        rule: 'cardinality-min',
        newlyBroken: goals.length,
        newlyKept: 0,
        resources: expect.arrayContaining(goals.map(({ id }) => `Goal/${id}`)),
      },
    ],
  });
  expect(preview.records).toBe(1);
});

test("a package that changes a profile of a partner's agreement is told by what the gate asks, both ways", async () => {
  const goals = await stage.stored('Goal');
  Object.assign(stage.fjordvik, { profiles: [url('goal')] });
  const loose = nextWith({ ...strictGoal, differential: { element: [{ id: 'Goal', path: 'Goal', short: 'A goal' }] } });
  const strict = nextWith(strictGoal);
  const context = { ...stage.context, validator: loose };
  const preview = await previewChange(context, strict, { profiles: [] });
  expect(preview.loaded).toMatchObject({ newlyInvalid: goals.length, newlyValid: 0 });
  expect(preview.loaded.rules).toMatchObject([
    { profile: url('goal'), rule: 'cardinality-min', newlyBroken: goals.length },
  ]);

  const back = await previewChange({ ...context, validator: strict }, loose, { profiles: [] });
  expect(back.loaded).toMatchObject({ newlyInvalid: 0, newlyValid: goals.length });
  expect(back.loaded.rules).toMatchObject([{ rule: 'cardinality-min', newlyBroken: 0, newlyKept: goals.length }]);
});

test('a profile that this installation asks of everybody is told when its package comes', async () => {
  const goals = await stage.stored('Goal');
  const context = { ...stage.context, requiredProfiles: [url('goal')] };
  const preview = await previewChange(context, nextWith(strictGoal), { profiles: [] });
  expect(preview.loaded).toMatchObject({ newlyInvalid: goals.length, newlyValid: 0 });
});

test('the directory is looked at too', async () => {
  const organizations = await stage.stored('Organization');
  expect(organizations.length).toBeGreaterThan(0);
  const strict = profile('organization', 'Organization', {
    id: 'Organization.contact',
    path: 'Organization.contact',
    min: 1,
  });
  const preview = await previewChange(stage.context, nextWith(strict), { profiles: [url('organization')] });
  expect(preview.required[url('organization')]?.newlyInvalid).toBe(organizations.length);
});

test('the whole directory is looked at, and only the first hundred are named', async () => {
  const writes = Array.from({ length: 250 }, (_, index) => ({
    resource: {
      resourceType: 'Organization' as const,
      id: `o${index}`,
      meta: { versionId: '1', lastUpdated: '2026-11-22T07:00:00.000Z' },
      name: 'x',
    },
    version: 1,
  }));
  const before = (await stage.stored('Organization')).length;
  await stage.pastTheGate({ writes });
  const strict = profile('organization', 'Organization', {
    id: 'Organization.contact',
    path: 'Organization.contact',
    min: 1,
  });
  const preview = await previewChange(stage.context, nextWith(strict), { profiles: [url('organization')] });
  const change = preview.required[url('organization')];
  expect(change?.newlyInvalid).toBe(before + 250);
  expect(change?.rules[0]?.newlyBroken).toBe(before + 250);
  expect(change?.rules[0]?.resources).toHaveLength(100);
});

test('a warning more or less is no change', async () => {
  const warned = profile('goal', 'Goal', {
    id: 'Goal.description',
    path: 'Goal.description',
    binding: { strength: 'required', valueSet: 'https://fjordvik.example/ValueSet/none' },
  });
  const preview = await previewChange(stage.context, nextWith(warned), { profiles: [url('goal')] });
  expect(preview.required[url('goal')]).toEqual({ newlyInvalid: 0, newlyValid: 0, rules: [] });
});

test('nothing is written but an AuditEvent without a person, and nothing is told of content', async () => {
  const before = await contents();
  const audits = (await stage.stored<AuditEvent>('AuditEvent')).length;
  const seen: unknown[] = [];
  const preview = await previewChange(stage.context, nextWith(strictGoal), {
    profiles: [url('goal')],
    onProgress: (progress) => seen.push(progress),
  });
  expect(await contents()).toBe(before);
  const events = await stage.stored<AuditEvent>('AuditEvent');
  expect(events).toHaveLength(audits + 1);
  const event = events.find(({ subtype }) => subtype?.some(({ code }) => code === 'preview-change'));
  expect(event).toMatchObject({ subtype: [{ code: 'operation' }, { code: 'preview-change' }], action: 'E' });
  expect(event?.entity).toBeUndefined();
  for (const secret of ['Ingrid', INGRID]) expect(JSON.stringify(preview)).not.toContain(secret);
  expect(seen).toEqual([{ done: 0, total: 1 }]);
});

test('the trace is durable before anything is read', async () => {
  const order: string[] = [];
  const { store } = stage;
  const watched = new Proxy(store, {
    get: (target, name: keyof typeof store) =>
      typeof target[name] === 'function'
        ? (...arguments_: unknown[]) => {
            order.push(name);
            return (target[name] as (...all: unknown[]) => unknown).apply(target, arguments_);
          }
        : target[name],
  });
  await previewChange({ ...stage.context, store: watched }, nextWith(strictGoal), { profiles: [] });
  expect(order[0]).toBe('commit');
  expect(order.filter((name) => name === 'commit')).toHaveLength(1);
});
