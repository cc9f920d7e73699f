import type { Resource } from '@medplum/fhirtypes';
import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { connectorContract, type PartnerAtHand } from '../contract/connector.ts';
import type { HapiPartner } from './hapi-partner.ts';

/** The connector's contract with HAPI behind it, which forgets everything before each sentence. */
export function contractWithHapi(hapi: () => HapiPartner): void {
  connectorContract('fhir-rest with HAPI', async (): Promise<PartnerAtHand> => {
    const { controls, url, forget } = hapi();
    await forget();
    const before = (await controls.journal()).length;
    return {
      connector: createFhirRestConnector({ url, pageSize: 2 }),
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
