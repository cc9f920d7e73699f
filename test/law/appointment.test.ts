import { describe, expect, test } from '@jest/globals';
import type {
  CareTeam,
  CareTeamParticipant,
  Period,
  Practitioner,
  PractitionerRole,
  Resource,
} from '@medplum/fhirtypes';
import { type Appointment, appointed, type CoordinatorRole } from '../../src/law/appointment.ts';
import { appointmentFindings, isOursIn, maySucceed, type Proposed } from '../../src/law/appointment-findings.ts';
import { needsMet } from '../../src/law/need-met.ts';
import { keyOf, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import {
  AT,
  concept,
  FJORDVIK,
  GRANLI,
  NAV,
  needReport,
  organizationByNumber,
  patient,
  TRUST,
  team,
} from '../record/fixtures.ts';

const OTHER_TRUST = { ...TRUST, name: 'Helse Sør HF', organization: '310605018' };
const MEMBERS = [FJORDVIK, GRANLI, TRUST, OTHER_TRUST, NAV];

/** Posts by name, each at an organization; who is at a trust has an HPR number. */
const AT_WORK = {
  kari: FJORDVIK,
  berit: FJORDVIK,
  hege: TRUST,
  turid: TRUST,
  anne: OTHER_TRUST,
  nils: NAV,
  gro: GRANLI,
} as const;
type Name = keyof typeof AT_WORK;

const DIRECTORY = new Map<string, Resource>(
  Object.entries(AT_WORK).flatMap(([name, { organization }]) => {
    const practitioner: Practitioner = {
      resourceType: 'Practitioner',
      id: name,
      identifier: [{ system: NATIONAL.healthPersonnel, value: '565500012' }],
    };
    const post: PractitionerRole = {
      resourceType: 'PractitionerRole',
      id: name,
      practitioner: { reference: `Practitioner/${name}` },
      organization: organizationByNumber(organization),
    };
    return [practitioner, post].map((one) => [keyOf(one), one] as const);
  }),
);

const memberOf = (name: Name) => ({ reference: `PractitionerRole/${name}` }) as const;
const as = (name: Name, role: string | readonly string[], period?: Period): CareTeamParticipant => ({
  role: [role].flat().map((code) => concept(SAMPLAN.participantRole, code)),
  member: memberOf(name),
  ...(period ? { period } : {}),
});
const RESPONSIBLE = 'responsible-coordinator';

function world(...teams: readonly (readonly CareTeamParticipant[])[]): PlanRecord {
  const all = teams.map((participant, index) => team(`team-${index}`, { participant: [...participant] }));
  const parts = [patient(), ...all].map((resource) => ({ resource, owner: FJORDVIK.organization }));
  return recordOf('ingrid', parts, DIRECTORY);
}

function proposal(
  record: PlanRecord,
  name: Name,
  role: CoordinatorRole,
  by = AT_WORK[name],
  start = '2026-12-01',
): Proposed {
  const level = by.sector === 'municipal' ? 'municipal' : 'specialist';
  const appointment: Appointment = { unit: by.organization, member: memberOf(name), role, period: { start }, at: AT };
  return { ...appointment, record, level, members: MEMBERS };
}

const become = (proposed: Proposed): readonly CareTeam[] =>
  appointed(
    proposed.record,
    proposed,
    (one) => isOursIn(proposed, one),
    () => 'new',
  ).changed;
/** Who is there as what and when, in one line each. */
const linesOf = (teams: readonly CareTeam[]): readonly string[] =>
  teams.flatMap(({ participant = [] }) =>
    participant.map(({ member, role, period }) =>
      [
        member?.reference?.split('/')[1],
        ...(role ?? []).map(({ coding }) => coding?.[0]?.code),
        `${period?.start ?? ''}..${period?.end ?? ''}`,
      ].join(' '),
    ),
  );

describe('teams after an appointment', () => {
  test.each<readonly [string, readonly CareTeamParticipant[], Proposed['role'], Name, readonly string[]]>([
    [
      'the former one of the same municipality leaves',
      [as('kari', RESPONSIBLE, { start: '2026-01-01' })],
      RESPONSIBLE,
      'berit',
      ['kari responsible-coordinator 2026-01-01..2026-11-30', 'berit responsible-coordinator 2026-12-01..'],
    ],
    [
      'a health trust’s goes on as coordinator',
      [as('hege', RESPONSIBLE, { start: '2026-01-01', end: '2027-12-31' })],
      RESPONSIBLE,
      'berit',
      [
        'hege responsible-coordinator 2026-01-01..2026-11-30',
        'hege coordinator 2026-12-01..2027-12-31',
        'berit responsible-coordinator 2026-12-01..',
      ],
    ],
    [
      'a health trust’s that is to begin later begins as coordinator',
      [as('hege', RESPONSIBLE, { start: '2027-01-01' })],
      RESPONSIBLE,
      'berit',
      ['hege coordinator 2027-01-01..', 'berit responsible-coordinator 2026-12-01..'],
    ],
    [
      'one of a service without a unit leaves, who was the municipality’s choice',
      [as('nils', RESPONSIBLE)],
      RESPONSIBLE,
      'berit',
      ['nils responsible-coordinator ..2026-11-30', 'berit responsible-coordinator 2026-12-01..'],
    ],
    [
      'who has left before stays as it was',
      [as('kari', RESPONSIBLE, { end: '2026-02-01' }), as('hege', 'contact-physician')],
      RESPONSIBLE,
      'berit',
      [
        'kari responsible-coordinator ..2026-02-01',
        'hege contact-physician ..',
        'berit responsible-coordinator 2026-12-01..',
      ],
    ],
    [
      'a child coordinator is responsible too',
      [as('kari', RESPONSIBLE)],
      'child-coordinator',
      'berit',
      ['kari responsible-coordinator ..2026-11-30', 'berit child-coordinator responsible-coordinator 2026-12-01..'],
    ],
    [
      'a trust’s coordinator follows the trust’s, and nobody else’s',
      [as('kari', RESPONSIBLE), as('hege', 'coordinator'), as('anne', 'coordinator')],
      'coordinator',
      'turid',
      [
        'kari responsible-coordinator ..',
        'hege coordinator ..2026-11-30',
        'anne coordinator ..',
        'turid coordinator 2026-12-01..',
      ],
    ],
    [
      'a coordinator who becomes the responsible one is one thing at a time',
      [as('kari', RESPONSIBLE), as('berit', 'coordinator')],
      RESPONSIBLE,
      'berit',
      [
        'kari responsible-coordinator ..2026-11-30',
        'berit coordinator ..2026-11-30',
        'berit responsible-coordinator 2026-12-01..',
      ],
    ],
  ])('%s', (_, before, role, name, expected) => {
    expect(linesOf(become(proposal(world(before), name, role)))).toEqual(expected);
  });

  test('a second one who had come from elsewhere leaves too, whatever team it stands in', () => {
    const record = world([as('kari', RESPONSIBLE)], [as('berit', RESPONSIBLE)]);
    const changed = become(proposal(record, 'kari', RESPONSIBLE));
    expect(changed.map(({ id }) => id)).toEqual(['team-1']);
    expect(linesOf(changed)).toEqual(['berit responsible-coordinator ..2026-11-30']);
  });

  test('nothing changes for who is it already, and a team that is over is none', () => {
    expect(become(proposal(world([as('kari', RESPONSIBLE)]), 'kari', RESPONSIBLE))).toEqual([]);
    const over = recordOf(
      'ingrid',
      [{ resource: team('team', { status: 'inactive' }), owner: FJORDVIK.organization }],
      DIRECTORY,
    );
    expect(become(proposal(over, 'kari', RESPONSIBLE))).toMatchObject([{ id: 'new', status: 'active' }]);
  });
});

describe('who may take over', () => {
  test.each<readonly [string, Name, Name, boolean]>([
    ['a municipality from itself', 'kari', 'berit', true],
    ['a municipality from a health trust', 'hege', 'berit', true],
    ['a municipality from a service without a unit', 'nils', 'berit', true],
    ['a municipality from another', 'gro', 'berit', false],
    ['a health trust from itself', 'hege', 'turid', true],
    ['a health trust from another', 'anne', 'turid', false],
    ['a health trust from a municipality', 'kari', 'turid', false],
  ])('%s', (_, from, to, expected) => {
    expect(maySucceed(proposal(world([as(from, RESPONSIBLE)]), to, RESPONSIBLE))).toBe(expected);
    // Beside a responsible one anybody may stand.
    expect(maySucceed(proposal(world([as(from, RESPONSIBLE)]), to, 'coordinator'))).toBe(true);
  });
});

describe('what the law says of an appointment', () => {
  const rules = (proposed: Proposed): readonly string[] => appointmentFindings(proposed).map(({ rule }) => rule);

  test('nothing, where all is well', () => {
    expect(rules(proposal(world([as('kari', RESPONSIBLE)]), 'berit', RESPONSIBLE))).toEqual([]);
    expect(rules(proposal(world([as('kari', RESPONSIBLE)]), 'hege', 'coordinator'))).toEqual([]);
    expect(rules(proposal(world(), 'nils', RESPONSIBLE, FJORDVIK))).toEqual([]);
  });

  test('a unit appoints its own', () => {
    expect(rules(proposal(world(), 'gro', RESPONSIBLE, FJORDVIK))).toEqual(['appoints-own']);
    expect(rules(proposal(world(), 'nils', 'coordinator', TRUST))).toEqual(['appoints-own']);
  });

  test.each<readonly [string, readonly CareTeamParticipant[], CoordinatorRole, string]>([
    [
      'a coordinator',
      [as('kari', RESPONSIBLE), as('hege', 'coordinator', { start: '2026-11-10' })],
      'coordinator',
      '2026-11-01',
    ],
    ['a child coordinator', [as('kari', 'child-coordinator', { start: '2026-11-10' })], RESPONSIBLE, '2026-11-01'],
  ])('%s who has begun later is not written away', (_, there, role, start) => {
    const by = role === 'coordinator' ? 'turid' : 'berit';
    expect(rules(proposal(world(there), by, role, undefined, start))).toEqual(['appointed-in-turn']);
    expect(rules(proposal(world(there), by, role, undefined, '2026-11-20'))).toEqual([]);
  });

  test('a finding names what to do in three languages, and nobody', () => {
    const found = appointmentFindings(proposal(world([as('kari', RESPONSIBLE)]), 'gro', RESPONSIBLE, TRUST));
    expect(found.length).toBeGreaterThan(1);
    for (const { message, action } of found) expect(Object.keys({ ...message, ...action })).toEqual(['nb', 'nn', 'en']);
    expect(JSON.stringify(found)).not.toMatch(/kari|gro/u);
  });
});

describe('needs that an appointment meets', () => {
  const reported = (status: 'active' | 'revoked', answer?: string): PlanRecord => {
    const report = needReport('report', { status, performer: [organizationByNumber(FJORDVIK.organization)] });
    const task: Resource = {
      resourceType: 'Task',
      id: 'case',
      status: 'requested',
      intent: 'proposal',
      focus: { reference: 'ServiceRequest/report' },
      ...(answer ? { businessStatus: concept(SAMPLAN.caseStatus, answer) } : {}),
    };
    const parts = [report, task].map((resource) => ({ resource, owner: TRUST.organization }));
    return recordOf('ingrid', parts, new Map());
  };

  test.each<readonly [string, PlanRecord, string, readonly string[]]>([
    ['one that waits', reported('active', 'received'), FJORDVIK.organization, ['ServiceRequest', 'Task']],
    ['one whose case says nothing yet', reported('active'), FJORDVIK.organization, ['ServiceRequest', 'Task']],
    ['not one that was refused', reported('active', 'refused'), FJORDVIK.organization, []],
    ['not one that was taken back', reported('revoked', 'received'), FJORDVIK.organization, []],
    ['not one of another unit', reported('active', 'received'), TRUST.organization, []],
  ])('%s', (_, record, unit, expected) => {
    expect(needsMet(record, unit).map(({ resourceType }) => resourceType)).toEqual(expected);
  });
});
