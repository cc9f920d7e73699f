import type { Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { numberFindings } from '../record/number-findings.ts';
import { profilesFor } from '../record/profiles.ts';
import type { Finding } from '../validation/finding.ts';
import type { Context } from './context.ts';

/** Findings of a part against our profiles and those that the agreement with its sender asks for, and on its numbers. */
export function profileFindings(context: Context, sender: Party, resource: Resource): readonly Finding[] {
  return [
    ...context.validator.validate(resource, { profiles: profilesAskedOf(context, sender, resource) }),
    ...numberFindings(resource),
  ];
}

/**
 * What a resource from this sender must follow: our profiles of what it is, and those of its type that this installation asks of
 * everybody, or the agreement with the sender's organization asks for, under whichever of their canonicals the configuration names them.
 */
export function profilesAskedOf(
  { validator, partners, requiredProfiles = [] }: Pick<Context, 'validator' | 'partners' | 'requiredProfiles'>,
  sender: Pick<Party, 'organization'> | undefined,
  resource: Resource,
): readonly string[] {
  const agreed = partners.filter(({ organization }) => organization === sender?.organization);
  const required = [...requiredProfiles, ...agreed.flatMap(({ profiles }) => profiles)];
  return [
    ...profilesFor(resource),
    ...new Set(required.filter((url) => validator.typeOf(url) === resource.resourceType)),
  ];
}
