import type { CarePlan, Patient, ServiceRequest } from '@medplum/fhirtypes';
import type { FhirSystem } from '../fhir-system.ts';

/** A user adds a measure to the person's plan: the measure first, then its place in the plan. */
export async function addMeasure(
  system: FhirSystem,
  patient: Patient,
  { id: _givenBySystem, ...measure }: ServiceRequest,
): Promise<void> {
  const plan: CarePlan = await system.only('CarePlan', patient);
  const created = await system.create({
    ...measure,
    subject: { reference: `Patient/${patient.id}` },
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
  });
  await system.change(plan, (current) => ({
    ...current,
    activity: [...(current.activity ?? []), { reference: { reference: `ServiceRequest/${created.id}` } }],
  }));
}
