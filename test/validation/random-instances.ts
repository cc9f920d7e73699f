import fc from 'fast-check';
import { baseDefinitions } from '../../src/validation/base-definitions.ts';
import { type ElementNode, isArray } from '../../src/validation/element-tree.ts';
import type { ElementPlace } from '../../src/validation/fhirpath-shape.ts';
import { isPrimitive } from '../../src/validation/primitives.ts';
import { choiceKey } from '../../src/validation/reference-targets.ts';
import type { Json } from './found.ts';

const words = ['a', 'active', 'http://unitsofmeasure.org', '#a', '1'];
const dates = ['2026', '2026-03', '2026-03-01', '2025-12-31', '2026-03-01T10:00:00Z', '2026-03-01T12:00:00+01:00'];
const instants = ['2026-03-01T10:00:00Z', '2026-03-01T12:00:00+01:00', '2025-01-01T00:00:00Z'];

function primitive(type: string, literals: readonly string[]): fc.Arbitrary<unknown> {
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'unsignedInt':
    case 'positiveInt':
      return fc.integer({ min: 0, max: 3 });
    case 'decimal':
      return fc.constantFrom(0, 1, 2, 0.5, 100, 101);
    case 'date':
      return fc.constantFrom('2026', '2026-03', '2026-03-01', '2025-12-31');
    case 'dateTime':
      return fc.constantFrom(...dates);
    case 'instant':
      return fc.constantFrom(...instants);
    case 'time':
      return fc.constantFrom('10:00:00', '11:30:00');
    default:
      return fc.constantFrom(...words, ...literals);
  }
}

const extensionOnly = fc.constant({ extension: [{ url: 'urn:x', valueBoolean: true }] });

/** One key of an object with the Element beside it: `undefined` is left out. */
function field(key: string, type: string, node: ElementNode, place: ElementPlace, context: Context, depth: number) {
  const repeats = isArray(node.definition);
  const single = instanceOf(type, { tree: place.tree, node }, context, depth);
  const value = repeats ? fc.array(single, { minLength: 1, maxLength: 3 }) : single;
  if (!isPrimitive(type)) {
    return value.map((content): Json => ({ [key]: content }));
  }
  if ((node.definition.min ?? 0) > 0) {
    return value.map((content): Json => ({ [key]: content }));
  }
  const sibling = repeats ? extensionOnly.map((each) => [each]) : extensionOnly;
  return fc.oneof(
    { weight: 8, arbitrary: value.map((content): Json => ({ [key]: content })) },
    { weight: 1, arbitrary: sibling.map((element): Json => ({ [`_${key}`]: element })) },
    {
      weight: 1,
      arbitrary: fc.tuple(value, sibling).map(([content, element]): Json => ({ [key]: content, [`_${key}`]: element })),
    },
  );
}

interface Context {
  readonly expression: string;
  readonly literals: readonly string[];
}

function instanceOf(type: string, place: ElementPlace, context: Context, depth: number): fc.Arbitrary<unknown> {
  if (isPrimitive(type)) {
    return primitive(type, context.literals);
  }
  if (type === 'Resource') {
    return fc.constantFrom<Json>(
      { resourceType: 'Composition', id: 'a' },
      { resourceType: 'MessageHeader', id: 'b', meta: { versionId: '1' } },
      { resourceType: 'Patient', id: 'c', meta: { security: [{ code: 'x' }] } },
    );
  }
  if (place.node.children.length > 0) {
    return objectOf(place, context, depth);
  }
  const reference = place.node.definition.contentReference;
  const inner = reference && place.tree.byId.get(reference.slice(reference.indexOf('#') + 1));
  const tree = baseDefinitions.tree(type);
  const target = inner ? { tree: place.tree, node: inner } : tree && { tree, node: tree.root };
  return target ? objectOf(target, context, depth) : fc.constant({});
}

/** Objects of an element or type, with the children that an expression names more often than others. */
function objectOf(place: ElementPlace, context: Context, depth: number): fc.Arbitrary<Json> {
  const children = place.node.children.filter((child) => {
    const name = child.name.replace('[x]', '');
    return depth > 0 && new RegExp(`\\b${name}\\b`).test(context.expression);
  });
  const parts = children.map((child) => {
    const types = (child.definition.type ?? [{ code: 'BackboneElement' }]).map(({ code }) => code);
    const isChoice = child.name.endsWith('[x]');
    const stem = child.name.replace('[x]', '');
    const named = types.filter((type) => new RegExp(`\\b${type}\\b`, 'i').test(context.expression));
    const some = named.length > 0 ? [...named, ...types.slice(0, 2)] : types.slice(0, 4);
    const options = some.map((type) =>
      field(isChoice ? choiceKey(stem, type) : stem, type, child, place, context, depth - 1),
    );
    // What is required is another rule's finding when it is missing.
    const isRequired = (child.definition.min ?? 0) > 0;
    return isRequired ? fc.oneof(...options) : fc.option(fc.oneof(...options), { nil: {} as Json, freq: 3 });
  });
  return fc.tuple(...parts).map((list) => Object.assign({}, ...list) as Json);
}

/** Random instances for an invariant: its own literals are among the values. */
export function instancesFor(place: ElementPlace, type: string | undefined, expression: string): fc.Arbitrary<unknown> {
  const literals = [...expression.matchAll(/'([^'\\]+)'/g)].map((match) => match[1] ?? '');
  const context = { expression, literals };
  const own = type ?? place.node.definition.type?.[0]?.code ?? place.tree.root.id;
  const value = instanceOf(own, place, context, 4);
  const isResource = place.node === place.tree.root && baseDefinitions.resourceTypes.has(place.tree.root.id);
  return isResource ? value.map((each) => ({ ...(each as Json), resourceType: place.tree.root.id })) : value;
}
