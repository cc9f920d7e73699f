import { describe, expect, test } from '@jest/globals';
import type { Extension, Resource } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { firstOwner, ownerOf, ownerWhereTheyMeet, statedOwner } from '../../src/record/owner.ts';
import { CUSTODIAN, SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  access,
  COORDINATING_UNIT,
  condition,
  coordinatorFrom,
  directoryOf,
  document,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  meeting,
  minutes,
  NAV,
  organization,
  organizationByNumber,
  patient,
  plan,
  recordWith,
  roleAt,
  subPlan,
  TRUST,
  team,
} from './fixtures.ts';

const DIRECTORY = directoryOf(
  organization('fjordvik', FJORDVIK.organization),
  organization('unit', COORDINATING_UNIT, 'fjordvik'),
  organization('trust', TRUST.organization),
  organization('ward', undefined, 'trust'),
  roleAt('doctor', 'ward'),
);

const byTrust = organizationByNumber(TRUST.organization) as never;
const doctor = { reference: 'PractitionerRole/doctor' } as never;

const partOwner = (number: string): Extension => ({
  url: SAMPLAN.partOwner,
  valueReference: organizationByNumber(number),
});
const custodian = (number: string): Extension => ({ url: CUSTODIAN, valueReference: organizationByNumber(number) });

describe('the owner that a part states', () => {
  test.each<readonly [string, Resource]>([
    ['a plan, its author', plan('plan', { author: doctor })],
    ['a team, who manages it', team('team', { managingOrganization: [byTrust] })],
    ['a consent, its organization', access(NAV, { organization: [byTrust] })],
    [
      'a measure, who asked for it',
      measure('m', { requester: doctor, performer: [organizationByNumber(NAV.organization) as never] }),
    ],
    ['a measure, else who performs it', measure('m', { performer: [doctor] })],
    [
      'a Task, who asked for it',
      { resourceType: 'Task', status: 'requested', intent: 'plan', requester: doctor, owner: byTrust },
    ],
    ['a Task, else who owns it', { resourceType: 'Task', status: 'requested', intent: 'plan', owner: byTrust }],
    [
      'a document, its custodian',
      document('d', { custodian: byTrust, author: [organizationByNumber(NAV.organization) as never] }),
    ],
    ['a document, else its author', document('d', { author: [doctor] })],
    [
      'a meeting held, who provided it',
      { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, serviceProvider: byTrust },
    ],
    ['an observation, its performer', { resourceType: 'Observation', status: 'final', code: {}, performer: [doctor] }],
    [
      'a condition, who asserts it',
      condition('c', { asserter: doctor, recorder: organizationByNumber(NAV.organization) as never }),
    ],
    ['a condition, else who recorded it', condition('c', { recorder: doctor })],
    ['minutes, their sender', minutes('m', { sender: byTrust })],
    ['a goal, who expressed it', goal('g', { expressedBy: doctor })],
    ['any part, its extension part-owner', meeting('a', { extension: [partOwner(TRUST.organization)] })],
    ['a plan, its custodian', plan('plan', { extension: [custodian(TRUST.organization)] })],
  ])('of %s', (_, resource) => {
    expect(statedOwner(resource, DIRECTORY)).toBe(TRUST.organization);
  });

  test('is what part-owner says before what the author is', () => {
    const resource = plan('plan', { author: doctor, extension: [partOwner(FJORDVIK.organization)] });
    expect(statedOwner(resource, DIRECTORY)).toBe(FJORDVIK.organization);
  });

  test.each<readonly [string, Resource]>([
    ['the person', patient()],
    ['a goal the person expressed herself', goal('g', { expressedBy: { reference: 'Patient/ingrid' } })],
    ['a part whose author is unknown here', plan('plan', { author: { reference: 'Practitioner/unknown' } })],
    [
      'a part with another extension',
      goal('g', { extension: [{ url: 'http://example.org/a', valueReference: organizationByNumber('1') }] }),
    ],
  ])('is not told by %s', (_, resource) => {
    expect(statedOwner(resource, DIRECTORY)).toBeUndefined();
  });

  test('is looked for on: what leads nowhere is passed over', () => {
    const unknown = { reference: 'Practitioner/unknown' } as never;
    expect(statedOwner(measure('m', { requester: unknown, performer: [unknown, doctor] }), DIRECTORY)).toBe(
      TRUST.organization,
    );
  });
});

describe('the first owner of a part', () => {
  test('is whom it states, whoever sent it', () => {
    const resource = plan('plan', { author: doctor });
    expect(firstOwner(resource, DIRECTORY, FJORDVIK.organization)).toBe(TRUST.organization);
    expect(firstOwner(resource, DIRECTORY, TRUST.organization)).toBe(TRUST.organization);
  });

  test('is its sender where it states nobody', () => {
    expect(firstOwner(goal(), DIRECTORY, FJORDVIK.organization)).toBe(FJORDVIK.organization);
  });
});

describe('the owner of a part in a record', () => {
  const coordinated = (participant = [coordinatorFrom(FJORDVIK.organization)]) =>
    recordWith([plan(), subPlan(), goal(), team('team', { participant })], { owner: TRUST });

  test('of the plan’s own fields is the organization of the responsible coordinator', () => {
    expect(ownerOf(coordinated(), plan(), AT)).toEqual([FJORDVIK.organization]);
  });

  test('of every other part is the owner it got when it came', () => {
    for (const part of [goal(), subPlan(), team()])
      expect(ownerOf(coordinated(), part, AT)).toEqual([TRUST.organization]);
  });

  test('of a plan without a responsible coordinator is the owner it got when it came', () => {
    expect(ownerOf(coordinated([]), plan(), AT)).toEqual([TRUST.organization]);
    expect(ownerOf(coordinated([coordinatorFrom(FJORDVIK.organization, { end: '2026-11-21' })]), plan(), AT)).toEqual([
      TRUST.organization,
    ]);
    expect(ownerOf(coordinated([coordinatorFrom(FJORDVIK.organization, { start: '2026-11-23' })]), plan(), AT)).toEqual(
      [TRUST.organization],
    );
  });

  test('of a plan coordinated from a unit is the unit and what it is part of', () => {
    const member = { reference: 'Organization/unit' } as const;
    const participant = [{ ...coordinatorFrom(FJORDVIK.organization), member }];
    const record = recordWith([plan(), team('team', { participant })], {
      owner: TRUST,
      directory: [...DIRECTORY.values()],
    });
    expect(ownerOf(record, plan(), AT)).toEqual([COORDINATING_UNIT, FJORDVIK.organization]);
  });

  test('is nobody where none is known', () => {
    expect(ownerOf(recordWith([goal()]), goal(), AT)).toEqual([]);
    expect(ownerOf(recordWith([]), goal(), AT)).toEqual([]);
  });
});

describe('the owner of what two systems had before they met', () => {
  const UNIT_OF_FJORDVIK = COORDINATING_UNIT;
  const members = [FJORDVIK, TRUST, NAV, GRANLI];
  const states = (party: Party): Resource => goal('goal', { extension: [partOwner(party.organization)] });
  /** Both had the goal, the one before the other was known. */
  const meeting = (first: readonly [Resource, string], second: readonly [Resource, string]): string => {
    const [resource, sender] = first;
    const owner = firstOwner(resource, DIRECTORY, sender);
    return ownerWhereTheyMeet({ resource, kind: 'goal', owner }, second[0], second[1], DIRECTORY, members);
  };

  test.each<readonly [string, readonly [Resource, string], readonly [Resource, string], string]>([
    [
      'the municipality before the trust',
      [goal(), FJORDVIK.organization],
      [goal(), TRUST.organization],
      FJORDVIK.organization,
    ],
    ['the trust before others', [goal(), TRUST.organization], [goal(), NAV.organization], TRUST.organization],
    ['known before unknown', [goal(), TRUST.organization], [goal(), '100000000'], TRUST.organization],
    [
      'the smaller number among municipalities',
      [goal(), GRANLI.organization],
      [goal(), FJORDVIK.organization],
      FJORDVIK.organization,
    ],
    ['a municipality by one of its units', [goal(), UNIT_OF_FJORDVIK], [goal(), TRUST.organization], UNIT_OF_FJORDVIK],
    ['whom it states', [states(NAV), FJORDVIK.organization], [goal(), FJORDVIK.organization], NAV.organization],
    [
      'the municipality of two that are stated',
      [states(TRUST), NAV.organization],
      [states(FJORDVIK), NAV.organization],
      FJORDVIK.organization,
    ],
  ])('is %s, whichever came first', (_, one, other, expected) => {
    expect(meeting(one, other)).toBe(expected);
    expect(meeting(other, one)).toBe(expected);
  });

  test('is the only one there is', () => {
    const held = { resource: goal(), kind: 'goal', owner: undefined } as const;
    expect(ownerWhereTheyMeet(held, goal(), NAV.organization, DIRECTORY, members)).toBe(NAV.organization);
  });
});
