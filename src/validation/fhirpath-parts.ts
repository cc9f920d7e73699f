import type { Expression } from './fhirpath-syntax.ts';

/** The expressions that this one is made of, without those in them. */
function innerOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'member':
      return expression.on ? [expression.on] : [];
    case 'call':
      return expression.on ? [expression.on, ...expression.arguments] : expression.arguments;
    case 'binary':
      return [expression.left, expression.right];
    case 'item':
      return [expression.on, expression.index];
    case 'sign':
    case 'type':
      return [expression.of];
    default:
      return [];
  }
}

/** The expression and every one in it. */
export function* partsOf(expression: Expression): Generator<Expression> {
  const open = [expression];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    open.push(...innerOf(next));
  }
}

/**
 * True when it gives the same wherever in a resource it is evaluated: it begins at a constant (%resource, a text), and what it asks
 * of the items it comes to, it asks of those.
 */
export function isFixed(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'constant':
    case 'nothing':
      return true;
    case 'member':
      return expression.on !== undefined && isFixed(expression.on);
    case 'item':
      return isFixed(expression.on) && isFixed(expression.index);
    case 'binary':
      return isFixed(expression.left) && isFixed(expression.right);
    case 'sign':
    case 'type':
      return isFixed(expression.of);
    case 'call':
      return (
        expression.on !== undefined &&
        isFixed(expression.on) &&
        (OF_ITEMS.has(expression.name) || expression.arguments.every(isFixed))
      );
    default:
      return false;
  }
}

/** Functions whose argument is evaluated on each item. */
const OF_ITEMS = new Set(['where', 'all', 'exists', 'select', 'ofType', 'is', 'as']);
