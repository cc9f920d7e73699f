import { rename } from 'node:fs/promises';
import { partnerTexts } from '../../../src/connector/texts.ts';
import { PartnerUnreachable } from '../../../src/connector/unreachable.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { connectorContract } from '../../contract/connector.ts';
import { ExportingSystem, Office } from './office.ts';

connectorContract('file-drop', async () => {
  const store = await openSqliteStore({ file: ':memory:' });
  let losesAnswer = false;
  const losing: typeof store = new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (name !== 'savePartnerDocuments' || typeof method !== 'function')
        return typeof method === 'function' ? method.bind(target) : method;
      return async (...given: unknown[]) => {
        await Reflect.apply(method, target, given);
        if (!losesAnswer) return;
        losesAnswer = false;
        throw new PartnerUnreachable({ where: partnerTexts.unreachable.en, found: 'lost' });
      };
    },
  });
  const office = await Office.open({ store: losing, pageSize: 2 });
  const system = new ExportingSystem(office);
  const { connector } = office;
  /** As a pass does before anything is asked for. */
  const takeIn = async () => {
    for await (const _ of connector.changes({}));
  };
  return {
    connector,
    put: async (...resources) => {
      await system.put(...resources);
      await takeIn();
    },
    delete: async (type, id) => {
      await system.delete(type, id);
      await takeIn();
    },
    loseNextAnswer: async () => {
      losesAnswer = true;
    },
    down: async (down) => {
      const away = `${office.folder}-away`;
      await (down ? rename(office.folder, away) : rename(away, office.folder));
    },
    async count(type) {
      const given = await office.changes({});
      return given.filter(({ resourceType }) => resourceType === type).length;
    },
    // Nobody is asked by an address.
    addresses: async () => [],
    close: () => office.close(),
  };
});
