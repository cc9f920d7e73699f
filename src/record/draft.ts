import type { Resource } from '@medplum/fhirtypes';
import { asJson } from './json.ts';
import { statusElement } from './status-lattice.ts';

/** The status of what somebody is still writing, and that says nothing of what is done (R4 value sets of the types). */
const DRAFTS: Readonly<Record<string, string>> = {
  CarePlan: 'draft',
  ServiceRequest: 'draft',
  Task: 'draft',
  Goal: 'proposed',
  Appointment: 'proposed',
  CareTeam: 'proposed',
  Communication: 'preparation',
};

/**
 * Whether a part is a draft: nothing in the record rests on it yet.
 *
 * @example
 * isDraft({ resourceType: 'Goal', lifecycleStatus: 'proposed', … }); // true
 */
export function isDraft(resource: Resource): boolean {
  const { resourceType: type } = resource;
  return Object.hasOwn(DRAFTS, type) && asJson(resource)[statusElement(type)] === DRAFTS[type];
}
