import { baseDefinitions } from './base-definitions.ts';
import type { ElementPlace } from './fhirpath-shape.ts';

const INTEGERS = new Set(['positiveInt', 'unsignedInt']);
const QUANTITIES = new Set(['Age', 'Count', 'Distance', 'Duration', 'SimpleQuantity', 'MoneyQuantity']);
const STRINGS = new Set(['code', 'id', 'markdown']);
const URIS = new Set(['url', 'canonical', 'uuid', 'oid']);
const NOT_DOMAIN = new Set(['Bundle', 'Binary', 'Parameters']);
const MAX_KNOWN = 5000;
const MAX_PLACES = 100;

function generalOf(type: string): readonly string[] {
  if (baseDefinitions.resourceTypes.has(type)) {
    return NOT_DOMAIN.has(type) ? ['Resource'] : ['DomainResource', 'Resource'];
  }
  return [
    ...(INTEGERS.has(type) ? ['integer'] : []),
    ...(QUANTITIES.has(type) ? ['Quantity'] : []),
    ...(STRINGS.has(type) ? ['string'] : []),
    ...(URIS.has(type) ? ['uri'] : []),
  ];
}

/** True for a type that is the other one, or one of its kind: a `code` is a `string`. */
export function specializes(type: string, general: string): boolean {
  return type === general || generalOf(type).includes(general);
}

function childrenOf({ tree, node }: ElementPlace): readonly ElementPlace[] {
  const reference = node.definition.contentReference;
  if (reference !== undefined) {
    const target = tree.byId.get(reference.slice(reference.indexOf('#') + 1));
    return target ? target.children.map((child) => ({ tree, node: child })) : [];
  }
  if (node.children.length > 0) {
    return node.children.map((child) => ({ tree, node: child }));
  }
  return (node.definition.type ?? []).flatMap(({ code }) => {
    const inner = baseDefinitions.tree(code);
    return inner ? inner.root.children.map((child) => ({ tree: inner, node: child })) : [];
  });
}

/** What the definitions say of the element at a path. */
export interface NamedPlace {
  /** Everything that it is called in a context: its path where it is defined, its types and what they specialize. */
  readonly names: ReadonlySet<string>;
  /** What the FHIRPath engine calls it: the path of an element that is defined in place, or its type. */
  readonly base: string;
}

const known = new Map<string, NamedPlace | undefined>();

/** The element at this path of a resource type; undefined when the path leads nowhere known. */
export function namedPlace(type: string, path: readonly string[]): NamedPlace | undefined {
  const key = `${type}.${path.join('.')}`;
  if (!known.has(key)) {
    if (known.size > MAX_KNOWN) {
      known.clear();
    }
    known.set(key, find(type, path));
  }
  return known.get(key);
}

function find(type: string, path: readonly string[]): NamedPlace | undefined {
  const tree = baseDefinitions.tree(type);
  let places: readonly ElementPlace[] = tree ? [{ tree, node: tree.root }] : [];
  for (const name of path) {
    places = places
      .flatMap(childrenOf)
      .filter(({ node }) => node.name === name || node.name === `${name}[x]`)
      .slice(0, MAX_PLACES);
  }
  const [first] = places;
  return first && { names: new Set(places.flatMap(namesOf)), base: baseOf(first) };
}

function namesOf({ tree, node }: ElementPlace): readonly string[] {
  const types = node === tree.root ? [tree.root.id] : (node.definition.type ?? []).map(({ code }) => code);
  const reference = node.definition.contentReference;
  return [
    node.id.replaceAll('[x]', ''),
    ...types,
    ...types.flatMap(generalOf),
    // An element that refers to another is that one too.
    ...(reference === undefined ? [] : [reference.slice(reference.indexOf('#') + 1)]),
  ];
}

function baseOf({ tree, node }: ElementPlace): string {
  const type = node.definition.type?.[0]?.code;
  return node === tree.root || node.children.length > 0 || type === undefined ? node.definition.path : type;
}
