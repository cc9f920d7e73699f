import { describe, expect, test } from '@jest/globals';
import type { Consent, Resource } from '@medplum/fhirtypes';
import { deciderOf } from '../../src/consent/decider.ts';
import type { Conflict } from '../../src/record/conflict.ts';
import { recordOf } from '../../src/record/record.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  access,
  COORDINATING_UNIT,
  concept,
  coordinatorFrom,
  directoryOf,
  FJORDVIK,
  goal,
  NAV,
  opposition,
  organization,
  organizationByNumber,
  plan,
  planMade,
  roleAt,
  TRUST,
  team,
} from './../record/fixtures.ts';

const PARTIES = [FJORDVIK, TRUST, NAV];
const DIRECTORY = directoryOf(
  organization('fjordvik', FJORDVIK.organization),
  organization('unit', COORDINATING_UNIT, 'fjordvik'),
  roleAt('kari', 'unit'),
);
const kari = { ...coordinatorFrom(FJORDVIK.organization), member: { reference: 'PractitionerRole/kari' } as const };
const unit = {
  role: [concept(SAMPLAN.participantRole, 'coordinating-unit')],
  member: organizationByNumber(COORDINATING_UNIT),
};
const byNumber = (value: string) => ({
  type: 'Organization',
  identifier: { system: NATIONAL.organization, value },
});

interface Some {
  readonly participant?: readonly (typeof kari | typeof unit)[];
  readonly consents?: readonly Consent[];
  readonly owner?: string | undefined;
  readonly about?: Partial<Conflict>;
  readonly more?: readonly (readonly [Resource, string])[];
}

function decider({ participant = [kari, unit], consents = [], owner, about = {}, more = [] }: Some): unknown {
  const parts: (readonly [Resource, string | undefined])[] = [
    [goal(), owner],
    [team('team', { participant: [...participant] as never }), FJORDVIK.organization],
    ...consents.map((consent) => [consent, undefined] as const),
    ...more,
  ];
  const record = recordOf(
    'ingrid',
    parts.map(([resource, by]) => ({ resource, owner: by })),
    DIRECTORY,
  );
  const conflict: Conflict = {
    part: 'Goal/goal',
    path: ['description', 'text'],
    partner: TRUST.name,
    base: 'a',
    ours: 'b',
    theirs: 'c',
    ...about,
  };
  return deciderOf(record, conflict, PARTIES, AT);
}

describe('a conflict is decided by', () => {
  test('the responsible coordinator of the part’s own organization', () => {
    expect(decider({ owner: FJORDVIK.organization })).toEqual({ reference: 'PractitionerRole/kari' });
  });

  test('the responsible coordinator to whom the person has permitted the part', () => {
    expect(decider({ owner: TRUST.organization, consents: [access(FJORDVIK)] })).toEqual({
      reference: 'PractitionerRole/kari',
    });
  });

  test('the part’s owner, where she may not see the part', () => {
    expect(decider({ owner: TRUST.organization })).toEqual(byNumber(TRUST.organization));
    expect(decider({ owner: TRUST.organization, consents: [access(FJORDVIK), opposition(FJORDVIK)] })).toEqual(
      byNumber(TRUST.organization),
    );
  });

  test('the part’s owner, where a value leads to what she may not see', () => {
    const about = {
      part: 'CarePlan/plan',
      path: ['goal', { key: 'Goal/goal' }],
      ours: { reference: 'Goal/goal' },
      theirs: undefined,
    };
    const more = [[plan(), FJORDVIK.organization]] as const;
    expect(decider({ owner: FJORDVIK.organization, about, more })).toEqual({ reference: 'PractitionerRole/kari' });
    expect(decider({ owner: TRUST.organization, about, more })).toEqual(byNumber(FJORDVIK.organization));
  });

  test('the part’s owner, where there is no coordinator', () => {
    expect(decider({ owner: TRUST.organization, participant: [unit] })).toEqual(byNumber(TRUST.organization));
  });

  test('the koordinerende enhet, where the part has no owner either', () => {
    expect(decider({ participant: [unit] })).toEqual(unit.member);
    expect(decider({})).toEqual(unit.member);
  });

  test('nobody, where there is none of them', () => {
    expect(decider({ participant: [] })).toBeUndefined();
  });

  test('the owner of a consent: others see only what it says of themselves', () => {
    const about = { part: 'Consent/plan-made' };
    const made = [planMade(), TRUST.organization] as const;
    expect(decider({ about, more: [made], consents: [access(FJORDVIK)] })).toEqual(byNumber(TRUST.organization));
  });

  test('the same of two coordinators, in whatever order they stand', () => {
    const other = { ...kari, member: organizationByNumber(FJORDVIK.organization) as never };
    const one = decider({ owner: FJORDVIK.organization, participant: [kari, other] });
    expect(decider({ owner: FJORDVIK.organization, participant: [other, kari] })).toEqual(one);
  });
});
