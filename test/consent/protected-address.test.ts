import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { decide } from '../../src/consent/decide.ts';
import {
  AT,
  access,
  COORDINATING_UNIT,
  FJORDVIK,
  NAV,
  organization,
  partIn,
  partsOfEveryKind,
  patient,
  planMade,
  recordWith,
  relative,
  TRUST,
} from '../record/fixtures.ts';

const strict = {
  meta: {
    security: [{ system: 'http://ehelse.no/fhir/CodeSystem/gd-address-confidentiality', code: 'strengtFortrolig' }],
  },
};
const everything: readonly Resource[] = [
  ...Object.values(partsOfEveryKind()).map((part) => (part.resourceType === 'Patient' ? patient(strict) : part)),
  planMade(),
  access(undefined),
  access(TRUST, { id: 'ended', status: 'inactive' }),
];

describe('a person whose address is strengt fortrolig', () => {
  const record = recordWith(everything, { owner: FJORDVIK });

  test.each(everything.map((one) => [one.resourceType, one.id, one] as const))(
    '%s/%s goes to its owner only',
    (_, _id, one) => {
      const decisionFor = (party: typeof FJORDVIK) => decide(record, partIn(record, one), party, 'coordination', AT);
      expect(decisionFor(FJORDVIK)).toMatchObject({ effect: 'permit', reason: 'own-part' });
      for (const party of [TRUST, NAV]) {
        expect(decisionFor(party)).toMatchObject({ effect: 'deny', reason: 'protected-address' });
      }
    },
  );

  test('what a unit owns is its municipality’s', () => {
    const directory = [
      organization('fjordvik', FJORDVIK.organization),
      organization('unit', COORDINATING_UNIT, 'fjordvik'),
    ];
    const unit = { ...FJORDVIK, organization: COORDINATING_UNIT };
    const owned = recordWith(everything, { owner: unit, directory });
    for (const one of everything) {
      expect(decide(owned, partIn(owned, one), FJORDVIK, 'coordination', AT).effect).toBe('permit');
    }
  });
});

test('a relative whose address is strengt fortrolig is nobody else’s business, and hides nothing else', () => {
  const mother = relative('mother', strict);
  const record = recordWith([patient(), mother, access(TRUST)], { owner: FJORDVIK });
  expect(decide(record, partIn(record, mother), TRUST, 'coordination', AT).reason).toBe('protected-address');
  expect(decide(record, partIn(record, patient()), TRUST, 'coordination', AT).effect).toBe('permit');
});
