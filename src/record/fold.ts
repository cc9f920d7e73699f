import type { CarePlan, ServiceRequest } from '@medplum/fhirtypes';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';
import { detailOf } from './lift-detail.ts';
import { planOfLifted } from './lift-id.ts';
import { targetOf } from './references.ts';

/**
 * A lifted plan in its partner's shape: every activity that points at a measure of the plan's own says inline what the
 * measure says. The other half of `lift`. A measure stands there once; one that is not there leaves nothing behind.
 *
 * @example
 * fold(lifted.plan, lifted.measures); // what was lifted
 */
export function fold(plan: CarePlan, measures: ReadonlyMap<string, ServiceRequest>): CarePlan {
  const { activity, ...rest } = asJson(plan);
  if (!Array.isArray(activity)) return plan;
  const left = new Map(measures);
  const folded = activity.flatMap((item: Json): readonly Json[] => {
    const id = measureIn(plan, item);
    if (id === undefined) return [item];
    const measure = left.get(id);
    left.delete(id);
    return measure ? [inlineOf(item as JsonObject, measure)] : [];
  });
  return (folded.length > 0 ? { ...rest, activity: folded } : rest) as unknown as CarePlan;
}

/** The id of the plan's own measure that an activity points at; undefined for every other activity. */
export function measureIn(plan: CarePlan, activity: Json): string | undefined {
  const { reference } = isObject(activity) && isObject(activity['reference']) ? activity['reference'] : {};
  const target = typeof reference === 'string' ? targetOf(reference) : undefined;
  const isOwn = target?.type === 'ServiceRequest' && planOfLifted(target.id) === plan.id;
  return isOwn ? target.id : undefined;
}

/** An activity that points at a measure, with what the measure says in its place. */
export function inlineOf({ reference: _, ...activity }: JsonObject, measure: ServiceRequest): JsonObject {
  return { ...activity, detail: detailOf(asJson(measure)) };
}
