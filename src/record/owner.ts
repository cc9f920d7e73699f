import type { Extension, Reference, Resource } from '@medplum/fhirtypes';
import { isIndividualPlan } from './kinds.ts';
import { organizationsOf, organizationsOfParticipant, responsibleCoordinators } from './organizations.ts';
import { type Directory, keyOf, type Part, type PlanRecord } from './record.ts';
import { CUSTODIAN, NATIONAL, SAMPLAN } from './systems.ts';

/**
 * Owner of a part when it is first admitted: what the part says (extension part-owner, custodian, the author's or
 * performer's organization), else the organization whose system sent it; never the order of arrival.
 */
export function firstOwner(resource: Resource, directory: Directory, sender: string): string {
  return statedOwner(resource, directory) ?? sender;
}

/** An organization whose system has a part as its own. */
interface Claim {
  readonly organization: string;
  /** The part itself says so. */
  readonly isStated: boolean;
}

/** What is known of an organization that takes part. */
interface Member {
  readonly organization: string;
  readonly sector: string;
}

const SECTORS: readonly string[] = ['municipal', 'specialist'];

/**
 * Owner of a part that two systems had before they met: whom it states; else the municipality, then the health trust,
 * then another sector, and among equals the smaller organization number. Any order of arrival gives the same (I9). Of a
 * Consent it is never what it states.
 *
 * @param held the part as the record has it, with the owner it got before
 * @param theirs the same as the other system has it
 * @param members organizations whose sector is known
 * @example
 * ownerWhereTheyMeet(part, theirs, trust.organization, directory, partners); // '310601012'
 */
export function ownerWhereTheyMeet(
  held: Part,
  theirs: Resource,
  sender: string,
  directory: Directory,
  members: readonly Member[],
): string {
  const stated = statedOwner(theirs, directory);
  // A Consent is its owner's word: nobody takes it over by naming itself in it.
  const isBelieved = theirs.resourceType !== 'Consent';
  const incoming: Claim = { organization: stated ?? sender, isStated: isBelieved && stated !== undefined };
  if (held.owner === undefined) return incoming.organization;
  const present: Claim = {
    organization: held.owner,
    isStated: isBelieved && statedOwner(held.resource, directory) === held.owner,
  };
  const rank = ({ organization, isStated }: Claim): string => {
    const all = organizationsOf(byNumber(organization), directory);
    const sector = members.find((member) => all.includes(member.organization))?.sector ?? '';
    const place = SECTORS.includes(sector) ? SECTORS.indexOf(sector) : SECTORS.length;
    return `${isStated ? 0 : 1} ${place} ${organization}`;
  };
  return rank(incoming) < rank(present) ? incoming.organization : present.organization;
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
 * Organizations that own a part of a record: the plan's own fields belong to the responsible coordinator's (hol § 7-2),
 * every other part to the owner it got when it came; with a unit, what the unit is part of.
 */
export function ownerOf(record: PlanRecord, resource: Resource, at: string): readonly string[] {
  if (isIndividualPlan(resource)) {
    // Several are a duty to be mended; until then the same one answers, in whatever order they came.
    const [organizations = []] = responsibleCoordinators(record, at)
      .map((coordinator) => organizationsOfParticipant(coordinator, record.directory))
      .filter(({ length }) => length > 0)
      .sort((one, other) => one.join().localeCompare(other.join()));
    if (organizations.length > 0) return organizations;
  }
  const part = record.parts.get(keyOf(resource));
  return part ? ownersOf(part, record.directory) : [];
}

/** The owner a part got, and what that is a unit of. */
export function ownersOf({ owner }: Part, directory: Directory): readonly string[] {
  return owner === undefined ? [] : organizationsOf(byNumber(owner), directory);
}

function byNumber(organization: string): Reference {
  return { identifier: { system: NATIONAL.organization, value: organization } };
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
