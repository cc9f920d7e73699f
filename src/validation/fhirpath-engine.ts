import { createRequire } from 'node:module';
import type * as fhirpath from 'fhirpath';
import { Primitive } from './fhirpath-values.ts';
import type { NativeInvariant } from './invariant.ts';
import { isNarrative } from './narrative.ts';
import type { Pass } from './pass.ts';
import { safeRegex } from './safe-regex.ts';

/**
 * The `fhirpath` package, for what is not translated. Loaded with the first such expression that is evaluated: it
 * takes 130 ms and 30 MB, and the plan record's types need none of it.
 */

/** JSON values that one evaluation may be given, and all evaluations of one pass together. */
const MAX_NODES = 100000;
const MAX_PASS_NODES = 1000000;

type Evaluate = (value: unknown, variables: Record<string, unknown>) => unknown;

interface Engine {
  compile(path: { base: string; expression: string }): Evaluate;
}

/** The pass that evaluates now: evaluation never waits, so there is one at a time. */
let current: Pass | undefined;
let engine: Engine | undefined;

function matchesOf(whole: boolean): (values: readonly unknown[], pattern: string) => boolean | [] {
  return ([value], pattern) => {
    const test = safeRegex(pattern, whole);
    if (!test) {
      throw new RangeError('a regular expression that cannot be run in bounded time');
    }
    return typeof value === 'string' ? test(value) : [];
  };
}

function resolve(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => {
    const reference = typeof value === 'string' ? value : (value as { reference?: unknown } | null)?.reference;
    const target = typeof reference === 'string' ? current?.resolve(reference) : undefined;
    return target ?? [];
  });
}

function load(): Engine {
  const require = createRequire(import.meta.url);
  const library = require('fhirpath') as typeof fhirpath;
  const model = require('fhirpath/fhir-context/r4') as fhirpath.Model;
  const userInvocationTable = {
    matches: { fn: matchesOf(false), arity: { 1: ['String' as const] } },
    matchesFull: { fn: matchesOf(true), arity: { 1: ['String' as const] } },
    resolve: { fn: resolve, arity: { 0: [] } },
    htmlChecks: { fn: ([value]: readonly unknown[]) => isNarrative(value), arity: { 0: [] } },
    trace: {
      fn: (values: readonly unknown[]) => values,
      arity: { 0: [], 1: ['String' as const], 2: ['String' as const, 'Expr' as const] },
    },
  } as unknown as fhirpath.UserInvocationTable;
  return {
    compile: (path) => {
      const compiled = library.compile(path, model, { userInvocationTable });
      return (value, variables) => compiled(value as object, variables as fhirpath.Context);
    },
  };
}

/** JSON values in this one, as far as `limit`. */
function nodesIn(value: unknown, limit: number): number {
  const stack: unknown[] = [value];
  let count = 0;
  for (let next = stack.pop(); next !== undefined && count <= limit; next = stack.pop()) {
    count += 1;
    if (typeof next === 'object' && next !== null) {
      for (const item of Object.values(next)) {
        if (item !== undefined) {
          stack.push(item);
        }
      }
    }
  }
  return count;
}

function spend(pass: Pass, value: unknown, isWide: boolean): void {
  const count = nodesIn(isWide ? pass.root : value, MAX_NODES);
  pass.evaluated += count;
  if (count > MAX_NODES || pass.evaluated > MAX_PASS_NODES) {
    throw new RangeError('too much to evaluate');
  }
}

/**
 * An invariant evaluated by the package: true when it gives true, as the official validator asks.
 *
 * What it returns throws when the expression cannot be evaluated, or the value is too large for it.
 */
export function engineInvariant(base: string, expression: string): NativeInvariant {
  let evaluate: Evaluate | undefined;
  const isWide = /%(?:root)?[rR]esource\b/.test(expression);
  return (value, pass) => {
    spend(pass, value, isWide);
    engine ??= load();
    evaluate ??= engine.compile({ base, expression });
    const before = current;
    current = pass;
    try {
      const item: unknown = (value as unknown) instanceof Primitive ? (value as unknown as Primitive).value : value;
      const result = evaluate(item, { resource: pass.resource, rootResource: pass.root, context: item });
      if (!Array.isArray(result)) {
        throw new TypeError('an answer that has to be waited for');
      }
      return result.length === 1 && typeof result[0] === 'boolean' ? result[0] : result.length > 0;
    } finally {
      current = before;
    }
  };
}
