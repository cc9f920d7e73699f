import type { Resource, ServiceRequest } from '@medplum/fhirtypes';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';
import { requestOf } from './lift-detail.ts';
import { statedOwner } from './owner.ts';
import type { Directory, Part } from './record.ts';

/**
 * What stands inline in a plan of ours, as the part that it would be: it can be hidden only as the measure it is (design:
 * merge, "what stays inline").
 */
export function inlinePart(plan: Part, { detail, extension }: JsonObject, directory: Directory): Part {
  const { subject } = asJson(plan.resource);
  const measure = {
    resourceType: 'ServiceRequest',
    ...(extension === undefined ? {} : { extension }),
    ...(isObject(detail) ? requestOf(detail, subject) : {}),
  } as unknown as ServiceRequest;
  return { resource: measure, kind: 'measure', owner: statedOwner(measure, directory) ?? plan.owner };
}

/** A plan without the inline activities that are hidden, and what they say besides. */
export function withoutInline<R extends Resource>(plan: R, isHidden: (activity: JsonObject) => boolean): R {
  return withoutItems(asJson(plan), isHidden) as unknown as R;
}

function withoutItems(value: Json, isHidden: (activity: JsonObject) => boolean): Json {
  if (Array.isArray(value)) {
    const shown = value.filter((item: Json) => !(isObject(item) && isObject(item['detail']) && isHidden(item)));
    return shown.map((item: Json) => withoutItems(item, isHidden));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, child]) => [key, child === undefined ? child : withoutItems(child, isHidden)] as const,
  );
  return Object.fromEntries(entries.filter(([, child]) => !Array.isArray(child) || child.length > 0));
}
