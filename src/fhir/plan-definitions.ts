import type { Bundle, PlanDefinition } from '@medplum/fhirtypes';
import type { Interaction } from './interaction.ts';
import { notFound } from './read.ts';
import type { Parameter } from './request.ts';

/** What definitions are searched by (R4 search parameters of PlanDefinition). */
export const DEFINITION_PARAMETERS = ['_id', 'url', 'version', 'name', 'title', 'status'] as const;

type DefinitionParameter = (typeof DEFINITION_PARAMETERS)[number];

/**
 * `GET PlanDefinition/[id]`: a definition of Samplan's own package. There is nothing of anybody in it, and it has one version.
 *
 * @example
 * GET /fhir/PlanDefinition/individual-plan
 */
export const readDefinition: Interaction = async ({ id }, { definitions }) => ({
  status: 200,
  headers: {},
  body: definitionOf(definitions, id),
});

/**
 * `GET PlanDefinition?…`: definitions of the package, all of them on one page. Commas are alternatives, a repeated parameter must hold each
 * time; names and titles are found by their beginning, in capitals or not.
 *
 * @example
 * GET /fhir/PlanDefinition?status=active&title=individuell
 */
export const searchDefinitions: Interaction = async ({ request }, { definitions }) => {
  const asked = request.query.filter((one): one is readonly [DefinitionParameter, string] => isParameter(one));
  const found = definitions.filter((one) => asked.every(([name, value]) => holds(one, name, value)));
  const query = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, value])).toString();
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: `${request.base}/PlanDefinition${query === '' ? '' : `?${query}`}` }],
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(found.length === 0
      ? {}
      : {
          entry: found.map((resource) => ({
            fullUrl: `${request.base}/PlanDefinition/${resource.id}`,
            resource,
            search: { mode: 'match' as const },
          })),
        }),
  };
  return { status: 200, headers: {}, body };
};

/** The definition with this id. Throws `not-found`. */
export function definitionOf(definitions: readonly PlanDefinition[], id: string): PlanDefinition {
  const definition = definitions.find((one) => one.id === id);
  if (definition === undefined) throw notFound();
  return definition;
}

function isParameter([name]: Parameter): boolean {
  return (DEFINITION_PARAMETERS as readonly string[]).includes(name);
}

function holds(definition: PlanDefinition, name: DefinitionParameter, asked: string): boolean {
  const value = (name === '_id' ? definition.id : definition[name]) ?? '';
  return asked
    .split(',')
    .some((one) =>
      name === 'name' || name === 'title' ? value.toLowerCase().startsWith(one.toLowerCase()) : value === one,
    );
}
