import { unrunPart } from './fhirpath-cost.ts';
import { engineInvariant } from './fhirpath-engine.ts';
import { type ElementPlace, shapeAt, shapeOf } from './fhirpath-shape.ts';
import { parseFhirPath } from './fhirpath-syntax.ts';
import type { TranslationSource } from './fhirpath-translation.ts';
import type { CompiledInvariant } from './invariant.ts';
import { translateInvariant } from './invariant-translation.ts';
import { nativeInvariant } from './native-invariants.ts';
import { isPrimitive } from './primitives.ts';
import type { Constraint } from './structure-definition.ts';

/** The engine's name for where an expression stands: a type, or the path of an element that is defined in place. */
function engineBase(place: ElementPlace, type: string | undefined): string {
  const { node, tree } = place;
  return node === tree.root || node.children.length > 0 || type === undefined ? node.definition.path : type;
}

/**
 * An invariant to run: written by hand when its key and expression are known, else translated, else through the
 * FHIRPath engine; undefined when it has no expression.
 *
 * @throws {FhirPathSyntaxError} when the expression is not FHIRPath.
 */
export function compileInvariant(
  constraint: Constraint,
  place: ElementPlace,
  type: string | undefined,
  source: TranslationSource,
): CompiledInvariant | undefined {
  const native = nativeInvariant(constraint);
  if (native) {
    return { holds: native, by: 'hand' };
  }
  const { expression } = constraint;
  if (expression === undefined) {
    return undefined;
  }
  const treeOf = (name: string) => source.tree(name);
  const isChoice = (place.node.definition.type?.length ?? 0) > 1;
  const shape = type !== undefined && (isChoice || isPrimitive(type)) ? shapeOf(type, treeOf) : shapeAt(place, treeOf);
  const parsed = parseFhirPath(expression);
  const translated = shape && translateInvariant(parsed, place, shape, source);
  if (translated) {
    return { ...translated, by: 'translation' };
  }
  const unrun = unrunPart(parsed);
  return {
    holds: engineInvariant(engineBase(place, type), expression),
    by: 'engine',
    ...(unrun === undefined ? {} : { unrun }),
  };
}
