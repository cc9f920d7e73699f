import { isObject, type Json, type JsonObject, type Path } from './json.ts';
import { childrenOf, isPrimitive, type R4Element } from './r4.ts';

/** A value in a resource, with what R4 says about it. */
export interface Place {
  readonly path: Path;
  /** FHIRPath-like, for the name of a mutant: `CarePlan.activity[0].detail.status`. */
  readonly at: string;
  readonly value: Json;
  /** Data type, resource type, or `BackboneElement`. */
  readonly type: string;
  /** Where this value's own elements are defined: `CarePlan.activity.detail`, `Period`. */
  readonly definition: string;
  /** The element that allows this value; undefined for a resource at the root. */
  readonly element: R4Element | undefined;
  /** The key in JSON: `valueDate`, where the element is `value[x]`. */
  readonly key: string;
  /** Of the resource that holds it. */
  readonly resource: Path;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const named = (element: R4Element): string => element.path.slice(element.path.lastIndexOf('.') + 1);

export const isChoice = (element: R4Element): boolean => element.path.endsWith('[x]');

/** The JSON keys of a choice element, by type. */
export function choiceKeys(element: R4Element): readonly (readonly [key: string, type: string])[] {
  const base = named(element).replace('[x]', '');
  return (element.type ?? []).map(({ code }) => [`${base}${capital(code)}`, code] as const);
}

/** The element of this key, and the type it has under it. */
function find(definition: string, key: string): { element: R4Element; type: string } | undefined {
  for (const element of childrenOf(definition)) {
    if (isChoice(element)) {
      const chosen = choiceKeys(element).find(([name]) => name === key);
      if (chosen) return { element, type: chosen[1] };
    } else if (named(element) === key) {
      return { element, type: element.type?.[0]?.code ?? 'BackboneElement' };
    }
  }
  return undefined;
}

function definitionOf(element: R4Element, type: string, value: Json): string {
  if (element.contentReference) return element.contentReference.replace('#', '');
  if (type === 'Resource') return isObject(value) ? String(value['resourceType']) : type;
  return type === 'BackboneElement' || type === 'Element' ? element.path : type;
}

interface Where {
  readonly path: Path;
  readonly at: string;
  readonly definition: string;
  readonly resource: Path;
}

function* inside(object: JsonObject, where: Where): Generator<Place> {
  for (const [key, content] of Object.entries(object)) {
    const found = find(where.definition, key);
    if (!found) continue;
    const items = Array.isArray(content) ? content.entries().toArray() : ([[-1, content]] as const);
    for (const [index, value] of items) {
      if (value === null) continue;
      const path = index < 0 ? [...where.path, key] : [...where.path, key, index];
      const place: Place = {
        path,
        at: `${where.at}.${key}${index < 0 ? '' : `[${index}]`}`,
        value,
        type: found.type,
        definition: definitionOf(found.element, found.type, value),
        element: found.element,
        key,
        resource: found.type === 'Resource' ? path : where.resource,
      };
      yield place;
      if (isObject(value) && !isPrimitive(found.type)) yield* inside(value, place);
    }
  }
}

/** Every value of a resource that R4 defines, the resource itself first. */
export function placesOf(resource: JsonObject): readonly Place[] {
  const type = String(resource['resourceType']);
  const root: Place = {
    path: [],
    at: type,
    value: resource,
    type,
    definition: type,
    element: undefined,
    key: '',
    resource: [],
  };
  return [root, ...inside(resource, root)];
}

export const isComplex = (place: Place): boolean => isObject(place.value);

/** True for a value that stands in an array. */
export const isItem = (place: Place): boolean => typeof place.path.at(-1) === 'number';

/** The path of the key, without an index. */
export const keyPath = (place: Place): Path => (isItem(place) ? place.path.slice(0, -1) : place.path);
