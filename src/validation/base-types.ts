import { baseDefinitions } from './base-definitions.ts';
import type { CodeSet } from './binding-check.ts';
import type { Linker } from './linker.ts';
import { nativeInvariant } from './native-invariants.ts';
import type { Check } from './pass.ts';
import { SourceUnit } from './source-unit.ts';
import { withSystemCode } from './system-code.ts';
import { Terminology } from './terminology.ts';
import { typeSource } from './type-source.ts';

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

const linker: Linker = {
  check: baseCheck,
  codeSet: baseCodeSet,
  invariant: nativeInvariant,
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
