import type { Resource, ServiceRequest } from '@medplum/fhirtypes';
import { SamplanError } from '../../errors.ts';
import { type BusinessIdentifier, identifiersOf } from '../../record/identity.ts';
import type { Lifted } from '../../record/lift.ts';
import { liftedId, planOfLifted } from '../../record/lift-id.ts';
import { targetOf } from '../../record/references.ts';
import { withoutPeerState } from '../../record/translate.ts';
import type { Held, ReadAnswer, WriteAnswer } from '../connector.ts';
import { partnerTexts } from '../texts.ts';
import type { Memory } from './memory.ts';
import type { PlanTexts } from './plan-text.ts';

/** Measures that are inline in a partner's plans, one by one. */
export interface InlineMeasures {
  read(id: string): Promise<ReadAnswer>;
  find(identifier: BusinessIdentifier): Promise<readonly Held[]>;
  create(measure: ServiceRequest, identifier: BusinessIdentifier): Promise<Held>;
  update(measure: ServiceRequest, version: string): Promise<WriteAnswer>;
}

export function createInlineMeasures(plans: PlanTexts, memory: Memory): InlineMeasures {
  return {
    /** Gone with its plan only: that a plan leaves it out is no evidence of a deletion. */
    async read(id) {
      const answer = await plans.read(planOfLifted(id) ?? '');
      if (!('found' in answer)) return answer;
      const found = answer.found.measures.get(id);
      return found ? { found } : { missing: true };
    },

    async find(identifier) {
      const found: Held[] = [];
      for (const plan of await memory.plansFor(identifier)) {
        const answer = await plans.read(plan);
        const measures = 'found' in answer ? [...answer.found.measures.values()] : [];
        found.push(...measures.filter(({ resource }) => carries(resource, identifier)));
      }
      return found;
    },

    async create(measure, identifier) {
      const plan = planOf(measure) ?? (await memory.plansFor(identifier))[0];
      const id = plan === undefined ? undefined : liftedId(plan, identifier.value);
      if (plan === undefined || id === undefined) throw refused(partnerTexts.noPlanForMeasure, 'none');
      let isThere = false;
      const text = await plans.rewrite(plan, ({ lifted }) => {
        // Its answer was lost.
        isThere = lifted.measures.has(id);
        return isThere ? lifted : withMeasure(lifted, { ...stated(measure), id });
      });
      const held = text?.measures.get(id);
      if (!held) throw refused(partnerTexts.planMoves, 'one that is not there, keeps moving, or drops what is written');
      return isThere ? { ...held, readBack: true } : held;
    },

    async update(measure, version) {
      const { id = '' } = measure;
      const text = await plans.rewrite(planOfLifted(id) ?? '', (now) =>
        now.measures.get(id)?.version === version
          ? { plan: now.lifted.plan, measures: new Map([...now.lifted.measures, [id, stated(measure)]]) }
          : undefined,
      );
      const held = text?.measures.get(id);
      return held ? { held } : { stale: true };
    },
  };
}

/** A version of ours is none of the partner's. */
function stated(measure: ServiceRequest): ServiceRequest {
  return withoutPeerState(measure) as ServiceRequest;
}

function withMeasure({ plan, measures }: Lifted, measure: ServiceRequest & { readonly id: string }): Lifted {
  const item = { reference: { reference: `ServiceRequest/${measure.id}` } } as const;
  return {
    plan: { ...plan, activity: [...(plan.activity ?? []), item] },
    measures: new Map([...measures, [measure.id, measure]]),
  };
}

/** The plan at the partner that the measure is based on. */
function planOf({ basedOn = [] }: ServiceRequest): string | undefined {
  return basedOn.map(({ reference }) => targetOf(reference)).find((target) => target?.type === 'CarePlan')?.id;
}

function carries(measure: Resource, { system, value }: BusinessIdentifier): boolean {
  return identifiersOf(measure).some((one) => one.system === system && one.value === value);
}

function refused(text: SamplanError['text'], found: string): SamplanError {
  return new SamplanError('partner-refused', text, { where: 'CarePlan.activity', expected: 'a plan', found });
}
