import type { Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { parseJson, readResource } from './body.ts';
import type { Decision } from './gate.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';
import { writtenResponse } from './written.ts';

/**
 * `POST Task/[id]/$resolve-conflict`: a person decides a conflict. `take` = `record` or `partner`, or `value` = a new
 * value as JSON text; of two plans for one person also `as` = `sub-plan`, `merge` or `replaced`. Answers the Task; 409
 * when it is decided already.
 *
 * @example
 * POST /fhir/Task/17/$resolve-conflict
 * {"resourceType":"Parameters","parameter":[{"name":"take","valueCode":"record"}]}
 */
export const resolveConflict: Interaction = async (call, { gate }) => {
  const { request, caller, id } = call;
  requireJson(request.headers['content-type']);
  const decision = decisionOf(readResource(await request.body(), 'Parameters'));
  const stored = await gate.resolveConflict(caller, id, decision);
  return writtenResponse(call, 200, { stored, findings: [] });
};

function decisionOf(body: Resource): Decision {
  const { take, value, as } = operationInput(body, ['take', 'value', 'as']);
  if ([take, value, as].filter((one) => one !== undefined).length !== 1)
    throw misplaced('Parameters.parameter', 'one of take, value and as');
  if (as !== undefined) {
    const code = as.valueCode;
    if (code === 'sub-plan' || code === 'merge' || code === 'replaced') return { as: code };
    throw misplaced('Parameters.parameter', 'as as valueCode sub-plan, merge or replaced');
  }
  if (take !== undefined) {
    const code = take.valueCode;
    if (code === 'record' || code === 'partner') return { take: code };
    throw misplaced('Parameters.parameter', 'take as valueCode record or partner');
  }
  const text: unknown = value?.valueString;
  if (typeof text !== 'string') throw misplaced('Parameters.parameter', 'value as valueString');
  return { value: parseValue(text) };
}

/** A fault in the inner text is told with its position in that text. */
function parseValue(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SamplanError)) throw error;
    const { code, where = '', expected = 'JSON', found = '' } = error;
    throw new SamplanError(code, error.text, { where: `valueString of value, ${where}`, expected, found });
  }
}
