import { SamplanError } from '../errors.ts';
import type { Context } from '../exchange/context.ts';
import { leaseOwner } from './lease-owner.ts';

/** Longer than a check takes. Of one that was killed, the next to come takes the lease at once (lease-owner.ts). */
const LEASE_MS = 15 * 60_000;

/**
 * Checks a partner while no pass runs: what the check makes there would be taken in as a plan, and go on to others.
 *
 * @param probe tries the partner's system, and takes away what it made
 * @throws SamplanError `lease-lost` when a pass runs, or another check; and what `probe` throws
 * @example
 * const report = await checkPartner(context, 'Fjordvik kommune', () => probePartner(options));
 */
export async function checkPartner<Report>(
  { store, now, newId }: Context,
  partner: string,
  probe: () => Promise<Report>,
): Promise<Report> {
  const at = now();
  const until = new Date(Date.parse(at) + LEASE_MS).toISOString();
  const fence = await store.acquireLease(`partner:${partner}`, leaseOwner(newId()), at, until);
  if (!fence) {
    throw new SamplanError(
      'lease-lost',
      {
        nb: 'En annen prosess arbeider med denne partneren. Prøv igjen når den er ferdig.',
        nn: 'Ein annan prosess arbeider med denne partnaren. Prøv igjen når han er ferdig.',
        en: 'Another process is at work with this partner. Try again when it is done.',
      },
      { where: `partner ${partner}` },
    );
  }
  try {
    return await probe();
  } finally {
    await store.releaseLease(fence);
  }
}
