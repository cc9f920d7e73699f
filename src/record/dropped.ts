import { rebuilt } from './decimals.ts';
import { asJson, isObject, type Json, type JsonObject } from './json.ts';

/** An element by its names, without list positions: `target.detailString`, `extension(http://…).valueString`. */
type ElementPath = string;

/** What belongs to the server, or is made anew for each reader. */
const SERVERS_OWN: ReadonlySet<string> = new Set(['id', 'meta', 'text']);

/**
 * Elements that were written and are nowhere in what a server then holds: what it can't hold. The topmost of each.
 *
 * @example
 * droppedFrom({ resourceType: 'Goal', note: [{ text: 'a' }] }, { resourceType: 'Goal' }); // ['note']
 */
export function droppedFrom(written: object, found: object): readonly ElementPath[] {
  const kept = elementsOf(found);
  const lost = [...elementsOf(written)].filter((path) => !kept.has(path));
  const all = new Set(lost);
  return lost.filter((path) => !parentsOf(path).some((parent) => all.has(parent)));
}

/** Every element that has a value somewhere in a resource. */
export function elementsOf(resource: object): ReadonlySet<ElementPath> {
  const paths = new Set<ElementPath>();
  walk(asJson(resource), '', (path) => paths.add(path));
  return paths;
}

/** The resource without elements. What is empty without them goes along. */
export function withoutElements<R extends object>(resource: R, elements: readonly ElementPath[]): R {
  const gone = new Set(elements);
  return (gone.size === 0 ? resource : (without(asJson(resource), '', gone) ?? {})) as R;
}

function walk(value: Json, path: ElementPath, tell: (path: ElementPath) => void): void {
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (path === '' && SERVERS_OWN.has(key)) continue;
    for (const item of Array.isArray(child) ? child : [child]) {
      if (item === undefined || item === null) continue;
      const at = step(path, key, item);
      tell(at);
      walk(item, at, tell);
    }
  }
}

function without(value: JsonObject, path: ElementPath, gone: ReadonlySet<ElementPath>): JsonObject | undefined {
  const entries = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    if (child === undefined) return [];
    if (path === '' && SERVERS_OWN.has(key)) return [[key, child]];
    const keep = (item: Json): readonly Json[] => {
      const at = step(path, key, item);
      if (gone.has(at)) return [];
      const kept = isObject(item) ? without(item, at, gone) : item;
      return kept === undefined ? [] : [kept];
    };
    if (!Array.isArray(child)) return keep(child).map((kept) => [key, kept]);
    const items = child.flatMap((item: Json) => keep(item));
    return items.length === 0 && child.length > 0 ? [] : [[key, items]];
  });
  const isEmpty = entries.length === 0 && Object.keys(value).length > 0;
  return isEmpty ? undefined : rebuilt(value, entries);
}

/** Extensions are elements of their own, each by its url. */
function step(path: ElementPath, key: string, item: Json): ElementPath {
  const url = /^(?:modifierE|e)xtension$/u.test(key) && isObject(item) ? item['url'] : undefined;
  const name = typeof url === 'string' ? `${key}(${url.replaceAll('.', '·')})` : key;
  return path === '' ? name : `${path}.${name}`;
}

function parentsOf(path: ElementPath): readonly ElementPath[] {
  const names = path.split('.');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
}
