import { describe, expect, test } from '@jest/globals';
import { compileMapping } from '../../src/mapping/mapping.ts';
import type { Json } from '../../src/record/json.ts';

const CODES = {
  status: {
    group: [
      {
        target: 'http://hl7.org/fhir/goal-status',
        element: [
          {
            code: 'pagar',
            target: [
              { code: 'active', equivalence: 'equivalent' },
              { code: 'accepted', equivalence: 'narrower' },
            ],
          },
          { code: 'i-gang', target: [{ code: 'active', equivalence: 'wider' }] },
        ],
      },
    ],
  },
};
const FIELD = { type: ['string', 'number', 'boolean', 'array'] };

/** A Goal with one pair, both ways; the value comes at `/v`, or at `/a` and `/b`. */
function through(pair: Readonly<Record<string, unknown>>, source: Readonly<Record<string, Json>>) {
  const mapping = compileMapping({
    mapping: {
      mapping: 'test',
      version: '1.0.0',
      system: 'urn:test',
      source: { format: 'json' },
      key: 'id',
      zone: 'Europe/Oslo',
      parts: { goal: { resource: 'Goal', pairs: [{ source: 'v', ...pair }] } },
    },
    codes: CODES,
    schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, v: FIELD, a: FIELD, b: FIELD } },
  });
  const { resources, loss, findings } = mapping.toRecord({ id: '1', ...source });
  const { resourceType: _, id: __, identifier: ___, ...written } = resources[0] as unknown as Record<string, Json>;
  const back = mapping.toSource(resources);
  const { id: ____, ...again } = back.source ?? {};
  return {
    written,
    again,
    loss: loss.map(({ pointer, reason }) => `${pointer} ${reason}`),
    rules: findings.map(({ rule }) => rule),
  };
}

const BACK = { loss: [], rules: [] };

describe('each kind, both ways', () => {
  test.each<[string, Record<string, unknown>, Record<string, Json>, Record<string, unknown>]>([
    ['plain', { fhir: 'description.text' }, { v: 'Gå' }, { description: { text: 'Gå' } }],
    ['plain, in a list of R4', { fhir: 'note.text' }, { v: 'x' }, { note: [{ text: 'x' }] }],
    [
      'plain, every value',
      { source: 'v[]', fhir: 'note[].text' },
      { v: ['x', 'y'] },
      { note: [{ text: 'x' }, { text: 'y' }] },
    ],
    [
      'an extension by URL',
      { fhir: 'extension[url=urn:e].valueBoolean' },
      { v: false },
      { extension: [{ url: 'urn:e', valueBoolean: false }] },
    ],
    ['code', { fhir: 'lifecycleStatus', as: 'code', table: 'status' }, { v: 'pagar' }, { lifecycleStatus: 'active' }],
    [
      'code, as a concept',
      { fhir: 'category', as: 'code', table: 'status' },
      { v: 'pagar' },
      { category: [{ coding: [{ system: 'http://hl7.org/fhir/goal-status', code: 'active' }] }] },
    ],
    ['date', { fhir: 'startDate', as: 'date', format: 'dd.MM.yyyy' }, { v: '29.02.2028' }, { startDate: '2028-02-29' }],
    [
      'date-time in winter',
      { fhir: 'note.time', as: 'date-time', format: 'dd.MM.yyyy HH:mm' },
      { v: '01.12.2026 12:00' },
      { note: [{ time: '2026-12-01T12:00:00+01:00' }] },
    ],
    [
      'date-time in summer',
      { fhir: 'note.time', as: 'date-time', format: 'dd.MM.yyyy HH:mm' },
      { v: '01.07.2026 00:30' },
      { note: [{ time: '2026-07-01T00:30:00+02:00' }] },
    ],
    [
      'date-time that clocks show twice',
      { fhir: 'note.time', as: 'date-time', format: 'dd.MM.yyyy HH:mm' },
      { v: '25.10.2026 02:30' },
      { note: [{ time: '2026-10-25T02:30:00+01:00' }] },
    ],
    [
      'flag',
      { fhir: 'lifecycleStatus', as: 'flag', true: 'active', false: 'proposed' },
      { v: false },
      { lifecycleStatus: 'proposed' },
    ],
    ['number', { fhir: 'target.detailInteger', as: 'number' }, { v: '12' }, { target: [{ detailInteger: 12 }] }],
    ['text', { fhir: 'description.text', as: 'text' }, { v: 'a\nb' }, { description: { text: 'a\nb' } }],
    [
      'join',
      { source: ['a', 'b'], fhir: 'description.text', separator: ', ' },
      { a: 'x', b: 'y' },
      { description: { text: 'x, y' } },
    ],
    [
      'expression',
      {
        fhir: 'target.detailInteger',
        as: 'expression',
        toFhir: '$number($substringBefore($, " "))',
        toSource: '$string($) & " kg"',
      },
      { v: '80 kg' },
      { target: [{ detailInteger: 80 }] },
    ],
    [
      'with',
      { fhir: 'target.detailQuantity.value', with: { 'target.detailQuantity': { unit: 'kg' } } },
      { v: 80 },
      { target: [{ detailQuantity: { value: 80, unit: 'kg' } }] },
    ],
  ])('%s', (_, pair, source, written) => {
    expect(through(pair, source)).toEqual({ written, again: source, ...BACK });
  });
});

describe('what cannot come back', () => {
  test.each<[string, Record<string, unknown>, Record<string, Json>, Record<string, unknown>]>([
    [
      'a code that is coarser in FHIR',
      { fhir: 'lifecycleStatus', as: 'code', table: 'status' },
      { v: 'i-gang' },
      { written: { lifecycleStatus: 'active' }, again: { v: 'pagar' }, loss: ['/v changed'], rules: [] },
    ],
    [
      'a code that nobody knows',
      { fhir: 'lifecycleStatus', as: 'code', table: 'status' },
      { v: 'ukjent' },
      { written: {}, again: {}, loss: ['/v unmapped'], rules: ['mapping-code'] },
    ],
    [
      'a day that is none',
      { fhir: 'startDate', as: 'date', format: 'dd.MM.yyyy' },
      { v: '31.02.2026' },
      { written: {}, again: {}, loss: ['/v unmapped'], rules: ['mapping-value'] },
    ],
    [
      'a time that clocks skip',
      { fhir: 'note.time', as: 'date-time', format: 'dd.MM.yyyy HH:mm' },
      { v: '28.03.2027 02:30' },
      {
        written: { note: [{ time: '2027-03-28T02:30:00+02:00' }] },
        again: { v: '28.03.2027 01:30' },
        loss: ['/v changed'],
        rules: [],
      },
    ],
    [
      'an empty text',
      { fhir: 'description.text' },
      { v: '' },
      { written: {}, again: {}, loss: ['/v unmapped'], rules: ['mapping-value'] },
    ],
    [
      'two spaces in a name',
      { fhir: 'description.text', as: 'text' },
      { v: ' a\r\nb ' },
      { written: { description: { text: 'a\nb' } }, again: { v: 'a\nb' }, loss: ['/v changed'], rules: [] },
    ],
    [
      'a default',
      { fhir: 'description.text', default: 'Uten tekst' },
      {},
      {
        written: { description: { text: 'Uten tekst' } },
        again: { v: 'Uten tekst' },
        loss: ['/v invented'],
        rules: [],
      },
    ],
    [
      'an expression that is no way back',
      { fhir: 'description.text', as: 'expression', toFhir: '$uppercase($)', toSource: '$' },
      { v: 'a' },
      { written: { description: { text: 'A' } }, again: { v: 'A' }, loss: ['/v changed'], rules: [] },
    ],
    [
      'an expression without end',
      { fhir: 'description.text', as: 'expression', toFhir: '($f := function($x) { $f($x) }; $f($))', toSource: '$' },
      { v: 'a' },
      { written: {}, again: {}, loss: ['/v unmapped'], rules: ['mapping-value'] },
    ],
  ])('%s', (_, pair, source, told) => {
    expect(through(pair, source)).toEqual(told);
  });
});

describe('a mapping is refused', () => {
  const refusal = (change: (mapping: Record<string, never>) => unknown, codes: unknown = CODES): unknown => {
    const mapping = {
      mapping: 'test',
      version: '1.0.0',
      system: 'urn:test',
      source: { format: 'json' },
      key: 'id',
      parts: { goal: { resource: 'Goal', pairs: [{ source: 'v', fhir: 'description.text' }] } },
    };
    change(mapping as unknown as Record<string, never>);
    try {
      compileMapping({
        mapping,
        codes,
        schema: { type: 'object', properties: { id: {}, v: FIELD, list: { type: 'array' } } },
      });
    } catch (error) {
      return (error as { findings: { rule: string; path: string }[] }).findings.map(
        ({ rule, path }) => `${rule} ${path}`,
      );
    }
    return 'taken';
  };
  const pair = (fields: object) => (mapping: never) =>
    Object.assign((mapping as { parts: { goal: { pairs: object[] } } }).parts.goal.pairs[0] ?? {}, fields);
  const parts = (more: object) => (mapping: never) => Object.assign((mapping as { parts: object }).parts, more);

  test.each<[string, (mapping: never) => unknown, string]>([
    [
      'for an element that R4 does not have',
      pair({ fhir: 'descriptions.text' }),
      'mapping-fhir-path parts.goal.pairs.0.fhir',
    ],
    [
      'for a field that the schema does not have',
      pair({ source: 'w' }),
      'mapping-source-path parts.goal.pairs.0.source',
    ],
    ['for a kind that does not fit', pair({ as: 'name' }), 'mapping-kind parts.goal.pairs.0'],
    [
      'for a table that is not there',
      pair({ fhir: 'lifecycleStatus', as: 'code', table: 'x' }),
      'mapping-name parts.goal.pairs.0',
    ],
    ['for an unknown setting', pair({ fhirr: 'x' }), 'mapping-form parts.goal.pairs.0'],
    [
      'for an expression that is none',
      pair({ as: 'expression', toFhir: '$(', toSource: '$' }),
      'mapping-kind parts.goal.pairs.0',
    ],
    [
      'for an expression that depends on the time',
      pair({ as: 'expression', toFhir: '$now()', toSource: '$' }),
      'mapping-kind parts.goal.pairs.0',
    ],
    [
      'for parts that stand in each other',
      parts({ a: { element: 'b.participant' }, b: { element: 'a.participant' } }),
      'mapping-loop parts.a.element',
    ],
    [
      'for a link to nothing',
      parts({ a: { resource: 'Goal', links: { subject: 'x' } } }),
      'mapping-name parts.a.links.subject',
    ],
    ['for a resource that R4 does not have', parts({ a: { resource: 'Plan' } }), 'mapping-name parts.a.resource'],
  ])('%s', (_, change, told) => {
    expect(refusal(change as never)).toEqual(expect.arrayContaining([told]));
  });

  test('for a place that two pairs write', () => {
    const twice = (mapping: never) =>
      (mapping as { parts: { goal: { pairs: object[] } } }).parts.goal.pairs.push({ source: 'v', fhir: 'note.text' });
    expect(refusal(twice as never)).toEqual(['mapping-twice parts.goal.pairs.1']);
  });

  test('for an alias that leads into itself', () => {
    const loop = (mapping: never) => {
      const { goal } = (mapping as { parts: { goal: { parts?: object } } }).parts;
      goal.parts = { inner: goal };
    };
    expect(refusal(loop as never)).toEqual(['mapping-loop ']);
  });

  test('for two codes that would both be written back', () => {
    const target = [{ code: 'active', equivalence: 'equivalent' }];
    const group = [
      {
        target: 'urn:x',
        element: [
          { code: 'a', target },
          { code: 'b', target },
        ],
      },
    ];
    expect(refusal(() => undefined, { status: { group } })).toEqual(['mapping-table ']);
  });

  const element = (equivalence: string) => [{ code: 'a', target: [{ code: 'x', equivalence }] }];
  test.each<[string, unknown]>([
    ['an equivalence that no table has', { status: { group: [{ target: 'urn:x', element: element('eqivalent') }] } }],
    ['a group without codes', { status: { group: [{ target: 'urn:x' }] } }],
    ['a group without system', { status: { group: [{ element: element('equivalent') }] } }],
    ['a table without groups', { status: {} }],
    ['no tables', []],
  ])('for %s', (_, codes) => {
    expect(refusal(() => undefined, codes)).toEqual(['mapping-table ']);
  });
});
