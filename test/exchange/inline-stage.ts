import { expect } from '@jest/globals';
import type { CarePlan, CarePlanActivity, CarePlanActivityDetail, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { NATIONAL } from '../../src/record/systems.ts';
import { differences } from './in-step.ts';
import { directory, FJORDVIK, INGRID, Papers, TRUST } from './papers.ts';
import { INGRIDS, openStage, type Stage, type StagedPartner } from './stage.ts';

export const inline = (text: string, more: Partial<CarePlanActivityDetail> = {}): CarePlanActivity => ({
  detail: { status: 'in-progress', code: { text }, performer: [byNumber(FJORDVIK)], ...more },
});
export const byNumber = ({ organization }: typeof FJORDVIK) => ({
  type: 'Organization' as const,
  identifier: { system: NATIONAL.organization, value: organization },
});
export const WALK = {
  ...inline('Gangtrening', { status: 'scheduled', kind: 'ServiceRequest' }),
  progress: [{ text: 'Bra' }],
};
export const READ = inline('Lese høyt', { description: 'For barnebarna', scheduledString: 'hver kveld' });

export const COORDINATOR = { name: 'Kari', organization: FJORDVIK.organization, sector: 'municipal' } as const;

/** Ingrid's papers, her measures inline in the plan. */
export function inlinePapers(plan: CarePlan = INGRIDS.plan(['goal-1', 'goal-2'], [])): readonly Resource[] {
  const others = INGRIDS.whole().filter(({ resourceType }) => !['CarePlan', 'ServiceRequest'].includes(resourceType));
  return [...others, { ...plan, activity: [WALK, READ] }];
}

/** A stage on which the municipality writes its measures inline, the trust as ServiceRequests, and the plan has flowed. */
export async function openInlineStage(): Promise<Stage> {
  const stage = await openStage();
  stage.fjordvik.connector.put(...directory('fjordvik'), ...inlinePapers());
  stage.trust.connector.put(...directory('trust'));
  await stage.settle();
  return stage;
}

export const planAt = ({ connector }: StagedPartner): CarePlan => connector.all<CarePlan>('CarePlan')[0] as CarePlan;
export const itemsAt = (partner: StagedPartner): readonly CarePlanActivity[] => planAt(partner).activity ?? [];
export const writesAt = ({ connector }: StagedPartner): number =>
  connector.requests.filter(({ what }) => what === 'create' || what === 'update').length;

/** A user of a system that writes inline changes the list of activities. */
export function edit(
  partner: StagedPartner,
  change: (items: readonly CarePlanActivity[]) => readonly CarePlanActivity[],
): void {
  const plan = planAt(partner);
  partner.connector.put({ ...plan, activity: [...change(plan.activity ?? [])] });
}

export const editItem = (partner: StagedPartner, text: string, more: Partial<CarePlanActivityDetail>): void =>
  edit(
    partner,
    (items) =>
      items.map((item) =>
        item.detail?.code?.text === text
          ? { ...item, detail: { ...item.detail, ...more } as typeof item.detail }
          : item,
      ) as CarePlanActivity[],
  );

export const itemCalled = (partner: StagedPartner, text: string): CarePlanActivityDetail | undefined =>
  itemsAt(partner).find(({ detail }) => detail?.code?.text === text)?.detail;

/** The measure at a system that writes ServiceRequests. */
export function requestCalled({ connector }: StagedPartner, text: string): ServiceRequest {
  const found = connector.all<ServiceRequest>('ServiceRequest').filter(({ code }) => code?.text === text);
  expect(found).toHaveLength(1);
  return found[0] as ServiceRequest;
}

export const editRequest = (partner: StagedPartner, text: string, more: Partial<ServiceRequest>): void =>
  partner.connector.put({ ...requestCalled(partner, text), ...more });

/** A user of a system that writes ServiceRequests adds one. */
export function addRequest(partner: StagedPartner, id: string, text: string): void {
  const plan = planAt(partner);
  const measure: ServiceRequest = {
    ...new Papers('x', INGRID).measure(id, text, TRUST),
    subject: plan.subject,
    basedOn: [{ reference: `CarePlan/${plan.id}` }],
  };
  const item = { reference: { reference: `ServiceRequest/${measure.id}` } } as const;
  partner.connector.put(measure, { ...plan, activity: [...(plan.activity ?? []), item] });
}

/** The measures of the record. */
export async function measuresOf(stage: Stage): Promise<readonly ServiceRequest[]> {
  return [...(await stage.record()).parts.values()].flatMap(({ resource }) =>
    resource.resourceType === 'ServiceRequest' ? [resource] : [],
  );
}

export async function expectInStep(stage: Stage): Promise<void> {
  expect([await stage.standing(stage.fjordvik), await stage.standing(stage.trust)]).toEqual(['in-step', 'in-step']);
  for (const partner of [stage.fjordvik, stage.trust]) expect(await differences(stage, partner)).toEqual([]);
}
