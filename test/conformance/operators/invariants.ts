import { isObject, type JsonObject, objectAt } from '../json.ts';
import { atEach, type Operator } from '../operator.ts';

const UCUM = 'http://unitsofmeasure.org';

/** An invariant of R4, or what it says in words, the type or element that it is of, and what breaks it. `true` from the guard: it can be broken here. */
type Case = readonly [
  key: string,
  definition: string,
  breaks: (object: JsonObject) => void,
  guard?: (object: JsonObject) => boolean,
];

const set =
  (changes: JsonObject) =>
  (object: JsonObject): void => {
    Object.assign(object, structuredClone(changes));
  };
const without =
  (...keys: readonly string[]) =>
  (object: JsonObject): void => {
    for (const key of keys) delete object[key];
  };
const has =
  (...keys: readonly string[]) =>
  (object: JsonObject): boolean =>
    keys.every((key) => key in object);
const both =
  (...changes: readonly ((object: JsonObject) => void)[]) =>
  (object: JsonObject): void => {
    for (const change of changes) change(object);
  };
const firstEntry = (object: JsonObject): JsonObject => {
  const [entry] = Array.isArray(object['entry']) ? object['entry'] : [];
  return isObject(entry) ? entry : {};
};

const cases: readonly Case[] = [
  ['per-1', 'Period', set({ start: '2027-06-01', end: '2026-06-01' })],
  ['per-1', 'Period', set({ start: '2026-06-01T10:00:00+02:00', end: '2026-06-01T07:00:00Z' })],
  ['qty-3', 'Quantity', both(set({ code: 'm' }), without('system'))],
  ['rng-2', 'Range', set({ low: { value: 9 }, high: { value: 1 } })],
  ['rat-1', 'Ratio', without('denominator'), has('numerator', 'denominator')],
  ['att-1', 'Attachment', both(set({ data: 'SGVp' }), without('contentType'))],
  ['attachment-size', 'Attachment', set({ contentType: 'text/plain', data: 'SGVp', size: 99 })],
  ['attachment-hash', 'Attachment', set({ contentType: 'text/plain', data: 'SGVp', hash: 'SGVp' })],
  ['sqty-1', 'Range', set({ low: { value: 1, comparator: '<' } })],
  ['sqty-1', 'CarePlan.activity.detail', set({ quantity: { value: 1, comparator: '<' } })],
  ['identifier-uri', 'Identifier', set({ system: 'urn:ietf:rfc:3986', value: '2.16.578.1' })],
  ['cpt-2', 'ContactPoint', without('system'), has('system', 'value')],
  ['age-1', 'Age', set({ value: -1, code: 'a', system: UCUM })],
  ['drt-1', 'Duration', both(set({ value: 1, code: 'wk' }), without('system'))],
  ['cpl-3', 'CarePlan.activity', set({ reference: { reference: 'Appointment/1' }, detail: { status: 'scheduled' } })],
  [
    'ctm-1',
    'CareTeam.participant',
    set({ member: { reference: 'Patient/1' }, onBehalfOf: { reference: 'Organization/1' } }),
  ],
  ['ppc-1', 'Consent', without('policy', 'policyRule')],
  ['pat-1', 'Patient.contact', without('name', 'telecom', 'address', 'organization')],
  ['tim-1', 'Timing.repeat', both(set({ duration: 1 }), without('durationUnit'))],
  ['tim-2', 'Timing.repeat', both(set({ period: 1 }), without('periodUnit'))],
  ['tim-4', 'Timing.repeat', set({ duration: -1, durationUnit: 'h' })],
  ['tim-5', 'Timing.repeat', set({ period: -1, periodUnit: 'd' })],
  ['tim-6', 'Timing.repeat', both(set({ periodMax: 3 }), without('period', 'periodUnit'))],
  ['tim-7', 'Timing.repeat', both(set({ durationMax: 3 }), without('duration', 'durationUnit'))],
  ['tim-8', 'Timing.repeat', both(set({ countMax: 3 }), without('count'))],
  ['tim-9', 'Timing.repeat', both(set({ offset: 10 }), without('when'))],
  ['tim-10', 'Timing.repeat', set({ timeOfDay: ['10:00:00'], when: ['MORN'] })],
  ['gol-1', 'Goal.target', without('measure'), has('measure', 'detailQuantity')],
  ['app-1', 'Appointment.participant', without('type', 'actor')],
  ['app-2', 'Appointment', without('end'), has('start', 'end')],
  ['app-3', 'Appointment', without('start', 'end')],
  ['app-4', 'Appointment', set({ cancelationReason: { text: 'x' } })],
  ['obs-6', 'Observation', set({ valueInteger: 1, dataAbsentReason: { text: 'x' } })],
  ['obs-3', 'Observation.referenceRange', without('low', 'high', 'text')],
  [
    'obs-7',
    'Observation',
    set({
      valueInteger: 1,
      code: { coding: [{ system: 'urn:x', code: 'y' }] },
      component: [{ code: { coding: [{ system: 'urn:x', code: 'y' }] }, valueInteger: 2 }],
    }),
  ],
  ['con-1', 'Condition.stage', without('summary', 'assessment')],
  ['con-2', 'Condition.evidence', without('code', 'detail')],
  [
    'con-4',
    'Condition',
    set({
      abatementDateTime: '2026',
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
    }),
    has('abatementDateTime'),
  ],
  [
    'con-5',
    'Condition',
    set({
      verificationStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' }],
      },
    }),
    has('clinicalStatus'),
  ],
  ['org-1', 'Organization', without('identifier', 'name')],
  ['org-2', 'Organization', set({ address: [{ use: 'home', text: 'x' }] })],
  ['org-3', 'Organization', set({ telecom: [{ system: 'phone', value: '1', use: 'home' }] })],
  ['prr-1', 'ServiceRequest', both(set({ orderDetail: [{ text: 'x' }] }), without('code'))],
  ['inv-1', 'Task', set({ authoredOn: '2026-11-03T08:00:00Z', lastModified: '2026-11-01T08:00:00Z' })],
  ['bdl-1', 'Bundle', set({ total: 1 }), (bundle) => bundle['type'] === 'transaction'],
  [
    'bdl-2',
    'Bundle',
    (bundle) => set({ search: { mode: 'match' } })(firstEntry(bundle)),
    (bundle) => bundle['type'] === 'transaction',
  ],
  ['bdl-3', 'Bundle', (bundle) => without('request')(firstEntry(bundle)), (bundle) => bundle['type'] === 'transaction'],
  [
    'bdl-3',
    'Bundle',
    (bundle) => set({ request: { method: 'GET', url: 'Patient/1' } })(firstEntry(bundle)),
    (bundle) => bundle['type'] === 'searchset',
  ],
  [
    'bdl-4',
    'Bundle',
    (bundle) => set({ response: { status: '200' } })(firstEntry(bundle)),
    (bundle) => bundle['type'] === 'transaction',
  ],
  ['bdl-5', 'Bundle.entry', without('resource', 'request', 'response')],
  [
    'bdl-7',
    'Bundle',
    (bundle) => {
      if (Array.isArray(bundle['entry'])) bundle['entry'].push(structuredClone(bundle['entry'][0] ?? null));
    },
  ],
  ['bdl-8', 'Bundle.entry', set({ fullUrl: 'https://fhir.example.no/r4/Patient/1/_history/1' })],
];

const numbered = new Map<string, number>();

function operator([key, definition, breaks, guard]: Case): Operator {
  const count = (numbered.get(key) ?? 0) + 1;
  numbered.set(key, count);
  return atEach(
    `invariant-${key}${count === 1 ? '' : `-${count}`}`,
    (place) => place.definition === definition && isObject(place.value) && (guard?.(place.value) ?? true),
    (root, place) => breaks(objectAt(root, place.path)),
  );
}

/** What hangs together in a Bundle beyond its invariants (https://hl7.org/fhir/R4/bundle.html#references). */
const bundles: readonly Operator[] = [
  atEach(
    'bundle-full-url-of-another-id',
    (place) =>
      place.definition === 'Bundle.entry' && isObject(place.value) && String(place.value['fullUrl']).startsWith('http'),
    (root, place) => set({ fullUrl: 'https://fhir.example.no/r4/Basic/another' })(objectAt(root, place.path)),
  ),
  atEach(
    'bundle-relative-full-url',
    (place) => place.definition === 'Bundle.entry',
    (root, place) => set({ fullUrl: 'Patient/1' })(objectAt(root, place.path)),
  ),
  atEach(
    'bundle-unresolved-uuid',
    (place) =>
      place.type === 'Reference' && isObject(place.value) && String(place.value['reference']).startsWith('urn:uuid:'),
    (root, place) => set({ reference: 'urn:uuid:99999999-1111-4111-8111-111111111119' })(objectAt(root, place.path)),
    'either',
  ),
];

export const invariantOperators: readonly Operator[] = [...cases.map(operator), ...bundles];
