import type { Store, Stored } from '../store/store.ts';
import type { Context, Party } from './context.ts';
import { isController } from './may-reach.ts';
import { partnerSight } from './partner-sight.ts';
import { entriesLedTo, inOrder } from './shown-record.ts';
import type { Sight, VisibleVersion } from './sight.ts';

/** The controller sees what is stored (design: "Who runs it"); a partner sees its view, now (invariant I2). */
export function sightOf(context: Pick<Context, 'store' | 'controller' | 'now'>, caller: Party): Sight {
  return isController(context, caller) ? wholeSight(context.store) : partnerSight(context, caller);
}

function wholeSight(store: Store): Sight {
  const whole = (stored: Stored): VisibleVersion => ({
    stored,
    resource: stored.resource,
    tag: String(stored.version),
  });
  return {
    isWhole: true,
    async read(type, id) {
      const stored = await store.read(type, id);
      return stored && whole(stored);
    },
    written: async (stored) => whole(stored),
    async version(type, id, tag) {
      const stored = /^[1-9]\d{0,14}$/.test(tag) ? await store.readVersion(type, id, Number(tag)) : undefined;
      return stored && whole(stored);
    },
    async history(type, id) {
      return (await store.history(type, id)).map(whole);
    },
    async record(person) {
      const { parts } = await store.record(person);
      if (parts.length === 0) return undefined;
      return inOrder(
        [
          ...parts,
          ...(await entriesLedTo(
            store,
            parts.map(({ resource }) => resource),
          )),
        ].map(whole),
      );
    },
    async search(query) {
      const { resources, ...page } = await store.search(query);
      return { ...page, shown: resources.map(whole) };
    },
  };
}
