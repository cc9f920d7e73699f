import type { ElementDefinition, StructureDefinition } from './structure-definition.ts';

/** One element of a snapshot with its children and slices under it. */
export interface ElementNode {
  readonly id: string;
  /** Last step of the path without slice: `identifier`, `value[x]`. */
  readonly name: string;
  readonly definition: ElementDefinition;
  readonly children: ElementNode[];
  readonly slices: ElementNode[];
}

/** Elements whose parent the snapshot does not hold. */
export interface ElementTree {
  readonly root: ElementNode;
  readonly byId: ReadonlyMap<string, ElementNode>;
  readonly orphans: readonly string[];
}

interface Place {
  readonly parent: string | undefined;
  readonly name: string;
  readonly sliced: boolean;
}

function placeOf(id: string, sliceName: string | undefined): Place {
  const suffix = sliceName === undefined ? '' : `:${sliceName}`;
  const plain = suffix !== '' && id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
  const dot = plain.lastIndexOf('.');
  const last = plain.slice(dot + 1);
  const colon = last.indexOf(':');
  return {
    parent: dot < 0 ? undefined : plain.slice(0, dot),
    name: colon < 0 ? last : last.slice(0, colon),
    sliced: plain !== id || colon >= 0,
  };
}

/**
 * Where a slice belongs: under the element, or, for a slice `a/b`, under the slice `a` that it divides
 * (http://hl7.org/fhir/R4/profiling.html#reslicing).
 */
function slicesOf(
  parent: ElementNode | undefined,
  name: string,
  sliceName: string | undefined,
): ElementNode[] | undefined {
  let slices = parent?.children.find((child) => child.name === name)?.slices;
  const steps = sliceName?.split('/') ?? [];
  for (let depth = 1; depth < steps.length; depth += 1) {
    const divided = steps.slice(0, depth).join('/');
    slices = slices?.find((slice) => slice.definition.sliceName === divided)?.slices ?? slices;
  }
  return slices;
}

/**
 * The snapshot as a tree, by element ids (http://hl7.org/fhir/R4/elementdefinition.html#id).
 *
 * Returns undefined when there is no snapshot to build from.
 */
export function buildElementTree(definition: StructureDefinition): ElementTree | undefined {
  const byId = new Map<string, ElementNode>();
  const orphans: string[] = [];
  let root: ElementNode | undefined;
  for (const element of definition.snapshot?.element ?? []) {
    const id = element.id ?? element.path;
    const place = placeOf(id, element.sliceName);
    const node: ElementNode = { id, name: place.name, definition: element, children: [], slices: [] };
    byId.set(id, node);
    if (place.parent === undefined) {
      root ??= node;
      continue;
    }
    const parent = byId.get(place.parent);
    const siblings = place.sliced ? slicesOf(parent, place.name, element.sliceName) : parent?.children;
    if (siblings) {
      siblings.push(node);
    } else {
      orphans.push(id);
    }
  }
  return root && { root, byId, orphans };
}

/** The value of fixed[x] or pattern[x] on an element, if any. */
export function fixedOrPattern(element: ElementDefinition): { kind: 'fixed' | 'pattern'; value: unknown } | undefined {
  for (const key in element) {
    if (key.startsWith('fixed')) {
      return { kind: 'fixed', value: element[key] };
    }
    if (key.startsWith('pattern')) {
      return { kind: 'pattern', value: element[key] };
    }
  }
  return undefined;
}

/** True when JSON holds this element as an array: decided by the base, not by a profile's max. */
export function isArray(element: ElementDefinition): boolean {
  const max = element.base?.max ?? element.max;
  return max !== '1' && max !== '0';
}
