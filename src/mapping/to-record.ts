import type { Resource } from '@medplum/fhirtypes';
import { isObject, type Json, type JsonObject } from '../record/json.ts';
import type { Finding } from '../validation/finding.ts';
import { type Draft, listAt } from './fhir-access.ts';
import { type Loss, pointerTo } from './loss.ts';
import { mappingFinding } from './mapping-finding.ts';
import { Marks } from './marks.ts';
import { type Link, type ListGroup, nameOf, type Part, type Scope } from './part.ts';
import { idOf, type KeyField, keyText, type PartKeys } from './part-key.ts';
import type { Run } from './run.ts';
import type { SourceSchema } from './source-schema.ts';

/** What came of a record of the source. */
export interface ToRecord {
  readonly resources: readonly Resource[];
  /** Pointers into the source. */
  readonly loss: readonly Loss[];
  readonly findings: readonly Finding[];
}

/** Names of the list items that a part stands in: parts of one item belong together. */
export type Chain = ReadonlyMap<ListGroup, string>;

interface Made {
  readonly part: Part;
  readonly name: string;
  readonly target: Draft;
  readonly chain: Chain;
}

/** What both ways need of a mapping. */
export interface RecordPlan {
  readonly scope: Scope;
  readonly key: KeyField;
  readonly keys: PartKeys;
  readonly schema: SourceSchema;
}

/** One record of the source as resources. It follows the schema: that has been looked at before. */
export function toRecord({ scope, key, keys }: RecordPlan, source: JsonObject): ToRecord {
  const resources: Draft[] = [];
  const made = new Map<string, Map<string, Made>>();
  const names = new Set<string>();
  const run: Run = {
    marks: new Marks(),
    losses: [],
    findings: [],
    later: [],
    referenceTo(parts, wanted) {
      for (const part of parts) {
        const found = made.get(part)?.get(wanted);
        if (found) return referenceOf(found.target);
      }
      return undefined;
    },
    keyOf: () => undefined,
  };
  const named = readKey(key, source, '');
  if (named === undefined) {
    const finding = mappingFinding('mapping-record-key', key.access.pointerIn(''), '');
    return { resources: [], loss: [{ pointer: '', reason: 'unplaced' }], findings: [finding] };
  }
  const recordKey: string = named;
  run.marks.touch(source);
  readScope(scope, source, '', undefined, new Map());
  for (const each of run.later) each();
  run.marks.tellUnread(source, '', run.losses);
  return { resources: resources as unknown as Resource[], loss: run.losses, findings: run.findings };

  /** What names the record or a part of it; told where something else will come back. */
  function readKey({ access, isNumber }: KeyField, from: JsonObject, pointer: string): string | undefined {
    const found = access.find(from, pointer, run.marks);
    found?.take();
    const text = keyText(found?.value);
    if (text === undefined || (typeof found?.value === 'number' && !isNumber)) {
      run.losses.push({ pointer: access.pointerIn(pointer), reason: found ? 'changed' : 'invented' });
    }
    return text;
  }

  function readScope(of: Scope, from: JsonObject, pointer: string, parent: Made | undefined, chain: Chain): void {
    for (const part of of.singles) {
      const found = part.context?.find(from, pointer, run.marks);
      const own = part.context ? found?.value : from;
      if (!isObject(own) || !holds(part, own)) continue;
      found?.enter();
      run.marks.touch(own);
      make(part, own, found?.pointer ?? pointer, undefined, parent, chain);
    }
    for (const group of of.lists) readList(group, from, pointer, parent, chain);
  }

  function readList(group: ListGroup, from: JsonObject, pointer: string, parent: Made | undefined, chain: Chain): void {
    const found = group.access.find(from, pointer, run.marks);
    if (!found || !Array.isArray(found.value)) return;
    const items = found.value as readonly Json[];
    if (items.length === 0) {
      if (group.isRequired) found.take();
      return;
    }
    for (const [index, item] of items.entries()) {
      if (!isObject(item)) continue;
      const takers = group.parts.filter((part) => holds(part, item));
      if (takers.length === 0) continue;
      const at = pointerTo(found.pointer, index);
      const own = keyText(takers[0]?.key?.access.peek(item));
      const name = own ?? String(index);
      const isNew = takers.every((part) => !names.has(nameOf(part, name)));
      if ((takers[0]?.key && own === undefined) || (!isNew && takers[0]?.key)) {
        run.findings.push(mappingFinding('mapping-key', at, takers[0]?.place ?? ''));
        continue;
      }
      found.enter();
      run.marks.touch(items);
      run.marks.touch(item);
      const inItem = new Map(chain).set(group, name);
      for (const part of takers) make(part, item, at, name, parent, inItem);
    }
  }

  function make(
    part: Part,
    from: JsonObject,
    pointer: string,
    itemKey: string | undefined,
    parent: Made | undefined,
    chain: Chain,
  ): void {
    const named = part.key && readKey(part.key, from, pointer);
    // What has no key is named as what it stands in.
    const name = itemKey ?? named ?? parent?.name ?? recordKey;
    const value = name === recordKey && named === undefined ? recordKey : keys.valueOf(recordKey, name);
    const target = begin(part, value, name, parent, chain);
    if (!target) return;
    const own: Made = { part, name, target, chain };
    const siblings = made.get(part.name) ?? new Map<string, Made>();
    made.set(part.name, siblings.set(name, own));
    names.add(nameOf(part, name));
    part.when?.access.find(from, pointer, run.marks)?.take();
    for (const constant of part.is) constant.write(target);
    for (const constant of part.constants) constant.write(target);
    if (part.parent && parent) part.parent.access.write(target, { reference: referenceOf(parent.target) });
    const incoming = { source: from, pointer, target };
    for (const pair of part.pairs) {
      if (pair.isLate) run.later.push(() => pair.read(incoming, run));
      else pair.read(incoming, run);
    }
    for (const link of part.links) run.later.push(() => writeLink(link, own));
    readScope(part.scope, from, pointer, own, chain);
  }

  function begin(part: Part, value: string, name: string, parent: Made | undefined, chain: Chain): Draft | undefined {
    if (!part.element) {
      const target: Draft = { resourceType: part.type, id: idOf(part.name, value) };
      if (part.identity) target['identifier'] = [{ system: part.identity.system, value }];
      resources.push(target);
      return target;
    }
    const { owner, access } = part.element;
    const holder = parent?.part.name === owner ? parent : alike(owner, chain)[0];
    if (!holder) return undefined;
    const target: Draft = part.key && !part.toldBy ? { id: name } : {};
    access.write(holder.target, target);
    // The list may have taken a copy.
    return lastOf(holder.target, part) ?? target;
  }

  function writeLink({ parts, access, inItem, isList }: Link, { target, chain }: Made): void {
    for (const other of parts.flatMap((part) => alike(part, chain))) {
      const reference: Json = { reference: referenceOf(other.target) };
      if (!inItem) access.write(target, reference);
      else {
        const item: Draft = {};
        inItem.write(item, reference);
        access.write(target, item);
      }
      if (!isList) return;
    }
  }

  /** Those made by a part that stand in the same items, as far as both stand in one. */
  function alike(part: string, chain: Chain): readonly Made[] {
    return [...(made.get(part)?.values() ?? [])].filter((other) => standTogether(other.chain, chain));
  }
}

export function standTogether(one: Chain, other: Chain): boolean {
  for (const [group, key] of one) {
    const there = other.get(group);
    if (there !== undefined && there !== key) return false;
  }
  return true;
}

function holds({ when }: Part, source: JsonObject): boolean {
  return !when || when.access.peek(source) === when.value;
}

function referenceOf(target: Draft): string {
  return `${String(target['resourceType'])}/${String(target['id'])}`;
}

function lastOf(holder: Draft, { element }: Part): Draft | undefined {
  let place = holder;
  for (const { name } of element?.path.steps.slice(0, -1) ?? []) place = place[name] as Draft;
  return listAt(place, element?.path.steps.at(-1)?.name ?? '').at(-1) as Draft | undefined;
}
