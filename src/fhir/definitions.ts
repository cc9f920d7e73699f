import type { Bundle } from '@medplum/fhirtypes';
import type { Definition, Definitions, DefinitionType } from './definition-types.ts';
import type { Interaction } from './interaction.ts';
import { notFound } from './read.ts';
import type { Parameter } from './request.ts';

/** What definitions are searched by (R4 search parameters that all of them have; a NamingSystem has no url and no title in R4). */
export const DEFINITION_PARAMETERS = ['_id', 'url', 'version', 'name', 'title', 'status'] as const;

type DefinitionParameter = (typeof DEFINITION_PARAMETERS)[number];

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
 * `GET StructureDefinition?…` and the like: definitions of the package, all of them on one page. Commas are alternatives, a repeated parameter must
 * hold each time; names and titles are found by their beginning, in capitals or not.
 *
 * @example
 * GET /fhir/ValueSet?url=http://samplan.no/fhir/ValueSet/life-area
 */
export const searchDefinitions: Interaction = async ({ request, type }, { definitions }) => {
  const asked = request.query.filter((one): one is readonly [DefinitionParameter, string] => isParameter(one));
  const found = definitions(type as DefinitionType).filter((one) =>
    asked.every(([name, value]) => holds(one, name, value)),
  );
  const query = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, value])).toString();
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: `${request.base}/${type}${query === '' ? '' : `?${query}`}` }],
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(found.length === 0
      ? {}
      : {
          entry: found.map((resource) => ({
            fullUrl: `${request.base}/${type}/${resource.id}`,
            resource,
            search: { mode: 'match' as const },
          })),
        }),
  };
  return { status: 200, headers: {}, body };
};

/** The definition with this id. Throws `not-found`. */
export function definitionOf<T extends DefinitionType>(definitions: Definitions, type: T, id: string): Definition<T> {
  const definition = definitions(type).find((one: Definition) => one.id === id);
  if (definition === undefined) throw notFound();
  return definition;
}

function isParameter([name]: Parameter): boolean {
  return (DEFINITION_PARAMETERS as readonly string[]).includes(name);
}

function holds(definition: Definition, name: DefinitionParameter, asked: string): boolean {
  const said: Readonly<Record<string, unknown>> = { ...definition, _id: definition.id };
  const value = String(said[name] ?? '');
  return asked
    .split(',')
    .some((one) =>
      name === 'name' || name === 'title' ? value.toLowerCase().startsWith(one.toLowerCase()) : value === one,
    );
}
