import { describe, expect, test } from '@jest/globals';
import type { Address, Patient, RelatedPerson, Resource } from '@medplum/fhirtypes';
import {
  type Protection,
  protectionOf,
  strictest,
  withoutProtection,
  withPlainLabels,
  withProtection,
} from '../../src/record/address-protection.ts';
import { asKnownTo, withoutAddresses } from '../../src/record/without-addresses.ts';
import { FJORDVIK, meeting, mentions, patient, recordWith, relative, TRUST } from './fixtures.ts';

const SYSTEM = 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality';
const METADATA = 'http://ehelse.no/fhir/StructureDefinition/gd-address-metadata';

const label = (code: string, system = SYSTEM) => ({ system, code });
const labelled = (...security: NonNullable<Patient['meta']>['security'] & object): Patient =>
  patient({ meta: { security } });
const graded = (valueCode: string): Address => ({
  extension: [{ url: METADATA, extension: [{ url: 'confidentiality', valueCode }] }],
  line: ['Storgata 1'],
});

describe('the protection of an address', () => {
  test.each<readonly [Protection, string]>([
    ['none', 'ugradert'],
    ['none', 'UGRADERT'],
    ['fortrolig', 'klientadresse'],
    ['fortrolig', 'fortrolig'],
    ['fortrolig', 'FORTROLIG'],
    ['strengt-fortrolig', 'strengtFortrolig'],
    ['strengt-fortrolig', 'strengt-fortrolig'],
    ['strengt-fortrolig', 'strengt fortrolig'],
    ['strengt-fortrolig', 'STRENGT_FORTROLIG'],
    ['strengt-fortrolig', 'STRENGT_FORTROLIG_UTLAND'],
    ['strengt-fortrolig', 'kode6'],
    ['strengt-fortrolig', ''],
  ])('is %s, with the code "%s" as a label or on an address', (protection, code) => {
    expect(protectionOf(labelled(label(code)))).toBe(protection);
    expect(protectionOf(patient({ address: [graded(code)] }))).toBe(protection);
    expect(protectionOf(relative('mother', { meta: { security: [label(code)] } }))).toBe(protection);
  });

  test.each<readonly [string, Protection, unknown]>([
    ['nothing is said', 'none', patient()],
    ['an address has no grading', 'none', patient({ address: [{ line: ['Storgata 1'] }] })],
    ['a label is of something else', 'none', labelled(label('NORS', 'urn:oid:2.16.578.1.12.4.1.1.9603'))],
    ['a label is of something else, in a code that is spelled like none', 'none', labelled({ code: 'R' })],
    ['a label names no system', 'fortrolig', labelled({ code: 'fortrolig' })],
    ['a label has an unknown system', 'strengt-fortrolig', labelled(label('strengtFortrolig', 'urn:x'))],
    [
      'a label has the value set as its system',
      'fortrolig',
      labelled(label('fortrolig', 'http://ehelse.no/fhir/ValueSet/gd-person-addressprotection')),
    ],
    [
      'two labels differ: the strictest',
      'strengt-fortrolig',
      labelled(label('fortrolig'), label('strengtFortrolig'), label('ugradert')),
    ],
    [
      'label and address differ: the strictest',
      'fortrolig',
      { ...labelled(label('ugradert')), address: [graded('fortrolig')] },
    ],
    ['a label has no code', 'strengt-fortrolig', labelled({ system: SYSTEM })],
    ['a label is no object', 'strengt-fortrolig', { ...patient(), meta: { security: ['fortrolig'] } }],
    ['the labels are no list', 'strengt-fortrolig', { ...patient(), meta: { security: 'strengtFortrolig' } }],
    [
      'the grading is no code',
      'strengt-fortrolig',
      patient({
        address: [{ extension: [{ url: METADATA, extension: [{ url: 'confidentiality', valueBoolean: true }] }] }],
      }),
    ],
    [
      'the grading is a coding',
      'fortrolig',
      patient({
        address: [
          { extension: [{ url: METADATA, extension: [{ url: 'confidentiality', valueCoding: label('fortrolig') }] }] },
        ],
      }),
    ],
    [
      'the grading stands alone',
      'fortrolig',
      patient({
        address: [
          { extension: [{ url: SYSTEM.replace('CodeSystem', 'StructureDefinition'), valueCode: 'fortrolig' }] },
        ],
      }),
    ],
    [
      'the metadata says nothing of it',
      'none',
      patient({
        address: [{ extension: [{ url: METADATA, extension: [{ url: 'fregAddressType', valueCode: 'Bosted' }] }] }],
      }),
    ],
    ['the address is no object', 'strengt-fortrolig', { ...patient(), address: ['Storgata 1'] }],
    ['it is no resource', 'none', 'x'],
  ])('%s: %s', (_, protection, resource) => {
    expect(protectionOf(resource)).toBe(protection);
  });

  test('the strictest of none is none', () => {
    expect(strictest([])).toBe('none');
  });
});

describe('labels', () => {
  test('are put in one spelling, and what they are besides stays', () => {
    const other = label('NORS', 'urn:oid:2.16.578.1.12.4.1.1.9603');
    const odd = { ...label('STRENGT_FORTROLIG', 'urn:x'), display: 'Kode 6' };
    expect(withPlainLabels(labelled(other, odd)).meta?.security).toEqual([
      other,
      { ...label('strengtFortrolig'), display: 'Kode 6' },
    ]);
    expect(withPlainLabels(labelled(label('klientadresse'))).meta?.security).toEqual([label('klientadresse')]);
    expect(withPlainLabels(patient())).toEqual(patient());
  });

  test('say what addresses say', () => {
    const of = patient({ address: [graded('fortrolig')] });
    expect(withPlainLabels(of)).toEqual({ ...of, meta: { security: [label('fortrolig')] } });
  });

  test('are added where they are stricter, and taken away', () => {
    expect(withProtection(labelled(label('strengtFortrolig')), 'fortrolig').meta?.security).toHaveLength(1);
    expect(withProtection(patient(), 'fortrolig').meta?.security).toEqual([label('fortrolig')]);
    const other = label('NORS', 'urn:oid:2.16.578.1.12.4.1.1.9603');
    expect(withoutProtection(labelled(other, label('fortrolig'))).meta?.security).toEqual([other]);
  });
});

const NORWAY = 'https://register.geonorge.no/subregister/sosi-kodelister/kartverket/kommunenummer-alle';
const placed: Partial<Patient> & Partial<RelatedPerson> = {
  address: [{ line: ['SECRET gate'], district: 'SECRET kommune', city: 'SECRET by', postalCode: '1234' }],
  telecom: [
    { system: 'phone', value: 'SECRET', use: 'home' },
    { system: 'phone', value: 'mobile', use: 'mobile' },
    { system: 'email', value: 'SECRET' },
    { system: 'phone', value: 'work', use: 'work' },
  ],
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueAddress: { city: 'SECRET' } },
    { url: 'urn:kommune', valueCoding: { system: NORWAY, code: 'SECRET' } },
    {
      url: 'urn:deep',
      extension: [{ url: 'bydel', valueCoding: { system: 'urn:oid:2.16.578.1.12.4.1.1.3403', code: 'SECRET' } }],
    },
    { url: 'http://hl7.no/fhir/StructureDefinition/no-basis-municipalitycode', valueString: 'SECRET' },
    { url: 'urn:kept', valueString: 'kept' },
  ],
  text: { status: 'additional', div: '<div xmlns="http://www.w3.org/1999/xhtml">SECRET</div>' },
};
const contact: NonNullable<Patient['contact']> = [
  {
    name: { text: 'Mor' },
    relationship: [{ text: 'kept too' }],
    address: { city: 'SECRET' },
    telecom: [{ value: 'SECRET' }],
  },
];

describe('a resource without addresses', () => {
  test.each<readonly [string, Resource]>([
    ['a Patient', patient({ ...placed, contact })],
    ['a RelatedPerson', relative('mother', placed)],
    [
      'a meeting at a contained place',
      meeting('meeting', {
        contained: [{ resourceType: 'Location', id: 'l', address: { city: 'SECRET' }, telecom: [{ value: 'SECRET' }] }],
      }),
    ],
    [
      'a meeting with an address in an extension',
      meeting('meeting', { extension: [{ url: 'urn:where', valueAddress: { city: 'SECRET' } }] }),
    ],
  ])('%s: says nothing of where, and everything else', (_, resource) => {
    const shown = withoutAddresses(resource, 'fortrolig');
    expect(mentions(shown, 'SECRET')).toBe(false);
    for (const kept of ['kept', 'kept too', 'mobile', 'work', 'Mor']) {
      expect(mentions(shown, kept)).toBe(mentions(resource, kept));
    }
    expect(withoutAddresses(resource, 'none')).toEqual(resource);
  });

  test('leaves no empty lists', () => {
    expect(
      withoutAddresses(patient({ address: [{ city: 'x' }], telecom: [{ value: '1', use: 'home' }] }), 'fortrolig'),
    ).toEqual(patient());
  });

  test('a graded address is shown in no case', () => {
    const of = relative('mother', { address: [graded('fortrolig'), { city: 'Bergen' }] });
    expect(withoutAddresses(of, 'none')).toEqual(relative('mother', { address: [{ city: 'Bergen' }] }));
  });

  test('what the receiver holds already is not taken from it', () => {
    const held = relative('mother', placed);
    expect(withoutAddresses({ ...held, gender: 'female' }, 'fortrolig', held)).toEqual({ ...held, gender: 'female' });
    const moved = relative('mother', { ...placed, address: [{ city: 'SECRET new' }] });
    expect(withoutAddresses(moved, 'fortrolig', held)).toEqual(held);
  });

  test('is what everybody but the owner gets', () => {
    const fortrolig = labelled(label('fortrolig'));
    const mother = relative('mother', placed);
    const record = recordWith([fortrolig, mother], { owner: FJORDVIK });
    expect(asKnownTo(FJORDVIK.organization, record, mother)).toEqual(mother);
    expect(mentions(asKnownTo(TRUST.organization, record, mother), 'SECRET')).toBe(false);
  });

  test('a relative’s own protection is hers', () => {
    const mother = relative('mother', { ...placed, meta: { security: [label('fortrolig')] } });
    const father = relative('father', placed);
    const record = recordWith([patient(), mother, father], { owner: FJORDVIK });
    expect(mentions(asKnownTo(TRUST.organization, record, mother), 'SECRET')).toBe(false);
    expect(asKnownTo(TRUST.organization, record, father)).toEqual(father);
  });
});
