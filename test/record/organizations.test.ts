import { describe, expect, test } from '@jest/globals';
import type { CareTeam, Organization, Period, Reference } from '@medplum/fhirtypes';
import {
  organizationsOf,
  organizationsOfParticipant,
  responsibleCoordinators,
} from '../../src/record/organizations.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  COORDINATING_UNIT,
  concept,
  coordinatorFrom,
  directoryOf,
  FJORDVIK,
  organization,
  organizationByNumber,
  recordWith,
  roleAt,
  TRUST,
  team,
} from './fixtures.ts';

const DIRECTORY = directoryOf(
  organization('fjordvik', FJORDVIK.organization),
  organization('coordinating-unit', COORDINATING_UNIT, 'fjordvik'),
  organization('office', undefined, 'coordinating-unit'),
  roleAt('coordinator', 'office'),
  { resourceType: 'HealthcareService', id: 'service', providedBy: { reference: 'Organization/coordinating-unit' } },
  { resourceType: 'Practitioner', id: 'kari' },
);

describe('the organizations that a reference stands for', () => {
  test.each<readonly [string, Reference | undefined, readonly string[]]>([
    ['a number', organizationByNumber(TRUST.organization), [TRUST.organization]],
    ['an organization', { reference: 'Organization/fjordvik' }, [FJORDVIK.organization]],
    [
      'a unit, the nearest first',
      { reference: 'Organization/coordinating-unit' },
      [COORDINATING_UNIT, FJORDVIK.organization],
    ],
    [
      'a unit without a number of its own',
      { reference: 'Organization/office' },
      [COORDINATING_UNIT, FJORDVIK.organization],
    ],
    ['a role there', { reference: 'PractitionerRole/coordinator' }, [COORDINATING_UNIT, FJORDVIK.organization]],
    ['a service', { reference: 'HealthcareService/service' }, [COORDINATING_UNIT, FJORDVIK.organization]],
    [
      'a number and an entry that say the same',
      { ...organizationByNumber(FJORDVIK.organization), reference: 'Organization/fjordvik' },
      [FJORDVIK.organization],
    ],
    ['a person who may work anywhere', { reference: 'Practitioner/kari' }, []],
    ['an entry that is not there', { reference: 'Organization/elsewhere' }, []],
    ['a name', { display: 'Fjordvik kommune' }, []],
    ['nothing', undefined, []],
  ])('%s', (_, reference, expected) => {
    expect(organizationsOf(reference, DIRECTORY)).toEqual(expected);
  });

  const resh = { identifier: { system: NATIONAL.resh, value: '4206644' } };
  const withResh = (id: string, number?: string, partOf?: string): Organization => {
    const entry = organization(id, number, partOf);
    return { ...entry, identifier: [...(entry.identifier ?? []), resh.identifier] };
  };
  const roots = [organization('fjordvik', FJORDVIK.organization), organization('trust', TRUST.organization)];

  test.each<readonly [string, Reference, readonly Organization[], readonly string[]]>([
    ['a RESH', resh, [withResh('one', undefined, 'fjordvik')], [FJORDVIK.organization]],
    ['a RESH that two have', resh, [withResh('one', undefined, 'trust'), withResh('two', '310601020', 'fjordvik')], []],
    [
      'a number that two have, one of whom says nothing of where it is',
      organizationByNumber(COORDINATING_UNIT),
      [organization('one', COORDINATING_UNIT), organization('two', COORDINATING_UNIT, 'fjordvik')],
      [COORDINATING_UNIT, FJORDVIK.organization],
    ],
    [
      'a number that two have, of two organizations',
      organizationByNumber(COORDINATING_UNIT),
      [organization('one', COORDINATING_UNIT, 'trust'), organization('two', COORDINATING_UNIT, 'fjordvik')],
      [COORDINATING_UNIT],
    ],
  ])('%s, in whatever order', (_, reference, entries, expected) => {
    for (const ordered of [entries, entries.toReversed()])
      expect(organizationsOf(reference, directoryOf(...roots, ...ordered))).toEqual(expected);
  });

  test('come to an end where units are part of each other in a circle', () => {
    const circle = directoryOf(organization('a', '1', 'b'), organization('b', '2', 'a'));
    expect(organizationsOf({ reference: 'Organization/a' }, circle)).toEqual(['1', '2']);
  });

  test('are, of a participant, those of the member and of whom it is there for', () => {
    const participant = {
      member: { reference: 'Practitioner/kari' },
      onBehalfOf: { reference: 'Organization/coordinating-unit' },
    } as const;
    expect(organizationsOfParticipant(participant, DIRECTORY)).toEqual([COORDINATING_UNIT, FJORDVIK.organization]);
    expect(
      organizationsOfParticipant({ member: organizationByNumber(TRUST.organization) as never, ...{} }, DIRECTORY),
    ).toEqual([TRUST.organization]);
  });
});

describe('the responsible coordinator', () => {
  const count = (period?: Period, more: Partial<CareTeam> = {}): number =>
    responsibleCoordinators(
      recordWith([team('team', { participant: [coordinatorFrom(FJORDVIK.organization, period)], ...more })]),
      AT,
    ).length;

  test.each<readonly [string, Period | undefined, number]>([
    ['without a period', undefined, 1],
    ['since the first of the month', { start: '2026-11-01' }, 1],
    ['since today', { start: '2026-11-22' }, 1],
    ['from tomorrow', { start: '2026-11-23' }, 0],
    ['until today', { end: '2026-11-22' }, 1],
    ['until yesterday', { end: '2026-11-21' }, 0],
    ['until this month', { end: '2026-11' }, 1],
    ['until last month', { end: '2026-10' }, 0],
    ['until last year', { end: '2025' }, 0],
    ['until this year', { end: '2026' }, 1],
  ])('is one %s: %j', (_, period, expected) => {
    expect(count(period)).toBe(expected);
  });

  test.each<readonly [CareTeam['status'], number]>([
    ['active', 1],
    ['proposed', 1],
    ['inactive', 0],
    ['suspended', 0],
    ['entered-in-error', 0],
  ])('of a team that is %s: %i', (status, expected) => {
    expect(count(undefined, { status: status ?? 'active' })).toBe(expected);
  });

  test('is looked for in the team around the plan only', () => {
    expect(count(undefined, { category: [concept('http://loinc.org', 'LA27976-2')] })).toBe(0);
  });

  test('is not any other coordinator', () => {
    for (const code of ['coordinator', 'child-coordinator', 'coordinating-unit']) {
      const participant = [{ role: [concept(SAMPLAN.participantRole, code)] }];
      expect(responsibleCoordinators(recordWith([team('team', { participant })]), AT)).toEqual([]);
    }
  });

  test('may have another role beside', () => {
    const role = [concept('s', 'nurse'), concept(SAMPLAN.participantRole, 'responsible-coordinator')];
    expect(responsibleCoordinators(recordWith([team('team', { participant: [{ role }] })]), AT)).toHaveLength(1);
  });
});
