import { describe, expect, test } from '@jest/globals';
import type { Patient } from '@medplum/fhirtypes';
import { combined, linksOf, mainPatient, withoutLinks, withoutLinksTo } from '../../src/record/several-patients.ts';
import { NATIONAL, URI_SYSTEM } from '../../src/record/systems.ts';
import { goal, patient } from './fixtures.ts';

const fnr = { system: NATIONAL.birthNumber, value: '14836830068' };
const dnr = { system: NATIONAL.dNumber, value: '54836830051' };
const linkTo = (reference: string, type: NonNullable<Patient['link']>[number]['type'] = 'seealso') => ({
  other: { reference: reference as 'Patient/1' },
  type,
});
const there = (peerId: string, more: Partial<Patient> = {}) => ({ peerId, resource: patient(more) });

describe('the Patient that stands for a person', () => {
  test.each<readonly [string, string | undefined, ReturnType<typeof there>[]]>([
    ['the first', 'a', [there('a'), there('b')]],
    ['one that is in use before one that is not', 'b', [there('a', { active: false }), there('b', { active: true })]],
    ['one that is not replaced', 'b', [there('a', { link: [linkTo('Patient/b', 'replaced-by')] }), there('b')]],
    ['the first, where none is in use', 'a', [there('a', { active: false }), there('b', { active: false })]],
    ['one that is linked otherwise', 'a', [there('a', { link: [linkTo('Patient/b', 'replaces')] }), there('b')]],
    ['nobody, where there is none', undefined, []],
  ])('is %s', (_, id, all) => {
    expect(mainPatient(all)?.peerId).toBe(id);
  });
});

describe('what all of her Patients say', () => {
  test('is what the main one says, with what the others add', () => {
    const main = patient({ identifier: [dnr], birthDate: '1968', active: true });
    const other = patient({
      id: 'other',
      identifier: [fnr, { system: URI_SYSTEM, value: 'urn:uuid:1' }],
      birthDate: '1968-03-14',
      gender: 'male',
      active: false,
      link: [linkTo('Patient/ingrid', 'replaced-by')],
      meta: { versionId: '7' },
    });
    expect(combined(main, [other])).toEqual({ ...main, identifier: [dnr, fnr], gender: 'male' });
  });

  test('is that of the one there is', () => {
    expect(combined(patient({ identifier: [fnr] }), [])).toEqual(patient({ identifier: [fnr] }));
  });
});

describe('links', () => {
  test.each<readonly [string, unknown]>([
    ['none', undefined],
    ['a text', 'x'],
    ['a list of nothing', [null, 'x', {}, { other: null }, { other: { reference: 1 } }]],
  ])('of what is not sound are none: %s', (_, link) => {
    const odd = { ...patient(), link } as unknown as Patient;
    expect(linksOf(odd)).toEqual([]);
    expect(withoutLinksTo('Patient/a', odd)).toEqual(odd);
  });

  test('to itself are none; the others stay', () => {
    const linked = patient({ link: [linkTo('Patient/a'), linkTo('Patient/b')] });
    expect(withoutLinksTo('Patient/a', linked)).toEqual(patient({ link: [linkTo('Patient/b')] }));
    expect(withoutLinksTo('Patient/b', patient({ link: [linkTo('Patient/b')] }))).toEqual(patient());
  });

  test('go nowhere with a Patient, and with nothing else are taken away', () => {
    expect(withoutLinks(patient({ link: [linkTo('Patient/a')] }))).toEqual(patient());
    expect(withoutLinks(goal())).toEqual(goal());
  });
});
