import { expect, test } from '@jest/globals';
import type { AuditEvent, Goal, Provenance, Resource } from '@medplum/fhirtypes';
import type { Write } from '../../src/store/store.ts';
import { openSharedStage } from './stage.ts';
import { untracedIn } from './watch-traces.ts';

const KEY = 'Goal/g1/_history/2';
const goal = { resourceType: 'Goal', id: 'g1' } as Goal;
const provenance = { resourceType: 'Provenance', id: 'p1', target: [{ reference: KEY }] } as Provenance;
const event = { resourceType: 'AuditEvent', id: 'e1', entity: [{ what: { reference: KEY } }] } as AuditEvent;
const write = (resource: Resource): Write => ({ resource, version: resource.resourceType === 'Goal' ? 2 : 1 });

test.each<[string, readonly Resource[], readonly string[]]>([
  ['with both', [goal, provenance, event], []],
  ['without Provenance', [goal, event], [KEY]],
  ['without AuditEvent', [goal, provenance], [KEY]],
  [
    'with those of another version',
    [goal, { ...provenance, target: [{ reference: 'Goal/g1/_history/1' }] }, event],
    [KEY],
  ],
  ['traces alone', [provenance, event], []],
])('a version %s', (_name, resources, untraced) => {
  expect(untracedIn(resources.map(write))).toEqual(untraced);
});

test('a stage that was closed with something untraced fails its test', async () => {
  const stage = await openSharedStage();
  const commit = { writes: [{ resource: { ...goal, id: 'untraced' }, version: 1 }] };
  await stage.store.commit(commit);
  await expect(stage.close()).rejects.toThrow('Goal/untraced/_history/1');
});
