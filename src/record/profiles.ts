import type { Resource } from '@medplum/fhirtypes';
import { consentKindIsStated, isIndividualPlan, isPlanTeam } from './kinds.ts';
import { SAMPLAN } from './systems.ts';

/** Profiles of our own package that a part must fit, by what it is rather than by what it claims. */
export function profilesFor(resource: Resource): readonly string[] {
  const name = profileName(resource);
  return name ? [SAMPLAN.profile(name)] : [];
}

function profileName(resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Patient':
      return 'ip-patient';
    case 'Goal':
      return 'ip-goal';
    case 'CarePlan':
      return isIndividualPlan(resource) ? 'ip-careplan' : undefined;
    case 'CareTeam':
      return isPlanTeam(resource) ? 'ip-careteam' : undefined;
    case 'Consent':
      return consentKindIsStated(resource) ? 'ip-consent' : undefined;
    default:
      return undefined;
  }
}
