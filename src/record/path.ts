import { identityOf } from './item-identity.ts';
import { isObject, type Json } from './json.ts';

/** An element of a resource: names, and for list items their identity, so that it stays true when the list changes. */
export type Path = readonly (string | { readonly key: string })[];

export function step(path: Path, next: string | { readonly key: string }): Path {
  return [...path, next];
}

/** The path as text that `parsePath` reads back: names as they are, identities in brackets. */
export function formatPath(path: Path): string {
  return JSON.stringify(path);
}

/** Reads what `formatPath` wrote; undefined for anything else. */
export function parsePath(text: string): Path | undefined {
  const value: unknown = safeParse(text);
  if (!Array.isArray(value)) return undefined;
  const sound = value.every((part) => typeof part === 'string' || (isObject(part) && typeof part['key'] === 'string'));
  return sound ? (value as Path) : undefined;
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The path as FHIRPath against today's content: list items by their index, choice elements without their type.
 *
 * @example
 * toFhirPath('Goal', ['description', 'text'], goal); // 'Goal.description.text'
 */
export function toFhirPath(type: string, path: Path, resource: Json): string {
  let text = type;
  let value: Json | undefined = resource;
  for (const part of path) {
    if (typeof part === 'string') {
      text += `.${elementName(part)}`;
      value = isObject(value) ? value[part] : undefined;
    } else {
      const index = indexOf(value, part.key);
      // An item that is gone has no index any more; the list is as near as one can point.
      if (index >= 0) text += `[${index}]`;
      value = Array.isArray(value) ? value[index] : undefined;
    }
  }
  return text;
}

const CHOICE =
  /^(value|occurrence|effective|onset|abatement|deceased|multipleBirth|scheduled|asNeeded|quantity|due|start|product|detail)(?:Quantity|Range|Ratio|String|Boolean|Integer|Age|Period|DateTime|Date|Time|Timing|Duration|CodeableConcept|Coding|Reference|Identifier|Attachment|Code|Uri|Url|Decimal|Instant)$/u;

/** FHIRPath knows `value`, not `valueQuantity`, and a primitive's extension under the primitive's own name. */
export function elementName(key: string): string {
  const name = key.replace(/^_/u, '');
  return CHOICE.exec(name)?.[1] ?? name;
}

/** The element at the path, undefined where there is none. */
export function valueAt(resource: Json | undefined, path: Path): Json | undefined {
  let value = resource;
  for (const part of path) {
    if (typeof part === 'string') value = isObject(value) ? value[part] : undefined;
    else value = Array.isArray(value) ? value[indexOf(value, part.key)] : undefined;
  }
  return value;
}

/** The resource with the element at the path set; `undefined` takes the element away. A missing list item is appended. */
export function withValueAt(resource: Json, path: Path, value: Json | undefined): Json {
  return set(resource, path, value) ?? {};
}

function set(target: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === 'string') {
    const object = isObject(target) ? target : {};
    const changed = set(object[first], rest, value);
    if (changed !== undefined) return { ...object, [first]: changed };
    const { [first]: _, ...others } = object;
    return Object.keys(others).length > 0 ? others : undefined;
  }
  const list = Array.isArray(target) ? [...target] : [];
  const index = indexOf(list, first.key);
  // Half an item is none: only a whole one can be put where there was none.
  if (index < 0 && rest.length > 0) return target;
  const changed = set(index < 0 ? undefined : list[index], rest, value);
  if (changed !== undefined) list.splice(index < 0 ? list.length : index, 1, changed);
  else if (index >= 0) list.splice(index, 1);
  return list.length > 0 ? list : undefined;
}

function indexOf(list: Json | undefined, key: string): number {
  return Array.isArray(list) ? list.findIndex((item: Json) => identityOf(item) === key) : -1;
}
