import type { Parameters } from '@medplum/fhirtypes';
import { complaintText } from '../law/complaint.ts';
import { NEED_ANSWERS } from '../law/need-answer.ts';
import { readResource } from './body.ts';
import { givenWish, WISH_PARAMETERS } from './given-wish.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';

const NAMES = ['answer', 'reason', ...WISH_PARAMETERS] as const;

/**
 * `POST Task/[id]/$answer-need`: the koordinerende enhet answers a need report or an application. `answer` is `offered`, `declined`
 * or `refused`; `reason` why, for the last two; what the person wished, where she was asked (given-wish.ts). Answers the case; of a refusal also the last day to complain, and in the accepted
 * language what the person is told of it. 409 when it is answered already.
 *
 * @example
 * POST /fhir/Task/17/$answer-need
 * {"resourceType":"Parameters","parameter":[{"name":"answer","valueCode":"refused"},{"name":"reason","valueString":"..."}]}
 */
export const answerNeed: Interaction = async ({ request, caller, id, language }, { gate }) => {
  requireJson(request.headers['content-type']);
  const {
    answer: given,
    reason: why,
    ...wish
  } = operationInput(readResource(await request.body(), 'Parameters'), NAMES);
  const answer = NEED_ANSWERS.find((one) => one === given?.valueCode);
  if (answer === undefined) throw misplaced('Parameters.parameter', `answer as valueCode ${NEED_ANSWERS.join(', ')}`);
  const reason: unknown = why?.valueString;
  if (why !== undefined && (typeof reason !== 'string' || reason.trim() === ''))
    throw misplaced('Parameters.parameter', 'reason as valueString');
  const { task, complaint } = await gate.answerNeed(caller, id, {
    answer,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(Object.keys(wish).length === 0 ? {} : { wish: givenWish(wish) }),
  });
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'case', valueReference: { reference: task } },
      ...(complaint === undefined
        ? []
        : [
            { name: 'complaint-deadline', valueDate: complaint.until },
            { name: 'complaint', valueString: complaintText(complaint)[language] },
          ]),
    ],
  };
  return { status: 200, headers: { 'content-language': language }, body };
};
