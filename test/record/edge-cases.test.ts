import { describe, expect, test } from '@jest/globals';
import type { Consent, Patient, Reference, Resource } from '@medplum/fhirtypes';
import { assemble } from '../../src/record/assemble.ts';
import { conflictTask } from '../../src/record/conflict.ts';
import { asJson, type Json } from '../../src/record/json.ts';
import { organizationsOf, responsibleCoordinators } from '../../src/record/organizations.ts';
import { stepsOwed } from '../../src/record/owed.ts';
import { ownerOf } from '../../src/record/owner.ts';
import { toFhirPath, withValueAt } from '../../src/record/path.ts';
import { putBack } from '../../src/record/put-back.ts';
import { keyOf } from '../../src/record/record.ts';
import { mapReferences, referencesIn } from '../../src/record/references.ts';
import { settle } from '../../src/record/settle.ts';
import { toOurs } from '../../src/record/translate.ts';
import { viewOf } from '../../src/record/view.ts';
import {
  AT,
  COORDINATING_UNIT,
  concept,
  conflictTaskAbout,
  coordinatorFrom,
  directoryOf,
  FJORDVIK,
  goal,
  measure,
  organization,
  patient,
  plan,
  recordWith,
  relative,
  TRUST,
  team,
} from '../record/fixtures.ts';

const hide =
  (...ids: string[]) =>
  ({ resource }: { resource: Resource }) =>
    resource.resourceType !== 'Task' && !ids.includes(resource.id ?? '');
const pointers = (...ids: readonly string[]) => ids.map((id) => ({ reference: `Goal/${id}` as const }));

test('null placeholders of a primitive list stay (json.html#primitive)', () => {
  const given = [null, { extension: [{ url: 'http://example.org/a', valueString: 'x' }] }];
  const one = patient({ name: [{ given: ['Kari', 'Anne'], _given: given } as never] });
  expect(mapReferences(one, (r) => r)).toEqual(one);
  expect(toOurs(one, 'ingrid', 'https://x.no/fhir', () => undefined)).toEqual(one);
});

describe('removing the last visible item', () => {
  const whole = plan('plan', { goal: pointers('hidden', 'shown') });
  const record = recordWith([whole, goal('hidden'), goal('shown')]);
  const view = viewOf(record, TRUST.name, hide('hidden')).get('CarePlan/plan') as Resource;
  const { goal: _, ...theirs } = view as typeof whole;
  test('is a removal, not a disagreement', () => {
    const { changed, disagreements } = putBack(record, [{ theirs, echoed: view, sent: view }]);
    expect(disagreements).toEqual([]);
    expect(changed.get('CarePlan/plan')).toEqual({ ...whole, goal: pointers('hidden') });
  });
  test('never removes the hidden item, not even when its sender owns the part (I5)', () => {
    const { changed, disagreements } = putBack(record, [{ theirs, echoed: view, sent: view }]);
    let now = asJson(changed.get('CarePlan/plan') ?? whole) as Json;
    for (const one of disagreements)
      if (settle(one, [TRUST.organization], TRUST, []).incomingStands) now = withValueAt(now, one.path, one.theirs);
    expect(JSON.stringify(now)).toContain('Goal/hidden');
  });
});

describe('values that belong together', () => {
  const m = (value: number, unit: string) => measure('m', { quantityQuantity: { value, unit } });
  test('a quantity is never mixed of two sides', () => {
    const base = m(5, 'h');
    const ours = m(300, 'min');
    const theirs = m(6, 'h');
    const { changed, disagreements } = putBack(recordWith([ours]), [{ theirs, echoed: base, sent: base }]);
    let view = asJson(changed.get('ServiceRequest/m') ?? ours) as Json;
    for (const one of disagreements) view = withValueAt(view, one.path, one.theirs);
    expect([ours, theirs]).toContainEqual(view);
  });
  test('a reference is never mixed of two sides', () => {
    const base = measure('m');
    const ours = measure('m', { encounter: { reference: 'Encounter/hidden' } });
    const theirs = measure('m', { encounter: { reference: 'Encounter/new', display: 'Ny' } });
    const { changed } = putBack(recordWith([ours]), [{ theirs, echoed: base, sent: base }]);
    expect([ours, theirs]).toContainEqual(changed.get('ServiceRequest/m') ?? ours);
  });
});

describe('traces in the view', () => {
  const hidden = goal('hidden');
  const view = (resource: Resource, ...more: Resource[]) =>
    JSON.stringify(viewOf(recordWith([resource, hidden, ...more]), TRUST.name, hide('hidden')).get(keyOf(resource)));
  test('progress of a hidden activity', () => {
    const p = plan('plan', {
      activity: [{ reference: { reference: 'ServiceRequest/hidden' }, progress: [{ text: 'Startet i DPS' }] }],
    });
    expect(
      JSON.stringify(viewOf(recordWith([p, measure('hidden')]), TRUST.name, hide('hidden')).get('CarePlan/plan')),
    ).not.toContain('DPS');
  });
  test('role of a participant known only by a hidden part', () => {
    const t = team('team', {
      participant: [{ role: [concept('s', 'guardian')], member: { reference: 'RelatedPerson/hidden' } }],
    });
    expect(
      JSON.stringify(viewOf(recordWith([t, relative('hidden')]), TRUST.name, hide('hidden')).get('CareTeam/team')),
    ).not.toContain('guardian');
  });
  test('own value of a conflict', () => {
    const task = conflictTaskAbout('CarePlan/plan', ['goal'], TRUST, { theirs: [{ reference: 'Goal/hidden' }] });
    expect(view(plan('plan', { goal: pointers('shown') }), task)).not.toContain('hidden');
  });
  test('logical reference by the identifier of a hidden part', () => {
    const identifier = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:hidden' };
    const p = plan('plan', { goal: [{ type: 'Goal', identifier }] });
    expect(
      JSON.stringify(
        viewOf(recordWith([p, goal('hidden', { identifier: [identifier] })]), TRUST.name, hide('hidden')).get(
          'CarePlan/plan',
        ),
      ),
    ).not.toContain('hidden');
  });
  test('a reference inside a reference', () => {
    const inner = {
      reference: 'Goal/shown',
      extension: [{ url: 'http://example.org/a', valueReference: { reference: 'Goal/hidden' } }],
    } as Reference;
    expect(view(plan('plan', { supportingInfo: [inner] }))).not.toContain('hidden');
  });
  test('Attachment.url', () => {
    const d: Resource = {
      resourceType: 'DocumentReference',
      id: 'd',
      status: 'current',
      content: [{ attachment: { url: 'Goal/hidden' } }],
    };
    expect(view(d)).not.toContain('hidden');
  });
});

describe('overlay', () => {
  test('an item that the record no longer has gives no item without identity', () => {
    const key = { key: 'Practitioner/kari' };
    const task = conflictTaskAbout('CareTeam/team', ['participant', key, 'period', 'end'], TRUST, {
      ours: '2026-10-01',
      theirs: '2026-12-01',
    });
    const view = viewOf(recordWith([team(), task]), TRUST.name, hide()).get('CareTeam/team');
    expect(view).toEqual(team());
  });
  test('taking away the last item takes the list along (json.html: no empty arrays)', () => {
    expect(withValueAt({ category: [{ system: 's', code: 'a' }] }, ['category', { key: 's|a' }], undefined)).toEqual(
      {},
    );
    expect(withValueAt({ description: { text: 'x' } }, ['description', 'text'], undefined)).toEqual({});
  });
});

describe('FHIRPath', () => {
  test('of an element whose item we took out', () => {
    expect(toFhirPath('CareTeam', ['participant', { key: 'Practitioner/x' }, 'period'], asJson(team()))).not.toContain(
      '-1',
    );
  });
  test('of a choice type (fhirpath.html#polymorphism)', () => {
    expect(toFhirPath('Observation', ['valueQuantity', 'value'], {})).not.toContain('valueQuantity');
  });
  test('of the extension of a primitive', () => {
    expect(toFhirPath('Patient', ['_birthDate', 'extension'], {})).toBe('Patient.birthDate.extension');
  });
});

test('what was intended, frozen and is in the view again is created', () => {
  const held = { type: 'Goal', id: 'goal', sent: goal(), frozen: true };
  expect(stepsOwed(new Map([['Goal/goal', goal()]]), [held])).toMatchObject([{ kind: 'create', known: held }]);
});

describe('owners', () => {
  test('two systems of one organization: same value stands whichever came first', () => {
    const epj = { ...FJORDVIK, name: 'Fjordvik EPJ' };
    const sampro = { ...FJORDVIK, name: 'Fjordvik Samspill' };
    const d = (ours: string, theirs: string) => ({ part: 'Goal/goal', path: ['title'], base: 'x', ours, theirs });
    const stands = (first: typeof epj, second: typeof epj) => {
      const value = (p: typeof epj) => (p === epj ? 'A' : 'B');
      return settle(d(value(first), value(second)), [FJORDVIK.organization], second, [
        { ...first, sent: { title: value(first) } },
      ]).incomingStands
        ? value(second)
        : value(first);
    };
    expect(stands(epj, sampro)).toBe(stands(sampro, epj));
  });
  test('two responsible coordinators: same owner whichever team came first', () => {
    const a = team('a', { participant: [coordinatorFrom(TRUST.organization)] });
    const b = team('b', { participant: [coordinatorFrom(FJORDVIK.organization)] });
    expect(ownerOf(recordWith([plan(), a, b]), plan(), AT)).toEqual(ownerOf(recordWith([plan(), b, a]), plan(), AT));
  });
  test('a part owned by a unit is its organization’s in a disagreement', () => {
    const directory = [organization('trust', TRUST.organization), organization('unit', COORDINATING_UNIT, 'trust')];
    const record = { ...recordWith([goal()], { directory }) };
    const parts = new Map([...record.parts].map(([key, part]) => [key, { ...part, owner: COORDINATING_UNIT }]));
    const owners = ownerOf({ ...record, parts }, goal(), AT);
    const d = { part: 'Goal/goal', path: ['title'], base: 'x', ours: 'A', theirs: 'B' };
    expect(settle(d, owners, FJORDVIK, [{ ...TRUST, sent: { title: 'A' } }]).incomingStands).toBe(false);
  });
});

describe('absolute references', () => {
  test('to another system are not our directory', () => {
    const directory = directoryOf(organization('1', TRUST.organization));
    expect(organizationsOf({ reference: 'https://other.example.no/fhir/Organization/1' }, directory)).toEqual([]);
  });
  test('to another system do not draw in what has the same id here', () => {
    expect(
      assemble([plan('plan', { goal: [{ reference: 'https://other.example.no/fhir/Goal/goal' }] }), goal()]),
    ).not.toContain('Goal/goal');
  });
  test('under a tenant below the base are not the partner’s', () => {
    const base = 'https://x.no/fhir';
    const p = plan('1', { goal: [{ reference: `${base}/other-tenant/Goal/2` }] });
    expect(toOurs(p, 'a', base, (_, id) => (id === '2' ? 'b' : undefined))).toMatchObject({ goal: p.goal });
  });
});

test('references inside references are mapped', () => {
  const p = plan('1', {
    supportingInfo: [{ identifier: { system: 's', value: 'v', assigner: { reference: 'Organization/7' } } }],
  });
  expect(referencesIn(toOurs(p, 'a', 'https://x.no/fhir', (_, id) => (id === '7' ? 'ours' : undefined)))).toContain(
    'Organization/ours',
  );
});

describe('coordinators by the clock', () => {
  test.each<readonly [string, object, number]>([
    ['started a quarter of an hour ago, written with an offset', { start: '2026-11-22T10:45:00+01:00' }, 1],
    ['ended a quarter of an hour ago, written with an offset', { end: '2026-11-22T10:45:00+01:00' }, 0],
  ])('%s', (_, period, count) => {
    expect(
      responsibleCoordinators(
        recordWith([team('team', { participant: [coordinatorFrom(FJORDVIK.organization, period)] })]),
        AT,
      ),
    ).toHaveLength(count);
  });
  test('ended yesterday in Norway', () => {
    const record = recordWith([
      team('team', { participant: [coordinatorFrom(FJORDVIK.organization, { end: '2026-11-21' })] }),
    ]);
    expect(responsibleCoordinators(record, '2026-11-21T23:30:00.000Z')).toHaveLength(0);
  });
});
void conflictTask;
void ({} as Consent);
void ({} as Patient);
