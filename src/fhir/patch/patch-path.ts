import { numberIn } from '../../record/decimals.ts';
import { type Expression, parseFhirPath } from '../../validation/fhirpath-syntax.ts';
import type { Field, Fields } from '../../validation/fields.ts';
import { fieldsAt, itemsAt, type Mutable, type Place, rootPlace } from './place.ts';

/** A path that is no FHIRPath, or says more than where an element stands. */
export class PathFault extends Error {}

/** A collection that a path names, whether anything is in it or not. */
export interface Collection {
  readonly parent: Place;
  readonly field: Field;
}

/**
 * The elements that a path of a patch leads to (fhirpatch.html): steps, indices, `where` with `=`, `!=`, `and`, `or` and `exists()`,
 * `first()`, `last()`, `ofType()`, `as` and `extension()`. What computes, resolves or searches is no path to an element.
 *
 * @throws PathFault
 * @example
 * placesAt(patient, "Patient.name.where(use = 'official').given[0]").length // 1
 */
export function placesAt(root: Mutable, path: string): readonly Place[] {
  return walk(parsed(path), [rootPlace(root)]);
}

/** The collections that the last step of a path names. */
export function collectionsAt(root: Mutable, path: string): readonly Collection[] {
  const expression = parsed(path);
  if (expression.kind !== 'member') throw new PathFault('no element by its name');
  const holders = expression.on ? walk(expression.on, [rootPlace(root)]) : [rootPlace(root)];
  return holders.flatMap((parent) => {
    const field = fieldsAt(parent).get(expression.name);
    return field ? [{ parent, field }] : [];
  });
}

function parsed(path: string): Expression {
  try {
    return parseFhirPath(path);
  } catch {
    throw new PathFault('no FHIRPath');
  }
}

function walk(expression: Expression, focus: readonly Place[]): readonly Place[] {
  switch (expression.kind) {
    case 'this':
      return focus;
    case 'member': {
      const { on, name } = expression;
      if (on !== undefined) return children(walk(on, focus), name);
      const isItself = focus.every(({ field, root }) => field === undefined && root['resourceType'] === name);
      return isItself ? focus : children(focus, name);
    }
    case 'item': {
      const { index } = expression;
      if (index.kind !== 'literal' || typeof index.value !== 'number') throw new PathFault('no number as an index');
      return walk(expression.on, focus).slice(index.value).slice(0, 1);
    }
    case 'type':
      if (expression.operator === 'is') throw new PathFault('no path');
      return ofType(walk(expression.of, focus), expression.type);
    case 'call':
      return call(expression, expression.on ? walk(expression.on, focus) : focus);
    default:
      throw new PathFault('no path');
  }
}

function call(
  { name, arguments: [argument, more] }: Expression & { readonly kind: 'call' },
  focus: readonly Place[],
): readonly Place[] {
  if (more !== undefined || (argument === undefined) !== (name === 'first' || name === 'last')) {
    throw new PathFault('other arguments');
  }
  switch (name) {
    case 'first':
      return focus.slice(0, 1);
    case 'last':
      return focus.slice(-1);
    case 'where':
      return focus.filter((place) => argument !== undefined && holds(argument, place));
    case 'as':
    case 'ofType':
      if (argument?.kind !== 'member') throw new PathFault('no type');
      return ofType(focus, argument.name);
    case 'extension':
      if (argument?.kind !== 'literal') throw new PathFault('no url');
      return children(focus, 'extension').filter((place) => values(children([place], 'url')).includes(argument.value));
    default:
      throw new PathFault('a function that leads to no element');
  }
}

/** A criterion of `where`. */
function holds(expression: Expression, place: Place): boolean {
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    if (operator === 'and') return holds(left, place) && holds(right, place);
    if (operator === 'or') return holds(left, place) || holds(right, place);
    if (operator === '=' || operator === '!=') {
      const [one, other] = [left, right].map((side) => operand(side, place));
      // Of nothing it holds neither that it is equal nor that it is not.
      if (!one || !other || one.length !== 1 || other.length !== 1) return false;
      return (one[0] === other[0]) === (operator === '=');
    }
  }
  if (
    expression.kind === 'call' &&
    expression.name === 'exists' &&
    expression.arguments.length === 0 &&
    expression.on
  ) {
    return walk(expression.on, [place]).length > 0;
  }
  throw new PathFault('a criterion other than =, !=, and, or, exists()');
}

function operand(expression: Expression, place: Place): readonly unknown[] {
  return expression.kind === 'literal' ? [expression.value] : values(walk(expression, [place]));
}

function values(places: readonly Place[]): readonly unknown[] {
  return places.flatMap(({ parent, field, index }) => {
    const value = parent && field ? itemsAt(parent, field)[index]?.value : undefined;
    return value === undefined ? [] : [numberIn(value)];
  });
}

function children(parents: readonly Place[], name: string): readonly Place[] {
  return parents.flatMap((parent) =>
    named(fieldsAt(parent), name).flatMap((field) =>
      itemsAt(parent, field).map((_, index): Place => ({ parent, field, index, root: parent.root })),
    ),
  );
}

/** By its name, or of a choice all its types. */
export function named(fields: Fields, name: string): readonly Field[] {
  const exact = fields.get(name);
  return exact ? [exact] : [...fields.values()].filter(({ element }) => element === name);
}

function ofType(places: readonly Place[], type: string): readonly Place[] {
  return places.filter(({ field }) => field?.type === type.replace(/^FHIR\./, ''));
}
