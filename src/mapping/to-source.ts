import type { Resource } from '@medplum/fhirtypes';
import { asJson, isObject, type Json, type JsonObject } from '../record/json.ts';
import type { Finding } from '../validation/finding.ts';
import { inventedAt } from './constant.ts';
import type { Draft } from './fhir-access.ts';
import { keepOwn } from './keep-own.ts';
import { type Loss, pointerTo } from './loss.ts';
import { mappingFinding } from './mapping-finding.ts';
import { Marks, NOTHING_READ } from './marks.ts';
import type { Link, ListGroup, Part, Scope } from './part.ts';
import { keyText, keyValue } from './part-key.ts';
import type { Placed } from './placed.ts';
import { Placement } from './placement.ts';
import type { Run } from './run.ts';
import { type RecordPlan, standTogether } from './to-record.ts';

/** What came of a record on its way back to the source. */
export interface ToSource {
  /** Undefined where the record has no key: see the findings. */
  readonly source: JsonObject | undefined;
  /** Pointers into the list of resources. */
  readonly loss: readonly Loss[];
  readonly findings: readonly Finding[];
}

/** The resources of one record as the source has it. `before`: what the receiver last had, whose own fields stay. */
export function toSource(plan: RecordPlan, resources: readonly Resource[], before: JsonObject | undefined): ToSource {
  const { scope, key, keys, schema } = plan;
  const placement = new Placement(resources, scope.all, keys);
  const run: Run = {
    marks: new Marks(),
    losses: [],
    findings: [],
    later: [],
    // What is kept from before may refer to something.
    referenceTo(parts, wanted) {
      const found = placement.all.find(({ part, key: own }) => own === wanted && parts.includes(part.name));
      return found && referenceOf(found);
    },
    keyOf(parts, reference) {
      const found = placement.target(reference);
      return found && parts.includes(found.part.name) ? found.key : undefined;
    },
  };
  const written: Draft = {};
  const items = new Map<JsonObject, JsonObject>();
  const gone = new Set<JsonObject>();
  if (placement.recordKey === '') {
    run.findings.push(mappingFinding('mapping-record', '', ''));
  } else {
    key.access.write(written, keyValue(key, placement.recordKey));
    writeScope(scope, undefined, written, before);
  }
  for (const [index, resource] of resources.entries()) {
    if (placement.isPlaced(index)) run.marks.tellUnread(asJson(resource), `/${index}`, run.losses);
    else {
      run.losses.push({ pointer: `/${index}`, reason: 'unplaced' });
      run.findings.push(mappingFinding('mapping-place', `/${index}`, '', resource.resourceType));
    }
  }
  const source =
    before && placement.recordKey !== '' ? keepOwn(plan, written, { record: before, schema, items, gone }) : written;
  return { source: placement.recordKey === '' ? undefined : source, loss: run.losses, findings: run.findings };

  function writeScope(of: Scope, parent: Placed | undefined, target: Draft, old: JsonObject | undefined): void {
    for (const part of of.singles) {
      const [found] = placement.of(part, parent);
      if (!found) {
        tellMissing(part, parent);
        const left = part.context && contextOf(part, old);
        if (left) gone.add(left);
        continue;
      }
      writePart(found, contextIn(part, target), contextOf(part, old));
    }
    for (const group of of.lists) writeList(group, parent, target, old);
  }

  function writeList(group: ListGroup, parent: Placed | undefined, target: Draft, old: JsonObject | undefined): void {
    const written = new Map<string, Draft>();
    const oldItems = group.access.peek(old);
    for (const part of group.parts) {
      for (const found of placement.of(part, parent)) {
        const item = written.get(found.key) ?? {};
        written.set(found.key, item);
        const same = oldItem(oldItems, part, found.key);
        if (same) items.set(item, same);
        writePart(found, item, same);
      }
    }
    for (const part of group.parts) tellMissingItems(part, parent, written);
    if (written.size > 0 || group.isRequired) group.access.write(target, [...written.values()]);
  }

  function writePart(found: Placed, target: Draft, old: JsonObject | undefined): void {
    const { part, resource, pointer } = found;
    beginReading(found);
    if (part.key) part.key.access.write(target, keyValue(part.key, found.key));
    part.when?.access.write(target, part.when.value);
    for (const each of part.is) each.take(resource, run.marks);
    for (const each of part.constants) each.check(resource, pointer, run.marks, run.losses);
    for (const link of part.links) readLink(link, found);
    const outgoing = { resource, pointer, target, before: old };
    for (const pair of part.pairs) pair.writeBack(outgoing, run);
    writeScope(part.scope, found, target, old);
  }

  /** What the way in makes of an item that another part of the list has written. */
  function tellMissingItems(part: Part, parent: Placed | undefined, written: ReadonlyMap<string, Draft>): void {
    if (part.element) return;
    const there = new Set(placement.of(part, parent).map(({ key: own }) => own));
    for (const [own, item] of written) {
      const isMade = !part.when || part.when.access.peek(item) === part.when.value;
      if (isMade && !there.has(own)) run.losses.push({ pointer: '/-', reason: 'invented' });
    }
  }

  /** What the way in makes of nothing. */
  function tellMissing(part: Part, parent: Placed | undefined): void {
    if (part.context || part.when) return;
    if (!part.element) {
      run.losses.push({ pointer: '/-', reason: 'invented' });
      return;
    }
    const holder = placement.holderOf(part, parent);
    if (holder) run.losses.push(inventedAt(part.element.path, holder.resource, holder.pointer));
  }

  function beginReading({ part, resource, pointer, isNamed, parent, lists }: Placed): void {
    for (const list of lists) run.marks.touch(list);
    run.marks.touch(resource);
    if (part.element) {
      if (part.key && !part.toldBy) {
        if (isNamed) run.marks.take(resource, 'id');
        else run.losses.push({ pointer: pointerTo(pointer, 'id'), reason: 'invented' });
      }
      return;
    }
    // Names and versions of one exchange are no content.
    run.marks.take(resource, 'resourceType');
    run.marks.take(resource, 'id');
    const meta = resource['meta'];
    if (isObject(meta)) for (const name of ['versionId', 'lastUpdated']) run.marks.take(meta, name);
    if (part.identity) {
      const { system, path } = part.identity;
      if (isNamed) takeIdentifier(resource, pointer, system, nameBy(part, parent));
      else run.losses.push(inventedAt(path, resource, pointer));
    }
    if (part.parent && parent) readReference(part.parent.access.find(resource, pointer, run.marks));
  }

  /** What names a part without a key of its own: that of what it stands in, or of the record. */
  function nameBy(part: Part, parent: Placed | undefined): string | undefined {
    if (part.key || part.group) return undefined;
    return parent ? keys.valueOf(placement.recordKey, parent.key) : placement.recordKey;
  }

  function takeIdentifier(resource: JsonObject, pointer: string, system: string, expected: string | undefined): void {
    const list = resource['identifier'] as readonly Json[];
    const index = list.findIndex((each) => isObject(each) && each['system'] === system && isText(each['value']));
    const identifier = list[index];
    run.marks.touch(list);
    if (!isObject(identifier)) return;
    for (const name of ['system', 'value']) run.marks.take(identifier, name);
    if (expected !== undefined && identifier['value'] !== expected) {
      run.losses.push({ pointer: `${pointer}/identifier/${index}/value`, reason: 'changed' });
    }
  }

  function readReference(found: ReturnType<Link['access']['find']>): void {
    if (!found) return;
    found.enter();
    if (!isObject(found.value)) return;
    run.marks.take(found.value, 'reference');
    if (found.value['reference'] === undefined) {
      run.losses.push({ pointer: pointerTo(found.pointer, 'reference'), reason: 'invented' });
    }
  }

  /** Everything that the way in would refer to is read; what it would add is told. */
  function readLink({ parts, path, access, inItem, isList }: Link, { resource, pointer, chain }: Placed): void {
    const wanted = placement.all.filter((each) => parts.includes(each.part.name) && standTogether(each.chain, chain));
    const missing = new Set(isList ? wanted : wanted.slice(0, 1));
    const referenceIn = (item: Json): Json | undefined =>
      inItem ? (isObject(item) ? inItem.find(item, '', NOTHING_READ)?.value : undefined) : item;
    const seen = new Set<Json>();
    const isWanted = (item: Json): boolean => {
      const target = seen.has(item) ? undefined : placement.target(referenceIn(item));
      return target !== undefined && missing.has(target);
    };
    for (let found = access.find(resource, pointer, run.marks, isWanted); found; found = next()) {
      const target = placement.target(referenceIn(found.value));
      if (target) missing.delete(target);
      seen.add(found.value);
      if (inItem && isObject(found.value)) {
        found.enter();
        readReference(inItem.find(found.value, found.pointer, run.marks));
      } else readReference(found);
      if (!isList) break;
    }
    if (missing.size > 0) run.losses.push(inventedAt(path, resource, pointer));

    function next() {
      return access.find(resource, pointer, run.marks, isWanted);
    }
  }
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string';
}

function contextIn({ context }: Part, target: Draft): Draft {
  if (!context) return target;
  const there = context.peek(target);
  if (isObject(there)) return there as Draft;
  const made: Draft = {};
  context.write(target, made);
  return made;
}

function contextOf({ context }: Part, old: JsonObject | undefined): JsonObject | undefined {
  if (!context) return old;
  const there = context.peek(old);
  return isObject(there) ? there : undefined;
}

function oldItem(items: Json | undefined, { key }: Part, name: string): JsonObject | undefined {
  if (!Array.isArray(items) || !key) return undefined;
  return (items as readonly Json[]).find(
    (item): item is JsonObject => isObject(item) && keyText(key.access.peek(item)) === name,
  );
}

function referenceOf({ resource }: Placed): string {
  return `${String(resource['resourceType'])}/${String(resource['id'])}`;
}
