import type { Resource } from '@medplum/fhirtypes';
import { asJson, isObject, type Json, type JsonObject } from '../record/json.ts';
import type { FhirAccess } from './fhir-access.ts';
import { NOTHING_READ } from './marks.ts';
import { type ListGroup, nameOf, type Part } from './part.ts';
import type { PartKeys } from './part-key.ts';
import type { Placed } from './placed.ts';
import { elementsOf } from './placed-elements.ts';

const NOTHING: readonly Placed[] = [];

/** Which part each resource belongs to, and under which key. */
export class Placement {
  all: readonly Placed[] = [];
  private readonly byReference = new Map<string, number>();
  private readonly byIdentifier = new Map<string, number>();
  private readonly placed = new Map<number, Placed>();
  private readonly byPart = new Map<Part, Placed[]>();
  private readonly resources: readonly Resource[];

  constructor(resources: readonly Resource[], parts: readonly Part[], keys: PartKeys) {
    this.resources = resources;
    for (const [index, resource] of resources.entries()) {
      this.byReference.set(`${resource.resourceType}/${resource.id ?? ''}`, index);
      for (const { system, value } of identifiersIn(asJson(resource))) {
        this.byIdentifier.set(`${resource.resourceType} ${system}|${value}`, index);
        this.byIdentifier.set(`${system}|${value}`, index);
      }
    }
    for (const part of parts) if (!part.element) this.place(part);
    this.nameWithin(parts);
    this.takeKeys(keys);
    for (const part of parts) if (part.element) this.all = [...this.all, ...elementsOf(part, this)];
    this.drop(this.second());
    this.drop(this.withoutItem());
    for (const each of this.all) {
      const own = this.byPart.get(each.part);
      if (own) own.push(each);
      else this.byPart.set(each.part, [each]);
    }
  }

  /** The key of the whole record: what is named by it carries it. */
  recordKey = '';

  /** The placed resource that a Reference leads to. */
  target(reference: Json | undefined): Placed | undefined {
    const index = this.indexOf(reference);
    return index === undefined ? undefined : this.placed.get(index);
  }

  isPlaced(index: number): boolean {
    return this.placed.has(index);
  }

  of(part: Part, parent: Placed | undefined): readonly Placed[] {
    return (this.byPart.get(part) ?? NOTHING).filter((each) => each.parent === parent);
  }

  private place(part: Part): void {
    const candidates: Placed[] = [];
    for (const [index, typed] of this.resources.entries()) {
      const resource = asJson(typed);
      if (this.placed.has(index) || typed.resourceType !== part.type) continue;
      if (!part.is.every((each) => each.isIn(resource)) || this.standsDeeper(resource, part)) continue;
      const parent = part.parent && this.parentOf(resource, part.parent.access);
      if (part.parent && !parent) continue;
      if (parent && !standsIn(part, parent.part)) continue;
      const value = part.identity && valueIn(resource, part.identity.system);
      candidates.push({
        part,
        resource,
        pointer: `/${index}`,
        parent,
        key: value ?? String(typed.id ?? index),
        isNamed: value !== undefined,
        chain: new Map(parent?.chain),
        lists: [],
      });
    }
    const taken = part.group ? candidates : onlyOne(candidates);
    for (const each of taken) {
      this.placed.set(Number(each.pointer.slice(1)), each);
    }
    this.all = [...this.all, ...taken];
  }

  /** A resource that says it stands in another of the part's type is of a part inside it: a subgoal is no main goal. */
  private standsDeeper(resource: JsonObject, part: Part): boolean {
    return part.scope.all.some(
      ({ type, parent, is }) =>
        type === part.type &&
        parent !== undefined &&
        is.every((each) => each.isIn(resource)) &&
        this.indexOf(parent.access.find(resource, '', NOTHING_READ)?.value) !== undefined,
    );
  }

  private parentOf(resource: JsonObject, access: FhirAccess): Placed | undefined {
    return this.target(access.find(resource, '', NOTHING_READ)?.value);
  }

  /** What has no name of its own is named by what points at it from the same item. */
  private nameWithin(parts: readonly Part[]): void {
    for (const part of parts) {
      if (!part.group || part.element) continue;
      for (const link of part.links) {
        for (const from of this.all.filter((each) => each.part === part)) {
          const to = this.target(link.access.find(from.resource, '', NOTHING_READ)?.value);
          if (to && !to.isNamed && to.part.group === part.group) to.key = from.key;
        }
      }
    }
  }

  private takeKeys(keys: PartKeys): void {
    const ofRecord = this.all.filter(({ part, parent }) => !part.group && !part.key && !parent);
    this.recordKey = (ofRecord.find(({ isNamed }) => isNamed) ?? ofRecord[0])?.key ?? '';
    for (const each of this.all) {
      if (each.part.group || each.part.key) each.key = keys.keyOf(this.recordKey, each.key);
      else each.key = each.parent?.key ?? this.recordKey;
      if (each.part.group) each.chain.set(each.part.group, each.key);
      for (const [group, key] of each.parent?.chain ?? []) each.chain.set(group, key);
    }
  }

  /** What holds the list that an element is an item of. */
  holderOf({ element }: Part, parent: Placed | undefined): Placed | undefined {
    if (parent?.part.name === element?.owner) return parent;
    return this.all.find(({ part }) => part.name === element?.owner);
  }

  /** Of two that would be one thing in the source, the second. */
  private second(): readonly Placed[] {
    const names = new Set<string>();
    return this.all.filter(({ part, key, pointer }) => {
      // Items that no key names are one each.
      const name = nameOf(part, part.element && !part.key ? pointer : key);
      const isSecond = names.has(name);
      names.add(name);
      return isSecond;
    });
  }

  /** What only adds to an item of a list, where nothing makes that item. */
  private withoutItem(): readonly Placed[] {
    const makers = new Map<ListGroup, Set<string>>();
    for (const { part, key } of this.all) {
      if (!part.group || part.when) continue;
      makers.set(part.group, (makers.get(part.group) ?? new Set()).add(key));
    }
    return this.all.filter(
      ({ part, key }) =>
        part.group !== undefined &&
        part.when !== undefined &&
        part.group.parts.some(({ when }) => !when) &&
        makers.get(part.group)?.has(key) !== true,
    );
  }

  /** Takes resources away from their parts, with what stands in them. */
  private drop(some: readonly Placed[]): void {
    if (some.length === 0) return;
    const dropped = new Set<Placed | undefined>(some);
    for (const each of this.all) if (dropped.has(each.parent)) dropped.add(each);
    this.all = this.all.filter((each) => !dropped.has(each));
    for (const [index, each] of this.placed) if (dropped.has(each)) this.placed.delete(index);
  }

  private indexOf(reference: Json | undefined): number | undefined {
    if (!isObject(reference)) return undefined;
    const { reference: text, identifier, type } = reference;
    if (typeof text === 'string') {
      const known = this.byReference.get(text);
      if (known !== undefined) return known;
      const match = /(?:^|\/)([A-Z]\w+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/u.exec(text);
      return match?.[1] === undefined ? undefined : this.byReference.get(match[1]);
    }
    if (!isObject(identifier)) return undefined;
    const named = `${String(identifier['system'])}|${String(identifier['value'])}`;
    return this.byIdentifier.get(typeof type === 'string' ? `${type} ${named}` : named);
  }
}

function standsIn(part: Part, { scope }: Part): boolean {
  return scope.singles.includes(part) || scope.lists.some(({ parts }) => parts.includes(part));
}

/** Of several that could be the one, the one that carries its name, else the first. */
function onlyOne(candidates: readonly Placed[]): readonly Placed[] {
  const parents = new Set(candidates.map(({ parent }) => parent));
  return [...parents].flatMap((parent) => {
    const own = candidates.filter((each) => each.parent === parent);
    return own.find(({ isNamed }) => isNamed) ?? own[0] ?? [];
  });
}

function identifiersIn(resource: JsonObject): readonly { readonly system: string; readonly value: string }[] {
  const list = resource['identifier'];
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).flatMap((each) => {
    const { system, value } = isObject(each) ? each : {};
    return typeof system === 'string' && typeof value === 'string' ? [{ system, value }] : [];
  });
}

function valueIn(resource: JsonObject, system: string): string | undefined {
  return identifiersIn(resource).find((each) => each.system === system)?.value;
}
