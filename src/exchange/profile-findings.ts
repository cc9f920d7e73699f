import { profilesFor } from '../record/profiles.ts';
import type { Finding } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import type { Change } from './weigh.ts';

/** Findings of the changed parts against our profiles and those the partner's agreement asks for. */
export function profileFindings(
  { validator }: Context,
  partner: Partner | undefined,
  { changed }: Change,
): readonly Finding[] {
  return [...changed.values()].flatMap((resource) => {
    const required = (partner?.profiles ?? []).filter((url) => validator.typeOf(url) === resource.resourceType);
    return validator.validate(resource, { profiles: [...profilesFor(resource), ...required] });
  });
}
