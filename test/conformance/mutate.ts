import type { JsonObject } from './json.ts';
import type { Operator, Spot } from './operator.ts';
import { codeOperators } from './operators/codes.ts';
import { extensionOperators } from './operators/extensions.ts';
import { invariantOperators } from './operators/invariants.ts';
import { narrativeOperators } from './operators/narrative.ts';
import { primitiveOperators } from './operators/primitives.ts';
import { referenceOperators } from './operators/references.ts';
import { structureOperators } from './operators/structure.ts';
import { placesOf } from './places.ts';

export const operators: readonly Operator[] = [
  ...structureOperators,
  ...primitiveOperators,
  ...codeOperators,
  ...referenceOperators,
  ...extensionOperators,
  ...narrativeOperators,
  ...invariantOperators,
];

/** A resource that is valid, to be broken. */
export interface Source {
  readonly name: string;
  readonly resource: JsonObject;
}

export interface Mutant {
  /** `CarePlan-full~bad-date-month@CarePlan.period.start#1`: source, operator, place, seed. */
  readonly id: string;
  readonly source: string;
  readonly operator: string;
  readonly outcome: Operator['outcome'];
  readonly text: string;
}

/** A number from a text and a seed (FNV-1a, then a finalizer), so that a mutant does not depend on its neighbours. */
function numberFrom(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Some of the spots: which ones follows from the seed, the source and the operator alone. */
function some(spots: readonly Spot[], name: string, seed: number, count: number): readonly Spot[] {
  return spots
    .map((spot) => ({ spot, order: numberFrom(`${name}@${spot.at}`, seed) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ spot }) => spot);
}

/**
 * At most so many of each operator's mutants, by the same order from the seed: what keeps a run short when examples become many.
 *
 * @example
 * sampleOf(mutantsOf(sources, { seed: 1, perOperator: 1 }), 25);
 */
export function sampleOf(mutants: readonly Mutant[], most: number): readonly Mutant[] {
  const kept = Map.groupBy(mutants, ({ operator }) => operator)
    .values()
    .flatMap((list) => [...list].sort((a, b) => numberFrom(a.id, 0) - numberFrom(b.id, 0)).slice(0, most));
  const chosen = new Set(kept);
  return mutants.filter((mutant) => chosen.has(mutant));
}

/**
 * Mutants of these resources: for each operator, at most `perOperator` places of each resource.
 *
 * The same seed gives the same mutants, and a new source or operator leaves the others as they were.
 *
 * @example
 * mutantsOf([{ name: 'CarePlan-full', resource }], { seed: 1, perOperator: 1 }).map(({ id }) => id);
 */
export function mutantsOf(
  sources: readonly Source[],
  { seed, perOperator }: { readonly seed: number; readonly perOperator: number },
): readonly Mutant[] {
  return sources.flatMap(({ name, resource }) => {
    const places = placesOf(resource);
    return operators.flatMap((operator) =>
      some(operator.spots(places, resource), `${name}~${operator.name}`, seed, perOperator).map((spot) => {
        const copy = structuredClone(resource);
        const text = spot.change(copy) ?? JSON.stringify(copy);
        return {
          id: `${name}~${operator.name}@${spot.at}#${seed}`,
          source: name,
          operator: operator.name,
          outcome: operator.outcome,
          text,
        };
      }),
    );
  });
}
