import { type ElementNode, type ElementTree, isArray } from './element-tree.ts';
import { isPrimitive } from './primitives.ts';
import { choiceKey } from './reference-targets.ts';

/** An element in the definition it stands in. */
export interface ElementPlace {
  readonly tree: ElementTree;
  readonly node: ElementNode;
}

/** What a FHIRPath expression may give, as far as the definitions tell without data. */
export interface Shape {
  readonly objects: readonly ElementPlace[];
  /** FHIR's primitive types, or `boolean`, `string`, `decimal`, `integer` of FHIRPath itself. */
  readonly primitives: readonly string[];
  /** True when a resource of any type may stand there. */
  readonly isAnyResource?: boolean;
}

/** One JSON key that a step reads. */
export interface Key {
  readonly key: string;
  /** `_key`, for a primitive; '' otherwise. */
  readonly sibling: string;
  readonly type: string;
}

/** A step of a path: the keys it reads, and what stands there. */
export interface Step {
  readonly keys: readonly Key[];
  readonly shape: Shape;
  /** True when each key holds one value, never an array. */
  readonly isSingle: boolean;
}

type TreeOf = (type: string) => ElementTree | undefined;

export function primitiveShape(...primitives: readonly string[]): Shape {
  return { objects: [], primitives };
}

/** The shape of values of a type; undefined when nothing defines it. */
export function shapeOf(type: string, treeOf: TreeOf): Shape | undefined {
  if (isPrimitive(type)) {
    return primitiveShape(type);
  }
  const tree = treeOf(type);
  if (!tree) {
    return undefined;
  }
  const isAnyResource = type === 'Resource' || type === 'DomainResource';
  return { objects: [{ tree, node: tree.root }], primitives: [], ...(isAnyResource ? { isAnyResource } : {}) };
}

/** Where the children of an element are defined: under it, where it refers to, or in its type. */
function holderOf(place: ElementPlace, treeOf: TreeOf): ElementPlace | undefined {
  const reference = place.node.definition.contentReference;
  if (reference !== undefined) {
    const node = place.tree.byId.get(reference.slice(reference.indexOf('#') + 1));
    return node && { tree: place.tree, node };
  }
  if (place.node.children.length > 0) {
    return place;
  }
  const tree = treeOf(place.node.definition.type?.[0]?.code ?? '');
  return tree && { tree, node: tree.root };
}

/** The shape of an element itself, when its type is one. */
export function shapeAt(place: ElementPlace, treeOf: TreeOf): Shape | undefined {
  const types = place.node.definition.type ?? [];
  if (place.node === place.tree.root) {
    return { objects: [place], primitives: [] };
  }
  if (types.length === 1 && isPrimitive(types[0]?.code ?? '')) {
    return primitiveShape(types[0]?.code ?? '');
  }
  const holder = types.length > 1 ? undefined : holderOf(place, treeOf);
  return holder && { objects: [holder], primitives: [] };
}

function merge(shapes: readonly Shape[]): Shape {
  return {
    objects: shapes.flatMap(({ objects }) => objects),
    primitives: [...new Set(shapes.flatMap(({ primitives }) => primitives))],
    ...(shapes.some(({ isAnyResource }) => isAnyResource) ? { isAnyResource: true } : {}),
  };
}

function stepIn(place: ElementPlace, name: string, treeOf: TreeOf): Step | undefined {
  const child = place.node.children.find((each) => each.name === name || each.name === `${name}[x]`);
  if (!child) {
    return undefined;
  }
  const at: ElementPlace = { tree: place.tree, node: child };
  const isChoice = child.name !== name;
  const isSingle = !isArray(child.definition);
  if (!isChoice) {
    const type = child.definition.type?.[0]?.code ?? '';
    const shape = isPrimitive(type)
      ? primitiveShape(type)
      : type === 'Resource'
        ? shapeOf(type, treeOf)
        : shapeAt(at, treeOf);
    return shape && { keys: [{ key: name, sibling: isPrimitive(type) ? `_${name}` : '', type }], shape, isSingle };
  }
  const steps = (child.definition.type ?? []).map(({ code }): Step | undefined => {
    const shape = shapeOf(code, treeOf);
    const key = choiceKey(name, code);
    return shape && { keys: [{ key, sibling: isPrimitive(code) ? `_${key}` : '', type: code }], shape, isSingle };
  });
  return steps.includes(undefined) ? undefined : joined(steps as readonly Step[]);
}

function joined(steps: readonly Step[]): Step {
  const keys = new Map(steps.flatMap((step) => step.keys.map((key) => [key.key, key] as const)));
  return {
    keys: [...keys.values()],
    shape: merge(steps.map(({ shape }) => shape)),
    isSingle: steps.every(({ isSingle }) => isSingle),
  };
}

/** The step to a child by its FHIRPath name; undefined when a definition has no such child, or it is not known. */
export function stepTo(shape: Shape, name: string, treeOf: TreeOf): Step | undefined {
  if (shape.primitives.length > 0 || shape.objects.length === 0) {
    return undefined;
  }
  const steps = shape.objects.map((place) => stepIn(place, name, treeOf));
  return steps.includes(undefined) ? undefined : joined(steps as readonly Step[]);
}
