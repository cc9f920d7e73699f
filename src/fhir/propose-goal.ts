import type { Goal } from '@medplum/fhirtypes';
import { badParameter } from './bad-parameter.ts';
import { readWritten } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { addressOf, writtenResponse } from './written.ts';

/**
 * `POST Goal` by the person herself: a proposal in her own words, which is in her plan from then on. Nothing else is created by her.
 *
 * @example
 * POST /fhir/Goal
 * {"resourceType":"Goal","lifecycleStatus":"proposed","description":{"text":"Svømme to ganger i uka"}, "subject":{"reference":"Patient/17"}, "expressedBy":{"reference":"Patient/17"}}
 */
export const proposeGoal: Interaction = async (call, { gate }) => {
  const { request, caller, type } = call;
  requireJson(request.headers['content-type']);
  if (request.headers['if-none-exist'] !== undefined) throw noCondition();
  const { resource } = readWritten(await request.body(), type);
  const written = await gate.proposeGoal(caller, resource as Goal);
  const answer = await writtenResponse(call, 201, written);
  return { ...answer, headers: { ...answer.headers, location: addressOf(call, written, answer) } };
};

function noCondition(): ReturnType<typeof badParameter> {
  return badParameter(
    'http.If-None-Exist',
    {
      nb: 'Et forslag sendes uten vilkår.',
      nn: 'Eit framlegg blir sendt utan vilkår.',
      en: 'A proposal is sent without a condition.',
    },
    'no header If-None-Exist',
  );
}
