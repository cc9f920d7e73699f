import { describe, expect, test } from '@jest/globals';
import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { deriveDenials } from '../../src/consent/derive-denials.ts';
import { consentKind } from '../../src/consent/kind.ts';
import { organizationsNamed } from '../../src/consent/provision.ts';
import { keyOf } from '../../src/record/record.ts';
import {
  AT,
  access,
  actor,
  FJORDVIK,
  NAV,
  opposition,
  organization,
  planMade,
  publication,
  recordWith,
  TRUST,
} from '../record/fixtures.ts';

/** What follows from a change of consents, with the parts the record had before and has after. */
function derive(before: readonly Consent[], after: readonly Consent[]): readonly Consent[] {
  let made = 0;
  return deriveDenials(recordWith(before), recordWith(after), AT, () => {
    made += 1;
    return `derived-${made}`;
  });
}

/** The consents once what follows from them is written. */
function written(consents: readonly Consent[], changes: readonly Consent[]): readonly Consent[] {
  return [...new Map([...consents, ...changes].map((consent) => [keyOf(consent), consent])).values()];
}

const activeDenials = (consents: readonly Consent[]): readonly Consent[] =>
  consents.filter((consent) => consentKind(consent) === 'opposition' && consent.status === 'active');

const withdrawn = access(TRUST, { status: 'inactive' });
const permitted = access(TRUST);
const laterPermit = access(TRUST, { id: 'later', dateTime: '2026-11-20' });

/** A record after the trust's permit was withdrawn. */
const denied = written([withdrawn], derive([permitted], [withdrawn]));

describe('the end of a permit', () => {
  test.each(['inactive', 'rejected'] as const)('derives one active deny for the one it was about (%s)', (status) => {
    const changes = derive([permitted], [access(TRUST, { status })]);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      id: 'derived-1',
      status: 'active',
      patient: { reference: 'Patient/ingrid' },
      dateTime: AT,
      sourceReference: { reference: 'Consent/access' },
      provision: { type: 'deny' },
    });
    expect(consentKind(changes[0] as Consent)).toBe('opposition');
    expect([...organizationsNamed(changes[0] as Consent, recordWith([]))]).toEqual([TRUST.organization]);
  });

  test('derives the same when it was refused from the start', () => {
    expect(derive([], [access(TRUST, { status: 'rejected' })])).toHaveLength(1);
  });

  test('derives a deny for each organization it named', () => {
    const provision = {
      type: 'permit' as const,
      actor: [...(access(TRUST).provision?.actor ?? []), ...(access(NAV).provision?.actor ?? [])],
    };
    const changes = derive([access(TRUST, { provision })], [access(TRUST, { provision, status: 'inactive' })]);
    expect(changes.map((denial) => [...organizationsNamed(denial, recordWith([]))])).toEqual([
      [TRUST.organization],
      [NAV.organization],
    ]);
  });

  test('reaches an organization named by its entry in the directory', () => {
    const provision = { type: 'permit' as const, actor: [actor({ reference: 'Organization/trust' })] };
    const directory = [organization('trust', TRUST.organization)];
    const changes = deriveDenials(
      recordWith([access(TRUST, { provision })], { directory }),
      recordWith([access(TRUST, { provision, status: 'inactive' })], { directory }),
      AT,
      () => 'derived',
    );
    expect(changes.map((denial) => [...organizationsNamed(denial, recordWith([]))])).toEqual([[TRUST.organization]]);
  });

  test.each<readonly [string, Consent, Consent]>([
    ['A, that a plan is made', planMade(), planMade({ status: 'inactive' })],
    ['C, publication', publication(), publication({ status: 'inactive' })],
    ['an opposition', opposition(TRUST), opposition(TRUST, { status: 'inactive' })],
    ['a permit entered in error', permitted, access(TRUST, { status: 'entered-in-error' })],
    ['a draft', access(TRUST, { status: 'draft' }), access(TRUST, { status: 'draft', dateTime: '2026-11-21' })],
  ])('derives nothing from the end of %s', (_, before, after) => {
    expect(derive([before], [after])).toEqual([]);
  });

  test('derives nothing when nothing about consents changed', () => {
    for (const consents of [[permitted], [withdrawn], denied, [opposition(TRUST)], []]) {
      expect(derive(consents, consents)).toEqual([]);
    }
  });

  test('derives nothing when a withdrawn permit changes in other ways', () => {
    expect(derive(denied, written(denied, [{ ...withdrawn, dateTime: '2026-09-01' }]))).toEqual([]);
  });
});

describe('a later permit', () => {
  test('ends the derived deny in the same change', () => {
    expect(derive(denied, [...denied, laterPermit])).toEqual([{ ...activeDenials(denied)[0], status: 'inactive' }]);
  });

  test('ends it too where it leaves out a part: that part it denies itself', () => {
    const exception: ConsentProvision = {
      type: 'deny',
      data: [{ meaning: 'instance', reference: { reference: 'Goal/goal' } }],
    };
    const but = { ...laterPermit, provision: { ...laterPermit.provision, provision: [exception] } };
    expect(derive(denied, [...denied, but])).toEqual([{ ...activeDenials(denied)[0], status: 'inactive' }]);
  });

  test('may be the same consent, given again', () => {
    const again = access(TRUST, { dateTime: '2026-11-20' });
    expect(derive(denied, written(denied, [again]))).toEqual([{ ...activeDenials(denied)[0], status: 'inactive' }]);
  });

  test('for another recipient leaves the deny', () => {
    expect(derive(denied, [...denied, access(NAV, { id: 'nav', dateTime: '2026-11-20' })])).toEqual([]);
  });

  test('that is still a draft leaves the deny', () => {
    expect(derive(denied, [...denied, { ...laterPermit, status: 'draft' }])).toEqual([]);
  });

  test.each<readonly [string, Consent]>([
    ['to the same recipient', opposition(TRUST)],
    ['to everyone', opposition(undefined)],
    [
      'to the same recipient, from a scanned letter',
      opposition(TRUST, { sourceReference: { reference: 'DocumentReference/letter' } }),
    ],
    ['to the same recipient, with the letter attached', opposition(TRUST, { sourceAttachment: { title: 'Brev' } })],
  ])('never touches an opposition the person made %s', (_, made) => {
    const consents = [made, ...denied];
    const changes = derive(consents, [...consents, laterPermit]);
    expect(changes.map(({ id }) => id)).toEqual(['derived-1']);
    expect(activeDenials(written(consents, changes))).toEqual([made]);
  });

  test('can be withdrawn in its turn, which derives a deny of its own', () => {
    const again = written([...denied, laterPermit], derive(denied, [...denied, laterPermit]));
    const after = written(again, [{ ...laterPermit, status: 'inactive' }]);
    const changes = deriveDenials(recordWith(again), recordWith(after), AT, () => 'second');
    expect(changes.map(({ id, status }) => [id, status])).toEqual([['second', 'active']]);
  });
});

describe('two turns in one change', () => {
  const ended = (dateTime: string): Consent => access(TRUST, { id: 'ended', status: 'inactive', dateTime });
  const given = (dateTime: string): Consent => access(TRUST, { id: 'given', dateTime });

  test.each<readonly [string, readonly Consent[], number]>([
    ['a permit after the end', [ended('2026-03-01'), given('2026-03-02')], 0],
    ['an end after the permit', [given('2026-03-01'), ended('2026-03-02')], 1],
    ['both on the same day', [ended('2026-03-01'), given('2026-03-01')], 1],
    ['both in the same year', [ended('2026'), given('2026')], 1],
    ['a permit later in the day', [ended('2026-03-01T08:00:00+01:00'), given('2026-03-01T09:00:00+01:00')], 0],
    ['an end later in the day', [given('2026-03-01T08:00:00+01:00'), ended('2026-03-01T09:00:00+01:00')], 1],
  ])('%s: the later one holds, and the careful one where that can not be told', (_, turns, denials) => {
    for (const order of [turns, [...turns].reverse()]) expect(derive([], order)).toHaveLength(denials);
  });

  test('the first load of an old withdrawal and a newer permit derives nothing', () => {
    expect(derive([], [withdrawn, laterPermit, planMade()])).toEqual([]);
  });

  test('about different recipients are told apart', () => {
    const changes = derive([], [ended('2026-03-02'), access(NAV, { id: 'nav', dateTime: '2026-03-03' })]);
    expect(changes.flatMap((denial) => [...organizationsNamed(denial, recordWith([]))])).toEqual([TRUST.organization]);
  });

  test('two ends derive one deny', () => {
    expect(derive([], [ended('2026-03-01'), access(TRUST, { status: 'rejected' })])).toHaveLength(1);
  });
});

describe('for any change of consents', () => {
  const status = fc.constantFrom('draft', 'proposed', 'active', 'inactive', 'rejected', 'entered-in-error');
  const consent = fc
    .record({
      party: fc.constantFrom(TRUST, NAV, FJORDVIK),
      kind: fc.constantFrom(access, opposition),
      status,
      dateTime: fc.constantFrom('2025', '2026-03', '2026-11-01', '2026-11-02T10:00:00+01:00'),
      id: fc.constantFrom('1', '2', '3', '4'),
    })
    .map(({ party, kind, id, ...more }) =>
      kind(party, { id: `${kind === access ? 'b' : 'd'}${id}`, ...more } as Partial<Consent>),
    );
  const consents = fc.uniqueArray(consent, { selector: keyOf, maxLength: 6 });

  test('what follows is written once: on its own result nothing more follows', () => {
    fc.assert(
      fc.property(consents, consents, (before, change) => {
        const after = written(before, change);
        const result = written(after, derive(before, after));
        expect(derive(before, result)).toEqual([]);
        expect(derive(result, result)).toEqual([]);
      }),
    );
  });

  test('only consents of our own making change, and none is left with two denials', () => {
    fc.assert(
      fc.property(consents, consents, (before, change) => {
        const after = written(before, change);
        const changes = derive(before, after);
        expect(changes.filter(({ id }) => !id?.startsWith('derived-'))).toEqual([]);
        const named = changes.flatMap((denial) => [...organizationsNamed(denial, recordWith([]))]);
        expect(named).toHaveLength(new Set(named).size);
      }),
    );
  });
});
