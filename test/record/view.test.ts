import { describe, expect, test } from '@jest/globals';
import type { Reference, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { asJson } from '../../src/record/json.ts';
import { keyOf, type Part, type PlanRecord } from '../../src/record/record.ts';
import { NATIONAL, URI_SYSTEM } from '../../src/record/systems.ts';
import { logicalReference, viewOf } from '../../src/record/view.ts';
import {
  concept,
  condition,
  conflictTaskAbout,
  FJORDVIK,
  goal,
  measure,
  mentions,
  organization,
  patient,
  plan,
  recordWith,
  relative,
  TRUST,
  team,
} from './fixtures.ts';

/** The view of the trust, with some parts hidden from it. */
function viewWithout(record: PlanRecord, ...hidden: readonly Resource[]): ReadonlyMap<string, Resource> {
  const keys = new Set(hidden.map(keyOf));
  return viewOf(
    record,
    TRUST.name,
    ({ resource }: Part) => resource.resourceType !== 'Task' && !keys.has(keyOf(resource)),
  );
}

const hidden = goal('psychiatry', { description: { text: 'Skjult mål' } });
const shown = goal('walk');

describe('a view', () => {
  test('holds what is visible, as it stands, and nothing else', () => {
    const record = recordWith([patient(), shown, hidden]);
    expect(viewWithout(record, hidden)).toEqual(
      new Map<string, Resource>([
        ['Patient/ingrid', patient()],
        ['Goal/walk', shown],
      ]),
    );
  });

  test('asks about every part once', () => {
    const asked: string[] = [];
    viewOf(recordWith([patient(), shown, hidden]), TRUST.name, ({ resource }) => {
      asked.push(keyOf(resource));
      return false;
    });
    expect(asked).toEqual(['Patient/ingrid', 'Goal/walk', 'Goal/psychiatry']);
  });

  test('does not say that the plan has a goal which is hidden', () => {
    const whole = plan('plan', {
      goal: [{ reference: 'Goal/walk' }, { reference: 'Goal/psychiatry', display: 'Skjult mål' }],
      activity: [{ outcomeReference: [{ reference: 'Goal/psychiatry/_history/2' }], progress: [{ text: 'I gang' }] }],
      extension: [{ url: 'http://example.org/main-goal', valueReference: { reference: 'Goal/psychiatry' } }],
    });
    const view = viewWithout(recordWith([whole, shown, hidden]), hidden);
    expect(view.get('CarePlan/plan')).toEqual(
      plan('plan', { goal: [{ reference: 'Goal/walk' }], activity: [{ progress: [{ text: 'I gang' }] }] }),
    );
  });

  test('does not say what stands inline and is hidden as a measure, and keeps what was told of it', () => {
    const item = (text: string) => ({ detail: { status: 'scheduled' as const, code: { text } }, progress: [{ text }] });
    const whole = plan('plan', { activity: [item('Gangtrening'), item('Samtaler')] });
    const isTold = ({ resource }: Part): boolean => !JSON.stringify(resource).includes('"code":{"text":"Samtaler"}');
    const isShown = (part: Part): boolean => part.kind !== 'measure' || isTold(part);
    const record = recordWith([whole]);
    expect(viewOf(record, TRUST.name, isShown).get('CarePlan/plan')).toEqual(
      plan('plan', { activity: [item('Gangtrening')] }),
    );
    expect(viewOf(record, TRUST.name, ({ kind }) => kind !== 'measure').get('CarePlan/plan')).toEqual(plan());
    const held = new Map([['CarePlan/plan', whole]]);
    expect(viewOf(record, TRUST.name, ({ kind }) => kind !== 'measure', held).get('CarePlan/plan')).toEqual(whole);
  });

  test('does not name a participant whose own entry is hidden', () => {
    const mother = relative('mother');
    const circle = team('team', { participant: [{ member: { reference: 'RelatedPerson/mother', display: 'Mor' } }] });
    const view = viewWithout(recordWith([circle, mother]), mother);
    expect(view.get('CareTeam/team')).toEqual(team());
  });

  test('keeps references to the directory, to other systems and to what the record does not hold', () => {
    const whole = plan('plan', {
      author: { reference: 'Organization/trust' },
      supportingInfo: [
        { reference: 'https://other.example.no/fhir/Goal/psychiatry' },
        { reference: 'DocumentReference/elsewhere' },
        { identifier: { system: 'urn:oid:1', value: '1' } },
      ],
    });
    const record = recordWith([whole, hidden], { directory: [organization('trust', TRUST.organization)] });
    expect(viewWithout(record, hidden).get('CarePlan/plan')).toEqual(whole);
  });

  test('has no narrative of another: what that says can not be filtered', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml">Om psykiatrien</div>';
    for (const status of ['generated', 'additional', 'extensions'] as const) {
      const told = goal('walk', { text: { status, div } });
      expect(viewWithout(recordWith([told])).get('Goal/walk')).toEqual(shown);
    }
  });

  test('shows a condition that was entered in error without a clinical status', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
    const clinicalStatus = concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active');
    const inError = concept(system, 'entered-in-error');
    const need = condition('need', { clinicalStatus, verificationStatus: concept(system, 'confirmed') });
    const task = conflictTaskAbout('Condition/need', ['verificationStatus'], TRUST, { theirs: asJson(inError) });
    expect(viewWithout(recordWith([need, task])).get('Condition/need')).toEqual(
      condition('need', { verificationStatus: inError }),
    );
  });

  test('leaves the record as it is', () => {
    const record = recordWith([plan('plan', { goal: [{ reference: 'Goal/psychiatry' }] }), hidden]);
    const copy = structuredClone(record.parts);
    viewWithout(record, hidden);
    expect(record.parts).toEqual(copy);
  });
});

describe('the view of a partner in conflict', () => {
  const path = ['description', 'text'];
  const stands = goal('walk', { description: { text: 'Gå på ski' }, startDate: '2026-11-01' });

  test('carries its own value there, and the record’s everywhere else', () => {
    const task = conflictTaskAbout('Goal/walk', path, TRUST, { base: 'Gå tur', ours: 'Gå på ski', theirs: 'Svømme' });
    expect(viewWithout(recordWith([stands, hidden, task])).get('Goal/walk')).toEqual({
      ...stands,
      description: { text: 'Svømme' },
    });
  });

  test('carries nothing where its own value is none', () => {
    const task = conflictTaskAbout('Goal/walk', ['startDate'], TRUST, { ours: '2026-11-01' });
    const { startDate: _, ...without } = stands;
    expect(viewWithout(recordWith([stands, task])).get('Goal/walk')).toEqual(without);
  });

  test('carries every one of its values where several elements are in conflict', () => {
    const one = conflictTaskAbout('Goal/walk', path, TRUST, { theirs: 'Svømme' });
    const other = { ...conflictTaskAbout('Goal/walk', ['startDate'], TRUST, { theirs: '2026-12-01' }), id: 'other' };
    expect(viewWithout(recordWith([stands, one, other])).get('Goal/walk')).toEqual({
      ...stands,
      description: { text: 'Svømme' },
      startDate: '2026-12-01',
    });
  });

  test.each<readonly [string, ReturnType<typeof conflictTaskAbout>]>([
    ['a conflict of another partner', conflictTaskAbout('Goal/walk', path, FJORDVIK, { theirs: 'Svømme' })],
    ['a conflict about another part', conflictTaskAbout('Goal/psychiatry', path, TRUST, { theirs: 'Svømme' })],
    [
      'a conflict that is decided',
      { ...conflictTaskAbout('Goal/walk', path, TRUST, { theirs: 'Svømme' }), status: 'completed' },
    ],
  ])('is not changed by %s', (_, task) => {
    expect(viewWithout(recordWith([stands, hidden, task])).get('Goal/walk')).toEqual(stands);
  });
});

describe('a reference that can not lead anywhere at the receiver', () => {
  const directory = [
    {
      ...organization('trust', TRUST.organization),
      identifier: [
        { system: 'urn:oid:2.16.578.1.12.4.1.2', value: '8141234' },
        { system: NATIONAL.organization, value: TRUST.organization },
      ],
    },
    organization('ward', undefined),
  ];
  const identifier = [{ system: URI_SYSTEM, value: 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11' }];
  const record = recordWith([goal('walk', { identifier }), measure()], { directory });

  test.each<readonly [string, Reference, Reference | undefined]>([
    [
      'of a directory entry, its national identifier',
      { reference: 'Organization/trust', display: 'HF' },
      { type: 'Organization', identifier: { system: NATIONAL.organization, value: TRUST.organization } },
    ],
    ['of a part, its identifier', { reference: 'Goal/walk' }, { type: 'Goal', identifier: identifier[0] as never }],
    [
      'of what is unknown here, the identifier it brings',
      { reference: 'Patient/x', identifier: { system: 'urn:oid:1', value: '1' } },
      { type: 'Patient', identifier: { system: 'urn:oid:1', value: '1' } },
    ],
    ['of what has no identifier, nothing', { reference: 'ServiceRequest/measure' }, undefined],
    ['of a directory entry without a national identifier, nothing', { reference: 'Organization/ward' }, undefined],
    ['of what is unknown here, nothing', { reference: 'Goal/unknown' }, undefined],
    ['of a name, nothing', { display: 'Kari' }, undefined],
  ])('says, %s', (_, reference, expected) => {
    expect(logicalReference(reference, record)).toEqual(expected);
  });
});

describe('for any record', () => {
  const ids = ['part-a', 'part-b', 'part-c', 'part-d', 'part-e'];
  const reference = fc.constantFrom(...ids).chain((id) =>
    fc.record(
      {
        reference: fc.constantFrom(`Goal/${id}`, `Goal/${id}/_history/3`),
        display: fc.constant(`vises som ${id}`),
        type: fc.constant('Goal'),
      },
      { requiredKeys: ['reference'] },
    ),
  );
  const references = fc.array(reference, { minLength: 1, maxLength: 3 });
  const extension = fc.oneof(
    fc.record({ url: fc.constant('http://example.org/a'), valueReference: reference }),
    fc
      .record({ url: fc.constant('b'), valueReference: reference })
      .map((inner) => ({ url: 'http://example.org/c', extension: [inner] })),
  );
  const content = fc.record(
    {
      addresses: references,
      expressedBy: reference,
      outcomeReference: references,
      extension: fc.array(extension, { minLength: 1, maxLength: 2 }),
      target: fc.array(
        fc.record({ detailString: fc.constant('x'), extension: fc.array(extension, { minLength: 1 }) }),
        { minLength: 1, maxLength: 2 },
      ),
      contained: references.map((addresses) => [{ resourceType: 'Goal', id: 'inner', addresses }]),
    },
    { requiredKeys: [] },
  );
  const parts = fc.tuple(...ids.map((id) => content.map((more) => ({ ...goal(id), ...more }) as unknown as Resource)));

  test('no trace of a hidden part is left in the view', () => {
    fc.assert(
      fc.property(parts, fc.subarray(ids), (resources, hiddenIds) => {
        const view = viewOf(
          recordWith(resources),
          TRUST.name,
          ({ resource }) => !hiddenIds.includes(resource.id ?? ''),
        );
        expect([...view.keys()]).toEqual(ids.filter((id) => !hiddenIds.includes(id)).map((id) => `Goal/${id}`));
        for (const resource of view.values()) {
          for (const id of hiddenIds) expect(mentions(resource, id)).toBe(false);
        }
      }),
    );
  });

  test('a view without anything hidden is the record', () => {
    fc.assert(
      fc.property(parts, (resources) => {
        expect([...viewOf(recordWith(resources), TRUST.name, () => true).values()]).toEqual(resources);
      }),
    );
  });
});
