import type { CodeSet } from './binding-check.ts';
import type { NativeInvariant } from './invariant.ts';
import type { Check } from './pass.ts';
import type { Constraint } from './structure-definition.ts';

/** What a type's source refers to outside itself. */
export interface Linker {
  /** Compiled on first use. */
  check(type: string): Check;
  codeSet(url: string): CodeSet | undefined;
  invariant(constraint: Constraint): NativeInvariant | undefined;
  readonly resourceTypes: ReadonlySet<string>;
}
