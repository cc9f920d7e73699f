import { describe, expect, test } from '@jest/globals';
import type { PlanDefinition } from '@medplum/fhirtypes';
import { ownDefinitions } from '../../src/config/own-definitions.ts';
import { containedForm, transactionForm } from '../../src/definition/applied-forms.ts';
import { type Applying, applyDefinition } from '../../src/definition/apply-definition.ts';
import { dayIn } from '../../src/definition/day-in.ts';
import { profilesFor } from '../../src/record/profiles.ts';
import { referencesIn } from '../../src/record/references.ts';
import { createValidator } from '../../src/validation/validation.ts';

const validator = createValidator({ packages: ['profiles/package'] });
const definitions = ownDefinitions()('PlanDefinition');
const APPLYING: Applying = {
  subject: { reference: 'Patient/amina' },
  practitioner: { reference: 'PractitionerRole/kari-post' },
  organization: { reference: 'Organization/fjordvik' },
  teams: [{ reference: 'CareTeam/amina-team' }],
  at: '2026-08-31T22:30:00.000Z',
};
const of = (id: string): PlanDefinition => definitions.find((one) => one.id === id) as PlanDefinition;

test('the package has a definition for an individual plan, and one for a child', () => {
  expect(definitions.map(({ id }) => id)).toEqual(['individual-plan', 'individual-plan-child']);
});

describe.each(definitions.map((one) => [one.id ?? '', one] as const))('%s', (_id, definition) => {
  test('is valid, and says nothing that applying it would leave out', () => {
    expect(validator.validate(definition)).toEqual([]);
    const said = (elements: readonly object[] | undefined) => new Set((elements ?? []).flatMap(Object.keys));
    const applied = ['id', 'category', 'description', 'priority', 'target'];
    expect([...said(definition.goal)].filter((name) => !applied.includes(name))).toEqual([]);
    const carried = [
      'title',
      'description',
      'code',
      'goalId',
      'participant',
      'timingTiming',
      'timingDuration',
      'priority',
    ];
    expect([...said(definition.action)].filter((name) => !carried.includes(name))).toEqual([]);
  });

  test('makes one CarePlan that contains what it leads to, and fits its profile', () => {
    const plan = containedForm(applyDefinition(definition, APPLYING));
    expect(validator.validate(plan).filter(({ severity }) => severity === 'error')).toEqual([]);
    const ids = (plan.contained ?? []).map(({ id }) => `#${id}`);
    expect(ids).toHaveLength((definition.goal ?? []).length + (definition.action ?? []).length);
    expect(
      [...(plan.goal ?? []), ...(plan.activity ?? []).map(({ reference }) => reference)].map((one) => one?.reference),
    ).toEqual(ids);
  });

  test('makes a transaction whose entries lead to each other, each by its profile', () => {
    let made = 0;
    const bundle = transactionForm(
      applyDefinition(definition, APPLYING),
      () => `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`,
    );
    const entries = bundle.entry ?? [];
    const names = new Set(entries.map(({ fullUrl }) => fullUrl));
    expect(names.size).toBe(entries.length);
    for (const { resource, request } of entries) {
      if (!resource) throw new Error('an entry without a resource');
      expect(request).toEqual({ method: 'POST', url: resource.resourceType });
      expect(resource.id).toBeUndefined();
      const findings = validator.validate(resource, { profiles: profilesFor(resource) });
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(JSON.stringify(resource)).not.toContain('"#');
      for (const reference of referencesIn(resource))
        expect([reference, names.has(reference) || /^[A-Z]\w+\/[\w-]+$/u.test(reference)]).toEqual([reference, true]);
    }
  });
});

describe('what a definition becomes', () => {
  const { plan, goals, measures } = applyDefinition(of('individual-plan-child'), APPLYING);

  test('is a draft that decides nothing: for the person, in her team, by who drafted it', () => {
    expect(plan).toMatchObject({
      status: 'draft',
      intent: 'plan',
      instantiatesCanonical: ['http://samplan.no/fhir/PlanDefinition/individual-plan-child|0.1.0'],
      subject: { reference: 'Patient/amina' },
      author: { reference: 'PractitionerRole/kari-post' },
      careTeam: [{ reference: 'CareTeam/amina-team' }],
      created: '2026-08-31T22:30:00.000Z',
    });
    expect(new Set(goals.map(({ lifecycleStatus }) => lifecycleStatus))).toEqual(new Set(['proposed']));
    expect(new Set(measures.map(({ status }) => status))).toEqual(new Set(['draft']));
  });

  test('has a measure for the child coordinator, by role and by name, that pertains to a goal', () => {
    const measure = measures.find(({ code }) => code?.text === 'Samordne tilbudet til barnet og familien');
    expect(measure).toMatchObject({
      performerType: { coding: [{ code: 'child-coordinator' }] },
      performer: [{ reference: 'PractitionerRole/kari-post' }],
      extension: [{ valueReference: { reference: '#goal-4' } }],
      note: [{ text: expect.stringContaining('Barnekoordinatoren') }],
    });
  });

  test('has days by the Norwegian calendar', () => {
    expect(measures[0]?.occurrencePeriod).toEqual({ start: '2026-09-01', end: '2026-10-01' });
  });

  test('leaves a role open that nobody was named for', () => {
    const { practitioner: _, organization: _organization, ...nobody } = APPLYING;
    const open = applyDefinition(of('individual-plan'), { ...nobody, teams: [] });
    expect(open.plan.author).toBeUndefined();
    expect(open.plan.careTeam).toBeUndefined();
    expect(open.measures.at(-1)).toMatchObject({
      performer: [{ reference: 'Patient/amina' }],
      performerType: { coding: [{ code: 'responsible-coordinator' }] },
    });
  });

  test('has a day for the target of a goal', () => {
    const definition: PlanDefinition = {
      resourceType: 'PlanDefinition',
      status: 'draft',
      goal: [{ description: { text: 'x' }, target: [{ due: { value: 2, code: 'wk' } }] }],
    };
    expect(applyDefinition(definition, APPLYING).goals[0]?.target).toEqual([{ dueDate: '2026-09-15' }]);
  });
});

test.each([
  ['2026-08-31', 6, 'mo', '2027-02-28'],
  ['2028-02-29', 1, 'a', '2029-02-28'],
  ['2026-12-30', 3, 'd', '2027-01-02'],
  ['2026-11-27', 2, 'wk', '2026-12-11'],
])('%s and %i %s is %s', (day, value, code, then) => {
  expect(dayIn(day, { value, code })).toBe(then);
});

test('a duration in another unit is refused', () => {
  expect(() => dayIn('2026-11-27', { value: 1, code: 'h' })).toThrow(RangeError);
});
