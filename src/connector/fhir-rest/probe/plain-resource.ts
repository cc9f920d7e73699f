import type { JsonObject } from '../../../record/json.ts';
import { URI_SYSTEM } from '../../../record/systems.ts';

/** What everything that a check writes says of itself, for whoever meets it at the partner. */
const WHAT_THIS_IS = 'Skrevet av Samplan for å prøve forbindelsen. Gjelder ingen.';

/** The least that R4 asks for, of types that all have `identifier` and `note`; the first that a partner takes is used. */
const PLAIN: Readonly<Record<string, (patient: string) => JsonObject>> = {
  Goal: (patient) => ({
    lifecycleStatus: 'proposed',
    description: { text: WHAT_THIS_IS },
    subject: { reference: patient },
  }),
  ServiceRequest: (patient) => ({
    status: 'draft',
    intent: 'plan',
    code: { text: WHAT_THIS_IS },
    subject: { reference: patient },
  }),
  Task: (patient) => ({ status: 'draft', intent: 'plan', description: WHAT_THIS_IS, for: { reference: patient } }),
  CarePlan: (patient) => ({
    status: 'draft',
    intent: 'plan',
    description: WHAT_THIS_IS,
    subject: { reference: patient },
  }),
};

/** Types that a check can do its work with, in the order of preference. */
export const PLAIN_TYPES: readonly string[] = Object.keys(PLAIN);

/**
 * A plain resource about the patient.
 *
 * @param patient reference at the partner: `Patient/17`
 * @param uuid by which it is found again
 * @example
 * plainResource('Goal', 'Patient/17', randomUUID(), 'first').note // [{ text: 'first' }]
 */
export function plainResource(type: string, patient: string, uuid: string, note: string): JsonObject {
  return {
    resourceType: type,
    identifier: [originOf(uuid)],
    ...PLAIN[type]?.(patient),
    note: [{ text: note }],
  };
}

/** The same with another note: what an update changes. */
export function withNote(resource: JsonObject, note: string): JsonObject {
  return { ...resource, note: [{ text: note }] };
}

/** The same with a reference to what is not there, in a place by which servers search: there they look whether it leads somewhere. */
export function leadingNowhere(resource: JsonObject, id: string): JsonObject {
  switch (resource['resourceType']) {
    case 'ServiceRequest':
      return { ...resource, basedOn: [{ reference: `CarePlan/${id}` }] };
    case 'Task':
      return { ...resource, basedOn: [{ reference: `ServiceRequest/${id}` }] };
    case 'CarePlan':
      return { ...resource, goal: [{ reference: `Goal/${id}` }] };
    default:
      return { ...resource, subject: { reference: `Patient/${id}` } };
  }
}

/** The identifier that a check gives, and finds things again by. */
export function originOf(uuid: string): { readonly system: string; readonly value: string } {
  return { system: URI_SYSTEM, value: `urn:uuid:${uuid}` };
}
