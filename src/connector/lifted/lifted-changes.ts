import type { CarePlan } from '@medplum/fhirtypes';
import { hasInline } from '../../record/lift.ts';
import type { ReceivedResource } from '../../store/store.ts';
import type { Connector, Held } from '../connector.ts';
import { incoming } from './incoming.ts';
import type { PlanText, PlanTexts } from './plan-text.ts';

/** What the partner changed, with every plan's inline measures beside it; which of them have changed, their versions say. */
export function createLiftedChanges(inner: Connector, plans: PlanTexts): Connector['changes'] {
  return async function* changes(cursor, asking) {
    const lookNow = createLookNow(plans);
    const feed = inner.changes(cursor, asking);
    for (let page = await feed.next(); ; page = await feed.next()) {
      if (page.done) return page.value;
      const look = page.value.past ? lookNow : plans.look;
      const resources: ReceivedResource[] = [];
      for (const received of page.value.resources) resources.push(...(await withMeasures(received, look)));
      yield { ...page.value, resources };
    }
  };
}

async function withMeasures(
  received: ReceivedResource,
  look: (held: Held) => Promise<PlanText | undefined>,
): Promise<readonly ReceivedResource[]> {
  const { type, peerId, version, resource } = received;
  if (type !== 'CarePlan' || !hasInline(resource as CarePlan)) return [incoming(received)];
  const text = await look({ peerId, version, resource: resource as CarePlan });
  if (!text) return [];
  const measures = [...text.measures.values()].map((held) => ({ type: 'ServiceRequest', ...held }));
  return [{ type, ...text.plan }, ...measures];
}

/** A history gives what was before, too: of a plan with measures in it only what it is now counts, and once. */
function createLookNow(plans: PlanTexts): (held: Held) => Promise<PlanText | undefined> {
  const looked = new Set<string>();
  return async ({ peerId }) => {
    if (looked.has(peerId)) return undefined;
    looked.add(peerId);
    const answer = await plans.read(peerId);
    return 'found' in answer ? answer.found : undefined;
  };
}
