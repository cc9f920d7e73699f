import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';

type Json = Record<string, unknown>;

/** Key of the Element beside a primitive: where a path goes on under a value that has no elements itself. */
function keyUnder(holder: Json, name: string, index: number): { readonly value: unknown; readonly beside: unknown } {
  const key = Object.hasOwn(holder, name)
    ? name
    : Object.keys(holder).find(
        (each) => each.startsWith(name) && /^[A-Z]/.test(each.slice(name.length)) && !each.startsWith('_'),
      );
  const at = (value: unknown): unknown => (index >= 0 && Array.isArray(value) ? value[index] : value);
  const sibling = Object.keys(holder).find(
    (each) => each === `_${key ?? name}` || (each.startsWith(`_${name}`) && /^[A-Z]/.test(each.slice(name.length + 1))),
  );
  return {
    value: key === undefined ? undefined : at(holder[key]),
    beside: sibling === undefined ? undefined : at(holder[sibling]),
  };
}

/** An element that a pass stands in: an object, or a primitive by what stands beside its value. */
export interface Stand {
  readonly element: Json;
  /** The primitive's value; undefined for an object. */
  readonly value: unknown;
}

/**
 * The elements from the resource down to where the pass is, each with its name in the pass; undefined where the names do not lead
 * there. Only what asks needs it: the pass itself keeps names and indices.
 */
export function standsOf(pass: Pass): readonly Stand[] | undefined {
  let stand: Stand = { element: pass.resource, value: undefined };
  const stands = [stand];
  for (let level = pass.resourceDepth + 1; level <= pass.depth; level += 1) {
    const { value, beside } = keyUnder(stand.element, pass.names[level] ?? '', pass.indices[level] ?? -1);
    const element = isObject(value) ? value : beside;
    if (!isObject(element)) {
      return undefined;
    }
    stand = { element, value: isObject(value) ? undefined : value };
    stands.push(stand);
  }
  return stands;
}
