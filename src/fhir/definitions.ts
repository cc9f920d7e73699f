import type { Definition, Definitions, DefinitionType } from './definition-types.ts';
import type { Interaction } from './interaction.ts';
import { notFound } from './read.ts';
import { searchAmong } from './search-among.ts';

/**
 * `GET StructureDefinition/[id]` and the like: a definition of Samplan's own package. There is nothing of anybody in it, and it has one version.
 *
 * @example
 * GET /fhir/PlanDefinition/individual-plan
 */
export const readDefinition: Interaction = async ({ type, id }, { definitions }) => ({
  status: 200,
  headers: {},
  body: definitionOf(definitions, type as DefinitionType, id),
});

/**
 * `GET StructureDefinition?…`, `POST StructureDefinition/_search` and the like: definitions of the package.
 *
 * @example
 * GET /fhir/ValueSet?url=http://samplan.no/fhir/ValueSet/life-area
 */
export const searchDefinitions: Interaction = searchAmong(async ({ type }, { definitions }) =>
  definitions(type as DefinitionType),
);

/** The definition with this id. Throws `not-found`. */
export function definitionOf<T extends DefinitionType>(definitions: Definitions, type: T, id: string): Definition<T> {
  const definition = definitions(type).find((one: Definition) => one.id === id);
  if (definition === undefined) throw notFound();
  return definition;
}
