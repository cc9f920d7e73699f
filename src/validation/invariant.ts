import type { Inline } from './fhirpath-inline.ts';
import type { Pass } from './pass.ts';

/** An invariant as JavaScript: true when it holds for the value. */
export type NativeInvariant = (value: Record<string, unknown>, pass: Pass) => boolean;

/** Key, FHIRPath expression as published, and the same as JavaScript. */
export type NativeEntry = readonly [key: string, expression: string, holds: NativeInvariant];

/** An invariant as it is run. Those not written by hand may throw: then it is said that they were not checked. */
export interface CompiledInvariant {
  readonly holds: NativeInvariant;
  readonly by: 'hand' | 'translation' | 'engine';
  /** The same as the source of an expression, where it is short. */
  readonly inline?: Inline['truth'];
  /** The function for whose sake it is never run. */
  readonly unrun?: string;
}
