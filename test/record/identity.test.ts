import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { directoryIdentifiers, identifiersOf, originIdentifier, personIdentifiers } from '../../src/record/identity.ts';
import { identityOf } from '../../src/record/item-identity.ts';
import type { Json } from '../../src/record/json.ts';
import { NATIONAL } from '../../src/record/systems.ts';
import { concept, goal, organizationByNumber, patient } from './fixtures.ts';

/** Synthetic: the month is 80 too high. */
const BIRTH_NUMBER = { system: NATIONAL.birthNumber, value: '12886512340' };
const D_NUMBER = { system: NATIONAL.dNumber, value: '52886512349' };
const LOCAL = { system: 'https://example.no/pasient', value: 'A 17' };

describe('the identifiers of a resource', () => {
  test('are those with both a system and a value', () => {
    const identifier = [LOCAL, { value: '1' }, { system: 'urn:oid:1' }, { system: 'urn:oid:1', value: '' }];
    expect(identifiersOf(patient({ identifier }))).toEqual([{ ...LOCAL, value: 'A17' }]);
  });

  test('have no white space in their value, so that the same number is the same', () => {
    const spaced = { system: NATIONAL.birthNumber, value: '128865 12340' };
    expect(identifiersOf(patient({ identifier: [spaced] }))).toEqual([BIRTH_NUMBER]);
  });

  test('are read where the type holds only one', () => {
    const questionnaire: Resource = { resourceType: 'QuestionnaireResponse', status: 'completed', identifier: LOCAL };
    expect(identifiersOf(questionnaire)).toEqual([{ ...LOCAL, value: 'A17' }]);
  });

  test('are none in a resource without', () => {
    expect(identifiersOf(goal())).toEqual([]);
    expect(identifiersOf({ resourceType: 'Provenance' } as Resource)).toEqual([]);
  });
});

describe('the identifiers of a person', () => {
  test('are the national ones, where there are any', () => {
    expect(personIdentifiers(patient({ identifier: [LOCAL, BIRTH_NUMBER, D_NUMBER] }))).toEqual([
      BIRTH_NUMBER,
      D_NUMBER,
    ]);
    const joint = { system: NATIONAL.jointHelpNumber, value: '812345678901' };
    expect(personIdentifiers(patient({ identifier: [joint, LOCAL] }))).toEqual([joint]);
  });

  test('are whatever the sender gives of a newborn without a number', () => {
    expect(personIdentifiers(patient({ identifier: [LOCAL] }))).toEqual([{ ...LOCAL, value: 'A17' }]);
    expect(personIdentifiers(patient())).toEqual([]);
  });
});

describe('the identifiers of a directory entry', () => {
  const HER_ID = { system: 'urn:oid:2.16.578.1.12.4.1.2', value: '8141234' };

  test('are HPR, organization number and RESH; never a HER-id', () => {
    const known = [
      { system: NATIONAL.organization, value: '310602019' },
      { system: NATIONAL.resh, value: '9900021' },
      { system: NATIONAL.healthPersonnel, value: '9900123' },
    ];
    const organization: Resource = { resourceType: 'Organization', identifier: [HER_ID, ...known, BIRTH_NUMBER] };
    expect(directoryIdentifiers(organization)).toEqual(known);
  });
});

describe('the identifier under which we create', () => {
  test('is the id as a UUID', () => {
    expect(originIdentifier('5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11')).toEqual({
      system: 'urn:ietf:rfc:3986',
      value: 'urn:uuid:5f0f2d4c-0e5e-4a83-8d0d-8d5e3d6f4f11',
    });
  });
});

describe('the identity of a list item', () => {
  const member = { reference: 'Practitioner/1' };

  test.each<readonly [string, unknown, string | undefined]>([
    ['its Element.id', { id: 'a', system: 's', code: 'c' }, '#a'],
    [
      'what an activity points at, before its id: that is not the same in two systems',
      { id: 'a', reference: { reference: 'ServiceRequest/1' } },
      'ServiceRequest/1',
    ],
    ['the url of an extension', { url: 'http://example.org/a', valueString: 'x' }, 'http://example.org/a'],
    ['a reference', { reference: 'Goal/1', display: 'Mål' }, 'Goal/1'],
    ['a logical reference', organizationByNumber('310601012'), `${NATIONAL.organization}|310601012`],
    ['an identifier', BIRTH_NUMBER, `${NATIONAL.birthNumber}|12886512340`],
    ['an identifier without a system', { value: '1' }, '|1'],
    ['a coding', { system: 's', code: 'c', display: 'C' }, 's|c'],
    ['a concept by its first coding', { ...concept('s', 'c'), text: 'C' }, 's|c'],
    ['a participant, by who it is', { member }, 'Practitioner/1'],
    ['a participant in a role', { member, role: [concept('s', 'coordinator')] }, 'Practitioner/1 s|coordinator'],
    ['a participant with one role', { individual: member, type: concept('s', 'x') }, 'Practitioner/1 s|x'],
    ['an activity, by what it points at', { reference: { reference: 'ServiceRequest/1' } }, 'ServiceRequest/1'],
    [
      'an actor by organization number',
      { actor: organizationByNumber('310601012') },
      `${NATIONAL.organization}|310601012`,
    ],
    ['nothing: a note', { text: 'Gå tur' }, undefined],
    ['nothing: a code without a system', { code: 'c' }, undefined],
    ['nothing: a concept of text', { text: 'C' }, undefined],
    ['nothing: a concept without codings', { coding: [] }, undefined],
    ['nothing: a text', 'a', undefined],
    ['nothing: a list', ['a'], undefined],
    ['nothing: null', null, undefined],
  ])('is %s', (_, item, identity) => {
    expect(identityOf(item as Json)).toBe(identity);
  });

  test('tells two roles of the same person apart', () => {
    const as = (code: string): Json => ({ member, role: [concept('s', code)] }) as unknown as Json;
    expect(identityOf(as('coordinator'))).not.toBe(identityOf(as('guardian')));
  });
});
