import type { CodeSet } from './binding-check.ts';
import type { ElementPlace } from './fhirpath-shape.ts';
import type { CompiledInvariant } from './invariant.ts';
import type { Check } from './pass.ts';
import type { Constraint } from './structure-definition.ts';

/** What a type's source refers to outside itself. */
export interface Linker {
  /** Compiled on first use. */
  check(type: string): Check;
  codeSet(url: string): CodeSet | undefined;
  /** `type` is that of the element's value, where its definition leaves a choice. */
  invariant(constraint: Constraint, place: ElementPlace, type: string | undefined): CompiledInvariant | undefined;
  readonly resourceTypes: ReadonlySet<string>;
}
