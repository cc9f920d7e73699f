import { baseDefinitions } from './base-definitions.ts';
import { type ElementNode, type ElementTree, isArray } from './element-tree.ts';
import { isPrimitive } from './primitives.ts';
import { choiceKey } from './reference-targets.ts';

/** A property of an object of FHIR, as R4 defines it. */
export interface Field {
  /** Key in JSON and name in XML: of a choice that of one type (`valueQuantity`). */
  readonly name: string;
  /** Without the type of a choice: `value`. */
  readonly element: string;
  /** `code`, `Quantity`, `BackboneElement`, `Resource`. */
  readonly type: string;
  /** Place in the order of the definition, which XML has to keep (xml.html § 2.6.1); the types of a choice share one. */
  readonly place: number;
  readonly kind: 'primitive' | 'narrative' | 'object' | 'resource';
  readonly isList: boolean;
  readonly isMandatory: boolean;
  readonly isModifier: boolean;
  readonly isSummary: boolean;
  /** What an object has here: none where it is no object, and of a resource those of its own type. */
  readonly fields: Fields;
}

/** By name, in the order of the definition. */
export type Fields = ReadonlyMap<string, Field>;

const NONE: Fields = new Map();

const known = new WeakMap<ElementNode, Fields>();

/**
 * The properties of a resource or data type by its name; undefined when R4 has no such type.
 *
 * @see http://hl7.org/fhir/R4/formats.html
 * @example
 * fieldsOf('Observation')?.get('valueQuantity')?.fields.get('unit')?.type // 'string'
 */
export function fieldsOf(type: string): Fields | undefined {
  const tree = baseDefinitions.tree(type);
  return tree && fieldsUnder(tree, tree.root);
}

function fieldsUnder(tree: ElementTree, holder: ElementNode): Fields {
  let fields = known.get(holder);
  if (fields === undefined) {
    fields = new Map(
      holder.children.flatMap((node, place) => fieldsAt(tree, node, place)).map((field) => [field.name, field]),
    );
    known.set(holder, fields);
  }
  return fields;
}

/** An element, or each of its types where it is a choice. */
function fieldsAt(tree: ElementTree, node: ElementNode, place: number): readonly Field[] {
  const { definition, name } = node;
  const isChoice = name.endsWith('[x]');
  const element = isChoice ? name.slice(0, -3) : name;
  const common = {
    element,
    place,
    isList: isArray(definition),
    isMandatory: (definition.min ?? 0) > 0,
    isModifier: definition['isModifier'] === true,
    isSummary: definition['isSummary'] === true,
  };
  const types = definition.type?.map(({ code }) => code) ?? ['BackboneElement'];
  return types.map((type) => ({
    ...common,
    name: isChoice ? choiceKey(element, type) : name,
    type,
    kind: kindOf(type),
    get fields() {
      return fieldsIn(tree, node, type);
    },
  }));
}

function kindOf(type: string): Field['kind'] {
  if (type === 'xhtml') return 'narrative';
  if (type === 'Resource') return 'resource';
  return isPrimitive(type) ? 'primitive' : 'object';
}

/** Under the element, where it refers to, or in its type. */
function fieldsIn(tree: ElementTree, node: ElementNode, type: string): Fields {
  const reference = node.definition.contentReference;
  if (reference !== undefined) {
    const target = tree.byId.get(reference.slice(reference.indexOf('#') + 1));
    return target ? fieldsUnder(tree, target) : NONE;
  }
  if (node.children.length > 0) return fieldsUnder(tree, node);
  return kindOf(type) === 'object' ? (fieldsOf(type) ?? NONE) : NONE;
}
