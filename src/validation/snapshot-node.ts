import type { ElementTree } from './element-tree.ts';
import type { ElementDefinition } from './structure-definition.ts';

/** An element of a snapshot that is being made. */
export interface SnapshotNode {
  /** Last step of the id without slice: `identifier`, `value[x]`. */
  readonly name: string;
  /** What the step of the id has after the colon. */
  readonly sliceName: string | undefined;
  definition: ElementDefinition;
  children: SnapshotNode[];
  /** Slices of slices stand here too, with both names. */
  slices: SnapshotNode[];
  /** What this is a slice of. */
  sliced: SnapshotNode | undefined;
}

type Source = ElementTree['root'];

/** A snapshot's element with everything under it, as nodes that may be changed. */
export function nodesOf(source: Source): SnapshotNode {
  const { name, definition, children, slices } = source;
  return withSlices(
    {
      name,
      sliceName: definition.sliceName,
      definition: withBase(definition),
      children: children.map(nodesOf),
      slices: [],
      sliced: undefined,
    },
    slices.map(nodesOf),
  );
}

function withSlices(node: SnapshotNode, slices: SnapshotNode[]): SnapshotNode {
  for (const slice of slices) {
    slice.sliced = node;
  }
  node.slices = slices;
  return node;
}

/** Where the element comes from: profiles/base leaves that out where it is the element itself. */
function withBase(definition: ElementDefinition): ElementDefinition {
  const { path, min, max, base } = definition;
  return base && Object.hasOwn(base, 'path')
    ? definition
    : { ...definition, base: { path, min: min ?? 0, max: base?.max ?? max ?? '*' } };
}

/** A copy of a node with all under it. */
export function copyOf(node: SnapshotNode): SnapshotNode {
  return withSlices(
    { ...node, children: node.children.map(copyOf), slices: [], sliced: undefined },
    node.slices.map(copyOf),
  );
}

/** The elements in the order of a snapshot, with ids and paths by where they stand. */
export function elementsOf(root: SnapshotNode): readonly ElementDefinition[] {
  const elements: ElementDefinition[] = [];
  const visit = (node: SnapshotNode, parent: ElementDefinition | undefined): void => {
    const step = node.sliceName === undefined ? node.name : `${node.name}:${node.sliceName}`;
    const id = parent ? `${parent.id}.${step}` : step;
    const path = parent ? `${parent.path}.${node.name}` : node.name;
    const element: ElementDefinition = { ...node.definition, id, path };
    elements.push(element);
    for (const child of node.children) {
      visit(child, element);
    }
    for (const slice of node.slices) {
      visit(slice, parent);
    }
  };
  visit(root, undefined);
  return elements;
}
