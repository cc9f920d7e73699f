import { afterAll, beforeAll } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { connectorContract, type PartnerAtHand } from '../contract/connector.ts';
import { type HapiPartner, startHapiPartner } from './hapi-partner.ts';
import type { HapiKind } from './hapi-server.ts';

const PATIENCE_MS = 5 * 60_000;

/** The connector's contract with HAPI behind it. One server for all of it, emptied before each sentence. */
export function contractWithHapi(kind: HapiKind): void {
  let hapi: HapiPartner;
  beforeAll(async () => {
    hapi = await startHapiPartner(kind);
  }, PATIENCE_MS);
  afterAll(async () => hapi?.close(), PATIENCE_MS);

  connectorContract(`fhir-rest with HAPI ${kind}`, async (): Promise<PartnerAtHand> => {
    const { controls } = hapi;
    for (const resource of inDeletableOrder(await controls.all())) {
      await controls.delete(resource.resourceType, String(resource.id));
    }
    const before = (await controls.journal()).length;
    return {
      connector: createFhirRestConnector({ url: hapi.url, pageSize: 2 }),
      async put(...resources) {
        for (const resource of resources) await controls.seed([...targetsOf(resource), resource]);
      },
      delete: controls.delete,
      loseNextAnswer: () => controls.loseAnswers(1),
      down: controls.down,
      count: async (type) => (await controls.all()).filter(({ resourceType }) => resourceType === type).length,
      addresses: async () => (await controls.journal()).slice(before).map(({ path }) => path),
      close: async () => {
        await controls.down(false);
        await controls.loseAnswers(0);
      },
    };
  });
}

/** What a resource of the contract refers to: HAPI JPA takes no reference to what is not there. */
function targetsOf(resource: Resource): readonly Resource[] {
  if (resource.resourceType !== 'PractitionerRole') return [];
  return [resource.practitioner, resource.organization].map((target) => {
    const [resourceType, id] = target?.reference?.split('/') ?? [];
    return { resourceType, id } as Resource;
  });
}

/** What refers to others goes before them. */
function inDeletableOrder(resources: readonly Resource[]): readonly Resource[] {
  return resources.toSorted((left, right) => weight(left) - weight(right));
}

function weight({ resourceType }: Resource): number {
  return ['PractitionerRole', 'Goal'].includes(resourceType) ? 0 : 1;
}
