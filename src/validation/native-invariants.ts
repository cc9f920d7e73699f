import type { NativeInvariant } from './invariant.ts';
import { conformanceInvariants } from './native-conformance-invariants.ts';
import { dataTypeInvariants } from './native-data-type-invariants.ts';
import { domainInvariants } from './native-domain-invariants.ts';
import { resourceInvariants } from './native-resource-invariants.ts';
import type { Constraint } from './structure-definition.ts';

const table = new Map<string, NativeInvariant>(
  [...conformanceInvariants, ...dataTypeInvariants, ...domainInvariants, ...resourceInvariants].map(
    ([key, expression, holds]) => [`${key} ${expression}`, holds],
  ),
);

/**
 * The hand-compiled form of an invariant.
 *
 * Found by key and expression together: when a definition changes its expression, its old translation no longer counts.
 */
export function nativeInvariant(constraint: Constraint): NativeInvariant | undefined {
  return table.get(`${constraint.key} ${constraint.expression}`);
}
