import type { Resource } from '@medplum/fhirtypes';
import { identityOf } from './item-identity.ts';
import { asJson, equal, isObject, type Json } from './json.ts';

/**
 * A resource as a partner may see it, with what it holds already of what it may no longer see, as it last got that.
 *
 * @param shown without anything hidden
 * @param last what the partner last got
 * @param strip takes out what is hidden
 */
export function withRetained<R extends Resource>(shown: R, last: Resource, strip: (resource: R) => R): R {
  const bare = (item: Json): Json | undefined => {
    const { item: left } = asJson(strip({ resourceType: shown.resourceType, item: [item] } as unknown as R));
    return Array.isArray(left) ? left[0] : undefined;
  };
  return retained(asJson(shown), asJson(last), bare) as unknown as R;
}

/** What an item is without what is hidden; undefined when nothing is left of it. */
type Bare = (item: Json) => Json | undefined;

function retained(shown: Json | undefined, last: Json, bare: Bare): Json | undefined {
  if (Array.isArray(last)) return retainedItems(shown, last, bare);
  const left = bare(last);
  if (left === undefined) return shown ?? last;
  if (equal(left, last) || !isObject(shown) || !isObject(last)) return shown;
  const entries = Object.entries(last).flatMap(([key, child]): [string, Json][] => {
    const value = child === undefined ? undefined : retained(shown[key], child, bare);
    return value === undefined ? [] : [[key, value]];
  });
  return { ...shown, ...Object.fromEntries(entries) };
}

function retainedItems(shown: Json | undefined, last: readonly Json[], bare: Bare): Json | undefined {
  const items = Array.isArray(shown) ? [...shown] : [];
  last.forEach((item, index) => {
    const left = bare(item);
    if (left === undefined) {
      items.splice(index, 0, item);
    } else if (!equal(left, item)) {
      const twin = items.findIndex((one) => isSame(one, left));
      if (twin >= 0) items[twin] = retained(items[twin], item, bare) ?? item;
    }
  });
  return items.length > 0 ? items : shown;
}

function isSame(one: Json, other: Json): boolean {
  const identity = identityOf(one);
  return equal(one, other) || (identity !== undefined && identity === identityOf(other));
}
