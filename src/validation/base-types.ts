import { baseDefinitions } from './base-definitions.ts';
import type { CodeSet } from './binding-check.ts';
import { normalizeCanonical } from './canonical.ts';
import type { Linker } from './linker.ts';
import { nativeInvariant } from './native-invariants.ts';
import type { Check } from './pass.ts';
import { ruleCheckedSets } from './rule-checked-codes.ts';
import { SourceUnit } from './source-unit.ts';
import { typeSource } from './type-source.ts';
import { codeSetOf } from './value-set-expansion.ts';

const checks = new Map<string, Check>();
const codeSets = new Map<string, CodeSet | undefined>();

/** The value sets of R4 whose content is known: enumerated, or decided by rule. */
export function baseCodeSet(canonical: string): CodeSet | undefined {
  const url = normalizeCanonical(canonical);
  if (!codeSets.has(url)) {
    const expansion = baseDefinitions.expansion(url);
    codeSets.set(url, ruleCheckedSets.get(url) ?? (expansion && codeSetOf(url, expansion)));
  }
  return codeSets.get(url);
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
  return unit.compile(typeSource(tree, unit, linker, baseDefinitions.resourceTypes.has(type)));
}
