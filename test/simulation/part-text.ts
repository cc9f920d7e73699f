import type { CarePlan, Goal, Resource, ServiceRequest, Task } from '@medplum/fhirtypes';

/** Resources whose text users write anew. */
export type Marked = Goal | ServiceRequest | CarePlan | Task;

/** The text of a part in which its name and mark stand. */
export function textOf(resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'Goal':
      return resource.description.text;
    case 'ServiceRequest':
      return resource.code?.text;
    case 'CarePlan':
    case 'Task':
    case 'Appointment':
    case 'DocumentReference':
      return resource.description;
    default:
      return undefined;
  }
}

export function withText<R extends Marked>(resource: R, text: string): R {
  if (resource.resourceType === 'Goal') return { ...resource, description: { ...resource.description, text } };
  if (resource.resourceType === 'ServiceRequest') return { ...resource, code: { ...resource.code, text } };
  return { ...resource, description: text };
}
