import type { Identifier, Patient, Reference, Resource } from '@medplum/fhirtypes';
import { equal, isObject } from './json.ts';
import { NATIONAL, URI_SYSTEM } from './systems.ts';

/** An identifier that has both a system and a value. */
export interface BusinessIdentifier {
  readonly system: string;
  readonly value: string;
}

const NATIONAL_PERSON: readonly string[] = [
  NATIONAL.birthNumber,
  NATIONAL.dNumber,
  NATIONAL.jointHelpNumber,
  NATIONAL.immigrationNumber,
];

/** Systems whose identifiers name one entry of the directory: HPR, organization number, RESH. */
export const DIRECTORY_SYSTEMS: readonly string[] = [NATIONAL.healthPersonnel, NATIONAL.organization, NATIONAL.resh];

/**
 * Every identifier of a resource that has a system and a value, white space in the value removed. What is not sound has
 * none: it is asked before anything is validated.
 */
export function identifiersOf(resource: Resource): readonly BusinessIdentifier[] {
  const list: readonly unknown[] = isObject(resource) ? [resource['identifier']].flat() : [];
  return list.flatMap((identifier) => {
    const { system, value } = isObject(identifier) ? identifier : {};
    const isWhole = typeof system === 'string' && typeof value === 'string' && system !== '' && value !== '';
    return isWhole ? [{ system, value: value.replaceAll(/\s/gu, '') }] : [];
  });
}

/**
 * The identifiers by which two systems know the same person: national numbers where there are any, otherwise
 * whatever the sender gives (a newborn has no number yet).
 */
export function personIdentifiers(patient: Patient): readonly BusinessIdentifier[] {
  const all = identifiersOf(patient);
  const national = all.filter(({ system }) => NATIONAL_PERSON.includes(system));
  return national.length > 0 ? national : all;
}

/** The identifiers that name the same person everywhere: birth number, D number, joint help number, DUF number. */
export function nationalIdentifiers(patient: Patient): readonly BusinessIdentifier[] {
  return identifiersOf(patient).filter(({ system }) => NATIONAL_PERSON.includes(system));
}

/**
 * A partner's own identifiers of a person. A local number means nothing elsewhere: another system gives the same number to
 * somebody else, so it is kept with the name of the system that gave it.
 */
export function localIdentifiers(partner: string, patient: Patient): readonly BusinessIdentifier[] {
  return identifiersOf(patient)
    .filter(({ system }) => system !== URI_SYSTEM && !NATIONAL_PERSON.includes(system))
    .map(({ system, value }) => ({ system: `${partner} ${system}`, value }));
}

/** The ids of ours that a resource was created under somewhere, as it says. */
export function originsOf(resource: Resource): readonly string[] {
  const prefix = originIdentifier('').value;
  return identifiersOf(resource).flatMap(({ system, value }) =>
    system === URI_SYSTEM && value.startsWith(prefix) ? [value.slice(prefix.length)] : [],
  );
}

/** The resource without the names that others' resources have after ids: it says of none of them that it was made of it. */
export function withoutOrigins<R extends Resource>(resource: R, ids: readonly string[]): R {
  if (!originsOf(resource).some((id) => ids.includes(id))) return resource;
  const { identifier, ...rest } = resource as R & { readonly identifier?: readonly Identifier[] | Identifier };
  const names = new Set(ids.map((id) => originIdentifier(id).value));
  const kept = [identifier ?? []]
    .flat()
    .filter(({ system, value }) => system !== URI_SYSTEM || !names.has(value ?? ''));
  return (kept.length > 0 ? { ...rest, identifier: kept } : rest) as R;
}

/** The identifiers by which the directory knows an organization or a practitioner. */
export function directoryIdentifiers(resource: Resource): readonly BusinessIdentifier[] {
  return identifiersOf(resource).filter(({ system }) => DIRECTORY_SYSTEMS.includes(system));
}

/**
 * What a role connects, by search parameter: a PractitionerRole seldom has an identifier, and is the same where
 * practitioner and organization are. Empty for everything else, and for a role that names only one of them.
 */
export function connections(resource: Resource): Readonly<Record<string, string>> {
  if (resource.resourceType !== 'PractitionerRole') return {};
  const practitioner = resource.practitioner?.reference;
  const organization = resource.organization?.reference;
  return practitioner && organization ? { practitioner, organization } : {};
}

/** The organization that an entry of the directory is part of, is a post at, or is provided by. */
export function organizationOf(entry: Resource): Reference | undefined {
  if (entry.resourceType === 'Organization') return entry.partOf;
  if (entry.resourceType === 'PractitionerRole') return entry.organization;
  return entry.resourceType === 'HealthcareService' ? entry.providedBy : undefined;
}

/** True where both are of the same organization, or neither says of which. */
export function sameOrganization(left: Resource, right: Resource): boolean {
  return whom(organizationOf(left)) === whom(organizationOf(right));
}

function whom({ reference, identifier }: Reference = {}): string | undefined {
  return reference ?? (identifier && `${identifier.system ?? ''}|${identifier.value ?? ''}`);
}

/** False only where both state a code and the codes differ: a role without one can be any. */
export function sameCode(left: Resource, right: Resource): boolean {
  if (left.resourceType !== 'PractitionerRole' || right.resourceType !== 'PractitionerRole') return true;
  return !left.code || !right.code || equal(left.code, right.code);
}

/**
 * The identifier under which Samplan creates its resource at a partner: after a lost answer the same resource is
 * found by it instead of being created again.
 */
export function originIdentifier(id: string): BusinessIdentifier {
  return { system: URI_SYSTEM, value: `urn:uuid:${id}` };
}
