import { dataTypeInvariants } from './native-data-type-invariants.ts';
import { domainInvariants } from './native-domain-invariants.ts';
import { resourceInvariants } from './native-resource-invariants.ts';
import type { Pass } from './pass.ts';
import type { Constraint } from './structure-definition.ts';

/** An invariant as JavaScript: true when it holds for the value. */
export type NativeInvariant = (value: Record<string, unknown>, pass: Pass) => boolean;

/** Key, FHIRPath expression as published, and the same as JavaScript. */
export type NativeEntry = readonly [key: string, expression: string, holds: NativeInvariant];

const table = new Map<string, NativeInvariant>(
  [...dataTypeInvariants, ...domainInvariants, ...resourceInvariants].map(([key, expression, holds]) => [
    `${key} ${expression}`,
    holds,
  ]),
);

/**
 * The hand-compiled form of an invariant.
 *
 * Found by key and expression together: when a definition changes its expression, its old translation no longer counts.
 */
export function nativeInvariant(constraint: Constraint): NativeInvariant | undefined {
  return table.get(`${constraint.key} ${constraint.expression}`);
}
