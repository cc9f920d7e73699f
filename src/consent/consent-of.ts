import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import type { ConsentKind } from './kind.ts';

/** What a person decided, in few words. */
export interface DecidedConsent {
  readonly kind: ConsentKind;
  /** She says no. */
  readonly isDeclined: boolean;
  /** Organization numbers that it is about; none: everyone. */
  readonly recipients: readonly string[];
  /** Last day. */
  readonly until?: string;
  /** When she decided; absent: now. */
  readonly given?: string;
  /** Who decided for her: `RelatedPerson/id` or `Organization/id`; absent: she herself. */
  readonly by?: string;
}

const BASES: Readonly<Record<ConsentKind, string>> = {
  'plan-made': 'PBRL4-1',
  access: 'HPL22',
  publish: 'PBRL4-1',
  opposition: 'PBRL5-3',
};

/**
 * The Consent that says so, as our profile has it, to be recorded for a person.
 *
 * @example
 * consentOf({ kind: 'access', isDeclined: false, recipients: ['310000035'], until: '2027-11-22' });
 */
export function consentOf({ kind, isDeclined, recipients, until, given, by }: DecidedConsent): Consent {
  const provision: ConsentProvision = {
    type: kind === 'opposition' ? 'deny' : 'permit',
    ...(until === undefined ? {} : { period: { end: until } }),
    ...(recipients.length > 0 ? { actor: recipients.map(actorOf) } : {}),
  };
  const scope = kind === 'plan-made' ? 'treatment' : 'patient-privacy';
  return {
    resourceType: 'Consent',
    status: isDeclined ? 'rejected' : 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: scope }] },
    category: [{ coding: [{ system: SAMPLAN.consentKind, code: kind }] }],
    policyRule: { coding: [{ system: SAMPLAN.legalBasis, code: BASES[kind] }] },
    ...(given === undefined ? {} : { dateTime: given }),
    ...(by === undefined ? {} : { performer: [{ reference: by as `RelatedPerson/${string}` }] }),
    ...(kind === 'plan-made' ? {} : { provision }),
  };
}

function actorOf(value: string): NonNullable<ConsentProvision['actor']>[number] {
  return {
    role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
    reference: { type: 'Organization', identifier: { system: NATIONAL.organization, value } },
  };
}
