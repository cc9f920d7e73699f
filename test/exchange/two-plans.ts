import type { CarePlan, CareTeam, Consent, Goal, Patient, ServiceRequest } from '@medplum/fhirtypes';
import { directory, FJORDVIK, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage } from './stage.ts';

/** Ingrid's papers at the trust, where nobody knew that the municipality has a plan. */
const TRUSTS = new Papers('t', INGRID);

export const OUR_PLAN = 'Individuell plan';
export const THEIR_PLAN = 'Plan etter utskriving';
export const THEIR_GOAL = 'Sove om natten';
export const THEIR_MEASURE = 'Samtaler på poliklinikken';

/** The trust's own active plan, with a goal and a measure. */
export function trustsPlan(more: Partial<CarePlan> = {}): CarePlan {
  const { author: _author, careTeam: _team, ...plan } = TRUSTS.plan(['goal'], ['measure']);
  return { ...plan, title: THEIR_PLAN, description: 'Trygghet hjemme', ...more };
}

/** What the trust has of her. */
function trustsPapers(
  more: Partial<CarePlan> = {},
): readonly (Patient | Consent | CareTeam | Goal | ServiceRequest | CarePlan)[] {
  return [
    TRUSTS.patient(),
    TRUSTS.planMade(),
    TRUSTS.access(TRUST),
    TRUSTS.access(FJORDVIK),
    TRUSTS.goal('goal', THEIR_GOAL),
    TRUSTS.measure('measure', THEIR_MEASURE, TRUST),
    trustsPlan(more),
  ];
}

/** A stage on which each side has a plan for Ingrid, and nothing has flowed. */
export async function openStageOfTwoPlans(
  more: Partial<CarePlan> = {},
  options?: Parameters<typeof openStage>[0],
): Promise<Stage> {
  const stage = await openStage(options);
  stage.fjordvik.connector.put(...directory('fjordvik'), ...INGRIDS.whole());
  stage.trust.connector.put(...directory('trust'), ...trustsPapers(more));
  for (const { connector } of [stage.fjordvik, stage.trust]) connector.tellsDeletions = true;
  return stage;
}

export const titlesOf = (plans: readonly CarePlan[]): readonly (string | undefined)[] =>
  plans.map(({ title }) => title).sort();
