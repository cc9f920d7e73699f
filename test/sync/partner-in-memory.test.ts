import { connectorContract } from '../contract/connector.ts';
import { PartnerInMemory } from './partner-in-memory.ts';

connectorContract('partner in memory', async () => {
  const partner = new PartnerInMemory('memory', { pageSize: 2 });
  return {
    connector: partner,
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
    close: async () => {},
  };
});
