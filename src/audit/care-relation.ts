import type { Encounter, Extension, Location, Resource } from '@medplum/fhirtypes';
import { unit } from './audit-agents.ts';
import type { Audited, AuditedCareRelation } from './audited.ts';

const NORWAY = 'http://hl7.no/fhir/StructureDefinition';
const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** What an entry says of the care relation, and the resources that only that is made of. */
export interface CareRelation {
  readonly extension: readonly Extension[];
  readonly contained: readonly Resource[];
}

/**
 * Whom it was about, and what is attested of why: R5's patient and encounter, and the metadata of the decision, as HL7 Norway's
 * profile (no-domain-Trustframework-Auditevent 0.9.8) takes them into R4.
 *
 * @example
 * careRelationOf(caller, 'p1').extension[0].valueReference; // { reference: 'Patient/p1' }
 */
export function careRelationOf({ careRelation = {} }: Audited, person: string | undefined): CareRelation {
  const contained = encounterOf(careRelation);
  return {
    extension: [
      ...(contained.length > 0 ? [referring('encounter', '#encounter')] : []),
      ...(person ? [referring('patient', `Patient/${person}`)] : []),
      ...metadataOf(careRelation),
    ],
    contained,
  };
}

function referring(name: string, reference: string): Extension {
  return { url: `${NORWAY}/auditevent-${name}-extension`, valueReference: { reference } };
}

/** The extension has all four: what is not attested is there as absent. */
function metadataOf({ decision, attestedAt }: AuditedCareRelation): readonly Extension[] {
  if (!decision && attestedAt === undefined) return [];
  return [
    {
      url: `${NORWAY}/auditevent-carerelation-metadata-extension`,
      extension: [
        told('decision-ref-id', 'valueString', decision?.id),
        told('decision-ref-description', 'valueString', decision?.description),
        told('decision-ref-user-selected', 'valueBoolean', decision?.userSelected),
        told('toa', 'valueUnsignedInt', attestedAt),
      ],
    },
  ];
}

function told(url: string, element: string, value: string | boolean | number | undefined): Extension {
  const absent = { [`_${element}`]: { extension: [{ url: ABSENT, valueCode: 'unknown' }] } };
  return { url, ...(value === undefined ? absent : { [element]: value }) };
}

/** Of the encounter itself nothing is attested but the service and where. */
function encounterOf({ service, patientDepartment, patientPointOfCare }: AuditedCareRelation): readonly Resource[] {
  if (!service && !patientDepartment && !patientPointOfCare) return [];
  const encounter: Encounter = {
    resourceType: 'Encounter',
    id: 'encounter',
    status: 'unknown',
    class: { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' },
    ...(service ? { serviceType: { coding: [{ ...service }] } } : {}),
    ...(patientPointOfCare ? { location: [{ location: { reference: '#patient-place' } }] } : {}),
    ...(patientDepartment ? { serviceProvider: { reference: '#patient-department' } } : {}),
  };
  const place: Location = {
    resourceType: 'Location',
    id: 'patient-place',
    managingOrganization: { reference: '#patient-place-unit' },
  };
  return [
    encounter,
    ...(patientPointOfCare ? [place, unit('patient-place-unit', patientPointOfCare)] : []),
    ...(patientDepartment ? [unit('patient-department', patientDepartment)] : []),
  ];
}
