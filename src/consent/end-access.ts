import type { Consent } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import { consentsOf, type PlanRecord } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import { consentKind } from './kind.ts';
import { organizationsNamed } from './provision.ts';

/**
 * The end of what an organization may see, because its task is over: the consents B that are about it alone end; where there
 * is none, or another still reaches it, the end is said in one of its own. What follows, a deny for everything but the
 * notice, the gate derives as for every end of B.
 *
 * @param organization organization number
 * @example
 * endAccess(record, '310601012', at, newId).map(({ status }) => status); // ['inactive']
 */
export function endAccess(
  record: PlanRecord,
  organization: string,
  at: string,
  newId: () => string,
): readonly Consent[] {
  const reaching = consentsOf(record).filter(
    (consent) =>
      consent.status === 'active' &&
      consentKind(consent) === 'access' &&
      organizationsNamed(consent, record).has(organization),
  );
  const isPartOfIt = (number: string): boolean =>
    organizationsOf({ identifier: { system: NATIONAL.organization, value: number } }, record.directory).includes(
      organization,
    );
  const own = reaching.filter((consent) => [...organizationsNamed(consent, record)].every(isPartOfIt));
  const ended = own.map((consent): Consent => ({ ...consent, status: 'inactive' }));
  return own.length > 0 && own.length === reaching.length
    ? ended
    : [...ended, endOf(record, organization, at, newId())];
}

function endOf({ person }: PlanRecord, organization: string, at: string, id: string): Consent {
  const coding = (system: string, code: string) => ({ coding: [{ system, code }] });
  const named = { system: NATIONAL.organization, value: organization };
  return {
    resourceType: 'Consent',
    id,
    status: 'inactive',
    scope: coding('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
    category: [coding(SAMPLAN.consentKind, 'access')],
    patient: { reference: `Patient/${person}` },
    dateTime: at,
    policyRule: coding(SAMPLAN.legalBasis, 'HPL22'),
    provision: {
      type: 'permit',
      actor: [
        {
          role: coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP'),
          reference: { type: 'Organization', identifier: named },
        },
      ],
    },
  };
}
