import type { Resource } from '@medplum/fhirtypes';
import type { Told } from '../../record/lift.ts';
import type { ReceivedResource } from '../../store/store.ts';
import type { Connector } from '../connector.ts';
import { incoming } from './incoming.ts';
import { type PlanTexts, toldBy } from './plan-text.ts';

/** What was given in one run. */
interface Given {
  /** Versions of measures: a plan that changes meanwhile brings the same ones once more. */
  readonly versions: Set<string>;
  /** What was told of a plan, by its id: taken in together, its versions are about the same measures. */
  readonly plans: Map<string, Told>;
}

/** What the partner changed, with every plan's inline measures beside it; which of them have changed, their versions say. */
export function createLiftedChanges(inner: Connector, plans: PlanTexts): Connector['changes'] {
  return async function* changes(cursor) {
    const given: Given = { versions: new Set(), plans: new Map() };
    const feed = inner.changes(cursor);
    for (let page = await feed.next(); ; page = await feed.next()) {
      if (page.done) return page.value;
      const resources: ReceivedResource[] = [];
      for (const received of page.value.resources) resources.push(...(await withMeasures(received, given)));
      yield { ...page.value, resources };
    }
  };

  async function withMeasures(received: ReceivedResource, given: Given): Promise<readonly ReceivedResource[]> {
    if (received.type !== 'CarePlan') return [incoming(received)];
    const { type, peerId, version, resource } = received;
    const text = await plans.look({ peerId, version, resource: resource as Resource }, given.plans.get(peerId));
    if (text.measures.size > 0) given.plans.set(peerId, toldBy(text));
    const measures = [...text.measures.values()].map((held) => ({ type: 'ServiceRequest', ...held }));
    const fresh = measures.filter((held) => !given.versions.has(`${held.peerId} ${held.version}`));
    for (const held of fresh) given.versions.add(`${held.peerId} ${held.version}`);
    return [{ type, ...text.plan }, ...fresh];
  }
}
