import type { Store } from '../../src/store/store.ts';
import type { PartnerProcess } from '../demo/partner-process.ts';
import type { Passes } from '../demo/passes.ts';
import { forgetCursor } from '../simulation/forget-cursor.ts';
import type { Ledger } from '../simulation/ledger.ts';
import { restOf } from '../simulation/quiet.ts';
import type { Violation } from '../simulation/violation.ts';
import { judge } from './judge.ts';

/** An installation after a drill: everything works again, and nobody writes any more. */
interface Left {
  readonly store: Store;
  readonly passes: Passes;
  /** In the order of the ledger's. */
  readonly partners: readonly PartnerProcess[];
  readonly ledger: Ledger;
}

/**
 * Lets it come to rest (I8), looks whether what was taken in before is taken in once more (I4), and judges what is there then.
 *
 * @returns what must not be
 */
export async function judgeAtRest({ store, passes, partners, ledger }: Left): Promise<readonly Violation[]> {
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
      return JSON.stringify([(await store.overview()).partners, checkpoints.map((one) => one?.epoch)]);
    },
    report: (violation) => void violations.push(violation),
  });
  const left = await Promise.all(
    partners.map(async ({ controls }) => ({ held: await controls.all(), journal: await controls.journal() })),
  );
  return [...violations, ...(await judge({ store, ledger, partners: left }))];
}
