import { applyDifferential } from './apply-differential.ts';
import type { ElementTree } from './element-tree.ts';
import type { PackageFault } from './package-fault.ts';
import { MAX_ELEMENTS } from './package-limits.ts';
import { choiceKey } from './reference-targets.ts';
import { copyOf, elementsOf, nodesOf, type SnapshotNode } from './snapshot-node.ts';
import { idsOf, stepsOf } from './snapshot-path.ts';
import type { ElementDefinition, ElementType } from './structure-definition.ts';

/** A differential that cannot be applied: at which element, and why. */
export class SnapshotFault extends Error {
  readonly fault: Omit<PackageFault, 'file'>;

  constructor(element: string, reason: string) {
    super(`${element}: ${reason}`);
    this.name = 'SnapshotFault';
    this.fault = { element, reason };
  }
}

/** Where definitions are found whose elements come in under an element of their type. */
export interface SnapshotSource {
  /** By type name or canonical; undefined when nothing defines it. */
  tree(canonicalOrType: string): ElementTree | undefined;
}

const BY_URL = { discriminator: [{ type: 'value', path: 'url' }], ordered: false, rules: 'open' };
const BY_TYPE = { discriminator: [{ type: 'type', path: '$this' }], ordered: false, rules: 'open' };

/**
 * The snapshot of a profile: its base's elements with its differential applied
 * (http://hl7.org/fhir/R4/profiling.html#snapshot). Elements of data types, of profiled types and of content references
 * come in where the differential reaches into them; slices start as what they are slices of.
 *
 * @throws {SnapshotFault} for an element that the base does not have.
 */
export function snapshotOf(
  base: ElementTree,
  differential: readonly ElementDefinition[],
  source: SnapshotSource,
): readonly ElementDefinition[] {
  const maker = new SnapshotMaker(base, source);
  const ids = idsOf(differential);
  for (const [index, element] of differential.entries()) {
    maker.apply(ids[index] ?? element.path, element);
  }
  return elementsOf(maker.root);
}

class SnapshotMaker {
  readonly root: SnapshotNode;
  private readonly base: ElementTree;
  private readonly source: SnapshotSource;
  private count: number;

  constructor(base: ElementTree, source: SnapshotSource) {
    this.base = base;
    this.source = source;
    this.root = nodesOf(base.root);
    this.count = base.byId.size;
  }

  apply(id: string, element: ElementDefinition): void {
    const [first, ...steps] = stepsOf(id);
    if (first?.name !== this.root.name) {
      throw new SnapshotFault(id, `is no element of ${this.root.name}`);
    }
    let node = this.root;
    for (const [index, { name, slices }] of steps.entries()) {
      const isLast = index === steps.length - 1;
      node = this.child(node, name, id, isLast && slices.length === 0 ? element : undefined);
      for (const [level, slice] of slices.entries()) {
        const type = isLast && level === slices.length - 1 ? element.type : undefined;
        node = this.slice(node, [...slices.slice(0, level), slice].join('/'), type);
      }
    }
    node.definition = applyDifferential(node.definition, element);
  }

  private child(parent: SnapshotNode, name: string, id: string, element: ElementDefinition | undefined): SnapshotNode {
    this.unfold(parent, id);
    const exact = parent.children.find((child) => child.name === name);
    if (exact) {
      return exact;
    }
    // valueQuantity stands for value[x]:valueQuantity.
    for (const choice of parent.children.filter((child) => child.name.endsWith('[x]'))) {
      const stem = choice.name.slice(0, -3);
      const type = (choice.definition.type ?? []).find(({ code }) => choiceKey(stem, code) === name);
      if (type) {
        return this.slice(choice, name, element?.type ?? [type]);
      }
    }
    throw new SnapshotFault(id, `the base has no element ${name} here`);
  }

  /** The slice of this name, made when it is not there: of an element, or of a slice of it. */
  private slice(origin: SnapshotNode, sliceName: string, type: readonly ElementType[] | undefined): SnapshotNode {
    const unsliced = rootOf(origin);
    const found = unsliced.slices.find((slice) => slice.sliceName === sliceName);
    if (found) {
      return found;
    }
    const { slicing, ...definition } = origin.definition;
    if (slicing === undefined) {
      const implied = origin.name.endsWith('[x]') ? BY_TYPE : /xtension$/.test(origin.name) ? BY_URL : undefined;
      origin.definition = { ...origin.definition, ...(implied ? { slicing: implied } : {}) };
    }
    const narrowed = type ?? this.typeNamed(origin, sliceName);
    const slice: SnapshotNode = {
      name: origin.name,
      sliceName,
      definition: { ...definition, sliceName, min: 0, ...(narrowed ? { type: narrowed } : {}) },
      children: [],
      slices: [],
      sliced: origin,
    };
    this.grow(1, sliceName);
    unsliced.slices.push(slice);
    return slice;
  }

  /** A slice of a choice is named by its type. */
  private typeNamed({ name, definition }: SnapshotNode, sliceName: string): readonly ElementType[] | undefined {
    const type = name.endsWith('[x]')
      ? definition.type?.find(({ code }) => choiceKey(name.slice(0, -3), code) === sliceName)
      : undefined;
    return type && [type];
  }

  /** Brings in the elements under this one, when they are not there. */
  private unfold(node: SnapshotNode, id: string): void {
    if (node.children.length > 0) {
      return;
    }
    const { contentReference, type, ...definition } = node.definition;
    if (contentReference !== undefined) {
      const target = this.base.byId.get(contentReference.slice(contentReference.indexOf('#') + 1));
      if (!target) {
        throw new SnapshotFault(id, `its content reference ${contentReference} leads nowhere`);
      }
      const copied = nodesOf(target);
      node.definition = { ...definition, ...(copied.definition.type ? { type: copied.definition.type } : {}) };
      this.take(node, copied.children, id);
      return;
    }
    const { sliced } = node;
    if (sliced && sliced.children.length > 0 && sameTypes(sliced.definition.type, type)) {
      this.take(node, sliced.children.map(copyOf), id);
      return;
    }
    const only = type?.length === 1 ? type[0] : undefined;
    const profile = only?.profile?.length === 1 ? only.profile[0] : undefined;
    // Of several types only what every element has is common.
    const tree =
      (profile === undefined ? undefined : this.source.tree(profile)) ?? this.source.tree(only?.code ?? 'Element');
    if (!tree) {
      throw new SnapshotFault(id, `nothing defines its type ${only?.code ?? ''}`);
    }
    this.take(node, nodesOf(tree.root).children, id);
  }

  private take(node: SnapshotNode, children: SnapshotNode[], id: string): void {
    node.children = children;
    const sizeOf = (nodes: readonly SnapshotNode[]): number =>
      nodes.reduce((size, each) => size + 1 + sizeOf(each.children) + sizeOf(each.slices), 0);
    this.grow(sizeOf(children), id);
  }

  private grow(by: number, id: string): void {
    this.count += by;
    if (this.count > MAX_ELEMENTS) {
      throw new SnapshotFault(id, `the snapshot gets more than ${MAX_ELEMENTS} elements`);
    }
  }
}

/** The element that this is a slice of, or a slice of a slice. */
function rootOf(node: SnapshotNode): SnapshotNode {
  let root = node;
  while (root.sliced) {
    root = root.sliced;
  }
  return root;
}

function sameTypes(left: readonly ElementType[] | undefined, right: readonly ElementType[] | undefined): boolean {
  const keys = (types: readonly ElementType[] | undefined): string =>
    (types ?? []).map(({ code, profile }) => `${code} ${profile?.join(' ') ?? ''}`).join('\n');
  return keys(left) === keys(right);
}
