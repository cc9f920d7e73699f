import { describe, expect, test } from '@jest/globals';
import type { Practitioner, Reference, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { withNarrative, withoutNarrative } from '../../src/record/narrative.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { document, FJORDVIK, goal, measure, organizationByNumber, plan, team } from './fixtures.ts';

const { SEED = '20261122', RUNS = '200' } = process.env;
const options = { seed: Number(SEED), numRuns: Number(RUNS) };
const validator = createValidator({ packages: [] });

const divOf = (resource: Resource): string =>
  (withNarrative(resource) as { readonly text?: { readonly div: string } }).text?.div ?? '';
/** What a narrative says, line by line. */
const said = (resource: Resource): readonly (readonly string[])[] =>
  [...divOf(resource).matchAll(/<p><b>([^<]*)<\/b>: ([^<]*)<\/p>/gu)].map(([, label = '', value = '']) => [
    label,
    value,
  ]);
const named = (display: string): Reference<Practitioner> => ({ reference: 'Practitioner/1', display });

describe('a narrative', () => {
  test('of a plan', () => {
    const one = plan('plan', {
      title: 'Individuell plan',
      period: { start: '2026-09-01', end: '2027-08-31' },
      description: 'Hjem igjen',
      author: named('Kari Holte'),
    });
    expect(said(one)).toEqual([
      ['Plan', 'Individuell plan'],
      ['Status', 'aktiv'],
      ['Fra', '2026-09-01'],
      ['Til', '2027-08-31'],
      ['Beskrivelse', 'Hjem igjen'],
      ['Ansvarlig', 'Kari Holte'],
    ]);
  });

  test('of a team', () => {
    const one = team('team', { name: 'Ingrids gruppe', participant: [{ member: named('Kari Holte') }, {}] });
    expect(said(one)).toEqual([
      ['Ansvarsgruppe', 'Ingrids gruppe'],
      ['Status', 'aktiv'],
      ['Deltaker', 'Kari Holte'],
    ]);
  });

  test('of a goal', () => {
    const one = goal('goal', { startDate: '2026-09-01', target: [{ dueDate: '2026-12-24' }] });
    expect(said(one)).toEqual([
      ['Mål', 'Gå tur i nærmiljøet'],
      ['Status', 'aktiv'],
      ['Fra', '2026-09-01'],
      ['Frist', '2026-12-24'],
    ]);
  });

  test('of a measure, whose performer is only a number', () => {
    const performer = [organizationByNumber(FJORDVIK.organization)];
    const one = measure('m', { status: 'on-hold', code: { coding: [{ display: 'Gangtrening' }] }, performer });
    expect(said(one)).toEqual([
      ['Tiltak', 'Gangtrening'],
      ['Status', 'satt på vent'],
      ['Ansvarlig', FJORDVIK.organization],
    ]);
  });

  test('is in Bokmål, and says so', () => {
    expect(divOf(goal())).toMatch(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml" lang="nb" xml:lang="nb">/u);
  });

  test('never names anybody by an identity number', () => {
    const performer = [{ identifier: { system: NATIONAL.birthNumber, value: '14836830068' } }];
    expect(divOf(measure('m', { performer }))).not.toContain('14836830068');
  });

  test('is made of no other resource', () => {
    expect(withNarrative(document())).toEqual(document());
  });

  test('takes the place of the one there was', () => {
    const old = { status: 'additional', div: '<div xmlns="http://www.w3.org/1999/xhtml">Gammelt</div>' } as const;
    expect(divOf(goal('goal', { text: old }))).not.toContain('Gammelt');
    expect(withoutNarrative(goal('goal', { text: old }))).toEqual(goal());
    expect(withoutNarrative(goal())).toEqual(goal());
  });
});

describe('for any resource', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((some) => `x${some}`);
  const date = fc.constantFrom('2026', '2026-09', '2026-09-01');
  const reference = fc.record({ display: text }, { requiredKeys: [] }) as fc.Arbitrary<Reference<Practitioner>>;
  const resource: fc.Arbitrary<Resource> = fc.oneof(
    fc
      .record({ title: text, description: text, author: reference, period: fc.record({ start: date }) })
      .map((more) => plan('p', more)),
    fc.record({ name: text, participant: fc.array(fc.record({ member: reference })) }).map((more) => team('t', more)),
    fc.record({ description: fc.record({ text }), startDate: date }).map((more) => goal('g', more)),
    fc.record({ code: fc.record({ text }), performer: fc.array(reference) }).map((more) => measure('m', more)),
  );
  const strings = (value: unknown): readonly string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : [];
  const shown = (value: string): string =>
    value
      .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');

  test('says nothing that the resource does not', () => {
    fc.assert(
      fc.property(resource, (one) => {
        const own = new Set(strings(one).map(shown));
        for (const [label, value = ''] of said(one)) {
          if (label !== 'Status') expect(own).toContain(value);
        }
      }),
      options,
    );
  });

  test('is a narrative that FHIR allows, whatever stands in the resource', () => {
    fc.assert(
      fc.property(resource, (one) => {
        const before = validator.validate(one).filter(({ severity }) => severity === 'error');
        const after = validator.validate(withNarrative(one)).filter(({ severity }) => severity === 'error');
        expect(after).toEqual(before);
      }),
      options,
    );
  });
});
