import type { Resource, ServiceRequest } from '@medplum/fhirtypes';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';
import { requestOf } from './lift-detail.ts';
import { statedOwner } from './owner.ts';
import type { Directory, Part } from './record.ts';
import { withoutListItems } from './without-list-items.ts';

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
  const isLeftOut = (item: Json): boolean => isObject(item) && isObject(item['detail']) && isHidden(item);
  return withoutListItems(asJson(plan), isLeftOut) as unknown as R;
}
