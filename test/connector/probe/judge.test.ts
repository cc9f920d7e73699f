import { describe, expect, test } from '@jest/globals';
import { claimsOf } from '../../../src/connector/fhir-rest/probe/claims.ts';
import { judge } from '../../../src/connector/fhir-rest/probe/judge.ts';
import type { Answer, Observation, ShapeReport } from '../../../src/connector/fhir-rest/probe/report.ts';
import { TRAITS, type TraitCode } from '../../../src/connector/fhir-rest/probe/traits.ts';

const CODES = Object.keys(TRAITS) as readonly TraitCode[];
const all = (answer: Answer, others: { readonly [trait in TraitCode]?: Answer } = {}): readonly Observation[] =>
  CODES.map((trait) => ({ trait, answer: others[trait] ?? answer, found: '200' }));
const shape = (answer: ShapeReport['answer'], more: Partial<ShapeReport> = {}): ShapeReport => ({
  of: 'Goal',
  answer,
  lost: [],
  changed: [],
  added: [],
  ...more,
});

describe('the verdict', () => {
  test.each<[string, readonly Observation[], readonly ShapeReport[], string]>([
    ['of what does everything', all('yes'), [shape('kept')], 'usable'],
    ['of what has another way', all('yes', { patch: 'no', transaction: 'no' }), [shape('not tried')], 'usable'],
    ['of what overwrites', all('yes', { 'if-match': 'no' }), [], 'usable-with-losses'],
    ['of what does it in part', all('yes', { paging: 'partly' }), [], 'usable-with-losses'],
    ['of what keeps less', all('yes'), [shape('differs', { lost: ['Goal.note'] })], 'usable-with-losses'],
    ['of what rewrites', all('yes'), [shape('differs', { changed: ['Goal.note'] })], 'usable-with-losses'],
    ['of what adds', all('yes'), [shape('differs', { added: ['Goal.language'] })], 'usable'],
    ['of what takes less', all('yes'), [shape('refused')], 'usable-with-losses'],
    ['of what finds nothing', all('yes', { 'search-identifier': 'no' }), [], 'not-usable'],
    ['of what could not be tried', all('yes', { update: 'unknown' }), [], 'not-usable'],
    ['of nothing at all', [], [], 'not-usable'],
  ])('%s', (_name, observations, shapes, verdict) => {
    expect(judge(observations, shapes, undefined).verdict).toBe(verdict);
  });
});

describe('the report', () => {
  test('has every trait once, in the order of the table, with what Samplan does without', () => {
    const { traits } = judge([{ trait: 'if-match', answer: 'no', found: '200' }], [], undefined);
    expect(traits.map(({ trait }) => trait)).toEqual(CODES);
    expect(traits.find(({ trait }) => trait === 'if-match')).toMatchObject({
      effect: 'loss',
      found: '200',
      consequence: TRAITS['if-match'].consequence,
    });
    expect(traits.filter(({ effect }) => effect !== 'unknown')).toHaveLength(1);
  });

  test('believes the worse of two observations', () => {
    const twice: readonly Observation[] = [
      { trait: 'search-post', answer: 'yes', found: '200' },
      { trait: 'search-post', answer: 'no', found: '404' },
      { trait: 'search-post', answer: 'yes', found: '200' },
    ];
    expect(judge(twice, [], undefined).traits.find(({ trait }) => trait === 'search-post')).toMatchObject({
      answer: 'no',
      found: '404',
    });
  });

  test('names what the partner says of itself and is not so, both ways', () => {
    const claims = claimsOf(
      {
        resourceType: 'CapabilityStatement',
        rest: [
          {
            mode: 'server',
            interaction: [{ code: 'transaction' }],
            resource: [
              {
                type: 'Goal',
                interaction: [{ code: 'create' }, { code: 'read' }, { code: 'vread' }],
                searchParam: [{ name: 'identifier' }],
                versioning: 'versioned-update',
                conditionalCreate: true,
              },
            ],
          },
        ],
      },
      'Goal',
    );
    const judged = judge(all('yes', { transaction: 'no', 'if-match': 'no', vread: 'unknown' }), [], claims);
    // It does not list update, patch, delete and history, and has them; says nothing of updateCreate and of patient=.
    expect(judged.untrue).toEqual([
      'update',
      'if-match',
      'patch',
      'transaction',
      'history-instance',
      'history-type',
      'history-system',
      'delete',
    ]);
    expect(judged.traits.find(({ trait }) => trait === 'if-none-exist')).toMatchObject({ stated: true });
    expect(judged.traits.find(({ trait }) => trait === 'search-patient')).not.toHaveProperty('stated');
  });

  const everything = { lastUpdated: true, history: true, browse: true, ifMatch: true };
  const { history: _history, ...allButHistory } = everything;
  test.each<[string, { readonly [trait in TraitCode]?: Answer }, object]>([
    ['all of it', {}, everything],
    ['a history that hides deletions', { 'deleted-in-type-history': 'no' }, { ...everything, history: false }],
    ['a history that may hide deletions', { 'deleted-in-type-history': 'unknown' }, allButHistory],
    ['If-Match overlooked', { 'if-match': 'no' }, { ...everything, ifMatch: false }],
    ['no browsing', { browse: 'no' }, { ...everything, browse: false }],
  ])('remembers of %s', (_name, others, features) => {
    expect(judge(all('yes', others), [], undefined).features).toEqual(features);
  });
});

test.each([undefined, null, 'text', [], {}, { resourceType: 'OperationOutcome' }])(
  '%j is no CapabilityStatement',
  (value) => {
    expect(claimsOf(value, 'Goal')).toBeUndefined();
  },
);

test.each([
  { resourceType: 'CapabilityStatement' },
  { resourceType: 'CapabilityStatement', rest: 'x', software: 3, fhirVersion: 4 },
  {
    resourceType: 'CapabilityStatement',
    rest: [{ mode: 'server', resource: [null, { type: 'Goal', interaction: {} }] }],
  },
])('a CapabilityStatement that is not as it should be says nothing: %j', (value) => {
  expect(claimsOf(value, 'Goal')).not.toHaveProperty('software');
});
