import type { CarePlan, Observation, Patient } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Bounds, QuantityValue, SearchFilter } from '../../../src/search/filter.ts';
import type { PlainFilter } from '../../../src/search/matches.ts';

/** Names of parameters by type and kind: filters are made of these. */
const NAMES = {
  Patient: {
    token: ['gender', 'identifier', 'email', 'deceased', '_tag', 'identifier:of-type'],
    string: ['family', 'name'],
    date: ['birthdate', 'death-date', '_lastUpdated'],
    reference: ['general-practitioner', 'organization', '_profile'],
    quantity: [],
  },
  Observation: {
    token: ['code', 'status', 'subject:identifier'],
    string: ['code:text', 'value-string'],
    date: ['date', 'value-date'],
    reference: ['subject', 'patient'],
    quantity: ['value-quantity', 'combo-value-quantity'],
  },
  CarePlan: {
    token: ['status', 'category'],
    string: ['category:text'],
    date: ['date', 'activity-date'],
    reference: ['subject', 'goal', 'instantiates-uri'],
    quantity: [],
  },
} as const;
type Type = keyof typeof NAMES;

const codes = fc.constantFrom('a', 'b', 'A', 'male', 'female', 'active', 'draft', 'true', 'kari@nes.no', '1');
const systems = fc.constantFrom('', 'urn:s', 'urn:t', 'urn:s|a');
const words = fc.constantFrom('Åse', 'ase', 'Ås', 'Nordås', 'nord', 'Øye', 'é', 'a b', 'n');
const days = fc.constantFrom('2025', '2026-03', '2026-03-01', '2026-03-01T10:00:00Z', '2026-12-31');
const targets = fc.constantFrom('Patient/p', 'Patient/q', 'Goal/g', 'http://a/b', 'http://a/b/c', 'http://a/bc');
const numbers = fc.constantFrom(-1, 0, 5, 5.5, 6, 100);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const codings = fc.record({ system: systems, code: maybe(codes), display: maybe(words) });
const concepts = fc.record({ coding: fc.array(codings, { maxLength: 2 }), text: maybe(words) });
const periods = fc.record({ start: maybe(days), end: maybe(days) });
const quantities = fc.record({ value: maybe(numbers), system: maybe(systems), code: maybe(codes), unit: maybe(words) });
const identifiers = fc.record({ system: systems, value: maybe(codes), type: maybe(concepts) });
const references = fc.record({ reference: maybe(targets), identifier: maybe(identifiers) });

/** As FHIR writes it: what is not there has no key. */
const written = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const patients = fc.record({
  resourceType: fc.constant('Patient' as const),
  id: fc.constantFrom('p', 'q', 'r'),
  meta: fc.record({
    lastUpdated: fc.constantFrom('2026-03-01T10:00:00.000Z', '2026-12-31T00:00:00.000Z'),
    tag: fc.array(codings, { maxLength: 1 }),
    profile: fc.array(targets, { maxLength: 1 }),
  }),
  identifier: fc.array(identifiers, { maxLength: 2 }),
  name: fc.array(fc.record({ family: maybe(words), given: fc.array(words, { maxLength: 2 }) }), { maxLength: 2 }),
  gender: maybe(fc.constantFrom('male', 'female')),
  birthDate: maybe(days),
  deceasedDateTime: maybe(days),
  telecom: fc.array(fc.record({ system: fc.constant('email'), value: codes }), { maxLength: 1 }),
  managingOrganization: maybe(references),
  generalPractitioner: fc.array(references, { maxLength: 2 }),
});
const observations = fc.record({
  resourceType: fc.constant('Observation' as const),
  id: fc.constantFrom('a', 'b', 'c'),
  status: codes,
  code: concepts,
  subject: maybe(references),
  effectivePeriod: maybe(periods),
  valueQuantity: maybe(quantities),
  component: fc.array(fc.record({ code: concepts, valueQuantity: maybe(quantities) }), { maxLength: 2 }),
});
const plans = fc.record({
  resourceType: fc.constant('CarePlan' as const),
  id: fc.constantFrom('a', 'b', 'c'),
  status: codes,
  category: fc.array(concepts, { maxLength: 2 }),
  subject: references,
  goal: fc.array(references, { maxLength: 2 }),
  instantiatesUri: fc.array(targets, { maxLength: 2 }),
  period: maybe(periods),
  activity: fc.array(fc.record({ detail: fc.record({ scheduledPeriod: maybe(periods) }) }), { maxLength: 2 }),
});
export const world = fc
  .array(fc.oneof(patients, observations, plans), { minLength: 4, maxLength: 12 })
  .map((list) => written(list) as unknown as readonly (Patient | Observation | CarePlan)[]);

/** Where the stretches above begin and end. */
const milliseconds = fc
  .constantFrom(
    '2025',
    '2026',
    '2026-03',
    '2026-03-01T10:00:00Z',
    '2026-03-01T10:00:01Z',
    '2026-03-02',
    '2026-04',
    '2026-12-31',
    '2027',
  )
  .map((day) => Date.parse(day));
const boundsOf = (ends: fc.Arbitrary<number>) =>
  fc
    .record({ lowFrom: maybe(ends), lowBefore: maybe(ends), highAfter: maybe(ends), highUpTo: maybe(ends) })
    .map((value) => written(value) as Bounds);
const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });
const tokens = fc.oneof(
  fc.record({ system: systems, code: codes }),
  fc.record({ code: codes }),
  fc.record({ system: systems }),
);
const texts = fc.oneof(
  fc.record({
    how: fc.constantFrom('starts' as const, 'contains' as const),
    text: fc.constantFrom('a', 'as', 'ase', 'nor', 'nordas', 'ø'),
  }),
  fc.record({ how: fc.constant('exact' as const), text: words }),
);
const quantityValues = fc
  .record({ within: some(boundsOf(numbers)), system: maybe(systems), code: maybe(codes) })
  .map((value) => written(value) as QuantityValue);
const allNames = (kind: keyof (typeof NAMES)[Type]) =>
  fc.constantFrom(...Object.values(NAMES).flatMap((of) => of[kind] as readonly string[]));

const rowFilters: fc.Arbitrary<PlainFilter> = fc.oneof(
  fc.record({ kind: fc.constant('token' as const), name: allNames('token'), values: some(tokens) }),
  fc.record({ kind: fc.constant('string' as const), name: allNames('string'), values: some(texts) }),
  fc.record({ kind: fc.constant('date' as const), name: allNames('date'), within: some(boundsOf(milliseconds)) }),
  fc.record({ kind: fc.constant('reference' as const), name: allNames('reference'), values: some(targets) }),
  fc.record({
    kind: fc.constant('reference' as const),
    name: allNames('reference'),
    values: some(targets),
    below: fc.constant(true as const),
  }),
  fc.record({ kind: fc.constant('quantity' as const), name: allNames('quantity'), values: some(quantityValues) }),
);
const missing = fc.record({
  kind: fc.constant('missing' as const),
  name: fc.oneof(allNames('token'), allNames('string'), allNames('reference'), allNames('quantity'), allNames('date')),
});
export const filters: fc.Arbitrary<PlainFilter> = fc.oneof(
  { weight: 4, arbitrary: rowFilters },
  { weight: 1, arbitrary: missing },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('id' as const), values: some(fc.constantFrom('a', 'b', 'p', 'q')) }),
  },
  { weight: 1, arbitrary: fc.oneof(rowFilters, missing).map((filter) => ({ kind: 'not' as const, filter })) },
);

/** Whether a filter asks by a parameter of the type. */
export function isOf(type: Type, filter: SearchFilter): boolean {
  if (filter.kind === 'id') return true;
  if (filter.kind === 'not') return isOf(type, filter.filter);
  const { name = '', kind } = filter as { readonly name?: string; readonly kind: string };
  if (kind === 'missing' && (name.includes(':') || name === '_lastUpdated')) return false;
  const names = NAMES[type];
  const ofKind = kind === 'missing' ? Object.values(names).flat() : names[kind as keyof typeof names];
  return (ofKind as readonly string[]).includes(name);
}

const sortOf = (type: Type) => {
  const names = ['_id', '_lastUpdated', ...Object.values(NAMES[type]).flat()].filter(
    (name) => !name.includes(':') && name !== 'identifier' && name !== 'email',
  );
  return fc.array(fc.record({ name: fc.constantFrom(...names), descending: fc.boolean() }), { maxLength: 3 });
};
export const sorts = fc.record({
  Patient: sortOf('Patient'),
  Observation: sortOf('Observation'),
  CarePlan: sortOf('CarePlan'),
});
