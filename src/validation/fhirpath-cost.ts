import { partsOf } from './fhirpath-parts.ts';
import type { Expression } from './fhirpath-syntax.ts';

/**
 * How many steps the FHIRPath engine may take for an expression, at most, before it takes one. It has no limit of its own, and
 * the same few words that are linear in one place are a power of the resource's size in another.
 */

/** What a subexpression gives, and what it takes to find it, in values of the resource. */
interface Estimate {
  /** Items, at most. */
  readonly size: number;
  /** Values in and under them, each as often as it is reached. */
  readonly under: number;
  /** Steps that shrink with the item that it is evaluated on: over all items of a list no more than for them together. */
  readonly local: number;
  /** Steps that are the same for every item: the expression begins at %resource, or follows references. */
  readonly fixed: number;
  readonly isFixed: boolean;
}

/** Levels of a resource: how often a value may be reached from the values around it. */
const DEPTH = 64;

const ITERATING = new Set([
  'where',
  'all',
  'exists',
  'select',
  'repeat',
  'aggregate',
  'sort',
  'trace',
  'iif',
  'coalesce',
]);
/** Functions that compare each item with each. */
const COMPARING = new Set(['union', 'intersect', 'exclude', 'distinct', 'isDistinct', 'subsetOf', 'supersetOf']);
/** Operators that do: the others look at one value on each side. */
const COMPARING_OPERATORS = new Set(['|', 'in', 'contains', '=', '!=', '~', '!~']);
/** Functions that give one value that is none of the resource. */
const TELLING = new Set(['empty', 'exists', 'all', 'not', 'count', 'isDistinct', 'subsetOf', 'supersetOf', 'hasValue']);
/** Functions that read a text from its beginning to its end. */
const READING =
  /^(?:matches|matchesFull|contains|startsWith|endsWith|indexOf|lastIndexOf|replace|split|join|trim|upper|lower|toChars|encode|decode|escape|unescape|substring)$/;
/** Characters that are read in the time of one step. */
const READ_AT_ONCE = 64;

const NOTHING: Estimate = { size: 1, under: 1, local: 1, fixed: 0, isFixed: false };

class Estimator {
  private readonly whole: number;
  private readonly text: number;

  constructor({ whole, text }: Extent) {
    this.whole = whole;
    this.text = text;
  }

  /** `under`: values in and under what the expression is evaluated on. */
  of(expression: Expression, under: number): Estimate {
    switch (expression.kind) {
      case 'this':
      case 'index':
      case 'total':
        return { ...NOTHING, under };
      case 'constant':
        // An extension is small; what it is on is not.
        return {
          size: 1,
          under: expression.name === 'extension' ? DEPTH : this.whole,
          local: 0,
          fixed: 1,
          isFixed: true,
        };
      case 'member': {
        const on = this.before(expression.on, under);
        return this.after(on, { size: on.under, under: on.under, steps: on.size });
      }
      case 'item': {
        const on = this.of(expression.on, under);
        return this.after(on, { size: 1, under: on.under, steps: on.size }, this.of(expression.index, under));
      }
      case 'sign':
      case 'type':
        return this.of(expression.of, under);
      case 'binary':
        return this.binary(expression.operator, this.of(expression.left, under), this.of(expression.right, under));
      case 'call':
        return this.call(expression, under);
      default:
        return NOTHING;
    }
  }

  private before(on: Expression | undefined, under: number): Estimate {
    return on ? this.of(on, under) : { ...NOTHING, under };
  }

  /** What comes of `on` with so many steps more, which belong to it, and with what else was evaluated. */
  private after(
    on: Estimate,
    { size, under, steps }: { readonly size: number; readonly under: number; readonly steps: number },
    ...others: readonly Estimate[]
  ): Estimate {
    const local = others.reduce((sum, other) => sum + other.local, on.local);
    const fixed = others.reduce((sum, other) => sum + other.fixed, on.fixed);
    return on.isFixed
      ? { size, under, local, fixed: fixed + steps, isFixed: true }
      : { size, under, local: local + steps, fixed, isFixed: false };
  }

  private binary(operator: string, left: Estimate, right: Estimate): Estimate {
    const steps = COMPARING_OPERATORS.has(operator) ? left.size * right.size : left.size + right.size;
    const isUnion = operator === '|';
    const result = this.after(
      left,
      {
        size: isUnion ? left.size + right.size : 1,
        under: isUnion ? left.under + right.under : 1,
        steps: isUnion ? (left.size + right.size) ** 2 : steps,
      },
      right,
    );
    return { ...result, isFixed: left.isFixed && right.isFixed };
  }

  private call({ on: before, name, arguments: list }: Expression & { kind: 'call' }, under: number): Estimate {
    const on = this.before(before, under);
    const isIterating = ITERATING.has(name);
    const inner = list.map((argument) => this.of(argument, isIterating ? on.under : under));
    // Once for each item: what is fixed is found anew every time.
    const repeated = inner.map((each) => ({
      ...each,
      local: each.local + (isIterating && !on.isFixed ? on.size * each.fixed : 0),
      fixed: isIterating && !on.isFixed ? 0 : each.fixed * (isIterating ? on.size : 1),
    }));
    const [first = NOTHING] = inner;
    const both = on.size + (inner.length > 0 && !isIterating ? first.size : 0);
    const compared = name === 'repeat' ? on.under : COMPARING.has(name) ? both : 0;
    const steps = Math.max(both, compared ** 2) + (READING.test(name) ? this.text / READ_AT_ONCE : 0);
    return this.after(on, { ...this.result(name, on, first), steps }, ...repeated);
  }

  private result(name: string, on: Estimate, first: Estimate): { readonly size: number; readonly under: number } {
    switch (name) {
      case 'descendants':
      case 'repeat':
        return { size: on.under, under: on.under * DEPTH };
      case 'children':
      case 'extension':
        return { size: on.under, under: on.under };
      case 'resolve':
        return { size: on.size, under: on.size * this.whole };
      case 'toChars':
      case 'split':
        return { size: this.text, under: this.text };
      case 'select':
        return first.isFixed
          ? { size: on.size * first.size, under: on.size * first.under }
          : { size: first.size, under: first.under };
      case 'union':
      case 'combine':
      case 'iif':
      case 'coalesce':
        return { size: on.size + first.size, under: on.under + first.under };
      case 'first':
      case 'last':
      case 'single':
        return { size: 1, under: on.under };
      default:
        return TELLING.has(name) ? { size: 1, under: 1 } : { size: on.size, under: on.under };
    }
  }
}

/** How large what is evaluated is. */
export interface Extent {
  /** Values in and under what the expression stands on. */
  readonly under: number;
  /** Values of the root resource. */
  readonly whole: number;
  /** Characters of all its texts. */
  readonly text: number;
}

/**
 * Steps that an expression may take on a value of this extent.
 *
 * @example
 * const extent = { under: 100, whole: 100, text: 1000 };
 * estimatedSteps(parseFhirPath('descendants().where(%resource.descendants().exists())'), extent); // more than 10 000
 */
export function estimatedSteps(expression: Expression, extent: Extent): number {
  const { local, fixed } = new Estimator(extent).of(expression, extent.under);
  return local + fixed;
}

const ARITHMETIC = new Set(['+', '-', '*', '/', '&', 'and', 'or']);

/** True for an expression that goes down from what it is evaluated on, and so comes to an end. */
function isDescent(expression: Expression | undefined): boolean {
  switch (expression?.kind) {
    case undefined:
    case 'this':
      return true;
    case 'member':
      return isDescent(expression.on);
    case 'binary':
      return expression.operator === '|' && isDescent(expression.left) && isDescent(expression.right);
    case 'call':
      return /^(?:children|where|ofType|first|last|tail)$/.test(expression.name) && isDescent(expression.on);
    default:
      return false;
  }
}

/** True for a sum: each round adds to it once. */
function isSum(expression: Expression | undefined): boolean {
  return (
    expression?.kind === 'binary' &&
    ARITHMETIC.has(expression.operator) &&
    [expression.left, expression.right].filter((side) => [...partsOf(side)].some(({ kind }) => kind === 'total'))
      .length === 1 &&
    [expression.left, expression.right].some(({ kind }) => kind === 'total')
  );
}

/** Functions of FHIR that the engine does not have, or that ask somebody else (http://hl7.org/fhir/R4/fhirpath.html#functions). */
const LACKING =
  /^(?:elementDefinition|slice|checkModifiers|conformsTo|subsumes|subsumedBy|memberOf|weight|ordinal|defineVariable|replaceMatches)$/;

/** The function for whose sake the engine is never asked: it does not have it, or may not come to an end with it. */
export function unrunPart(expression: Expression): string | undefined {
  for (const part of partsOf(expression)) {
    const [first] = part.kind === 'call' ? part.arguments : [];
    const name = part.kind === 'call' ? part.name : '';
    if (LACKING.test(name) || (name === 'repeat' && !isDescent(first)) || (name === 'aggregate' && !isSum(first))) {
      return `${name}()`;
    }
  }
  return undefined;
}
