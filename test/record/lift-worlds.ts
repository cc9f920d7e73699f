import type { CarePlan, CarePlanActivity, CarePlanActivityDetail, ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { Lifted, Told } from '../../src/record/lift.ts';

const BASE = 'https://fjordvik.example.no/fhir';

/** A partner that was told nothing yet. */
export const NOTHING: Told = { base: BASE, measures: new Map(), meant: new Map(), inline: [] };

/** A partner that was told this. */
export function told({ plan, measures }: Lifted): Told {
  return { ...NOTHING, plan, measures };
}

/** A plan with these activities. */
export function planOf(...activity: readonly CarePlanActivity[]): CarePlan {
  return {
    resourceType: 'CarePlan',
    id: 'plan-1',
    status: 'active',
    intent: 'plan',
    subject: { reference: 'Patient/ingrid' },
    ...(activity.length > 0 ? { activity: [...activity] } : {}),
  };
}

/** An inline activity as most write it. */
export function inline(text: string, more: Partial<CarePlanActivityDetail> = {}): CarePlanActivity {
  return { detail: { status: 'in-progress', code: { text }, ...more } };
}

/** The id of the measure that each activity points at. */
export const targets = ({ plan }: Lifted): readonly (string | undefined)[] =>
  (plan.activity ?? []).map(({ reference }) => reference?.reference?.replace('ServiceRequest/', ''));

/** One of the measures edited. */
export const edited = (lifted: Lifted, id: string, edit: Partial<ServiceRequest>): Lifted => ({
  ...lifted,
  measures: new Map([...lifted.measures].map(([key, one]) => [key, key === id ? { ...one, ...edit } : one])),
});

const word = fc.constantFrom('gange', 'balanse', 'styrke', 'lese', 'handle');
const extensions = fc.array(fc.record({ url: fc.constant('urn:ext:a'), valueString: word }), {
  minLength: 1,
  maxLength: 2,
});
const twin = fc.record({ extension: extensions });
const concept = fc.record({ text: word });
const reference = fc.record({
  reference: fc.constantFrom('Practitioner/kari', 'Patient/ingrid', 'Organization/fjordvik'),
});
const quantity = fc.record({ value: fc.integer({ min: 1, max: 9 }), unit: word });
const day = fc.constantFrom('2026-10-01', '2026-11-15');

/** Every element of CarePlan.activity.detail (R4 careplan.html), with extensions where JSON has a place for them. */
const detail = fc.record(
  {
    id: word,
    extension: extensions,
    modifierExtension: extensions,
    kind: fc.constantFrom('ServiceRequest', 'Appointment'),
    _kind: twin,
    instantiatesCanonical: fc.array(word, { minLength: 1, maxLength: 2 }),
    _instantiatesCanonical: fc.array(fc.option(twin), { minLength: 1, maxLength: 2 }),
    instantiatesUri: fc.array(word, { minLength: 1, maxLength: 2 }),
    code: concept,
    reasonCode: fc.array(concept, { minLength: 1, maxLength: 2 }),
    reasonReference: fc.array(reference, { minLength: 1, maxLength: 2 }),
    goal: fc.array(reference, { minLength: 1, maxLength: 2 }),
    status: fc.constantFrom(
      'not-started',
      'scheduled',
      'in-progress',
      'on-hold',
      'completed',
      'cancelled',
      'stopped',
      'unknown',
      'entered-in-error',
    ),
    _status: twin,
    statusReason: concept,
    doNotPerform: fc.boolean(),
    _doNotPerform: twin,
    scheduledTiming: fc.oneof(
      fc.record({ event: fc.array(day, { minLength: 1, maxLength: 2 }) }),
      fc.record({ event: fc.array(day, { minLength: 1, maxLength: 1 }), _event: fc.array(twin, { minLength: 1 }) }),
      fc.record({ code: concept }),
      fc.record({ repeat: fc.record({ frequency: fc.integer({ min: 1, max: 5 }) }) }),
    ),
    scheduledPeriod: fc.record({ start: day }),
    scheduledString: word,
    _scheduledString: twin,
    location: fc.constant({ reference: 'Location/hall' }),
    performer: fc.array(reference, { minLength: 1, maxLength: 3 }),
    productCodeableConcept: concept,
    productReference: fc.constant({ reference: 'Medication/x' }),
    dailyAmount: quantity,
    quantity,
    description: word,
    _description: twin,
  },
  { requiredKeys: ['status'] },
);

/** An activity: inline, by reference, or one that must stay as it is. Ids are few, so that some meet twice. */
const activity = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        extension: extensions,
        outcomeCodeableConcept: fc.array(concept, { minLength: 1, maxLength: 1 }),
        progress: fc.array(fc.record({ text: word }), { minLength: 1, maxLength: 2 }),
        detail,
      },
      { requiredKeys: ['detail'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ reference: fc.record({ reference: fc.constant('ServiceRequest/real') }) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      {},
      { detail: {} },
      { detail: { status: 'new' } },
      { detail: { status: 'scheduled', performer: [{ reference: '#kari' }] } },
    ),
  },
);

/** Any plan that a partner may write. */
export const anyPlan: fc.Arbitrary<CarePlan> = fc
  .array(activity, { maxLength: 6 })
  .map((activities) => planOf(...(activities as CarePlanActivity[])));

/** A plan in which every item has an id of its own. */
export const planWithIds: fc.Arbitrary<CarePlan> = fc
  .array(detail, { minLength: 1, maxLength: 6 })
  .map((details) =>
    planOf(...details.map((one, index) => ({ id: `item-${index}`, detail: one as CarePlanActivityDetail }))),
  );

/** What another side may write into a measure. */
export const anyEdit = fc.record(
  {
    status: fc.constantFrom('draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'),
    code: concept,
    priority: fc.constantFrom('routine', 'urgent'),
    performer: fc.array(reference, { minLength: 1, maxLength: 2 }),
    note: fc.array(fc.record({ text: word, time: day }, { requiredKeys: ['text'] }), { minLength: 1, maxLength: 3 }),
    reasonCode: fc.array(concept, { minLength: 1, maxLength: 2 }),
    locationReference: fc.array(fc.record({ reference: fc.constantFrom('Location/hall', 'Location/home') }), {
      minLength: 1,
      maxLength: 2,
    }),
    quantityRange: fc.record({ low: quantity }),
    occurrenceDateTime: day,
  },
  { requiredKeys: [] },
);
