import { createFhirRestConnector } from '../../src/connector/fhir-rest/create-fhir-rest-connector.ts';
import { createLiftedConnector } from '../../src/connector/lifted/create-lifted-connector.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { connectorContract } from '../contract/connector.ts';
import { startPeer } from '../demo/peer/peer.ts';
import { PartnerInMemory } from '../sync/partner-in-memory.ts';
import { PARTNER } from './lifted-partner.ts';

connectorContract('lifted, around a partner in memory', async () => {
  const partner = new PartnerInMemory('memory', { pageSize: 2 });
  const store = await openSqliteStore({ file: ':memory:' });
  return {
    connector: createLiftedConnector(partner, { store, partner: PARTNER, measures: 'requests' }),
    put: async (...resources) => partner.put(...resources),
    delete: async (type, id) => partner.delete(type, id),
    loseNextAnswer: async () => {
      partner.losesAnswers = 1;
    },
    down: async (down) => {
      partner.isDown = down;
    },
    count: async (type) => partner.all().filter(({ resourceType }) => resourceType === type).length,
    addresses: async () => partner.requests.map(({ what, type }) => `${what} ${type}`),
    close: () => store.close(),
  };
});

connectorContract('lifted, around fhir-rest', async () => {
  const peer = await startPeer();
  const store = await openSqliteStore({ file: ':memory:' });
  const inner = createFhirRestConnector({ url: peer.url, pageSize: 2 });
  return {
    connector: createLiftedConnector(inner, { store, partner: { name: 'peer', base: peer.url }, measures: 'inline' }),
    put: (...resources) => peer.controls.seed(resources),
    delete: peer.controls.delete,
    loseNextAnswer: () => peer.controls.loseAnswers(1),
    down: peer.controls.down,
    count: async (type) => (await peer.controls.all()).filter(({ resourceType }) => resourceType === type).length,
    addresses: async () => (await peer.controls.journal()).map(({ path }) => path),
    close: async () => {
      await peer.close();
      await store.close();
    },
  };
});
