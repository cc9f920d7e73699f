import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { type HeldPart, type Step, stepsOwed } from '../../src/record/owed.ts';
import { keyOf } from '../../src/record/record.ts';
import {
  access,
  goal,
  measure,
  organization,
  partsOfEveryKind,
  patient,
  plan,
  relative,
  TRUST,
  team,
} from './fixtures.ts';

const viewWith = (...resources: readonly Resource[]): ReadonlyMap<string, Resource> =>
  new Map(resources.map((resource) => [keyOf(resource), resource]));

/** What a partner holds as it was sent. */
const held = (sent: Resource, more: Partial<HeldPart> = {}): HeldPart => ({
  type: sent.resourceType,
  id: sent.id ?? '',
  peerId: `peer-${sent.id}`,
  sent,
  frozen: false,
  ...more,
});

const { peerId: _, ...intended } = held(goal());
const frozen = held(goal(), { frozen: true });
const changed = goal('goal', { lifecycleStatus: 'completed' });

const kinds = (steps: readonly Step<HeldPart>[]): readonly string[] => steps.map(({ kind }) => kind);

describe('what is owed to a partner', () => {
  test('is to create what it does not hold', () => {
    expect(stepsOwed(viewWith(goal()), [])).toEqual([{ kind: 'create', resource: goal(), known: undefined }]);
  });

  test('is to look for it first when the answer to an earlier creation was lost', () => {
    expect(stepsOwed(viewWith(changed), [intended])).toEqual([{ kind: 'create', resource: changed, known: intended }]);
  });

  test('is to create anew what was deleted there, and to freeze nothing of it', () => {
    const gone: HeldPart = { ...held(goal()), gone: true };
    expect(stepsOwed(viewWith(goal()), [gone])).toEqual([{ kind: 'create', resource: goal(), known: gone }]);
    expect(stepsOwed(viewWith(), [gone])).toEqual([]);
  });

  test('is to update what it holds otherwise', () => {
    expect(stepsOwed(viewWith(changed), [held(goal())])).toEqual([
      { kind: 'update', resource: changed, held: held(goal()) },
    ]);
  });

  test('is to update what we do not know how it was sent', () => {
    const { sent: _sent, ...unknown } = held(goal());
    expect(kinds(stepsOwed(viewWith(goal()), [unknown]))).toEqual(['update']);
  });

  test('is nothing when it holds its view, whatever the order of keys', () => {
    const { resourceType, ...rest } = goal();
    expect(stepsOwed(viewWith(goal(), patient()), [held({ ...rest, resourceType }), held(patient())])).toEqual([]);
  });

  test('is to freeze, never to delete, what left its view', () => {
    expect(stepsOwed(viewWith(), [held(goal()), held(patient())])).toEqual([
      { kind: 'freeze', held: held(goal()) },
      { kind: 'freeze', held: held(patient()) },
    ]);
  });

  test('is nothing for what is frozen and still outside', () => {
    expect(stepsOwed(viewWith(), [frozen])).toEqual([]);
  });

  test('is to fetch what happened there when a frozen part is in the view again, changed or not', () => {
    expect(stepsOwed(viewWith(goal()), [frozen])).toEqual([{ kind: 'thaw', held: frozen }]);
    expect(stepsOwed(viewWith(changed), [frozen])).toEqual([{ kind: 'thaw', held: frozen }]);
  });

  test('is never to update a person, who is matched or created', () => {
    const renamed = patient({ name: [{ family: 'Eksempel' }] });
    expect(stepsOwed(viewWith(renamed), [held(patient())])).toEqual([]);
    expect(kinds(stepsOwed(viewWith(renamed), []))).toEqual(['create']);
  });

  test('tells parts of different types with one id apart', () => {
    expect(kinds(stepsOwed(viewWith(goal('1'), measure('1')), [held(goal('1'))]))).toEqual(['create']);
  });
});

describe('the order of what is owed', () => {
  test('is freezing first, then targets before what points at them', () => {
    const view = viewWith(
      measure(),
      goal(),
      plan(),
      team(),
      access(TRUST),
      relative(),
      organization('trust', '310602019'),
      patient(),
    );
    const steps = stepsOwed(view, [held(goal('gone'))]);
    expect(kinds(steps)).toEqual(['freeze', ...Array(8).fill('create')]);
    expect(steps.slice(1).map((step) => ('resource' in step ? step.resource.resourceType : ''))).toEqual([
      'Organization',
      'Patient',
      'RelatedPerson',
      'Consent',
      'CareTeam',
      'CarePlan',
      'Goal',
      'ServiceRequest',
    ]);
  });

  test('does not depend on the order of the view', () => {
    const parts = Object.values(partsOfEveryKind());
    const order = (resources: readonly Resource[]): readonly string[] =>
      stepsOwed(viewWith(...resources), []).map((step) => ('resource' in step ? step.resource.resourceType : ''));
    expect(order([...parts].reverse())).toEqual(order(parts));
  });
});
