import type { Constraint, ElementDefinition } from './structure-definition.ts';

/** What says where an element stands, and not what holds for it. */
const PLACE = new Set(['id', 'path', 'base', 'constraint', 'condition', 'mapping', 'binding']);

const VALUE = /^(?:fixed|pattern)[A-Z]/;

/**
 * An element with what a differential says of it: what is said replaces what was, constraints and mappings come on top
 * (http://hl7.org/fhir/R4/elementdefinition.html#interpretation).
 */
export function applyDifferential(element: ElementDefinition, change: ElementDefinition): ElementDefinition {
  const said = Object.entries(change).filter(([key]) => !PLACE.has(key));
  const fixesAnew = said.some(([key]) => VALUE.test(key));
  const kept = Object.entries(element).filter(([key]) => !(fixesAnew && VALUE.test(key)));
  // A profile cannot loosen a base's limit by being silent: min and max stay unless said.
  return {
    ...(Object.fromEntries(kept) as unknown as ElementDefinition),
    ...Object.fromEntries(said),
    ...merged('constraint', constraints(element.constraint, change.constraint)),
    ...merged('condition', both(element['condition'], change['condition'])),
    ...merged('mapping', both(element['mapping'], change['mapping'])),
    ...(change.binding ? { binding: { ...element.binding, ...change.binding } } : {}),
  };
}

function merged(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}

function constraints(
  before: readonly Constraint[] | undefined,
  added: readonly Constraint[] | undefined,
): readonly Constraint[] | undefined {
  if (!before || !added) {
    return added ?? before;
  }
  const keys = new Set(added.map(({ key }) => key));
  return [...before.filter(({ key }) => !keys.has(key)), ...added];
}

function both(before: unknown, added: unknown): unknown {
  return Array.isArray(before) && Array.isArray(added) ? [...new Set([...before, ...added])] : (added ?? before);
}
