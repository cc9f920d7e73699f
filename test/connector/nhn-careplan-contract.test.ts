import { randomUUID } from 'node:crypto';
import type { Goal, Patient } from '@medplum/fhirtypes';
import { createNhnCareplanConnector } from '../../src/connector/nhn-careplan/create-nhn-careplan-connector.ts';
import { connectorContract } from '../contract/connector.ts';
import { PersonsAtHand, putGoals } from './national-store/at-hand.ts';
import { openTokens } from './national-store/callers.ts';
import { startNationalStore } from './national-store/national-store.ts';

const NUMBER = '14836830068';

connectorContract(
  'nhn-careplan',
  async () => {
    const tokens = await openTokens();
    const store = await startNationalStore(tokens.letIn);
    const persons = new PersonsAtHand('ingrid-there', { 'ingrid-there': NUMBER });
    const token = await tokens.token();
    const connector = createNhnCareplanConnector({
      url: store.url,
      sourceSystem: 'Samplan',
      userRole: 'LE',
      accessBasis: 'consent',
      persons,
      newId: randomUUID,
      authorize: ({ headers }) => headers.set('authorization', `Bearer ${token}`),
    });
    return {
      connector,
      async put(...resources) {
        for (const one of resources) if (one.resourceType === 'Patient') persons.know(one as Patient);
        const goals = resources.filter(({ resourceType }) => resourceType === 'Goal') as readonly Goal[];
        if (goals.length > 0) putGoals(store, NUMBER, goals);
      },
      async delete(type, id) {
        store.memory.delete(type, id);
      },
      async loseNextAnswer() {
        store.losesAnswers = 1;
      },
      async down(down) {
        store.isDown = down;
      },
      count: async (type) => store.memory.all(type).length,
      addresses: async () => store.asked,
      close: () => store.close(),
      asking: () => ({
        strategy: 'per-person',
        persons: (async function* () {
          yield { patient: 'ingrid-there', identifiers: [] };
        })(),
      }),
    };
  },
  { onePageForEachPerson: true, knowsByNumber: { who: 'ingrid-there' }, erases: true },
);
