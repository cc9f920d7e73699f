import { describe, expect, test } from '@jest/globals';
import type { Consent, ConsentProvision, Reference, Resource } from '@medplum/fhirtypes';
import { decide } from '../../src/consent/decide.ts';
import { deriveDenials } from '../../src/consent/derive-denials.ts';
import type { Party } from '../../src/consent/party.ts';
import { effectFor } from '../../src/consent/provision.ts';
import { outlookFor } from '../../src/exchange/outlook.ts';
import { assemble } from '../../src/record/assemble.ts';
import { firstOwner } from '../../src/record/owner.ts';
import { keyOf, recordOf } from '../../src/record/record.ts';
import { SAMPLAN } from '../../src/record/systems.ts';
import { viewOf } from '../../src/record/view.ts';
import {
  AT,
  access,
  actor,
  COORDINATING_UNIT,
  concept,
  condition,
  coordinatorFrom,
  directoryOf,
  document,
  FJORDVIK,
  GRANLI,
  goal,
  measure,
  NAV,
  opposition,
  organization,
  organizationByNumber,
  partIn,
  patient,
  plan,
  provisionFor,
  recordWith,
  roleAt,
  TRUST,
  team,
} from '../record/fixtures.ts';

const OPT_IN = { policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTIN') };
const OPT_OUT = { policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTOUT') };

function answer(part: Resource, to: Party, consents: readonly Consent[], directory: readonly Resource[] = []): string {
  const record = recordWith([part, ...consents], { owner: GRANLI, directory });
  return decide(record, partIn(record, part), to, 'coordination', AT).reason;
}
const over = { end: '2026-11-21' };

describe('expired opt-in is an opposition', () => {
  const expired = access(TRUST, { ...OPT_IN, provision: { provision: [provisionFor('permit', TRUST, over)] } });
  const expiredDenyRoot = access(TRUST, {
    provision: { type: 'deny', provision: [provisionFor('permit', TRUST, over)] },
  });
  test.each([expired, expiredDenyRoot])('an expired opt-in is no consent, not an opposition', (consent) => {
    expect(answer(team(), TRUST, [consent])).toBe('opt-out-regime');
    expect(answer(goal(), TRUST, [consent])).toBe('no-consent');
  });
  test('an expired opt-in does not silence its renewal', () => {
    expect(answer(goal(), TRUST, [expired, access(TRUST, { id: 'renewed' })])).toBe('consented');
  });
});

describe('scope of a provision', () => {
  const some: ConsentProvision = {
    ...provisionFor('permit', TRUST),
    class: [
      { system: 'http://hl7.org/fhir/resource-types', code: 'Goal' },
      { system: 'http://hl7.org/fhir/resource-types', code: 'ServiceRequest' },
    ],
  };
  test('a permit for goals and measures permits no document', () => {
    const b = access(TRUST, { provision: some });
    expect(answer(goal(), TRUST, [b])).toBe('consented');
    expect(answer(document(), TRUST, [b])).toBe('no-consent');
    expect(answer(condition(), TRUST, [b])).toBe('no-consent');
  });
  test('a permit for one measure permits no other', () => {
    const b = access(TRUST, {
      provision: {
        ...provisionFor('permit', TRUST),
        data: [{ meaning: 'instance', reference: { reference: 'ServiceRequest/measure' } }],
      },
    });
    expect(answer(measure(), TRUST, [b])).toBe('consented');
    expect(answer(measure('other'), TRUST, [b])).toBe('no-consent');
  });
  test('an opposition to one measure denies that one only', () => {
    const d = opposition(FJORDVIK, {
      provision: {
        ...provisionFor('deny', FJORDVIK),
        data: [{ meaning: 'instance', reference: { reference: 'ServiceRequest/measure' } }],
      },
    });
    expect(answer(measure(), FJORDVIK, [d, access(FJORDVIK)])).toBe('opposed');
    expect(answer(goal(), FJORDVIK, [d, access(FJORDVIK)])).toBe('consented');
  });
  test('a permit for another purpose is no permit for coordination', () => {
    const b = access(TRUST, {
      provision: {
        ...provisionFor('permit', TRUST),
        purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HRESCH' }],
      },
    });
    expect(answer(goal(), TRUST, [b])).toBe('no-consent');
  });
});

describe('untyped fails closed', () => {
  test('nested permit under untyped root with a policy that tells nothing', () => {
    expect(answer(goal(), TRUST, [access(TRUST, { provision: { provision: [provisionFor('permit', TRUST)] } })])).toBe(
      'no-consent',
    );
  });
  test('a permit nested in an untyped nested provision', () => {
    const b = access(TRUST, { ...OPT_IN, provision: { provision: [{ provision: [provisionFor('permit', TRUST)] }] } });
    expect(answer(goal(), TRUST, [b])).not.toBe('consented');
  });
});

describe('a deny whose actor cannot be told', () => {
  const department = {
    ...organization('dps', undefined, 'trust'),
    identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.102', value: '9900045' }],
  };
  const directory = [organization('trust', TRUST.organization), department];
  test.each<readonly [string, Reference]>([
    [
      'RESH of a unit in the directory',
      { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.102', value: '9900045' } },
    ],
    ['a sector as a Group', { reference: 'Group/specialist-services' }],
    [
      'a sector as logical reference',
      { type: 'Group', identifier: { system: 'http://samplan.no/fhir/sector', value: 'specialist' } },
    ],
    ['an entry not in the directory', { reference: 'Organization/unknown' }],
    ['a practitioner', { reference: 'Practitioner/unknown' }],
    ['a name', { display: 'Helse Fjordvik HF' }],
  ])('%s denies, fails closed', (_, reference) => {
    const d = opposition(undefined, { provision: { type: 'deny', actor: [actor(reference)] } });
    expect(answer(goal(), TRUST, [access(TRUST), d], directory)).toBe('opposed');
  });
});

describe('consent B that denies everyone', () => {
  test('beats a permit', () => {
    const denied = access(undefined, { id: 'denied', provision: { type: 'deny' } });
    expect(answer(goal(), TRUST, [access(TRUST), denied])).toBe('opposed');
  });
});

describe('the notice', () => {
  test('still says whose it is', () => {
    const ended = access(TRUST, { status: 'inactive' });
    const consents = [ended, ...deriveDenials(recordWith([]), recordWith([ended]), AT, () => 'd')];
    const record = recordWith([patient(), goal(), ...consents], { owner: FJORDVIK });
    const view = viewOf(
      record,
      TRUST.name,
      (part) => decide(record, part, TRUST, 'coordination', AT).effect === 'permit',
    );
    expect([...view.keys()]).toContain('Consent/access');
    expect(view.get('Consent/access')).toMatchObject({ patient: { reference: 'Patient/ingrid' } });
  });
  test('does not tell one recipient about another', () => {
    const both: ConsentProvision = {
      type: 'permit',
      actor: [TRUST, NAV].map(({ organization: o }) => actor(organizationByNumber(o))),
    };
    const ended = access(TRUST, { status: 'inactive', provision: both });
    const record = recordWith([ended], { owner: FJORDVIK });
    const { view } = outlookFor(record, TRUST, AT, new Map([[keyOf(ended), undefined]]));
    expect(view.size).toBe(1);
    expect(JSON.stringify([...view.values()])).not.toContain(NAV.organization);
  });
});

describe('own part of a unit', () => {
  const directory = [
    organization('fjordvik', FJORDVIK.organization),
    organization('unit', COORDINATING_UNIT, 'fjordvik'),
    roleAt('kari', 'unit'),
  ];
  test("is its own organization's, without consent", () => {
    const part = measure('m', { requester: { reference: 'PractitionerRole/kari' } });
    const owner = firstOwner(part, directoryOf(...directory), FJORDVIK.organization);
    const record = recordOf('ingrid', [{ resource: part, owner }], directoryOf(...directory));
    expect(decide(record, partIn(record, part), FJORDVIK, 'coordination', AT).reason).toBe('own-part');
  });
});

describe('period end is inclusive', () => {
  test('an opposition until an instant still holds at that instant', () => {
    const d = opposition(TRUST, { provision: provisionFor('deny', TRUST, { end: '2026-11-22T10:00:00Z' }) });
    const asked = { audience: TRUST, where: recordWith([]), purpose: 'coordination' } as const;
    expect(effectFor(d, { ...asked, at: '2026-11-22T10:00:00.000Z' })).toBe('deny');
    expect(effectFor(d, { ...asked, at: '2026-11-22T10:00:00.999Z' })).toBe('deny');
  });
});

/* derive */
let n = 0;
const derive = (before: readonly Consent[], after: readonly Consent[]) =>
  deriveDenials(recordWith(before), recordWith(after), AT, () => {
    n += 1;
    return `derived-${n}`;
  });
const written = (consents: readonly Consent[], changes: readonly Consent[]): readonly Consent[] => [
  ...new Map([...consents, ...changes].map((consent) => [keyOf(consent), consent])).values(),
];
/** Consents arrive one change at a time; what follows is written with each. */
const arriving = (steps: readonly Consent[]): readonly Consent[] =>
  steps.reduce<readonly Consent[]>((before, one) => {
    const after = written(before, [one]);
    return written(after, derive(before, after));
  }, []);
const denies = (consents: readonly Consent[]) =>
  consents.filter(({ id, status }) => id?.startsWith('derived') && status === 'active').length;

describe('order of arrival', () => {
  const old = access(TRUST, { id: 'old', dateTime: '2025-08-28' });
  const oldEnded: Consent = { ...old, status: 'inactive' };
  const renewed = access(TRUST, { id: 'renewed', dateTime: '2026-08-28' });
  test('renewal: the old one is ended after the new one came', () => {
    expect(denies(arriving([old, oldEnded, renewed]))).toBe(0);
    expect(denies(arriving([old, renewed, oldEnded]))).toBe(0);
  });
  test('an older permit that comes late does not end a newer refusal', () => {
    const refused = access(TRUST, { id: 'refused', status: 'rejected', dateTime: '2026-08-28' });
    expect(denies(arriving([old, refused]))).toBe(1);
    expect(denies(arriving([refused, old]))).toBe(1);
  });
});

describe('dates', () => {
  const ended = (dateTime: string | undefined): Consent =>
    access(TRUST, { id: 'ended', status: 'inactive', dateTime } as Partial<Consent>);
  const given = (dateTime: string | undefined): Consent => access(TRUST, { id: 'given', dateTime } as Partial<Consent>);
  test.each<readonly [string, readonly Consent[], number]>([
    [
      'end later by the clock, written with other offsets',
      [given('2026-03-02T00:15:00+02:00'), ended('2026-03-01T23:30:00Z')],
      1,
    ],
    [
      'permit later by the clock, written with other offsets',
      [ended('2026-03-02T00:15:00+02:00'), given('2026-03-01T23:30:00Z')],
      0,
    ],
    ['same day, one with a time', [given('2026-03-01T10:00:00+01:00'), ended('2026-03-01')], 1],
    ['same year, one with a day', [given('2026-03-01'), ended('2026')], 1],
    ['no date on the end', [given('2026-03-01'), ended(undefined)], 1],
  ])('%s', (_, turns, count) => {
    expect(derive([], turns)).toHaveLength(count);
  });
});

describe('what counts as a permit', () => {
  const denied = arriving([access(TRUST), access(TRUST, { status: 'inactive' })]);
  const later = { id: 'later', dateTime: '2026-11-20' };
  test.each<readonly [string, Consent]>([
    [
      'opt-out with a nested deny',
      access(TRUST, { ...later, ...OPT_OUT, provision: { provision: [provisionFor('deny', TRUST)] } }),
    ],
    [
      'a root that permits all with a nested deny',
      access(TRUST, { ...later, provision: { type: 'permit', provision: [provisionFor('deny', TRUST)] } }),
    ],
    ['a permit that is over', access(TRUST, { ...later, provision: provisionFor('permit', TRUST, over) })],
    [
      'an untyped root',
      access(TRUST, { ...later, provision: { actor: [actor(organizationByNumber(TRUST.organization))] } }),
    ],
  ])('%s does not end the denial', (_, consent) => {
    expect(denies(denied)).toBe(1);
    expect(derive(denied, [...denied, consent])).toEqual([]);
  });
  test('a nested permit under a typed deny ends the denial', () => {
    const b = access(TRUST, { ...later, provision: { type: 'deny', provision: [provisionFor('permit', TRUST)] } });
    expect(derive(denied, [...denied, b])).toMatchObject([{ status: 'inactive' }]);
  });
  test('a permit for everyone ends the denial', () => {
    expect(derive(denied, [...denied, access(undefined, later)])).toMatchObject([{ status: 'inactive' }]);
  });
  test('a permit widened to the recipient ends the denial', () => {
    const nav = access(NAV, { id: 'wide', dateTime: '2026-11-20' });
    const wide: Consent = {
      ...nav,
      provision: { type: 'permit', actor: [NAV, TRUST].map(({ organization: o }) => actor(organizationByNumber(o))) },
    };
    const before = [...denied, nav];
    expect(derive(before, written(before, [wide]))).toMatchObject([{ status: 'inactive' }]);
  });
});

describe('an opposition with a Consent as its source', () => {
  test('made by the person is never touched', () => {
    const made = opposition(TRUST, { sourceReference: { reference: 'Consent/earlier-opposition' } });
    const denied = [made, ...arriving([access(TRUST), access(TRUST, { status: 'inactive' })])];
    const changes = derive(denied, [...denied, access(TRUST, { id: 'later', dateTime: '2026-11-20' })]);
    expect(changes.map(({ id }) => id)).not.toContain('opposition');
  });
});

describe('B for everyone withdrawn', () => {
  test('derives a denial for everyone', () => {
    expect(derive([access(undefined)], [access(undefined, { status: 'inactive' })])).toHaveLength(1);
  });
});

describe('opposition draws in what the person opposes', () => {
  test('stays out', () => {
    const note = document('psychiatric-note');
    const d = opposition(TRUST, {
      provision: {
        ...provisionFor('deny', TRUST),
        data: [{ meaning: 'instance', reference: { reference: 'DocumentReference/psychiatric-note' } }],
      },
    });
    expect(assemble([patient(), plan(), d, note])).not.toContain('DocumentReference/psychiatric-note');
  });
});
void coordinatorFrom;

describe('exceptions and their parent', () => {
  const TEAM = [{ system: 'http://hl7.org/fhir/resource-types', code: 'CareTeam' }];
  const GOALS = [{ system: 'http://hl7.org/fhir/resource-types', code: 'Goal' }];

  test('an exception from a denial for one permits nobody else', () => {
    const provision: ConsentProvision = {
      ...provisionFor('deny', TRUST),
      provision: [{ type: 'permit', class: TEAM }],
    };
    expect(answer(team(), NAV, [access(TRUST, { provision })])).toBe('no-consent');
  });

  test('an exception from a permit for one denies nobody else', () => {
    const provision: ConsentProvision = {
      ...provisionFor('permit', TRUST),
      provision: [{ type: 'deny', class: GOALS }],
    };
    expect(answer(goal(), TRUST, [access(TRUST, { provision })])).toBe('opposed');
    expect(answer(goal(), FJORDVIK, [access(TRUST, { provision }), access(FJORDVIK, { id: 'b' })])).toBe('consented');
  });

  test('an opposition without a provision opposes everything', () => {
    const { provision: _, ...bare } = opposition(TRUST);
    expect(answer(goal(), TRUST, [access(TRUST), bare])).toBe('opposed');
  });

  test('an opposition never permits, whatever policy it names', () => {
    const d = opposition(TRUST, {
      ...OPT_OUT,
      provision: { actor: [actor(organizationByNumber(TRUST.organization))] },
    });
    expect(answer(goal(), TRUST, [access(TRUST), d])).toBe('opposed');
  });
});

describe('a permit after a withdrawal', () => {
  test('ends the denial also when it begins tomorrow', () => {
    const denied = arriving([access(TRUST), access(TRUST, { status: 'inactive' })]);
    const tomorrow = provisionFor('permit', TRUST, { start: '2026-11-23' });
    const permit = access(TRUST, { id: 'later', dateTime: '2026-11-20', provision: tomorrow });
    expect(derive(denied, [...denied, permit])).toMatchObject([{ status: 'inactive' }]);
  });

  test('for one by name leaves a withdrawal for everyone in force for all others', () => {
    const denied = arriving([access(undefined), access(undefined, { status: 'inactive' })]);
    const after = arriving([...denied, access(TRUST, { id: 'later', dateTime: '2026-11-20' })]);
    expect(answer(goal(), TRUST, after)).toBe('consented');
    expect(answer(team(), FJORDVIK, after)).toBe('opposed');
  });
});

describe('B for a sector', () => {
  const sector: Reference = { identifier: { system: SAMPLAN.recipientSector, value: 'specialist' } };
  const forSector = (more: Partial<Consent> = {}): Consent =>
    access(undefined, { provision: { type: 'permit', actor: [actor(sector)] }, ...more });

  test('withdrawn, denies the sector and nobody else, and the opt-out too', () => {
    const after = arriving([forSector(), forSector({ status: 'inactive' })]);
    expect(answer(team(), TRUST, after)).toBe('opposed');
    expect(answer(team(), FJORDVIK, after)).toBe('opt-out-regime');
  });

  test('given anew, ends that denial', () => {
    const denied = arriving([forSector(), forSector({ status: 'inactive' })]);
    const after = arriving([...denied, forSector({ id: 'later', dateTime: '2026-11-20' })]);
    expect(answer(goal(), TRUST, after)).toBe('consented');
    expect(denies(after)).toBe(0);
  });

  test('withdrawn, and then given to one by name, is open for that one only', () => {
    const denied = arriving([forSector(), forSector({ status: 'inactive' })]);
    const after = arriving([...denied, access(TRUST, { id: 'later', dateTime: '2026-11-20' })]);
    expect(answer(goal(), TRUST, after)).toBe('consented');
    expect(answer(team(), { ...TRUST, organization: '310605018' }, after)).toBe('opposed');
  });

  test('and for one by name does not tell that one of the Group', () => {
    const consent = access(TRUST, {
      contained: [{ resourceType: 'Group', id: 'g', type: 'practitioner', actual: false }],
      provision: {
        type: 'permit',
        actor: [actor({ reference: '#g' }), actor(organizationByNumber(TRUST.organization))],
      },
    });
    const { view } = outlookFor(recordWith([consent], { owner: FJORDVIK }), TRUST, AT, new Map());
    expect(JSON.stringify([...view.values()])).not.toContain('Group');
    expect(JSON.stringify([...view.values()])).not.toContain('#g');
    expect(view.size).toBe(1);
  });
});
