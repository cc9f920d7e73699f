import { describe, expect, test } from '@jest/globals';
import type { Consent, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { assemble } from '../../src/record/assemble.ts';
import { keyOf } from '../../src/record/record.ts';
import {
  access,
  concept,
  condition,
  conflictTaskAbout,
  document,
  FJORDVIK,
  goal,
  measure,
  meeting,
  minutes,
  needReport,
  opposition,
  organization,
  partsOfEveryKind,
  patient,
  plan,
  planMade,
  relative,
  subPlan,
  TRUST,
  team,
} from './fixtures.ts';

const keys = (...resources: readonly Resource[]): ReadonlySet<string> => new Set(resources.map(keyOf));

const to = (resource: Resource) => ({ reference: keyOf(resource) }) as { readonly reference: string };

/** HL7 Norway's profile: no kind of ours, but the code of the section. */
const norwegianOpposition: Consent = opposition(TRUST, {
  category: [concept('http://loinc.org', '59284-0')],
  policyRule: concept('http://hl7.no/fhir/CodeSystem/no-basis-legal-formality-or-basis', 'PBRL5-3'),
});

describe('what a record is of', () => {
  test.each<readonly [string, Resource]>([
    ['an individual plan', plan()],
    ['its team, also where there is no plan', team()],
    ['consent A', planMade()],
    ['a declined plan', planMade({ status: 'rejected' })],
    ['consent B', access(TRUST)],
    ['an opposition', opposition(TRUST)],
    ['an opposition by HL7 Norway’s profile', norwegianOpposition],
    ['a need report', needReport()],
  ])('%s makes a record by itself, with the person', (_, root) => {
    expect(assemble([patient(), root])).toEqual(keys(patient(), root));
  });

  test('what was done about a condition that the plan addresses is none of the plan’s business', () => {
    const stroke = condition('stroke');
    const stay: Resource = {
      resourceType: 'Encounter',
      id: 'stay',
      status: 'finished',
      class: { code: 'IMP' },
      reasonReference: [{ reference: 'Condition/stroke' }],
    };
    const scan = measure('scan', { reasonReference: [{ reference: 'Condition/stroke' }] });
    const result: Resource = {
      resourceType: 'Observation',
      id: 'result',
      status: 'final',
      code: { text: 'MR' },
      basedOn: [{ reference: 'ServiceRequest/scan' }],
    };
    const addressing = plan('plan', { addresses: [{ reference: 'Condition/stroke' }] });
    expect(assemble([patient(), addressing, stroke, stay, scan, result])).toEqual(keys(patient(), addressing, stroke));
  });

  test.each<readonly [string, Resource]>([
    ['a person', patient()],
    ['a treatment plan', plan('other', { category: [concept('http://snomed.info/sct', '734163000')] })],
    ['a plan that is part of another which is not here', subPlan('sub', 'elsewhere')],
    ['another team', team('ward', { category: [concept('http://loinc.org', 'LA27976-2')] })],
    ['a goal that hangs on nothing', goal()],
    ['a conflict, which only the adapter makes', conflictTaskAbout('Goal/goal', ['status'], FJORDVIK)],
    ['a referral', measure()],
    ['a condition', condition()],
    ['a meeting', meeting()],
    ['a consent to research', access(TRUST, { category: [concept('http://loinc.org', '59284-0')] })],
    ['an organization', organization('trust', TRUST.organization)],
  ])('%s makes none', (_, resource) => {
    expect(assemble([patient(), resource])).toEqual(new Set());
  });

  test('of nothing is nothing', () => {
    expect(assemble([])).toEqual(new Set());
  });
});

describe('what belongs to a record', () => {
  test('is what the plan leads to', () => {
    const parts = [goal(), measure(), condition(), team(), document(), subPlan('sub', 'elsewhere')];
    const whole = plan('plan', {
      goal: [to(goal())],
      addresses: [to(condition())],
      careTeam: [to(team())],
      activity: [{ reference: to(measure()) as { readonly reference: `ServiceRequest/${string}` } }],
      supportingInfo: [to(document()), to(subPlan('sub', 'elsewhere'))],
    });
    expect(assemble([whole, ...parts])).toEqual(keys(whole, ...parts));
  });

  test.each<readonly [string, Resource]>([
    ['a measure based on it', measure('m', { basedOn: [to(plan())] })],
    ['a sub-plan', subPlan()],
    [
      'a Task based on it',
      { resourceType: 'Task', id: 't', status: 'requested', intent: 'plan', basedOn: [to(plan())] },
    ],
    [
      'a Task with focus on it',
      { resourceType: 'Task', id: 't', status: 'requested', intent: 'plan', focus: to(plan()) },
    ],
    ['minutes about it', minutes('m', { about: [to(plan())] })],
    ['a document in its context', document('d', { context: { related: [to(plan())] } })],
    [
      'a meeting because of it',
      meeting('a', { reasonReference: [to(plan()) as { readonly reference: `Condition/${string}` }] }),
    ],
  ])('is what points back at the plan: %s', (_, part) => {
    expect(assemble([plan(), part])).toEqual(keys(plan(), part));
  });

  test('is what hangs on what hangs on it, however far', () => {
    const sub = subPlan();
    const inSub = plan('plan-2', {
      partOf: [to(sub) as { readonly reference: `CarePlan/${string}` }],
      goal: [to(goal())],
    });
    const why = condition('why');
    const aim = goal('goal', { addresses: [to(why)] as never });
    const held = minutes('held', { basedOn: [to(inSub)] });
    expect(assemble([held, why, aim, inSub, sub, plan()])).toEqual(keys(plan(), sub, inSub, aim, why, held));
  });

  test('is the next of kin that any part names', () => {
    const mother = relative('mother');
    const work = measure('m', { basedOn: [to(plan())], performer: [to(mother)] as never });
    expect(assemble([plan(), work, mother, relative('other')])).toEqual(keys(plan(), work, mother));
  });

  test('is the goal that a measure is for', () => {
    const aim = goal('aim');
    const forGoal = { url: 'http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal', valueReference: to(aim) };
    const work = measure('m', { basedOn: [to(plan())], extension: [forGoal] });
    expect(assemble([plan(), work, aim, goal('other')])).toEqual(keys(plan(), work, aim));
  });

  test('is the letter a consent was scanned from', () => {
    const letter = document('letter');
    const consent = access(TRUST, {
      sourceReference: to(letter) as { readonly reference: `DocumentReference/${string}` },
    });
    expect(assemble([consent, letter])).toEqual(keys(consent, letter));
  });

  test('is found by a reference with a version', () => {
    const whole = plan('plan', { goal: [{ reference: 'Goal/goal/_history/2' }] });
    expect(assemble([whole, goal()])).toEqual(keys(whole, goal()));
  });
});

describe('what stays out of a record', () => {
  test('is all else known about the person', () => {
    const elsewhere = [
      measure('referral'),
      condition('other'),
      minutes('letter'),
      meeting('appointment'),
      goal('ward-goal'),
      plan('treatment', { category: [], goal: [to(goal('ward-goal'))] }),
    ];
    expect(assemble([patient(), plan(), ...elsewhere])).toEqual(keys(patient(), plan()));
  });

  test('is what a measure only mentions', () => {
    const work = measure('m', { basedOn: [to(plan())], reasonReference: [to(condition('psychiatry'))] as never });
    expect(assemble([plan(), work, condition('psychiatry')])).toEqual(keys(plan(), work));
  });

  test('is what only shares the person with it', () => {
    const stranger = goal('stranger', { subject: to(patient()) as { readonly reference: `Patient/${string}` } });
    expect(assemble([patient(), plan(), stranger])).toEqual(keys(patient(), plan()));
  });

  test('is the directory', () => {
    const author = organization('trust', TRUST.organization);
    const whole = plan('plan', { author: to(author) as { readonly reference: `Organization/${string}` } });
    expect(assemble([whole, author])).toEqual(keys(whole));
  });
});

describe('for any resources of a person', () => {
  const nodes = fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 8 });
  const resources = nodes.chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc
          .array(fc.constantFrom(...ids), { maxLength: 3 })
          .map((targets) =>
            goal(`${id}`, { addresses: targets.map((target) => ({ reference: `Goal/${target}` })) as never }),
          ),
      ),
    ),
  );

  test('the order in which they came decides nothing', () => {
    const all = [...Object.values(partsOfEveryKind()), planMade(), plan('plan', { goal: [{ reference: 'Goal/1' }] })];
    fc.assert(
      fc.property(resources, fc.func(fc.integer()), (goals, order) => {
        const list = [...all, ...goals];
        const shuffled = list.toSorted((a, b) => order(keyOf(a)) - order(keyOf(b)));
        expect(assemble(shuffled)).toEqual(assemble(list));
      }),
    );
  });

  test('what belongs still belongs when more comes', () => {
    fc.assert(
      fc.property(resources, resources, (goals, more) => {
        const root = plan('plan', { goal: goals.slice(0, 1).map(to) });
        const extra = more.filter((one) => !goals.some(({ id }) => id === one.id));
        const before = assemble([root, ...goals]);
        expect(before.isSubsetOf(assemble([root, ...goals, ...extra]))).toBe(true);
      }),
    );
  });
});
