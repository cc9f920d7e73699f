import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CareTeamParticipant, ConsentProvision, Resource } from '@medplum/fhirtypes';
import type { Connector } from '../../src/connector/connector.ts';
import type { Partner } from '../../src/exchange/context.ts';
import { type EnrolmentReason, enrolmentDate, enrolmentReason } from '../../src/sync/enrolment.ts';
import { directory, TRUST as STAGE_TRUST } from '../exchange/papers.ts';
import { INGRIDS, openStage, type Stage } from '../exchange/stage.ts';
import {
  AT,
  access,
  COORDINATING_UNIT,
  concept,
  FJORDVIK,
  goal,
  measure,
  needReport,
  opposition,
  organization,
  organizationByNumber,
  patient,
  plan,
  planMade,
  provisionFor,
  recordWith,
  roleAt,
  TRUST,
  team,
} from '../record/fixtures.ts';

/** A reason is found without asking the partner. */
const connector = new Proxy(
  {},
  {
    get: () => {
      throw new Error('the partner was asked');
    },
  },
) as Connector;
const PARTNER: Partner = {
  ...FJORDVIK,
  mode: 'both',
  agreement: 'https://avtale.example.no/1',
  connector,
  profiles: [],
  base: 'https://fjordvik.example.no/fhir',
  configuration: '1',
};

const DIRECTORY = [
  organization('fjordvik', FJORDVIK.organization),
  organization('unit', COORDINATING_UNIT, 'fjordvik'),
  roleAt('coordinator', 'unit'),
];

const reason = (...resources: readonly Resource[]): EnrolmentReason | undefined =>
  enrolmentReason(recordWith([patient(), ...resources], { directory: DIRECTORY }), PARTNER, AT);

const toFjordvik = organizationByNumber(FJORDVIK.organization) as never;
const memberIn = (more: Partial<CareTeamParticipant>) => team('t', { participant: [{ member: toFjordvik, ...more }] });
const toTrust = organizationByNumber(TRUST.organization) as never;
const member = (reference: unknown) => team('team', { participant: [{ member: reference as never }] });

describe('why a partner takes part', () => {
  test.each<readonly [string, Resource, EnrolmentReason]>([
    ['a consent B for it', access(FJORDVIK), 'consent'],
    [
      'a consent B for it that is running',
      access(FJORDVIK, { provision: provisionFor('permit', FJORDVIK, { start: '2026-11-22', end: '2026-11-22' }) }),
      'consent',
    ],
    ...(
      [
        ['one part', { data: [{ meaning: 'instance', reference: { reference: 'ServiceRequest/measure' } }] }],
        ['goals', { class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }] }],
        ['what is labelled', { securityLabel: [{ code: 'R' }] }],
        ['what was before', { dataPeriod: { end: '2020-01-01' } }],
      ] as const
    ).map(([what, narrowed]): readonly [string, Resource, EnrolmentReason] => {
      const provision = provisionFor('permit', FJORDVIK);
      const exception = { type: 'deny', ...narrowed } as ConsentProvision;
      return [
        `a consent B for it that leaves out ${what}`,
        access(FJORDVIK, { provision: { ...provision, provision: [exception] } }),
        'consent',
      ];
    }),
    ['membership of the team', member(toFjordvik), 'team-membership'],
    ['membership of one of its units', member({ reference: 'Organization/unit' }), 'team-membership'],
    ['membership of one who works there', member({ reference: 'PractitionerRole/coordinator' }), 'team-membership'],
    [
      'membership of someone on its behalf',
      team('team', {
        participant: [{ member: { reference: 'Practitioner/kari' }, onBehalfOf: { reference: 'Organization/unit' } }],
      }),
      'team-membership',
    ],
    ['a need reported to it', needReport('n', { performer: [toFjordvik] }), 'need-report'],
    [
      'a need reported to its koordinerende enhet',
      needReport('n', { performer: [toTrust, { reference: 'Organization/unit' as never }] }),
      'need-report',
    ],
  ])('%s', (_, resource, expected) => {
    expect(reason(resource)).toBe(expected);
  });

  test.each<readonly [string, readonly Resource[]]>([
    ['nothing but a person and a plan', [plan(), goal(), planMade()]],
    ['a consent B for another', [access(TRUST)]],
    ['a consent B for everyone: nobody is named', [access(undefined)]],
    [
      'a consent B for it that is over',
      [access(FJORDVIK, { provision: provisionFor('permit', FJORDVIK, { end: '2026-11-21' }) })],
    ],
    [
      'a consent B for it from tomorrow',
      [access(FJORDVIK, { provision: provisionFor('permit', FJORDVIK, { start: '2026-11-23' }) })],
    ],
    ['a consent B that denies it', [access(FJORDVIK, { provision: provisionFor('deny', FJORDVIK) })]],
    [
      'a consent B for all others',
      [
        access(FJORDVIK, {
          provision: { ...provisionFor('permit', undefined), provision: [provisionFor('deny', FJORDVIK)] },
        }),
      ],
    ],
    ['a consent B for it, withdrawn', [access(FJORDVIK, { status: 'inactive' })]],
    ['a consent B for it, refused', [access(FJORDVIK, { status: 'rejected' })]],
    ['a consent B for it, in draft', [access(FJORDVIK, { status: 'draft' })]],
    ['an opposition to it', [opposition(FJORDVIK)]],
    ['another’s membership of the team', [member(toTrust)]],
    [
      'membership of another team',
      [team('ward', { category: [concept('http://loinc.org', 'LA27976-2')], participant: [{ member: toFjordvik }] })],
    ],
    ['a need reported to another', [needReport('n', { performer: [toTrust] })]],
    ['a need it reported itself', [needReport('n', { requester: toFjordvik, performer: [toTrust] })]],
    ['a measure it carries out', [measure('m', { performer: [toFjordvik] })]],
    ['a membership that has ended', [memberIn({ period: { end: '2026-10-31' } })]],
    ['a membership to come', [memberIn({ period: { start: '2026-12-01' } })]],
    ['membership of a team that is over', [team('t', { status: 'inactive', participant: [{ member: toFjordvik }] })]],
    ['a need reported to it against her will', [needReport('n', { performer: [toFjordvik] }), opposition(FJORDVIK)]],
    ['a need report entered in error', [needReport('n', { status: 'entered-in-error', performer: [toFjordvik] })]],
  ])('is not %s', (_, resources) => {
    expect(reason(...resources)).toBeUndefined();
  });

  test('is consent before membership before a need report', () => {
    const all = [needReport('n', { performer: [toFjordvik] }), member(toFjordvik), access(FJORDVIK)];
    expect(reason(...all)).toBe('consent');
    expect(reason(...all.slice(0, 2))).toBe('team-membership');
    expect(reason(...all.slice(0, 1))).toBe('need-report');
  });

  test('is membership still, once consent was withdrawn', () => {
    expect(reason(member(toFjordvik), access(FJORDVIK, { status: 'inactive' }))).toBe('team-membership');
  });
});

describe('when someone may begin to take part', () => {
  const date = (...resources: readonly Resource[]): string | undefined =>
    enrolmentDate(recordWith([patient(), ...resources], { directory: DIRECTORY }), AT);

  test.each<readonly [string, string | undefined, readonly Resource[]]>([
    [
      'is when a consent begins',
      '2026-11-30T23:00:00.000Z',
      [access(FJORDVIK, { provision: provisionFor('permit', FJORDVIK, { start: '2026-12-01' }) })],
    ],
    ['is when a membership begins', '2026-11-30T23:00:00.000Z', [memberIn({ period: { start: '2026-12-01' } })]],
    [
      'is the first of both',
      '2026-11-30T23:00:00.000Z',
      [
        access(FJORDVIK, { provision: provisionFor('permit', FJORDVIK, { start: '2026-12-24' }) }),
        memberIn({ period: { start: '2026-12-01' } }),
      ],
    ],
    ['is never, where nothing is to come', undefined, [goal(), memberIn({ period: { start: '2026-11-01' } })]],
    [
      'is never for a team that is over',
      undefined,
      [team('t', { status: 'inactive', participant: [{ member: toFjordvik, period: { start: '2026-12-01' } }] })],
    ],
  ])('%s', (_, expected, resources) => {
    expect(date(...resources)).toBe(expected);
  });
});

describe('a consent that begins later', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
    const papers = INGRIDS.whole().filter(({ id }) => id !== INGRIDS.access(STAGE_TRUST).id);
    const later = INGRIDS.access(STAGE_TRUST, { period: { start: '2026-11-25' } });
    stage.fjordvik.connector.put(...directory('fjordvik'), ...papers, later);
    stage.trust.connector.put(...directory('trust'));
  });
  afterEach(() => stage.close());

  test('opens a link when it begins, though nothing changes then', async () => {
    await stage.settle();
    expect(await stage.link(stage.trust)).toBeUndefined();
    stage.later(2 * 24 * 3_600_000);
    await stage.pass(stage.trust);
    expect(await stage.link(stage.trust)).toBeUndefined();
    stage.later(24 * 3_600_000);
    await stage.pass(stage.trust);
    expect(await stage.standing(stage.trust)).toBe('in-step');
    expect(stage.trust.connector.all('CarePlan')).toHaveLength(1);
  });

  test('and is withdrawn before that opens none, and nothing is looked at again', async () => {
    await stage.settle();
    stage.fjordvik.connector.delete('Consent', INGRIDS.access(STAGE_TRUST).id ?? '');
    stage.fjordvik.connector.put({ ...INGRIDS.access(STAGE_TRUST), status: 'inactive' });
    await stage.settle();
    stage.later(5 * 24 * 3_600_000);
    await stage.pass(stage.trust);
    expect(await stage.link(stage.trust)).toBeUndefined();
    expect(await stage.store.enrolmentsDue(stage.trust.name, '2999-01-01T00:00:00Z')).toEqual([]);
  });
});
