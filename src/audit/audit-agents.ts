import type {
  AuditEventAgent,
  AuditEventAgentNetwork,
  Coding,
  Location,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { NATIONAL } from '../record/systems.ts';
import { AUDIT } from './audit-codes.ts';
import type { Audited, AuditedUnit } from './audited.ts';

/** Which way the content went between who asked and the other side. */
export type Direction = 'to-asker' | 'from-asker';

/** Who took part, and the resources that only they are made of. */
export interface Agents {
  readonly agent: AuditEventAgent[];
  readonly contained: Resource[];
}

/**
 * The two systems, and the person where one is known: client, server and user of IHE BALP (1:152.3). The person is a
 * contained PractitionerRole, as HL7 Norway's profile has it (no-domain-Trustframework-Auditevent).
 *
 * @example
 * agentsOf(caller, controller, 'to-asker').agent.map(({ requestor }) => requestor); // [true, false]
 */
export function agentsOf(asker: Audited, other: Party, direction: Direction): Agents {
  const isReader = direction === 'to-asker';
  const contained = asker.person && !asker.isHerself ? practitionerRole(asker) : [];
  const client: AuditEventAgent = {
    type: { coding: [isReader ? AUDIT.destination : AUDIT.source] },
    ...(asker.client ? { altId: asker.client } : {}),
    who: asker.isHerself ? { type: 'Device', display: asker.client ?? asker.name } : organization(asker),
    requestor: asker.person === undefined,
    ...network(asker.address, IP_ADDRESS),
  };
  const server: AuditEventAgent = {
    type: { coding: [isReader ? AUDIT.source : AUDIT.destination] },
    who: organization(other),
    requestor: false,
    ...network(asker.server, URI),
  };
  const user: AuditEventAgent = {
    type: { coding: [isReader ? AUDIT.recipient : AUDIT.author] },
    who: asker.isHerself ? patientOf(asker) : { reference: '#role' },
    requestor: true,
    purposeOfUse: [{ coding: [purposeOf(asker)] }],
  };
  return { agent: [client, server, ...(asker.person ? [user] : [])], contained };
}

/** The person herself: by her record, where she has one here, else by what her issuer calls her. Never by her number. */
function patientOf({ patient, person }: Audited): Reference<Patient> {
  if (patient) return { reference: `Patient/${patient}` };
  const [identifier] = person?.identifiers ?? [];
  return { type: 'Patient', ...(identifier ? { identifier: { ...identifier } } : {}) };
}

/** What it was for. */
export function purposeOf({ purpose, emergency }: Audited): Coding {
  return AUDIT.purpose(purpose ?? (emergency ? 'BTG' : 'COC'));
}

/** An organization, by its number. */
export function organization({ name, organization: value }: Party): Reference<Organization> {
  // Refused before it was known who asks.
  if (value === '') return { type: 'Organization', display: name };
  return { type: 'Organization', identifier: { system: NATIONAL.organization, value } };
}

/** Codes of http://hl7.org/fhir/network-type. */
const IP_ADDRESS = '2';
const URI = '5';

function network(
  address: string | undefined,
  type: NonNullable<AuditEventAgentNetwork['type']>,
): { readonly network?: AuditEventAgentNetwork } {
  return address === undefined ? {} : { network: { address, type } };
}

function practitionerRole(asker: Audited): Resource[] {
  const { person, careRelation = {} } = asker;
  if (!person) return [];
  const { legalEntity, department, pointOfCare } = careRelation;
  const enterprise = legalEntity ?? { system: NATIONAL.organization, value: asker.organization, name: asker.name };
  const practitioner: Practitioner = {
    resourceType: 'Practitioner',
    id: 'practitioner',
    identifier: person.identifiers.map(({ system, value }) => ({ system, value })),
    ...(person.name ? { name: [{ text: person.name }] } : {}),
    ...(person.authorization ? { qualification: [{ code: { coding: [{ ...person.authorization }] } }] } : {}),
  };
  const role: PractitionerRole = {
    resourceType: 'PractitionerRole',
    id: 'role',
    practitioner: { reference: '#practitioner' },
    organization: { reference: department ? '#department' : '#enterprise' },
    ...(pointOfCare ? { location: [{ reference: '#place' }] } : {}),
  };
  const place: Location = { resourceType: 'Location', id: 'place', managingOrganization: { reference: '#place-unit' } };
  return [
    role,
    practitioner,
    ...(department ? [{ ...unit('department', department), partOf: { reference: '#enterprise' } }] : []),
    unit('enterprise', enterprise),
    ...(pointOfCare ? [place, unit('place-unit', pointOfCare)] : []),
  ];
}

/** A unit as a contained resource. */
export function unit(id: string, { system, value, name }: AuditedUnit): Organization {
  return { resourceType: 'Organization', id, identifier: [{ system, value }], ...(name ? { name } : {}) };
}
