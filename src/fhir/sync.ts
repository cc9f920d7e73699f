import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { RunSummary } from '../store/partner-memory.ts';
import { readResource } from './body.ts';
import type { Interaction } from './interaction.ts';
import { requireJson } from './media-type.ts';
import { misplaced, operationInput } from './operation-input.ts';

/**
 * `POST $sync`: one pass of each partner, or of one (`partner`, its name in the configuration), now; `mode` is `once`.
 * Answers when the passes have ended, with what each came to. For the controller only.
 *
 * @example
 * POST /fhir/$sync
 * {"resourceType":"Parameters","parameter":[{"name":"partner","valueString":"Fjordvik kommune"}]}
 */
export const sync: Interaction = async ({ request, caller }, { gate }) => {
  requireJson(request.headers['content-type']);
  const { partner, mode } = operationInput(readResource(await request.body(), 'Parameters'), ['partner', 'mode']);
  if (partner !== undefined && typeof partner.valueString !== 'string')
    throw misplaced('Parameters.parameter', 'partner as valueString');
  if (mode !== undefined && mode.valueCode !== 'once')
    throw misplaced('Parameters.parameter', 'mode as valueCode once');
  const summaries = await gate.sync(caller, partner?.valueString === undefined ? {} : { partner: partner.valueString });
  const body: Parameters = { resourceType: 'Parameters', parameter: summaries.map(runOf) };
  return { status: 200, headers: {}, body, shown: { resources: [] } };
};

const COUNTS = [
  'pulled',
  'admitted',
  'merged',
  'setAside',
  'conflicts',
  'deleted',
  'delivered',
  'held',
  'blocked',
] as const;

function runOf(summary: RunSummary): ParametersParameter {
  const { id, partner, outcome, notices } = summary;
  return {
    name: 'run',
    part: [
      { name: 'id', valueString: id },
      { name: 'partner', valueString: partner },
      { name: 'outcome', valueCode: outcome },
      ...COUNTS.map((name) => ({ name, valueInteger: summary[name] })),
      ...notices.map((notice) => ({ name: 'notice', valueString: notice })),
    ],
  };
}
