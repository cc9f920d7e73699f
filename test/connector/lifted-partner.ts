import type { CarePlan, CarePlanActivity, Resource, ServiceRequest } from '@medplum/fhirtypes';
import type { Connector, Held } from '../../src/connector/connector.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import type { MeasureForm } from '../../src/connector/lifted/memory.ts';
import type { Arrival } from '../../src/store/partner-memory.ts';
import type { ReceivedResource, Store } from '../../src/store/store.ts';

export const PARTNER = { name: 'Fjordvik kommune', base: 'https://fjordvik.example.no/fhir' };

export const WALK: CarePlanActivity = {
  progress: [{ text: 'Godt i gang' }],
  detail: { description: 'Rundt kvartalet', status: 'scheduled', code: { text: 'Gangtrening' } },
};
export const READ: CarePlanActivity = { detail: { status: 'in-progress', code: { text: 'Lese høyt' } } };
export const PLAN: CarePlan = {
  resourceType: 'CarePlan',
  id: 'plan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/ingrid' },
  activity: [WALK, READ],
};

/** A lifted partner, and the store that remembers of it what an admission would. */
export class LiftedPartner {
  readonly connector: Connector;
  readonly #store: Store;

  constructor(inner: Connector, store: Store, { base = PARTNER.base, measures = 'requests' as MeasureForm } = {}) {
    this.#store = store;
    this.connector = createLiftedConnector(inner, { store, partner: { ...PARTNER, base }, measures });
  }

  /** What it gives waits in the inbox, page by page, as in a pass. */
  async all(): Promise<readonly ReceivedResource[]> {
    const feed = this.connector.changes({});
    const given: ReceivedResource[] = [];
    for (let page = await feed.next(); !page.done; page = await feed.next()) {
      given.push(...page.value.resources);
      await this.#store.commit({ arrived: page.value.resources.map(arrivalOf) });
    }
    return given;
  }

  async read<R extends Resource>(type: R['resourceType'], id: string): Promise<Held & { readonly resource: R }> {
    const answer = await this.connector.read(type, id);
    if (!('found' in answer)) throw new Error(`${type}/${id} is not there`);
    return answer.found as Held & { readonly resource: R };
  }

  async measureCalled(text: string): Promise<ReceivedResource & { readonly resource: ServiceRequest }> {
    const found = (await this.all()).find(({ resource }) => (resource as ServiceRequest).code?.text === text);
    if (!found) throw new Error(`No measure is called ${text}`);
    return found as ReceivedResource & { readonly resource: ServiceRequest };
  }

  /** What the partner holds is what we know, as after an admission. */
  async remember(): Promise<void> {
    for (const received of await this.all()) {
      const { type, peerId, version, resource } = received;
      const echoed = resource as Resource;
      await this.#store.commit({
        handled: [arrivalOf(received)],
        counterparts: [
          {
            partner: PARTNER.name,
            type: type as Resource['resourceType'],
            id: `our-${peerId}`,
            person: 'person',
            peerId,
            peerVersion: version,
            echoed,
            frozen: false,
          },
        ],
      });
    }
  }
}

function arrivalOf({ type, peerId, version, resource }: ReceivedResource): Arrival {
  return { partner: PARTNER.name, type, peerId, patient: 'ingrid', came: { version, resource } };
}

/** A partner that changed this, a page each. */
export function feedOf(...received: readonly ReceivedResource[]): Connector {
  const changes: Connector['changes'] = async function* () {
    for (const one of received) yield { resources: [one], unreadable: [] };
    return {};
  };
  return { changes } as Connector;
}
