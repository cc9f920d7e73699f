import { describe, expect, test } from '@jest/globals';
import type { Reference, Resource } from '@medplum/fhirtypes';
import { isRelative, mapReferences, referencesIn, targetOf } from '../../src/record/references.ts';
import { goal, measure, organizationByNumber, patient, plan } from './fixtures.ts';

/** Everything that points at `Goal/hidden` is taken out. */
function withoutHidden<R extends Resource>(resource: R): R {
  return mapReferences(resource, (reference) =>
    reference.reference?.startsWith('Goal/hidden') ? undefined : reference,
  );
}

const HIDDEN = { reference: 'Goal/hidden', display: 'Skjult mål' };
const SHOWN = { reference: 'Goal/shown' };

describe('mapping references', () => {
  test('leaves what does not change the same object', () => {
    const resource = plan('plan', {
      goal: [{ reference: 'Goal/hidden' }, SHOWN],
      activity: [{ reference: { reference: 'ServiceRequest/1' } }],
    });
    expect(mapReferences(resource, (reference) => reference)).toBe(resource);
    const shown = withoutHidden(resource);
    expect([shown.goal, shown.activity === resource.activity, shown.goal?.[0] === SHOWN]).toEqual([
      [SHOWN],
      true,
      true,
    ]);
  });

  test('reaches references in elements, lists, extensions and contained resources', () => {
    const resource = plan('plan', {
      author: { reference: 'Practitioner/1' },
      goal: [{ reference: 'Goal/1' }],
      activity: [{ reference: { reference: 'ServiceRequest/1' }, outcomeReference: [{ reference: 'Goal/2' }] }],
      extension: [{ url: 'http://example.org/a', extension: [{ url: 'b', valueReference: { reference: 'Goal/3' } }] }],
      contained: [goal('inner', { addresses: [{ reference: 'Condition/1' }] })],
    });
    expect(referencesIn(resource)).toEqual(
      expect.arrayContaining([
        'Practitioner/1',
        'Goal/1',
        'ServiceRequest/1',
        'Goal/2',
        'Goal/3',
        'Condition/1',
        'Patient/ingrid',
      ]),
    );
    const mapped = mapReferences(resource, ({ reference, ...rest }) => ({ ...rest, reference: `${reference}x` }));
    expect(new Set(referencesIn(mapped))).toEqual(new Set(referencesIn(resource).map((reference) => `${reference}x`)));
  });

  test('to themselves changes nothing', () => {
    const resource = plan('plan', {
      goal: [SHOWN],
      supportingInfo: [organizationByNumber('310601012') as Reference<Resource>, { display: 'Et notat på papir' }],
      activity: [{ reference: SHOWN as Reference<never> }, { detail: { status: 'scheduled', doNotPerform: false } }],
      note: [{ text: 'Goal/hidden' }],
    });
    expect(mapReferences(resource, (reference) => reference)).toEqual(resource);
  });

  test('does not change the resource it was given', () => {
    const resource = plan('plan', { goal: [HIDDEN, SHOWN] });
    const copy = structuredClone(resource);
    withoutHidden(resource);
    expect(resource).toEqual(copy);
  });

  test('reaches a logical reference', () => {
    const found: Reference[] = [];
    mapReferences(measure('measure', { performer: [organizationByNumber('310601012')] }), (reference) => {
      found.push(reference);
      return reference;
    });
    expect(found).toContainEqual(organizationByNumber('310601012'));
  });

  test('takes an identifier for what it is, not for a reference', () => {
    const resource = goal('goal', { identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' }] });
    expect(mapReferences(resource, () => undefined)).toMatchObject({ identifier: resource.identifier });
  });
});

describe('a reference that is taken out', () => {
  test('leaves the others of its list', () => {
    expect(withoutHidden(plan('plan', { goal: [HIDDEN, SHOWN] })).goal).toEqual([SHOWN]);
  });

  test('takes along a list that is empty without it', () => {
    expect(withoutHidden(plan('plan', { goal: [HIDDEN] }))).not.toHaveProperty('goal');
  });

  test('takes along a list entry that only pointed', () => {
    const activity = [{ reference: HIDDEN as Reference<never> }, { reference: SHOWN as Reference<never> }];
    expect(withoutHidden(plan('plan', { activity })).activity).toEqual([{ reference: SHOWN }]);
    expect(withoutHidden(plan('plan', { activity: activity.slice(0, 1) }))).not.toHaveProperty('activity');
    expect(
      withoutHidden(plan('plan', { activity: [{ id: 'a', reference: HIDDEN as Reference<never> }] })),
    ).not.toHaveProperty('activity');
  });

  test('leaves a list entry that says more', () => {
    const reference = SHOWN as Reference<never>;
    const activity = [{ reference, outcomeReference: [HIDDEN] }];
    expect(withoutHidden(plan('plan', { activity })).activity).toEqual([{ reference }]);
  });

  test('takes along an extension that only held it, however deep', () => {
    const extension = [
      { url: 'http://example.org/a', valueReference: HIDDEN },
      { url: 'http://example.org/b', extension: [{ url: 'c', extension: [{ url: 'd', valueReference: HIDDEN }] }] },
    ];
    expect(withoutHidden(plan('plan', { extension }))).not.toHaveProperty('extension');
    const other = { url: 'http://example.org/e', valueString: 'Goal/hidden' };
    expect(withoutHidden(plan('plan', { extension: [...extension, other] })).extension).toEqual([other]);
  });

  test('takes its display along', () => {
    expect(JSON.stringify(withoutHidden(plan('plan', { goal: [HIDDEN] })))).not.toContain('Skjult');
  });

  test('leaves the rest of a contained resource', () => {
    const contained = [measure('inner', { supportingInfo: [HIDDEN] })];
    expect(withoutHidden(plan('plan', { contained })).contained).toEqual([measure('inner')]);
  });

  test('mapped to an empty reference is as taken out', () => {
    expect(
      mapReferences(plan('plan', { goal: [SHOWN] }), ({ reference }) =>
        reference === 'Goal/shown' ? {} : { reference: reference ?? '' },
      ),
    ).not.toHaveProperty('goal');
  });
});

describe('the references in a resource', () => {
  test('are told once each, those to contained resources left out', () => {
    const resource = plan('plan', { goal: [SHOWN, SHOWN], author: { reference: '#author' } });
    expect(referencesIn(resource)).toEqual(['Patient/ingrid', 'Goal/shown']);
  });

  test('are none in a resource that points nowhere', () => {
    expect(referencesIn(patient())).toEqual([]);
  });
});

describe('the target of a reference', () => {
  test.each<readonly [string, string | undefined, boolean]>([
    ['Goal/1', 'Goal/1', true],
    ['Goal/1/_history/2', 'Goal/1', true],
    ['https://example.no/fhir/Goal/1', 'Goal/1', false],
    ['https://example.no/fhir/Goal/1/_history/2', 'Goal/1', false],
    ['http://example.no:8080/Goal/a-b.C', 'Goal/a-b.C', false],
    ['#inner', undefined, false],
    ['urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11', undefined, false],
    ['urn:oid:2.16.578.1', undefined, false],
    ['Goal', undefined, false],
    ['goal/1', undefined, false],
    ['Goal/', undefined, false],
    [`Goal/${'a'.repeat(64)}`, `Goal/${'a'.repeat(64)}`, true],
    [`Goal/${'a'.repeat(257)}`, undefined, false],
    ['Goal?identifier=1', undefined, false],
    ['Goal/1/$everything', undefined, false],
    ['', undefined, false],
  ])('%s', (reference, target, relative) => {
    const found = targetOf(reference);
    expect(found && `${found.type}/${found.id}`).toBe(target);
    expect(isRelative(reference)).toBe(relative);
  });

  test('is none where there is no reference', () => {
    expect(targetOf(undefined)).toBeUndefined();
  });
});
