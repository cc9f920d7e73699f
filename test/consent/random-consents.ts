import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { SAMPLAN } from '../../src/record/systems.ts';
import {
  access,
  actor,
  concept,
  NAV,
  opposition,
  organizationByNumber,
  planMade,
  publication,
  TRUST,
} from '../record/fixtures.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const LABELS = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

const TO_TRUST = actor(organizationByNumber(TRUST.organization));
const TO_NAV = actor(organizationByNumber(NAV.organization));
const TO_SECTOR = actor({ identifier: { system: SAMPLAN.recipientSector, value: 'specialist' } });
const TO_SOMEBODY = actor({ display: 'Somebody' });

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const purpose = (code: string) => ({ system: ACT_REASON, code });
const ofType = (code: string) => ({ system: 'http://hl7.org/fhir/resource-types', code });
const ofGoal = { meaning: 'instance', reference: { reference: 'Goal/goal' } } as const;

type Element = { readonly [Name in keyof ConsentProvision]?: ConsentProvision[Name] | undefined };
/** One element of a provision at a time; undefined takes it away. */
const element: fc.Arbitrary<Element> = fc.oneof(
  some<'permit' | 'deny' | undefined>('permit', 'deny', 'deny', undefined).map((type) => ({ type })),
  some([TO_TRUST], [TO_NAV], [TO_TRUST, TO_NAV], [TO_SECTOR], [TO_SOMEBODY], [TO_TRUST, TO_SOMEBODY], undefined).map(
    (actors) => ({ actor: actors }),
  ),
  some({ end: '2027-06-30' }, { end: '2027-01-31' }, { end: '2026-11-01' }, { start: '2027-01-01' }, undefined).map(
    (period) => ({ period }),
  ),
  some([ofType('Goal')], [ofType('Goal'), ofType('ServiceRequest')], [ofType('Communication')], undefined).map(
    (classes) => ({ class: classes }),
  ),
  some([ofGoal], undefined).map((data) => ({ data })),
  some(
    [purpose('TREAT')],
    [purpose('BTG')],
    [purpose('HRESCH')],
    [purpose('TREAT'), purpose('BTG')],
    undefined,
    undefined,
  ).map((purposes) => ({ purpose: purposes })),
  some([{ system: LABELS, code: 'R' }], undefined).map((securityLabel) => ({ securityLabel })),
  some({ start: '2026-01-01', end: '2026-12-31' }, { start: '2026-06-01', end: '2026-06-30' }, undefined).map(
    (dataPeriod) => ({ dataPeriod }),
  ),
);

function together(parts: readonly object[]): ConsentProvision {
  const all = Object.entries(Object.assign({}, ...parts) as object);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

const leaf: fc.Arbitrary<ConsentProvision> = fc
  .tuple(some('permit', 'deny'), fc.array(element, { maxLength: 2 }))
  .map(([type, elements]) => together([{ type }, ...elements]))
  .filter((provision) => Object.keys(provision).length > 0);
const branch: fc.Arbitrary<ConsentProvision> = fc
  .tuple(leaf, fc.array(leaf, { maxLength: 2 }))
  .map(([root, provision]) => ({ ...root, ...(provision.length > 0 ? { provision } : {}) }));
const tree: fc.Arbitrary<ConsentProvision> = fc
  .tuple(leaf, fc.array(fc.oneof(leaf, branch), { maxLength: 2 }))
  .map(([root, provision]) => ({ ...root, ...(provision.length > 0 ? { provision } : {}) }));

const status = some<Consent['status']>(
  'active',
  'active',
  'active',
  'inactive',
  'rejected',
  'proposed',
  'entered-in-error',
);
const policyRule = some(
  undefined,
  undefined,
  concept(ACT_CODE, 'OPTIN'),
  concept(ACT_CODE, 'OPTOUT'),
  concept(SAMPLAN.legalBasis, 'HPL22'),
);
const verification = some(undefined, undefined, [{ verified: true }], [{ verified: false }]);
const dateTime = some('2026-01-15', '2026-08-28', '2026-10-01', '2026-12-24');

function defined(more: object): Partial<Consent> {
  return Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
}

/** A Consent of any kind, mostly B, with up to three levels of provisions. */
export function anyConsent(id: string): fc.Arbitrary<Consent> {
  const more = fc.record({
    status,
    provision: fc.option(tree, { nil: undefined, freq: 10 }),
    policyRule,
    verification,
    dateTime,
  });
  return fc
    .tuple(some('access', 'access', 'access', 'opposition', 'opposition', 'plan-made', 'publish'), more)
    .map(([kind, { provision, policyRule: rule, ...rest }]): Consent => {
      const make = {
        access: () => access(TRUST),
        opposition: () => opposition(TRUST),
        'plan-made': planMade,
        publish: publication,
      };
      const { provision: _, ...plain } = make[kind as keyof typeof make]();
      const isD = kind === 'opposition';
      return { ...plain, ...defined({ ...rest, provision, ...(isD ? {} : { policyRule: rule }) }), id };
    });
}

/** What somebody makes of a Consent, one element or another. */
export type ConsentEdit = (consent: Consent) => Consent;

const inProvision: fc.Arbitrary<ConsentEdit> = fc
  .tuple(
    fc.nat({ max: 4 }),
    fc.oneof(
      element.map((more) => ({ more })),
      leaf.map((added) => ({ added })),
      some({ out: true }),
    ),
  )
  .map(([at, change]) => (consent) => {
    let index = -1;
    const walk = (provision: ConsentProvision): ConsentProvision | undefined => {
      index += 1;
      const isHere = index === at;
      if (isHere && 'out' in change) return undefined;
      const nested = (provision.provision ?? []).flatMap((one) => walk(one) ?? []);
      const { provision: _, ...own } = provision;
      const now = isHere && 'more' in change ? together([own, change.more]) : own;
      const all = isHere && 'added' in change ? [...nested, change.added] : nested;
      const whole = { ...now, ...(all.length > 0 ? { provision: all } : {}) };
      return Object.keys(whole).length > 0 ? whole : undefined;
    };
    const provision = consent.provision && walk(consent.provision);
    const { provision: _, ...rest } = consent;
    return { ...rest, ...(provision ? { provision } : {}) };
  });

const onTop: fc.Arbitrary<ConsentEdit> = fc
  .oneof(
    some<Consent['status']>('active', 'inactive', 'rejected', 'proposed', 'entered-in-error').map((now) => ({
      status: now,
    })),
    verification.map((now) => ({ verification: now })),
    policyRule.map((now) => ({ policyRule: now })),
    dateTime.map((now) => ({ dateTime: now })),
    tree.map((now) => ({ provision: now })),
    some(
      { category: [concept(SAMPLAN.consentKind, 'access')] },
      { category: [concept(SAMPLAN.consentKind, 'plan-made')] },
    ),
    some({ performer: [{ reference: 'RelatedPerson/relative' }] }, { text: { status: 'generated', div: '<div/>' } }),
  )
  .map((change) => (consent) => defined({ ...consent, ...change }) as Consent);

/** One to three edits, one after the other. */
export const anyEdit: fc.Arbitrary<ConsentEdit> = fc
  .array(fc.oneof({ arbitrary: inProvision, weight: 2 }, { arbitrary: onTop, weight: 1 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((edits) => (consent) => edits.reduce((now, edit) => edit(now), consent));
