import type { CarePlan, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { isError } from '../../errors.ts';
import { measureIn } from '../../record/fold.ts';
import type { BusinessIdentifier } from '../../record/identity.ts';
import { asJson } from '../../record/json.ts';
import { kindOf } from '../../record/kinds.ts';
import { planOfLifted } from '../../record/lift-id.ts';
import { withMeasuresNamed } from '../../record/lift-reference.ts';
import type { Connector, Held, ReadAnswer, WriteAnswer } from '../connector.ts';
import { isContentHash } from '../content-hash.ts';
import { incoming } from './incoming.ts';
import { createInlineMeasures } from './inline-measures.ts';
import { createLiftedChanges } from './lifted-changes.ts';
import { createMemory, type MemoryOptions, nothingTold } from './memory.ts';
import { createPlanTexts } from './plan-text.ts';

/**
 * A partner as if every measure that is inline in its plans were a ServiceRequest of its own: the exchange knows no other
 * form. Reading lifts; writing folds back into the plan, in the partner's own text (src/record/lift.ts, fold.ts). A
 * partner without inline measures is left as it is.
 *
 * Such a measure has a version of its own, its content, and so has its plan: writes of several of them in one delivery
 * know nothing of each other. By identifier it is found only where Samplan created it.
 *
 * @throws SamplanError as the inner connector does; also `partner-refused` where a measure has no plan to be written in
 * @example
 * createLiftedConnector(createFhirRestConnector({ url }), { store, partner: { name, base }, measures: 'requests' });
 */
export function createLiftedConnector(inner: Connector, options: MemoryOptions): Connector {
  const { measures: form } = options;
  const memory = createMemory(options);
  const plans = createPlanTexts(inner, memory);
  const inline = createInlineMeasures(plans, memory);

  async function seen(held: Held): Promise<Held> {
    return held.resource.resourceType === 'CarePlan' ? (await plans.look(held)).plan : incoming(held);
  }

  /** What was written tells what of the answer stands inline. */
  async function answered(held: Held, written: Resource): Promise<Held> {
    if (written.resourceType !== 'CarePlan') return incoming(held);
    return (await plans.look(held, { ...nothingTold(memory.base), plan: written })).plan;
  }

  async function updatePlan(plan: CarePlan, version: string): Promise<WriteAnswer> {
    const text = await plans.rewrite(plan.id ?? '', (now) =>
      now.plan.version === version ? { plan, measures: now.lifted.measures } : undefined,
    );
    return text ? { held: text.plan } : { stale: true };
  }

  async function find(type: string, identifier: BusinessIdentifier): Promise<readonly Held[]> {
    if (type !== 'ServiceRequest' || form !== 'inline') return inner.findByIdentifier(type, identifier);
    const found = await inline.find(identifier);
    return found.length > 0 ? found : unlessNone(() => inner.findByIdentifier(type, identifier), []);
  }

  /** A partner that writes measures inline may have no others, and refuse to be asked for them. */
  async function unlessNone<Answer>(ask: () => Promise<Answer>, none: Answer): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (isError(error, 'partner-refused')) return none;
      throw error;
    }
  }

  /** Of a measure: what it was in the versions of its plan. A version of ours is none of the partner's: from now back. */
  async function* versionsBefore(type: string, peerId: string, version: string): AsyncGenerator<Held, void> {
    const plan = isInline(type, peerId) ? planOfLifted(peerId) : type === 'CarePlan' ? peerId : undefined;
    if (plan === undefined || !isContentHash(version)) {
      for await (const held of inner.versionsBefore(type, peerId, version)) yield await seen(held);
      return;
    }
    const now = await inner.read('CarePlan', plan);
    if (!('found' in now)) return;
    for await (const held of inner.versionsBefore('CarePlan', plan, now.found.version)) {
      const text = await plans.look(held);
      const before = type === 'CarePlan' ? text.plan : text.measures.get(peerId);
      if (before) yield before;
    }
  }

  const { erase } = inner;
  return {
    // What stands inline is gone with its plan.
    ...(erase
      ? { erase: async (type: string, peerId: string) => (isInline(type, peerId) ? undefined : erase(type, peerId)) }
      : {}),
    knowing: (features) => createLiftedConnector(inner.knowing(features), options),
    guarded: (before) => createLiftedConnector(inner.guarded(before), options),
    requestCount: () => inner.requestCount(),
    statement: () => inner.statement(),
    changes: createLiftedChanges(inner, plans),
    versionsBefore,
    async read(type, peerId) {
      if (isInline(type, peerId)) return inline.read(peerId);
      const read = (): Promise<ReadAnswer> => inner.read(type, peerId);
      const isOnlyInline = type === 'ServiceRequest' && form === 'inline';
      const answer = isOnlyInline ? await unlessNone(read, { missing: true }) : await read();
      return 'found' in answer ? { found: await seen(answer.found) } : answer;
    },
    async findByIdentifier(type, identifier) {
      return Promise.all((await find(type, identifier)).map(seen));
    },
    async findByReferences(type, references) {
      return Promise.all((await inner.findByReferences(type, references)).map(seen));
    },
    async create(resource, identifier) {
      if (form === 'inline' && isMeasure(resource)) return inline.create(resource, identifier);
      return answered(await inner.create(withMeasuresNamed(resource), identifier), resource);
    },
    async update(resource, version) {
      if (resource.resourceType === 'ServiceRequest' && isInline(resource.resourceType, resource.id ?? '')) {
        return inline.update(resource, version);
      }
      if (resource.resourceType === 'CarePlan' && (isContentHash(version) || pointsAtInline(resource))) {
        return updatePlan(resource, version);
      }
      const answer = await inner.update(withMeasuresNamed(resource), version);
      return 'held' in answer ? { held: await answered(answer.held, resource) } : answer;
    },
  };
}

function isInline(type: string, id: string): boolean {
  return type === 'ServiceRequest' && planOfLifted(id) !== undefined;
}

function isMeasure(resource: Resource): resource is ServiceRequest {
  return resource.resourceType === 'ServiceRequest' && kindOf(resource) === 'measure';
}

function pointsAtInline(plan: CarePlan): boolean {
  return (plan.activity ?? []).some((item) => measureIn(plan, asJson(item)) !== undefined);
}
