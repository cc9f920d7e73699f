import { describe, expect, test } from '@jest/globals';
import type { Reference, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { type IdMap, toOurs, toTheirs } from '../../src/record/translate.ts';
import { goal, organizationByNumber, plan } from './fixtures.ts';

const BASE = 'https://trust.example.no/fhir';

/** What both hold: the partner's ids are 1, 2, 3; ours are a, b, c. */
const OURS: Readonly<Record<string, string>> = { '1': 'a', '2': 'b', '3': 'c', ingrid: 'ingrid' };
const THEIRS = Object.fromEntries(Object.entries(OURS).map(([theirs, ours]) => [ours, theirs]));
const ourId: IdMap = (_, id) => OURS[id];
const theirId: IdMap = (_, id) => THEIRS[id];

const incoming = (resource: Resource): Resource => toOurs(resource, 'a', BASE, ourId);
const outgoing = (
  resource: Resource,
  otherwise: (reference: Reference) => Reference | undefined = (r) => r,
): Resource => toTheirs(resource, '1', BASE, theirId, otherwise);

const withGoal = (reference: Reference, id = '1'): Resource => plan(id, { goal: [reference as Reference<never>] });

describe('a partner’s resource in our ids', () => {
  test.each<readonly [string, string, string]>([
    ['what we know leads to ours', 'Goal/2', 'Goal/b'],
    ['what we know, written with the partner’s base', `${BASE}/Goal/2`, 'Goal/b'],
    ['what we do not know becomes absolute', 'Goal/9', `${BASE}/Goal/9`],
    ['what we do not know, written with the partner’s base', `${BASE}/Goal/9`, `${BASE}/Goal/9`],
    [
      'another system’s stays, though the ids are alike',
      'https://other.example.no/fhir/Goal/2',
      'https://other.example.no/fhir/Goal/2',
    ],
    ['another system’s whose base begins alike stays', `${BASE}-test/Goal/2`, `${BASE}-test/Goal/2`],
    ['a contained one stays', '#2', '#2'],
    ['a UUID stays', 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11', 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11'],
  ])('%s', (_, reference, expected) => {
    const display = 'Gå tur';
    expect(incoming(withGoal({ reference, display }))).toMatchObject({
      id: 'a',
      goal: [{ reference: expected, display }],
    });
  });

  test('keeps a logical reference', () => {
    const logical = organizationByNumber('310601012');
    expect(incoming(withGoal(logical))).toMatchObject({ goal: [logical] });
  });

  test('leaves out what only the partner’s version knows, and keeps the rest of meta', () => {
    const tag = [{ system: 's', code: 't' }];
    const profile = ['http://example.org/profile'];
    const security = [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9603', code: 'NORS' }];
    const meta = { versionId: '3', lastUpdated: '2026-11-01T10:00:00Z', source: '#1', tag, profile, security };
    expect(incoming(goal('1', { meta }))).toEqual(goal('a', { meta: { tag, profile, security } }));
    expect(incoming(goal('1', { meta: { versionId: '3' } }))).toEqual(goal('a'));
  });

  test('leaves out its narrative: what that says besides the data stays with its sender', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml">Gå tur</div>';
    for (const status of ['generated', 'additional', 'extensions', 'empty'] as const) {
      expect(incoming(goal('1', { text: { status, div } }))).toEqual(goal('a'));
    }
  });
});

describe('our resource in a partner’s ids', () => {
  test.each<readonly [string, string, string]>([
    ['what the partner holds leads there', 'Goal/b', 'Goal/2'],
    ['a version of it leads there', 'Goal/b/_history/2', 'Goal/2'],
    ['the partner’s own becomes relative again', `${BASE}/Goal/9`, 'Goal/9'],
    ['a contained one stays', '#2', '#2'],
    ['a UUID stays', 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11', 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11'],
  ])('%s, without asking', (_, reference, expected) => {
    const refuse = (): never => {
      throw new Error('asked');
    };
    const resource = { ...withGoal({ reference }, 'a'), subject: { reference: 'Patient/c' } } as Resource;
    expect(outgoing(resource, refuse)).toMatchObject({ goal: [{ reference: expected }] });
  });

  test.each(['Goal/unknown-here', 'https://other.example.no/fhir/Goal/b'])(
    'what the partner does not hold is for the caller to say: %s',
    (reference) => {
      const asked: Reference[] = [];
      const answer = (instead: Reference | undefined) => (asking: Reference) => {
        if (asking.reference === reference) asked.push(asking);
        return asking.reference === reference ? instead : asking;
      };
      const logical = organizationByNumber('310601012');
      expect(outgoing(withGoal({ reference, display: 'Mål' }), answer(logical))).toMatchObject({ goal: [logical] });
      expect(outgoing(withGoal({ reference, display: 'Mål' }), answer(undefined))).not.toHaveProperty('goal');
      expect(asked).toEqual(Array(2).fill({ reference, display: 'Mål' }));
    },
  );

  test('has the partner’s id, and none before the partner gave one', () => {
    expect(outgoing(goal('a')).id).toBe('1');
    expect(toTheirs(goal('a'), undefined, BASE, theirId, (r) => r)).not.toHaveProperty('id');
  });
});

const display = fc.constantFrom('Gå tur', 'Kari');
const anyReference: fc.Arbitrary<Reference> = fc.oneof(
  fc.record({ reference: fc.constantFrom('Goal/1', 'Goal/2', 'Patient/3', 'Goal/9', 'Observation/unknown') }),
  fc.record({ reference: fc.constantFrom('Goal/1', 'Goal/9'), display }),
  fc.record({ reference: fc.constantFrom('#inner', 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11') }),
  fc.record({ reference: fc.constantFrom('https://other.example.no/Goal/1', `${BASE}2/Goal/a`) }),
  fc.constantFrom(organizationByNumber('310601012'), { display: 'Naboen' }),
);
const many = fc.array(anyReference, { minLength: 1, maxLength: 3 });
const extension = fc.array(
  fc.record({ url: fc.constantFrom('http://example.org/a', 'http://example.org/b'), valueReference: anyReference }),
  { minLength: 1, maxLength: 2 },
);
const resource = fc
  .record(
    {
      status: fc.constantFrom('active', 'draft'),
      title: fc.string({ minLength: 1 }),
      subject: anyReference,
      goal: many,
      activity: fc.array(fc.record({ reference: anyReference, outcomeReference: many }), {
        minLength: 1,
        maxLength: 2,
      }),
      extension,
      contained: fc.constant([goal('inner', { addresses: [{ reference: 'Condition/2' }] })]),
      note: fc.array(fc.record({ text: fc.string(), authorReference: anyReference }), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ['status'] },
  )
  .map((more) => ({ resourceType: 'CarePlan', id: '1', intent: 'plan', ...more }) as unknown as Resource);
const peerState = fc.record(
  {
    meta: fc.constant({ versionId: '7', lastUpdated: '2026-11-01T10:00:00Z' }),
    text: fc.constant({ status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"/>' }),
  },
  { requiredKeys: [] },
);

describe('for any resource of a partner', () => {
  test('there and back gives it again, up to its version and its narrative', () => {
    fc.assert(
      fc.property(resource, peerState, (theirs, state) => {
        expect(outgoing(incoming({ ...theirs, ...state } as Resource))).toEqual(theirs);
      }),
    );
  });

  test('taking it in twice is as taking it in once', () => {
    fc.assert(
      fc.property(resource, (theirs) => {
        const once = incoming(theirs);
        const known: IdMap = (_, id) => (Object.values(OURS).includes(id) ? id : undefined);
        expect(toOurs(once, 'a', BASE, known)).toEqual(once);
      }),
    );
  });
});
