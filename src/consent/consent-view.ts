import type { Consent, ConsentProvision, Resource } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { type Directory, keyOf, type PlanRecord } from '../record/record.ts';

/**
 * A Consent as one of its recipients sees it: who else may see the plan is none of its business. Its owner sees it
 * whole, and so does everyone any resource that is no Consent.
 */
export function consentAsSeenBy(organization: string, record: PlanRecord, resource: Resource): Resource {
  if (resource.resourceType !== 'Consent' || !resource.provision) return resource;
  const part = record.parts.get(keyOf(resource));
  if (part && ownersOf(part, record.directory).includes(organization)) return resource;
  const provision = forOne(resource.provision, organization, record.directory);
  // A Group of recipients in it is nobody's business either.
  const { provision: _, contained = [], ...rest } = resource;
  const others = contained.filter(({ resourceType }) => resourceType !== 'Group');
  return {
    ...rest,
    ...(others.length > 0 ? { contained: others } : {}),
    ...(provision ? { provision } : {}),
  } as Consent;
}

function forOne(provision: ConsentProvision, organization: string, directory: Directory): ConsentProvision | undefined {
  const { actor, provision: nested, ...rest } = provision;
  const own = actor?.filter(({ reference }) => organizationsOf(reference, directory).includes(organization));
  if (actor?.length && own?.length === 0) return undefined;
  const inner = (nested ?? []).flatMap((one) => forOne(one, organization, directory) ?? []);
  return { ...rest, ...(own?.length ? { actor: own } : {}), ...(inner.length > 0 ? { provision: inner } : {}) };
}
