import type { Period, Resource } from '@medplum/fhirtypes';
import { afterEnd, startOf } from '../record/period.ts';

/** From its first instant to the first that it no longer covers; without an end it goes on. ISO 8601 in UTC. */
export interface PartPeriod {
  readonly start: string;
  readonly end: string | undefined;
}

/**
 * The time that a part is about, for Consent.provision.dataPeriod (R4: "clinical or operational relevant period of time").
 *
 * @returns undefined for a part that carries no date
 * @example
 * partPeriod({ resourceType: 'Communication', status: 'completed', sent: '2026-03-02' });
 * // { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z' }
 */
export function partPeriod(resource: Resource): PartPeriod | undefined {
  switch (resource.resourceType) {
    case 'CarePlan':
      return from(resource.period) ?? on(resource.created);
    case 'CareTeam':
    case 'Encounter':
      return from(resource.period);
    case 'Goal':
      return resource.startDate ? { start: startOf(resource.startDate), end: undefined } : on(resource.statusDate);
    case 'ServiceRequest':
      return from(resource.occurrencePeriod) ?? on(resource.occurrenceDateTime) ?? on(resource.authoredOn);
    case 'Task':
      return from(resource.executionPeriod) ?? on(resource.authoredOn);
    case 'Condition':
      return on(resource.onsetDateTime) ?? on(resource.recordedDate);
    case 'Observation':
      return from(resource.effectivePeriod) ?? on(resource.effectiveDateTime);
    case 'Appointment':
      return resource.start ? between(resource.start, resource.end ?? resource.start) : on(resource.created);
    case 'Communication':
      return on(resource.sent) ?? on(resource.received);
    case 'DocumentReference':
      return from(resource.context?.period) ?? on(resource.date);
    default:
      return undefined;
  }
}

function from(period: Period | undefined): PartPeriod | undefined {
  if (!period?.start) return undefined;
  return { start: startOf(period.start), end: period.end ? afterEnd(period.end) : undefined };
}

function on(date: string | undefined): PartPeriod | undefined {
  return date ? between(date, date) : undefined;
}

function between(start: string, end: string): PartPeriod {
  return { start: startOf(start), end: afterEnd(end) };
}
