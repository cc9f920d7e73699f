import type { CareTeamParticipant, Period, Reference, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { SAMPLAN } from '../../src/record/systems.ts';
import {
  access,
  COORDINATING_UNIT,
  concept,
  FJORDVIK,
  needReport,
  organization,
  organizationByNumber,
  patient,
  plan,
  planMade,
  roleAt,
  TRUST,
  team,
} from '../record/fixtures.ts';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Days and instants about 22 November 2026, so that time goes past them. */
const date = some(
  ...['2026-01-01', '2026-11-01', '2026-11-21', '2026-11-22', '2026-11-23', '2026-12-01', '2026-12-31', '2027'],
  ...['2026-11-22T09:59:59Z', '2026-11-22T10:00:00.500Z', '2026-11-25T08:00:00+01:00', '2026-12'],
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
type Told<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };
const withoutNothing = <T extends object>(value: T): Partial<Told<T>> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<Told<T>>;

const period: fc.Arbitrary<Period> = fc.record({ start: maybe(date), end: maybe(date) }).map(withoutNothing);
/** By number, and by entries of the directory that are there or not. */
const member: fc.Arbitrary<Reference> = some<Reference>(
  ...[FJORDVIK.organization, TRUST.organization, COORDINATING_UNIT].map((number) => ({
    ...organizationByNumber(number),
    display: 'Kari Fjord',
  })),
  ...['PractitionerRole/role', 'PractitionerRole/other', 'Organization/unit', 'PractitionerRole/none'].map(
    (reference) => ({ reference }),
  ),
);
const participant: fc.Arbitrary<CareTeamParticipant> = fc
  .record({
    role: fc
      .uniqueArray(
        some(
          'responsible-coordinator',
          'coordinator',
          'child-coordinator',
          'coordinating-unit',
          'guardian',
          'child-welfare',
        ),
        { minLength: 1, maxLength: 2 },
      )
      .map((codes) => codes.map((code) => concept(SAMPLAN.participantRole, code))),
    member: member as fc.Arbitrary<NonNullable<CareTeamParticipant['member']>>,
    period: maybe(period),
  })
  .map(withoutNothing);

const person = fc
  .record({
    birthDate: maybe(
      some('2010-11-22', '2010-11-23', '2008-11-23', '2008-11-30', '2014-12-01', '2010-11', '2008', '1970-02-28'),
    ),
    deceasedBoolean: some(undefined, undefined, undefined, undefined, true),
    deceasedDateTime: some(undefined, undefined, undefined, undefined, '2026-11-20'),
  })
  .map((more) => patient(withoutNothing(more)));
const individualPlan = fc
  .record({ status: some('active', 'active', 'draft', 'completed'), period: maybe(period), revision: maybe(date) })
  .map(({ status, revision, ...more }) =>
    plan('plan', {
      ...{ status: status as 'active' },
      ...withoutNothing(more),
      ...(revision === undefined
        ? {}
        : { extension: [{ url: SAMPLAN.profile('next-revision'), valueDate: revision.slice(0, 10) }] }),
    } as Parameters<typeof plan>[1]),
  );
const consents = fc
  .tuple(maybe(date), maybe(date), some('RelatedPerson/mother', 'Patient/ingrid'))
  .map(([dateTime, end, by]): readonly Resource[] => [
    planMade({ ...(dateTime === undefined ? {} : { dateTime }), performer: [{ reference: by }] }),
    access(TRUST, {
      ...(dateTime === undefined ? {} : { dateTime }),
      performer: [{ reference: by }],
      provision: { type: 'permit', ...(end === undefined ? {} : { period: { end } }) },
    }),
  ]);

/** Papers of a person (test/record/fixtures.ts) of whom somebody may owe something: a plan, a team, consents, a report of need. */
export const anyPapers: fc.Arbitrary<readonly Resource[]> = fc
  .record({
    person,
    plan: maybe(individualPlan),
    team: maybe(fc.array(participant, { maxLength: 3 }).map((all) => team('team', { participant: [...all] }))),
    consents: maybe(consents),
    report: maybe(
      date.map((authoredOn) => needReport('report', { authoredOn, performer: [{ reference: 'Organization/unit' }] })),
    ),
  })
  .map(({ person: one, plan: made, team: who, consents: given = [], report }) => [
    one,
    ...[made ?? [], who ?? [], given, report ?? []].flat(),
  ]);

/** What they lead to; `number` of whoever the unit is a part of. */
export const directoryWith = (number: string): readonly Resource[] => [
  organization('unit', COORDINATING_UNIT, 'whole'),
  organization('whole', number),
  organization('trust', TRUST.organization),
  roleAt('role', 'unit'),
];
