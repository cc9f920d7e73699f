import type { ParametersParameter } from '@medplum/fhirtypes';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import type { Parameter } from './request.ts';

/**
 * An operation that changes nothing, for who POSTs it (operations.html § 3.2.0.1: any operation can be): Parameters in the body
 * say what the address says of one that is asked for with GET. No body says nothing.
 *
 * @param names of the parameters that it takes, each a primitive or a reference
 * @throws SamplanError `malformed` on an unknown or repeated one
 * @example
 * POST /fhir/Patient/17/$everything
 * { "resourceType": "Parameters", "parameter": [{ "name": "_count", "valueInteger": 20 }] }
 */
export function posted(interaction: Interaction, names: readonly string[]): Interaction {
  return async (call, reach) => {
    const { request } = call;
    const body = await request.body();
    if (body.length === 0) return interaction(call, reach);
    requireJson(request.headers['content-type']);
    const given = operationInput(readResource(body, 'Parameters'), names);
    const parameters = Object.entries(given).map(([name, one]): Parameter => [name, textOf(name, one)]);
    return interaction({ ...call, request: { ...request, query: [...request.query, ...parameters] } }, reach);
  };
}

function textOf(name: string, parameter: ParametersParameter | undefined): string {
  const stated: unknown = Object.entries(parameter ?? {}).find(([element]) => element.startsWith('value'))?.[1];
  const value: unknown =
    typeof stated === 'object' && stated !== null && 'reference' in stated ? stated.reference : stated;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw misplaced('Parameters.parameter', `${name} as a primitive or a reference`);
}
