import type { Coding } from '@medplum/fhirtypes';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

const coding = (system: string, code: string): Coding => ({ system, code });

/** Operation by which a reading in an emergency is looked at afterwards. */
export const REVIEW = 'review-emergency';

/** Codings that AuditEvents use, from R4 (auditevent.html), DICOM (PS3.16) and IHE BALP 1.1. */
export const AUDIT = {
  rest: coding('http://terminology.hl7.org/CodeSystem/audit-event-type', 'rest'),
  /** What goes out, and what comes in (DICOM). */
  export: coding(DICOM, '110106'),
  import: coding(DICOM, '110107'),
  emergency: coding(DICOM, '110127'),
  disclosure: coding('http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle', 'disclose'),
  /** Roles of systems: from whom, and to whom (DICOM). */
  source: coding(DICOM, '110153'),
  destination: coding(DICOM, '110152'),
  recipient: coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP'),
  author: coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'AUT'),
  person: coding(ENTITY_TYPE, '1'),
  systemObject: coding(ENTITY_TYPE, '2'),
  patientRole: coding(ENTITY_ROLE, '1'),
  domainResource: coding(ENTITY_ROLE, '4'),
  query: coding(ENTITY_ROLE, '24'),
  requestId: coding('https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', 'XrequestId'),
  review: coding('http://samplan.no/fhir/CodeSystem/audit-entity-type', 'review'),
  delivery: coding('http://samplan.no/fhir/CodeSystem/audit-entity-type', 'delivery'),
  resourceType: (type: string) => coding('http://hl7.org/fhir/resource-types', type),
  interaction: (code: string) => coding('http://hl7.org/fhir/restful-interaction', code),
  operation: (name: string) => coding('http://samplan.no/fhir/CodeSystem/operation', name),
  exchange: (code: string) => coding('http://samplan.no/fhir/CodeSystem/exchange-interaction', code),
  purpose: (code: string) => coding('http://terminology.hl7.org/CodeSystem/v3-ActReason', code),
} as const;
