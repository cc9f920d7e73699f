import type { NativeEntry } from './invariant.ts';
import { list, object } from './invariant-values.ts';

/** True when a string anywhere below is one of these; without recursion, for depth is the sender's choice. */
function mentions(value: unknown, anchors: (text: string) => boolean): boolean {
  const stack: unknown[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') {
      if (anchors(next)) {
        return true;
      }
    } else if (next !== null && typeof next === 'object') {
      for (const item of Object.values(next)) {
        if (typeof item === 'string' ? item.charCodeAt(0) === 35 : typeof item === 'object' && item !== null) {
          stack.push(item);
        }
      }
    }
  }
  return false;
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
    (resource, pass) =>
      list(resource['contained']).every((item) => {
        const anchor = `#${item['id']}`;
        return (
          pass.anchors.has(anchor) ||
          mentions(item, (text) => text === '#') ||
          mentions(resource, (text) => text === anchor)
        );
      }),
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
      pass.anchors.add(reference);
      // '#' alone is the containing resource (http://hl7.org/fhir/R4/references.html#contained), which the expression forgot.
      return reference === '#' || list(pass.root['contained']).some((item) => item['id'] === reference.slice(1));
    },
  ],
];
