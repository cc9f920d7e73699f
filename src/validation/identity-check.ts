import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';

/**
 * The id of an element is its own within its resource; contained resources belong to the one that contains them
 * (http://hl7.org/fhir/R4/narrative.html#id).
 */
export function elementId(pass: Pass, id: string, holder: object, element: string): void {
  pass.elementIds ??= new Map();
  let known = pass.elementIds.get(pass.root);
  if (!known) {
    known = new Map();
    pass.elementIds.set(pass.root, known);
  }
  const first = known.get(id);
  // A profile may lead to the same object again.
  if (first === undefined) {
    known.set(id, holder);
  } else if (first !== holder) {
    pass.fail({ rule: 'duplicate-id', element }, 'id', -1);
  }
}

/** No two contained resources have one id: `#id` would name both (http://hl7.org/fhir/R4/references.html#contained). */
export function containedIds(pass: Pass, list: readonly unknown[]): void {
  if (list.length < 2) {
    return;
  }
  const known = new Set<unknown>();
  for (const [index, item] of list.entries()) {
    const id = isObject(item) ? item['id'] : undefined;
    if (id !== undefined && known.has(id)) {
      pass.fail({ rule: 'duplicate-id', element: 'DomainResource.contained' }, 'contained', index);
    }
    known.add(id);
  }
}
