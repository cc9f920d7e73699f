import { baseDefinitions } from './base-definitions.ts';
import type { CodeSet } from './binding-check.ts';
import { compileInvariant } from './invariant-compiler.ts';
import type { Linker } from './linker.ts';
import type { Check } from './pass.ts';
import { SourceUnit } from './source-unit.ts';
import { withSystemCode } from './system-code.ts';
import { Terminology } from './terminology.ts';
import { typeSource } from './type-source.ts';

/**
 * dom-6 is advice that nearly no machine follows. cid-0 asks for an element that ChargeItemDefinition does not have. txt-1
 * and txt-2 are checked with the primitive that they stand on.
 */
export const NOT_RUN: ReadonlySet<string> = new Set(['cid-0', 'dom-6', 'txt-1', 'txt-2']);

const checks = new Map<string, Check>();

/** Data types that carry a system with its code. */
const CODED = new Set(['Coding', 'Quantity', 'Age', 'Count', 'Distance', 'Duration']);
const terminology = new Terminology();

/** The value sets of R4 whose content is known: enumerated, or decided by rule. */
export function baseCodeSet(canonical: string): CodeSet | undefined {
  return terminology.codeSet(canonical);
}

/** The check of an R4 type: shared by every validator, compiled when the first value of the type is met. */
export function baseCheck(type: string): Check {
  let check = checks.get(type);
  if (!check) {
    const lazy: Check = {
      run: (value, pass) => {
        lazy.run = compile(type);
        lazy.run(value, pass);
      },
    };
    check = lazy;
    checks.set(type, check);
  }
  return check;
}

const source = { tree: (type: string) => baseDefinitions.tree(type), codeSet: baseCodeSet };

const linker: Linker = {
  check: baseCheck,
  codeSet: baseCodeSet,
  invariant: (constraint, place, type) =>
    NOT_RUN.has(constraint.key) ? undefined : compileInvariant(constraint, place, type, source),
  resourceTypes: baseDefinitions.resourceTypes,
};

function compile(type: string): Check['run'] {
  const tree = baseDefinitions.tree(type);
  if (!tree) {
    throw new Error(`profiles/base has no type ${type}`);
  }
  const unit = new SourceUnit();
  const run = unit.compile(typeSource(tree, unit, linker, baseDefinitions.resourceTypes.has(type)));
  return CODED.has(type) ? withSystemCode(type, run) : run;
}
