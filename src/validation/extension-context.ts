import { baseDefinitions } from './base-definitions.ts';
import type { ElementNode, ElementTree } from './element-tree.ts';
import { engineInvariant } from './fhirpath-engine.ts';
import type { NativeInvariant } from './invariant.ts';
import type { Pass } from './pass.ts';
import type { ExtensionContext } from './structure-definition.ts';

/** Where an extension may stand (http://hl7.org/fhir/R4/defining-extensions.html#context). */

interface Place {
  readonly tree: ElementTree;
  readonly node: ElementNode;
}

/** HL7's own StructureDefinitions have them where their definitions do not say. */
const ANYWHERE = /\/(?:structuredefinition-fhir-type|structuredefinition-normative-version|regex)$/;

const QUANTITIES = new Set(['Age', 'Count', 'Distance', 'Duration', 'SimpleQuantity', 'MoneyQuantity']);
const STRINGS = new Set(['code', 'id', 'markdown']);
const URIS = new Set(['url', 'canonical', 'uuid', 'oid']);
const NOT_DOMAIN = new Set(['Bundle', 'Binary', 'Parameters']);
const MAX_KNOWN = 5000;

function generalOf(type: string): readonly string[] {
  if (baseDefinitions.resourceTypes.has(type)) {
    return NOT_DOMAIN.has(type) ? ['Resource'] : ['DomainResource', 'Resource'];
  }
  return [
    ...(QUANTITIES.has(type) ? ['Quantity'] : []),
    ...(STRINGS.has(type) ? ['string'] : []),
    ...(URIS.has(type) ? ['uri'] : []),
  ];
}

function childrenOf({ tree, node }: Place): readonly Place[] {
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

const known = new Map<string, ReadonlySet<string> | undefined>();

/** Everything that the element at this path is called in a context; undefined when the path leads nowhere known. */
function namesAt(type: string, path: readonly string[]): ReadonlySet<string> | undefined {
  const key = `${type}.${path.join('.')}`;
  if (!known.has(key)) {
    if (known.size > MAX_KNOWN) {
      known.clear();
    }
    known.set(key, namesOf(type, path));
  }
  return known.get(key);
}

function namesOf(type: string, path: readonly string[]): ReadonlySet<string> | undefined {
  const tree = baseDefinitions.tree(type);
  let places: readonly Place[] = tree ? [{ tree, node: tree.root }] : [];
  for (const name of path) {
    places = places
      .flatMap(childrenOf)
      .filter(({ node }) => node.name === name || node.name === `${name}[x]`)
      .slice(0, 100);
  }
  if (places.length === 0) {
    return undefined;
  }
  const names = new Set<string>();
  for (const { tree: inTree, node } of places) {
    names.add(node.id.replaceAll('[x]', ''));
    const types = node === inTree.root ? [inTree.root.id] : (node.definition.type ?? []).map(({ code }) => code);
    for (const each of types) {
      names.add(each);
      for (const general of generalOf(each)) {
        names.add(general);
      }
    }
    // An element that refers to another is that one too.
    const reference = node.definition.contentReference;
    if (reference !== undefined) {
      names.add(reference.slice(reference.indexOf('#') + 1));
    }
  }
  return names;
}

function allows(context: ExtensionContext, names: ReadonlySet<string>, isInExtension: boolean): boolean {
  const { type, expression } = context;
  if (type === 'extension') {
    return isInExtension;
  }
  if (type !== 'element' || expression === 'Element' || expression === '*') {
    return true;
  }
  const plain = expression.slice(expression.indexOf('#') + 1).replaceAll('[x]', '');
  // A profile's element, or a slice: what stands there is not told by the path.
  return plain.includes('/') || plain.includes(':') || names.has(plain);
}

function fhirpathContext(expression: string): NativeInvariant {
  return engineInvariant('Resource', expression);
}

/** A test of the place where a pass meets an extension; undefined when it may stand anywhere. */
export function contextTest(url: string, contexts: readonly ExtensionContext[]): ((pass: Pass) => boolean) | undefined {
  if (
    contexts.length === 0 ||
    ANYWHERE.test(url) ||
    contexts.some(({ type, expression }) => type === 'element' && expression === 'Element')
  ) {
    return undefined;
  }
  const paths = contexts.filter(({ type }) => type === 'fhirpath').map(({ expression }) => fhirpathContext(expression));
  const others = contexts.filter(({ type }) => type !== 'fhirpath');
  const isAllowed = (pass: Pass): boolean => {
    const type = pass.resource['resourceType'];
    const path = pass.names.slice(pass.resourceDepth + 1, pass.depth);
    const names = typeof type === 'string' ? namesAt(type, path) : undefined;
    const isInExtension = path.at(-1) === 'extension' || path.at(-1) === 'modifierExtension';
    return (
      names === undefined ||
      others.some((context) => allows(context, names, isInExtension)) ||
      paths.some((finds) => finds(pass.resource, pass))
    );
  };
  if (paths.length > 0) {
    return isAllowed;
  }
  const places = new PlaceMemory();
  return (pass) => {
    const place = places.at(pass);
    if (place?.isAllowed !== undefined) {
      return place.isAllowed;
    }
    const answer = isAllowed(pass);
    if (place) {
      place.isAllowed = answer;
    }
    return answer;
  };
}

interface RememberedPlace {
  isAllowed?: boolean;
  readonly below: Map<unknown, RememberedPlace>;
}

/** What was answered at a place before: by the resource's type and the names that lead there. */
class PlaceMemory {
  private readonly top: RememberedPlace = { below: new Map() };
  private size = 0;

  /** Undefined for a new place when there are too many: names come from resources. */
  at(pass: Pass): RememberedPlace | undefined {
    let place = this.next(this.top, pass.resource['resourceType']);
    for (let level = pass.resourceDepth + 1; level < pass.depth && place; level += 1) {
      place = this.next(place, pass.names[level]);
    }
    return place;
  }

  private next(from: RememberedPlace, name: unknown): RememberedPlace | undefined {
    let place = from.below.get(name);
    if (!place && this.size < MAX_KNOWN) {
      this.size += 1;
      place = { below: new Map() };
      from.below.set(name, place);
    }
    return place;
  }
}
