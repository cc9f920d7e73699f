import { baseDefinitions } from '../validation/base-definitions.ts';
import { type ElementNode, isArray } from '../validation/element-tree.ts';

/** An element of FHIR R4 as JSON holds it. */
export interface FhirElement {
  /** R4 type: `CodeableConcept`, `code`, `BackboneElement`. */
  readonly type: string;
  readonly isArray: boolean;
  readonly node: ElementNode;
}

/** The root of a type; undefined where R4 has no such type. */
export function rootOf(type: string): FhirElement | undefined {
  const tree = baseDefinitions.tree(type);
  return tree && { type, isArray: false, node: tree.root };
}

/**
 * The element of that name under another, choices with their type in the name. Undefined where R4 has none.
 *
 * @see http://hl7.org/fhir/R4/formats.html#choice
 * @example
 * childOf(rootOf('ServiceRequest'), 'occurrenceTiming'); // type Timing
 */
export function childOf({ node, type }: FhirElement, name: string): FhirElement | undefined {
  const children = node.children.length > 0 ? node.children : (baseDefinitions.tree(type)?.root.children ?? []);
  for (const child of children) {
    const { definition } = child;
    if (child.name === name) {
      const reference = definition.contentReference;
      if (reference !== undefined) {
        const target = baseDefinitions.tree(type.split('.')[0] ?? type)?.byId.get(reference.replace(/^[^#]*#/u, ''));
        return target && { type: 'BackboneElement', isArray: isArray(definition), node: target };
      }
      return { type: definition.type?.[0]?.code ?? 'BackboneElement', isArray: isArray(definition), node: child };
    }
    if (!child.name.endsWith('[x]') || !name.startsWith(child.name.slice(0, -3))) continue;
    const wanted = name.slice(child.name.length - 3);
    const chosen = definition.type?.find(({ code }) => code[0]?.toUpperCase() + code.slice(1) === wanted);
    if (chosen) return { type: chosen.code, isArray: false, node: { ...child, children: [] } };
  }
  return undefined;
}

/** True for a type whose value is no object (http://hl7.org/fhir/R4/datatypes.html#primitive). */
export function isPrimitive(type: string): boolean {
  return /^[a-z]/u.test(type) && type !== 'xhtml';
}
