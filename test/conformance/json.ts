export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys and indices from the root of a resource to a value in it. */
export type Path = readonly (string | number)[];

function step(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isObject(value) ? value[String(key)] : undefined;
}

export function valueAt(root: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(step, root);
}

/** The object at this path, to be changed. */
export function objectAt(root: JsonObject, path: Path): JsonObject {
  const value = valueAt(root, path);
  if (!isObject(value)) throw new Error(`no object at ${path.join('.')}`);
  return value;
}

/** Puts a value at the path; undefined takes away what is there. */
export function putAt(root: JsonObject, path: Path, value: Json | undefined): void {
  const last = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1));
  if (Array.isArray(holder) && typeof last === 'number') {
    if (value === undefined) holder.splice(last, 1);
    else holder[last] = value;
  } else if (isObject(holder) && typeof last === 'string') {
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  } else {
    throw new Error(`nothing to change at ${path.join('.')}`);
  }
}
