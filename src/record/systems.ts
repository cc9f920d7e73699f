const BASE = 'http://samplan.no/fhir';

/** Code systems, extensions and profiles of our own package (profiles/fsh). */
export const SAMPLAN = {
  planKind: `${BASE}/CodeSystem/plan-kind`,
  careTeamKind: `${BASE}/CodeSystem/careteam-kind`,
  consentKind: `${BASE}/CodeSystem/consent-kind`,
  participantRole: `${BASE}/CodeSystem/participant-role`,
  legalBasis: `${BASE}/CodeSystem/legal-basis`,
  conflictKind: `${BASE}/CodeSystem/conflict-kind`,
  conflictInput: `${BASE}/CodeSystem/conflict-input`,
  partKind: `${BASE}/CodeSystem/part-kind`,
  planSection: `${BASE}/CodeSystem/plan-section`,
  recipientSector: `${BASE}/CodeSystem/recipient-sector`,
  communicationKind: `${BASE}/CodeSystem/communication-kind`,
  origin: `${BASE}/CodeSystem/origin`,
  serviceRequestKind: `${BASE}/CodeSystem/service-request-kind`,
  /** Rules that findings and duties name. */
  rule: `${BASE}/CodeSystem/rule`,
  /** What an Observation of a record tells, where it is one of ours. */
  observationKind: `${BASE}/CodeSystem/observation-kind`,
  caseKind: `${BASE}/CodeSystem/case-kind`,
  caseStatus: `${BASE}/CodeSystem/case-status`,
  caseOutput: `${BASE}/CodeSystem/case-output`,
  /** Identifier of a measure that is inline at a partner, in references that leave for it (src/record/lift-reference.ts). */
  inlineMeasure: `${BASE}/NamingSystem/inline-measure`,
  partOwner: `${BASE}/StructureDefinition/part-owner`,
  /** On a Consent that another gave for the person: the written, reasoned decision that she can't (pbrl § 4-3). */
  capacityDecision: `${BASE}/StructureDefinition/capacity-decision`,
  profile: (name: string) => `${BASE}/StructureDefinition/${name}`,
} as const;

/** National identifier systems (domain: HL7 Norway NamingSystems). */
export const NATIONAL = {
  birthNumber: 'urn:oid:2.16.578.1.12.4.1.4.1',
  dNumber: 'urn:oid:2.16.578.1.12.4.1.4.2',
  jointHelpNumber: 'urn:oid:2.16.578.1.12.4.1.4.3',
  immigrationNumber: 'urn:oid:2.16.578.1.12.4.1.4.5',
  healthPersonnel: 'urn:oid:2.16.578.1.12.4.1.4.4',
  organization: 'urn:oid:2.16.578.1.12.4.1.4.101',
  resh: 'urn:oid:2.16.578.1.12.4.1.4.102',
} as const;

/** UUIDs as identifiers (FHIR R4 datatypes.html#identifier: `urn:ietf:rfc:3986`). */
export const URI_SYSTEM = 'urn:ietf:rfc:3986';

/** R5 backport of CarePlan.custodian: who is responsible for the plan. */
export const CUSTODIAN = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-CarePlan.custodian';
