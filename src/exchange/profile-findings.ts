import type { Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { numberFindings } from '../record/number-findings.ts';
import { profilesFor } from '../record/profiles.ts';
import type { Finding } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import type { Change } from './weigh.ts';

/** Findings of the changed parts against our profiles and those the partner's agreement asks for, and on their numbers. */
export function profileFindings(
  context: Context,
  partner: Partner | undefined,
  { changed }: Change,
): readonly Finding[] {
  return [...changed.values()].flatMap((resource) => [
    ...context.validator.validate(resource, { profiles: profilesAskedOf(context, partner, resource) }),
    ...numberFindings(resource),
  ]);
}

/**
 * What a resource from this sender must follow: our profiles of what it is, and those of its type that the agreement with the
 * sender's organization asks for, under whichever of their canonicals the configuration names them.
 */
export function profilesAskedOf(
  { validator, partners }: Context,
  sender: Party | undefined,
  resource: Resource,
): readonly string[] {
  const agreed = partners.filter(({ organization }) => organization === sender?.organization);
  const required = agreed.flatMap(({ profiles }) => profiles);
  return [
    ...profilesFor(resource),
    ...new Set(required.filter((url) => validator.typeOf(url) === resource.resourceType)),
  ];
}
