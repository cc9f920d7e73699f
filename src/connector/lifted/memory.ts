import type { CarePlan, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { type BusinessIdentifier, originIdentifier, originsOf } from '../../record/identity.ts';
import { asJson, isObject, type JsonObject } from '../../record/json.ts';
import type { Told } from '../../record/lift.ts';
import { liftedId, planOfLifted } from '../../record/lift-id.ts';
import type { Counterpart, Store } from '../../store/store.ts';

/** How measures that come from elsewhere are written at a partner. */
export type MeasureForm = 'requests' | 'inline';

/** What is remembered of a partner's plans; the connector itself remembers nothing. */
export interface Memory {
  /** Base of the partner's references. */
  readonly base: string;
  /** What the partner last told of a plan, or was told. */
  ofPlan(plan: CarePlan): Promise<Told>;
  /** The partner's ids of the plans of whom a measure of ours is about, by the identifier under which it is created. */
  plansFor(identifier: BusinessIdentifier): Promise<readonly string[]>;
}

export interface MemoryOptions {
  readonly store: Pick<
    Store,
    'arrival' | 'arrivalsAbout' | 'counterpart' | 'counterparts' | 'counterpartByPeerId' | 'read'
  >;
  readonly partner: { readonly name: string; readonly base: string };
  readonly measures: MeasureForm;
}

/** A plan that nobody knew. */
export function nothingTold(base: string): Told {
  return { base, measures: new Map(), meant: new Map(), inline: [] };
}

/**
 * Memory out of what the store has of a partner: its own text of a plan and its measures, as it was last taken in or
 * answered, or as it waits to be taken in.
 */
export function createMemory({ store, partner: { name, base }, measures: form }: MemoryOptions): Memory {
  async function takenIn(plan: CarePlan): Promise<Told> {
    const peerId = plan.id ?? '';
    const held = await store.counterpartByPeerId(name, 'CarePlan', peerId);
    // After a lost answer nothing is known by the partner's id yet.
    const id = held?.id ?? originsOf(plan)[0];
    const { person } = held ?? (id === undefined ? undefined : await store.counterpart(name, 'CarePlan', id)) ?? {};
    if (id === undefined || person === undefined) return nothingTold(base);
    const counterparts = await store.counterparts(name, person);
    const ours = await store.read('CarePlan', id);
    return {
      base,
      plan: held?.echoed as CarePlan | undefined,
      measures: new Map(counterparts.flatMap((one) => toldIn(peerId, one.type, one.peerId, one.echoed))),
      meant: new Map(form === 'inline' ? counterparts.flatMap((one) => meantFor(peerId, one)) : []),
      inline: ours ? inlineIn(ours.resource) : [],
    };
  }

  return {
    base,
    async ofPlan(plan) {
      const peerId = plan.id ?? '';
      const told = await takenIn(plan);
      const { came, patient } = (await store.arrival(name, 'CarePlan', peerId)) ?? {};
      if (!came || patient === undefined) return told;
      const waiting = await store.arrivalsAbout(name, patient);
      const measures = waiting.flatMap((one) => toldIn(peerId, one.type, one.peerId, one.came?.resource));
      return { ...told, plan: came.resource as CarePlan, measures: new Map([...told.measures, ...measures]) };
    },
    async plansFor({ value }) {
      const id = value.replace(originIdentifier('').value, '');
      const person = (await store.counterpart(name, 'ServiceRequest', id))?.person;
      if (person === undefined) return [];
      const plans = (await store.counterparts(name, person)).filter(({ type }) => type === 'CarePlan');
      return plans.sort(wholeFirst).flatMap(({ peerId }) => peerId ?? []);
    },
  };
}

type Entry = readonly [string, ServiceRequest];

function toldIn(plan: string, type: string, peerId: string | undefined, text: unknown): readonly Entry[] {
  const isThere = type === 'ServiceRequest' && peerId !== undefined && planOfLifted(peerId) === plan;
  return isThere && text ? [[peerId, text as ServiceRequest]] : [];
}

function meantFor(plan: string, { type, id, peerId, echoed }: Counterpart): readonly Entry[] {
  const meant =
    type === 'ServiceRequest' && peerId === undefined ? liftedId(plan, originIdentifier(id).value) : undefined;
  return meant !== undefined && echoed ? [[meant, { ...(echoed as ServiceRequest), id: meant }]] : [];
}

function inlineIn(plan: Resource): readonly JsonObject[] {
  const { activity } = asJson(plan);
  return Array.isArray(activity) ? activity.filter((item) => isObject(item) && item['detail'] !== undefined) : [];
}

/** The plan itself before what is part of it. */
function wholeFirst(left: Counterpart, right: Counterpart): number {
  const isPart = ({ echoed }: Counterpart): number => ((echoed as CarePlan | undefined)?.partOf?.length ? 1 : 0);
  return isPart(left) - isPart(right);
}
