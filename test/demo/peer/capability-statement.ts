import type { CapabilityStatement } from '@medplum/fhirtypes';

const TYPES = [
  'Patient',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'HealthcareService',
  'RelatedPerson',
  'Consent',
  'CareTeam',
  'CarePlan',
  'Goal',
  'Condition',
  'Observation',
  'ServiceRequest',
  'Task',
  'Appointment',
  'Encounter',
  'DocumentReference',
  'Communication',
] as const;

const INTERACTIONS = ['read', 'vread', 'update', 'delete', 'history-instance', 'create', 'search-type'] as const;

/** What the partner says of itself at /fhir/metadata. */
export const capabilityStatement: CapabilityStatement = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-01',
  kind: 'instance',
  software: { name: 'Demo partner on @medplum/fhir-router' },
  implementation: { description: 'A partner system for demonstrations and tests' },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      resource: TYPES.map((type) => ({
        type,
        interaction: INTERACTIONS.map((code) => ({ code })),
        versioning: 'versioned-update',
        updateCreate: true,
        conditionalCreate: true,
        searchParam: [
          { name: '_id', type: 'token' },
          { name: '_lastUpdated', type: 'date' },
          { name: 'identifier', type: 'token' },
        ],
      })),
    },
  ],
};
