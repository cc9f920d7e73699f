import type { NativeEntry } from './invariant.ts';
import { list, object } from './invariant-values.ts';
import { narrativeTargets } from './narrative-targets.ts';

/** The strings below that begin with #, and what narratives name; without recursion, for depth is the sender's choice. */
function anchorsIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const stack: unknown[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const item of Object.values(next as object)) {
      if (typeof item === 'string') {
        if (item.charCodeAt(0) === 35) {
          found.add(item);
        } else if (item.startsWith('<div')) {
          for (const id of narrativeTargets(item)) {
            found.add(`#${id}`);
          }
        }
      } else if (typeof item === 'object' && item !== null) {
        stack.push(item);
      }
    }
  }
  return found;
}

/** Invariants of DomainResource and of references into it, where the expression needs more than one object. */
export const domainInvariants: readonly NativeEntry[] = [
  [
    'dom-2',
    'contained.contained.empty()',
    (resource) => list(resource['contained']).every((item) => item['contained'] === undefined),
  ],
  [
    'dom-3',
    "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | %resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists() or descendants().where(as(canonical) = '#').exists() or descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()",
    (resource, pass) => {
      const missing = list(resource['contained']).filter((item) => pass.anchors?.has(`#${item['id']}`) !== true);
      if (missing.length === 0) {
        return true;
      }
      const anchors = anchorsIn(resource);
      return missing.every((item) => anchors.has(`#${item['id']}`) || anchorsIn(item).has('#'));
    },
  ],
  [
    'dom-4',
    'contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()',
    (resource) =>
      list(resource['contained']).every((item) => {
        const meta = object(item['meta']);
        return meta['versionId'] === undefined && meta['lastUpdated'] === undefined;
      }),
  ],
  [
    'dom-5',
    'contained.meta.security.empty()',
    (resource) => list(resource['contained']).every((item) => object(item['meta'])['security'] === undefined),
  ],
  [
    'ref-1',
    "reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))",
    ({ reference }, pass) => {
      if (typeof reference !== 'string' || reference.charCodeAt(0) !== 35) {
        return true;
      }
      pass.anchors ??= new Set();
      pass.anchors.add(reference);
      // '#' alone is the containing resource (http://hl7.org/fhir/R4/references.html#contained), which the expression forgot.
      return reference === '#' || pass.contained(reference.slice(1)) !== undefined;
    },
  ],
];
