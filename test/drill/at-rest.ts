import type { Context } from '../../src/exchange/context.ts';
import type { Store } from '../../src/store/store.ts';
import type { PeerControls } from '../demo/peer/controls.ts';
import { forgetCursor } from '../simulation/forget-cursor.ts';
import type { Ledger } from '../simulation/ledger.ts';
import { restOf } from '../simulation/quiet.ts';
import type { Violation } from '../simulation/violation.ts';
import { judge } from './judge.ts';

/** An installation after a drill: everything works again, and nobody writes any more. */
interface Left {
  readonly store: Store;
  readonly controller: Context['controller'];
  readonly passes: {
    /** One of every partner. */
    run(): Promise<unknown>;
    /** Every write at a partner. */
    readonly messages: readonly unknown[];
  };
  /** In the order of the ledger's. */
  readonly partners: readonly {
    readonly name: string;
    /** FHIR base. */
    readonly url: string;
    readonly controls: Pick<PeerControls, 'all' | 'journal'>;
  }[];
  readonly ledger: Ledger;
}

/**
 * Lets it come to rest (I8), looks whether what was taken in before is taken in once more (I4), and judges what is there then.
 *
 * @returns what must not be
 */
export async function judgeAtRest({
  store,
  controller,
  passes,
  partners,
  ledger,
}: Left): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  const now = (): string => new Date().toISOString();
  await restOf({
    round: async () => void (await passes.run()),
    moved: async () => `${passes.messages.length} ${(await store.versions({ count: 1 }))[0]?.seq}`,
    writes: () => passes.messages.length,
    async forget() {
      for (const { name } of partners) await forgetCursor(store, name, now);
    },
    async discoveries() {
      const checkpoints = await Promise.all(partners.map(({ name }) => store.checkpoint(name)));
      // How many take part, and not how they stand: what is taken in once more is owed to others, too.
      const standings = Object.values((await store.overview()).partners);
      const links = standings.map((one) => Object.values(one).reduce((sum, count) => sum + count, 0));
      return JSON.stringify([links, checkpoints.map((one) => one?.epoch)]);
    },
    report: (violation) => void violations.push(violation),
  });
  const left = await Promise.all(
    partners.map(async ({ url, controls }) => ({ url, held: await controls.all(), journal: await controls.journal() })),
  );
  return [...violations, ...(await judge({ store, controller, ledger, partners: left }))];
}
