import { createRequire } from 'node:module';
import type * as fhirpath from 'fhirpath';
import { type Extent, estimatedSteps, unrunPart } from './fhirpath-cost.ts';
import { NotInHand } from './fhirpath-references.ts';
import { type Expression, parseFhirPath } from './fhirpath-syntax.ts';
import { Primitive } from './fhirpath-values.ts';
import type { NativeInvariant } from './invariant.ts';
import { isNarrative } from './narrative.ts';
import type { Pass } from './pass.ts';
import { safeRegex } from './safe-regex.ts';
import { TooMuchWork } from './work.ts';

/**
 * The `fhirpath` package, for what is not translated. Loaded with the first such expression that is evaluated: it
 * takes 130 ms and 30 MB, and the plan record's types need none of it.
 */

/** Work that one step of the engine is. */
const STEP = 2;

type Evaluate = (value: unknown, variables: Record<string, unknown>) => unknown;

interface Engine {
  compile(path: string | { base: string; expression: string }): Evaluate;
  /** An extension with its type, which a variable needs to be stepped into. */
  extension(value: object): unknown;
}

/** A value of the engine with where it stands: its own class, which the package does not export. */
interface Node {
  readonly data: unknown;
  /** What stands beside a primitive. */
  readonly _data?: unknown;
  readonly ctx: unknown;
  readonly constructor: { makeResNode(ctx: unknown, data: unknown, ...rest: readonly null[]): Node };
}

const isNode = (item: unknown): item is Node => typeof item === 'object' && item !== null && 'ctx' in item;
const dataOf = (item: unknown): unknown => (isNode(item) ? item.data : item);

/** The pass that evaluates now: evaluation never waits, so there is one at a time. */
let current: Pass | undefined;
let engine: Engine | undefined;

function matchesOf(whole: boolean): (values: readonly unknown[], pattern: string) => boolean | [] {
  return ([value], pattern) => {
    const test = safeRegex(pattern, whole);
    if (!test || !current) {
      throw new RangeError('a regular expression that cannot be run in bounded time');
    }
    return typeof value === 'string' ? test(value, current) : [];
  };
}

/** Targets as the engine knows resources: with their types. */
function resolve(items: readonly unknown[]): readonly unknown[] {
  return items.map((item) => {
    const value = dataOf(item);
    const reference = typeof value === 'string' ? value : (value as { reference?: unknown } | null)?.reference;
    const target = typeof reference === 'string' ? current?.resolve(reference) : undefined;
    if (!target) {
      throw new NotInHand();
    }
    return isNode(item) ? item.constructor.makeResNode(item.ctx, target, null, null, null, null) : target;
  });
}

function load(): Engine {
  const require = createRequire(import.meta.url);
  const library = require('fhirpath') as typeof fhirpath;
  const model = require('fhirpath/fhir-context/r4') as fhirpath.Model;
  const userInvocationTable = {
    matches: { fn: matchesOf(false), arity: { 1: ['String' as const] } },
    matchesFull: { fn: matchesOf(true), arity: { 1: ['String' as const] } },
    resolve: { fn: resolve, arity: { 0: [] }, internalStructures: true },
    htmlChecks: { fn: ([value]: readonly unknown[]) => isNarrative(value), arity: { 0: [] } },
    trace: {
      fn: (values: readonly unknown[]) => values,
      arity: { 0: [], 1: ['String' as const], 2: ['String' as const, 'Expr' as const] },
      internalStructures: true,
    },
  } as unknown as fhirpath.UserInvocationTable;
  const compile: Engine['compile'] = (path) => {
    // Resolved, the engine would write into the resource where each result came from.
    const compiled = library.compile(path, model, { userInvocationTable, resolveInternalTypes: false });
    return (value, variables) => compiled(value as object, variables as fhirpath.Context);
  };
  const asExtension = compile({ base: 'Extension', expression: '$this' });
  return { compile, extension: (value) => (asExtension(value, {}) as readonly unknown[])[0] };
}

function extentOf(value: unknown): { readonly values: number; readonly text: number } {
  const open: unknown[] = [value];
  let values = 0;
  let text = 0;
  while (open.length > 0) {
    const next = open.pop();
    values += 1;
    if (typeof next === 'string') {
      text += next.length;
    } else if (typeof next === 'object' && next !== null) {
      for (const key in next) {
        open.push(Reflect.get(next, key));
      }
    }
  }
  return { values, text };
}

/** What the roots of a pass hold: counted with the first expression on each. */
const counted = new WeakMap<Pass, Map<object, ReturnType<typeof extentOf>>>();

function extent(value: unknown, pass: Pass): Extent {
  const roots = counted.get(pass) ?? new Map<object, ReturnType<typeof extentOf>>();
  counted.set(pass, roots);
  const whole = roots.get(pass.root) ?? extentOf(pass.root);
  roots.set(pass.root, whole);
  return { under: value === pass.root ? whole.values : extentOf(value).values, whole: whole.values, text: whole.text };
}

/**
 * What an expression gives by the package on a value of the type or at the path `base`, or on a resource: data of the resource, and beside it what stands beside a primitive.
 *
 * `extension` is what `%extension` stands for. What it returns throws when the expression cannot be evaluated, or might take more work than is left.
 */
export function engineExpression(
  base: string | undefined,
  expression: string,
): (value: unknown, pass: Pass, extension?: object) => readonly { data: unknown; beside: unknown }[] {
  let evaluate: Evaluate | undefined;
  let parsed: Expression | undefined;
  return (value, pass, extension) => {
    parsed ??= parseFhirPath(expression);
    if (unrunPart(parsed) !== undefined) {
      throw new TooMuchWork();
    }
    pass.spend(STEP * estimatedSteps(parsed, extent(value, pass)));
    engine ??= load();
    evaluate ??= engine.compile(base === undefined ? expression : { base, expression });
    const before = current;
    current = pass;
    try {
      const item = value instanceof Primitive ? value.value : value;
      // %context is what it is evaluated on, with its type: the engine sets that itself.
      const variables = { resource: pass.resource, rootResource: pass.root };
      const result = evaluate(item, extension ? { ...variables, extension: engine.extension(extension) } : variables);
      if (!Array.isArray(result)) {
        throw new TypeError('an answer that has to be waited for');
      }
      return result.map((each: unknown) => ({
        data: dataOf(each),
        beside: isNode(each) ? each._data : undefined,
      }));
    } finally {
      current = before;
    }
  };
}

/** An invariant evaluated by the package: true when it gives true, as the official validator asks. */
export function engineInvariant(base: string, expression: string): NativeInvariant {
  const evaluate = engineExpression(base, expression);
  return (value, pass) => {
    const result = evaluate(value, pass);
    const [only] = result;
    return result.length === 1 && typeof only?.data === 'boolean' ? only.data : result.length > 0;
  };
}
