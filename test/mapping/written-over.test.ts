import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { compileMapping, type Mapping } from '../../src/mapping/mapping.ts';
import type { JsonObject } from '../../src/record/json.ts';

const TEXT = { type: 'string' };
const table = (system: string, codes: Readonly<Record<string, string>>) => ({
  group: [
    {
      target: system,
      element: Object.entries(codes).map(([code, target]) => ({
        code,
        target: [{ code: target, equivalence: 'equivalent' }],
      })),
    },
  ],
});
const CODES = {
  one: table('http://hl7.org/fhir/goal-status', { a: 'active', c: 'completed' }),
  other: table('urn:other', { b: 'x' }),
};

/** A mapping of goals in a list, with `pairs`, named by `key`. */
function goals(pairs: readonly object[], item: JsonObject, key = 'id', more: object = {}): Mapping {
  return compileMapping({
    mapping: {
      mapping: 'test',
      version: '1.0.0',
      system: 'urn:test',
      source: { format: 'json' },
      key: 'id',
      parts: {
        plan: { resource: 'CarePlan', constants: { status: 'active', intent: 'plan' } },
        goal: { resource: 'Goal', list: 'mal', key, pairs },
        ...more,
      },
    },
    codes: CODES,
    schema: {
      type: 'object',
      required: ['id'],
      properties: {
        id: TEXT,
        mal: { type: 'array', items: { type: 'object', properties: { id: TEXT, ...item } } },
        samtykke: { type: 'object', properties: {} },
        folk: { type: 'array', items: { type: 'object', properties: { id: TEXT } } },
      },
    },
  });
}

type Goal = { [key: string]: unknown };

/** What the receiver has after somebody changed the first goal in FHIR. */
function over(mapping: Mapping, before: JsonObject, change: (goal: Goal, all: Goal[]) => Goal[] | undefined) {
  const resources = structuredClone(mapping.toRecord(before).resources) as unknown as Goal[];
  const goal = resources.find(({ resourceType }) => resourceType === 'Goal') as Goal;
  const changed = change(goal, resources) ?? resources;
  return mapping.toSource(changed as unknown as Resource[], before).source;
}
const unchanged = () => undefined;
const of = (...items: readonly JsonObject[]): JsonObject => ({ id: '1', mal: items });

describe('of a list', () => {
  const people = { person: { resource: 'RelatedPerson', list: 'folk', key: 'id' } };
  const mapping = goals(
    [
      { source: 'hvem[]', fhir: 'addresses[]', as: 'reference', to: 'person' },
      { source: 'koder[]', fhir: 'category[]', as: 'code', table: 'other' },
    ],
    { hvem: { type: 'array', items: TEXT }, koder: { type: 'array', items: TEXT } },
    'id',
    people,
  );
  const before = {
    ...of({ id: 'g', hvem: ['u-99', 'p', 'u-98'], koder: ['ukjent', 'b'] }),
    folk: [{ id: 'p' }],
  };

  test('values that have no counterpart stay where they stand', () => {
    expect(over(mapping, before, unchanged)).toEqual(before);
  });

  test('and stay where the others go', () => {
    const gone = (goal: Goal) => {
      delete goal['addresses'];
      delete goal['category'];
      return undefined;
    };
    expect(over(mapping, before, gone)).toEqual({
      ...of({ id: 'g', hvem: ['u-99', 'u-98'], koder: ['ukjent'] }),
      folk: [{ id: 'p' }],
    });
  });

  test('a reference that went with what it led to is gone', () => {
    const gone = (goal: Goal, all: Goal[]) => {
      delete goal['addresses'];
      return all.filter(({ resourceType }) => resourceType !== 'RelatedPerson');
    };
    expect(over(mapping, before, gone)).toEqual(of({ id: 'g', hvem: ['u-99', 'u-98'], koder: ['ukjent', 'b'] }));
  });

  test('a reference that led nowhere does not lead to somebody who is new', () => {
    const come = (_: Goal, all: Goal[]) => [
      ...all,
      { resourceType: 'RelatedPerson', id: 'q', identifier: [{ system: 'urn:test/person', value: 'u-99' }] },
    ];
    expect(over(mapping, before, come)).toMatchObject({
      mal: [{ hvem: ['p', 'u-98'] }],
      folk: [{ id: 'p' }, { id: 'u-99' }],
    });
  });
});

test('a reference alone is gone with what it led to, and stays where it led nowhere', () => {
  const mapping = goals(
    [{ source: 'hvem', fhir: 'expressedBy', as: 'reference', to: 'person' }],
    { hvem: TEXT },
    'id',
    {
      person: { resource: 'RelatedPerson', list: 'folk', key: 'id' },
    },
  );
  const gone = (goal: Goal, all: Goal[]) => {
    delete goal['expressedBy'];
    return all.filter(({ resourceType }) => resourceType !== 'RelatedPerson');
  };
  const before = { ...of({ id: 'g', hvem: 'p' }, { id: 'h', hvem: 'u-99' }), folk: [{ id: 'p' }] };
  expect(over(mapping, before, gone)).toEqual(of({ id: 'g' }, { id: 'h', hvem: 'u-99' }));
});

describe('pairs of different cases', () => {
  const mapping = goals(
    [
      { source: 'v', fhir: 'lifecycleStatus', as: 'code', table: 'one', when: { source: 'type', is: 'x' } },
      { source: 'v', fhir: 'achievementStatus', as: 'code', table: 'other', when: { source: 'type', is: 'y' } },
    ],
    { type: TEXT, v: TEXT },
  );

  test('the one that does not hold writes nothing over the other', () => {
    const ended = (goal: Goal) => {
      goal['lifecycleStatus'] = 'completed';
      return undefined;
    };
    expect(over(mapping, of({ id: 'g', type: 'x', v: 'a' }), ended)).toEqual(of({ id: 'g', type: 'x', v: 'c' }));
  });

  test('the one that does not hold any more writes nothing over the other', () => {
    const other = (goal: Goal) => {
      delete goal['lifecycleStatus'];
      goal['achievementStatus'] = { coding: [{ system: 'urn:other', code: 'x' }] };
      return undefined;
    };
    expect(over(mapping, of({ id: 'g', type: 'x', v: 'a' }), other)).toEqual(of({ id: 'g', type: 'y', v: 'b' }));
    const back = (goal: Goal) => {
      delete goal['achievementStatus'];
      goal['lifecycleStatus'] = 'active';
      return undefined;
    };
    expect(over(mapping, of({ id: 'g', type: 'y', v: 'b' }), back)).toEqual(of({ id: 'g', type: 'x', v: 'a' }));
  });

  test('nor what it writes where FHIR says nothing', () => {
    const pairs = [
      { source: 'v', fhir: 'description.text', when: { source: 'type', is: 'x' } },
      { source: 'v', fhir: 'statusReason', when: { source: 'type', is: 'y' }, sourceDefault: 'ingen' },
    ];
    const before = of({ id: 'g', type: 'x', v: 'a' });
    expect(over(goals(pairs, { type: TEXT, v: TEXT }), before, unchanged)).toEqual(before);
  });

  test('a value without counterpart stays with its case', () => {
    const before = of({ id: 'g', type: 'y', v: 'ukjent' });
    expect(over(mapping, before, unchanged)).toEqual(before);
  });
});

describe('fields that the mapping does not know', () => {
  const inside = { omfang: { type: 'object', properties: { antall: TEXT } } };
  const pairs = [{ source: 'omfang/antall', fhir: 'description.text' }];
  const drop = (goal: Goal) => {
    delete goal['description'];
    return undefined;
  };

  test('stay where what stood beside them is gone', () => {
    const before = of({ id: 'g', omfang: { antall: '2', egen: 'x' } });
    expect(over(goals(pairs, inside), before, drop)).toEqual(of({ id: 'g', omfang: { egen: 'x' } }));
  });

  test('go with an object that the schema would not have without what is gone', () => {
    const whole = { omfang: { type: 'object', required: ['antall'], properties: { antall: TEXT } } };
    const before = of({ id: 'g', omfang: { antall: '2', egen: 'x' } });
    expect(over(goals(pairs, whole), before, drop)).toEqual(of({ id: 'g' }));
  });

  test('go with a part that is gone', () => {
    const mapping = goals([], {}, 'id', { consent: { resource: 'Consent', source: 'samtykke' } });
    const before = { ...of({ id: 'g' }), samtykke: { egen: 'x' } };
    const gone = (_: Goal, all: Goal[]) => all.filter(({ resourceType }) => resourceType !== 'Consent');
    expect(over(mapping, before, gone)).toEqual(of({ id: 'g' }));
  });

  test.each<[string, JsonObject[]]>([
    [
      '/id',
      [
        { id: 'g', egen: 'fars' },
        { id: 'h', egen: 'mors' },
      ],
    ],
    [
      'hode/id',
      [
        { hode: { id: 'g', eget: 1 }, egen: 'fars' },
        { hode: { id: 'h', eget: 2 }, egen: 'mors' },
      ],
    ],
  ])('stay with their own item where its key is %s', (key, items) => {
    const mapping = goals([], { hode: { type: 'object', properties: { id: TEXT } } }, key);
    expect(over(mapping, of(...items), unchanged)).toEqual(of(...items));
    expect(over(mapping, of(...items), (goal, all) => all.filter((each) => each !== goal))).toEqual(
      of(...items.slice(1)),
    );
  });
});
