import { baseDefinitions } from './base-definitions.ts';
import { isEchoable } from './describe.ts';
import type { ElementPlace } from './fhirpath-shape.ts';
import { isObject } from './object-checks.ts';
import { choiceKey } from './reference-targets.ts';

/** Where a JSON value stands in a resource. */
export interface JsonPlace {
  /** FHIRPath with indices; a name that could be a person's data is left out. */
  readonly path: string;
  /** Id of the element in its definition, as far as that has it. */
  readonly element: string;
  readonly type: string | undefined;
}

function definedAt(type: string): ElementPlace | undefined {
  const tree = baseDefinitions.tree(type);
  return tree && { tree, node: tree.root };
}

/** Where what stands under an element is defined. */
function holderOf({ tree, node }: ElementPlace, type: string): ElementPlace | undefined {
  const reference = node.definition.contentReference;
  const target = reference === undefined ? node : tree.byId.get(reference.slice(reference.indexOf('#') + 1));
  return target && (target.children.length > 0 ? { tree, node: target } : definedAt(type));
}

interface Step {
  readonly name: string;
  readonly place: ElementPlace;
  readonly type: string;
}

function stepTo({ tree, node }: ElementPlace, key: string): Step | undefined {
  for (const child of node.children) {
    const isChoice = child.name.endsWith('[x]');
    const stem = isChoice ? child.name.slice(0, -3) : child.name;
    const type = (child.definition.type ?? []).find(({ code }) => (isChoice ? choiceKey(stem, code) : stem) === key);
    if (type || child.name === key) {
      return { name: stem, place: { tree, node: child }, type: type?.code ?? '' };
    }
  }
  return undefined;
}

/**
 * The place of a JSON value by its keys and indices: for what is found in the text of a resource and not in what was parsed.
 *
 * @example
 * placeInJson({ resourceType: 'Observation', valueQuantity: { value: 1 } }, ['valueQuantity', 'value']);
 * // { path: 'Observation.value.value', element: 'Quantity.value', type: 'decimal' }
 */
export function placeInJson(root: unknown, keys: readonly (string | number)[]): JsonPlace {
  const typeOf = (value: unknown): string => {
    const type = isObject(value) ? value['resourceType'] : undefined;
    return typeof type === 'string' && baseDefinitions.resourceTypes.has(type) ? type : 'Resource';
  };
  let [value, type]: [unknown, string | undefined] = [root, typeOf(root)];
  let place = definedAt(type ?? '');
  let [path, element] = [type ?? '', type ?? ''];
  for (const key of keys) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    if (typeof key === 'number') {
      path += `[${key}]`;
      // Which type each contained resource has, stands in it.
      if (type === 'Resource') {
        type = typeOf(value);
        place = definedAt(type);
      }
      continue;
    }
    const step = place && stepTo(place, key.startsWith('_') ? key.slice(1) : key);
    path += step ? `.${step.name}` : isEchoable(key) ? `.${key}` : '.…';
    element = step?.place.node.id ?? element;
    type = step?.type === 'Resource' ? typeOf(value) : step?.type;
    place = step?.type === 'Resource' ? definedAt(typeOf(value)) : step && holderOf(step.place, step.type);
  }
  return { path, element, type };
}
