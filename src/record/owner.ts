import type { Extension, Reference, Resource } from '@medplum/fhirtypes';
import { isIndividualPlan } from './kinds.ts';
import { organizationsOf, organizationsOfParticipant, responsibleCoordinators } from './organizations.ts';
import type { Directory } from './record.ts';
import { keyOf, type PlanRecord } from './record.ts';
import { CUSTODIAN, SAMPLAN } from './systems.ts';

/**
 * Owner of a part when it is first admitted: what the part says (extension part-owner, custodian, the author's or
 * performer's organization), else the organization whose system sent it; never the order of arrival.
 */
export function firstOwner(resource: Resource, directory: Directory, sender: string): string {
  return statedOwner(resource, directory) ?? sender;
}

/** The owner a part states about itself. */
export function statedOwner(resource: Resource, directory: Directory): string | undefined {
  for (const reference of statements(resource)) {
    const [organization] = organizationsOf(reference, directory);
    if (organization !== undefined) return organization;
  }
  return undefined;
}

/**
 * Owner of a part in its record. The plan's own fields belong to the responsible coordinator's organization
 * (hol § 7-2), every other part to the owner it got when it came.
 */
export function ownerOf(record: PlanRecord, resource: Resource, at: string): readonly string[] {
  if (isIndividualPlan(resource)) {
    const [coordinator] = responsibleCoordinators(record, at);
    const organizations = coordinator ? organizationsOfParticipant(coordinator, record.directory) : [];
    if (organizations.length > 0) return organizations;
  }
  const owner = record.parts.get(keyOf(resource))?.owner;
  return owner === undefined ? [] : [owner];
}

function statements(resource: Resource): readonly (Reference | undefined)[] {
  const stated = ('extension' in resource ? ((resource.extension as Extension[] | undefined) ?? []) : [])
    .filter(({ url }) => url === SAMPLAN.partOwner || url === CUSTODIAN)
    .map(({ valueReference }) => valueReference);
  return [...stated, ...authors(resource)];
}

function authors(resource: Resource): readonly (Reference | undefined)[] {
  switch (resource.resourceType) {
    case 'CarePlan':
      return [resource.author];
    case 'CareTeam':
      return resource.managingOrganization ?? [];
    case 'Consent':
      return resource.organization ?? [];
    case 'ServiceRequest':
      return [resource.requester, ...(resource.performer ?? [])];
    case 'Task':
      return [resource.requester, resource.owner];
    case 'DocumentReference':
      return [resource.custodian, ...(resource.author ?? [])];
    case 'Encounter':
      return [resource.serviceProvider];
    case 'Observation':
      return resource.performer ?? [];
    case 'Condition':
      return [resource.asserter, resource.recorder];
    case 'Communication':
      return [resource.sender];
    case 'Goal':
      return [resource.expressedBy];
    default:
      return [];
  }
}
