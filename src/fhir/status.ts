import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import type { VisibleVersion } from '../exchange/sight.ts';
import { isIndividualPlan, isPlanPart, isRecordType, kindOf } from '../record/kinds.ts';
import { badParameter } from './bad-parameter.ts';
import { readResource } from './body.ts';
import { stretchIn } from './bounds.ts';
import type { Answer, Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { operationInput } from './operation-input.ts';
import { recordOf } from './whole-record.ts';

/**
 * `GET Patient/[id]/$status`: whether anything that the caller sees of a person's record changed (`since`), when it last did, whether
 * there is an active plan among it, and whether consent lets it see the plan; nothing of the content. To be asked before a
 * scheduled exchange.
 *
 * @example
 * GET /fhir/Patient/17/$status?since=2026-11-01T00:00:00Z
 */
export const status: Interaction = async (call) =>
  told(await recordOf(call), call.request.query.find(([name]) => name === 'since')?.[1]);

/**
 * `POST Patient/$status` with Parameters: the same of the person with a national number, which stands in no address. Whom the
 * caller does not reach cannot be told from who is not here: nothing changed, and nothing is there.
 *
 * @example
 * POST /fhir/Patient/$status
 * { "resourceType": "Parameters", "parameter": [{ "name": "identifier", "valueIdentifier": { "system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "…" } }] }
 */
export const statusByNumber: Interaction = async ({ request, sight }) => {
  requireJson(request.headers['content-type']);
  const given = operationInput(readResource(await request.body(), 'Parameters'), ['identifier', 'since']);
  const filter = { kind: 'token', name: 'identifier', values: [numberIn(given['identifier'])] } as const;
  const { shown } = await sight.search({ type: 'Patient', filters: [filter], count: 1 });
  const id = shown[0]?.resource.id;
  return told(id === undefined ? undefined : await sight.record(id), given['since']?.valueInstant);
};

function numberIn(parameter: ParametersParameter | undefined): { readonly system: string; readonly code: string } {
  const { system, value } = parameter?.valueIdentifier ?? {};
  if (typeof system === 'string' && typeof value === 'string' && system !== '' && value !== '')
    return { system, code: value };
  throw badParameter(
    'identifier',
    {
      nb: 'Oppgi hvem det gjelder med ett nummer og systemet det hører til.',
      nn: 'Gje opp kven det gjeld med eitt nummer og systemet det høyrer til.',
      en: 'Say whom it is about with one number and the system that it belongs to.',
    },
    'identifier as valueIdentifier with system and value',
  );
}

function told(record: readonly VisibleVersion[] | undefined, since: string | undefined): Answer {
  const parts = (record ?? []).filter(({ resource }) => isRecordType(resource.resourceType));
  const resources = parts.map(({ resource }) => resource);
  const last = resources
    .map(({ meta }) => meta?.lastUpdated ?? '')
    .toSorted()
    .at(-1);
  const before = since === undefined ? undefined : stretchIn('since', since).high;
  const isChanged = before === undefined || (last !== undefined && Date.parse(last) >= before);
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'changed', valueBoolean: last !== undefined && isChanged },
      ...(last === undefined ? [] : [{ name: 'lastChanged', valueInstant: last }]),
      { name: 'activePlan', valueBoolean: resources.some(isActivePlan) },
      { name: 'planPermitted', valueBoolean: resources.some(isOfPlan) },
    ],
  };
  const [person] = parts;
  return { status: 200, headers: {}, body, shown: { resources: person ? [person.stored] : [] } };
}

function isActivePlan(resource: Resource): boolean {
  return resource.resourceType === 'CarePlan' && isIndividualPlan(resource) && resource.status === 'active';
}

function isOfPlan(resource: Resource): boolean {
  const kind = kindOf(resource);
  return kind !== undefined && isPlanPart(kind);
}
