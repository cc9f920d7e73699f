import { BOOLEAN, type Code, Untranslatable } from './fhirpath-code.ts';
import type { ElementPlace, Shape } from './fhirpath-shape.ts';
import type { Expression } from './fhirpath-syntax.ts';
import { type TranslationSource, translate } from './fhirpath-translation.ts';
import { type Scope, truthOf } from './fhirpath-values.ts';
import type { CompiledInvariant } from './invariant.ts';

/**
 * A constraint's expression as JavaScript; undefined when it uses what only the FHIRPath engine knows.
 *
 * An expression that gives nothing does not hold, as for the official validator.
 */
export function translateInvariant(
  expression: Expression,
  place: ElementPlace,
  shape: Shape,
  source: TranslationSource,
): Omit<CompiledInvariant, 'by'> | undefined {
  const root = place.tree.root;
  const isResource = (source.tree('Resource')?.root.children ?? []).every(({ name }) =>
    root.children.some((child) => child.name === name),
  );
  const resource: Shape | undefined = isResource
    ? { objects: [{ tree: place.tree, node: root }], primitives: [] }
    : undefined;
  let code: Code;
  try {
    code = translate(expression, shape, resource, source);
  } catch (error) {
    if (error instanceof Untranslatable) {
      return undefined;
    }
    throw error;
  }
  const holds = isTruth(code)
    ? code.truth
    : (value: unknown, scope: Scope) => {
        const values = code.values(value, scope);
        // Several values are more than nothing, as for the official validator.
        return values.length > 1 || truthOf(values);
      };
  const inline = isTruth(code) ? code.inline?.truth : undefined;
  return {
    holds: (value, pass) => holds(value, { context: value, resource: pass.resource, pass, kept: undefined }) === true,
    ...(inline ? { inline } : {}),
  };
}

/** True for what gives one boolean or nothing, whatever it is evaluated on. */
function isTruth({ shape, path }: Code): boolean {
  return path === undefined && shape === BOOLEAN;
}
