import { isObject, type Json, type JsonObject } from '../record/json.ts';
import { NOTHING_READ } from './marks.ts';
import type { Part } from './part.ts';
import type { Placed, PlacedSoFar } from './placed.ts';

/** The items of other parts' lists that a part is: those that no part before it is. */
export function elementsOf(part: Part, placement: PlacedSoFar): readonly Placed[] {
  const { element } = part;
  if (!element) return [];
  const taken = new Set<JsonObject>(placement.all.map(({ resource }) => resource));
  const found: Placed[] = [];
  for (const holder of placement.all.filter((each) => each.part.name === element.owner)) {
    const isNext = (item: Json): boolean =>
      isObject(item) && !taken.has(item) && part.is.every((each) => each.isIn(item));
    for (;;) {
      const next = element.access.find(holder.resource, holder.pointer, NOTHING_READ, isNext);
      if (!next || !isObject(next.value)) break;
      taken.add(next.value);
      const placed = placedAt(part, next.value, next.pointer, holder, placement);
      if (placed) found.push(placed);
      if (placed && !part.group) break;
    }
  }
  return found;
}

function placedAt(
  part: Part,
  item: JsonObject,
  pointer: string,
  holder: Placed,
  placement: PlacedSoFar,
): Placed | undefined {
  const target = part.toldBy && placement.target(part.toldBy.find(item, '', NOTHING_READ)?.value);
  // Told by a reference, an item is what the other parts of its list item say it is.
  if (part.toldBy && target?.part.group !== part.group) return undefined;
  const own = item['id'];
  const key = target?.key ?? (typeof own === 'string' ? own : pointer.slice(pointer.lastIndexOf('/') + 1));
  const parent = holder.part.scope.all.includes(part) ? holder : target?.parent;
  const chain = new Map(parent?.chain);
  if (part.group) chain.set(part.group, key);
  return {
    part,
    resource: item,
    pointer,
    parent,
    key,
    isNamed: target !== undefined || typeof own === 'string',
    chain,
    lists: listsIn(part, holder.resource),
  };
}

/** The list that the items stand in, and what is on the way to it. */
function listsIn({ element }: Part, resource: JsonObject): readonly object[] {
  const found: object[] = [];
  let place: Json | undefined = resource;
  for (const { name } of element?.path.steps ?? []) {
    place = isObject(place) ? place[name] : undefined;
    if (typeof place === 'object' && place !== null) found.push(place);
  }
  return found;
}
