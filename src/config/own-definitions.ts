import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Definition, DefinitionType } from '../fhir/definition-types.ts';
import { OWN_PACKAGE } from '../validation/base-definitions.ts';

/**
 * The definitions of a type in Samplan's own package, in the order of their ids. Each type is read when somebody first asks for it.
 *
 * @example
 * ownDefinitions()('PlanDefinition').map(({ id }) => id); // ['individual-plan', 'individual-plan-child']
 */
export function ownDefinitions(): <T extends DefinitionType>(type: T) => readonly Definition<T>[] {
  const read = new Map<DefinitionType, readonly Definition[]>();
  return <T extends DefinitionType>(type: T) => {
    const known = read.get(type) ?? ofType(type);
    read.set(type, known);
    return known as readonly Definition<T>[];
  };
}

function ofType(type: DefinitionType): readonly Definition[] {
  return readdirSync(OWN_PACKAGE)
    .filter((file) => file.startsWith(`${type}-`) && file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(path.join(OWN_PACKAGE, file), 'utf8')) as Definition)
    .sort((left, right) => ((left.id ?? '') < (right.id ?? '') ? -1 : 1));
}
