import { SamplanError } from '../errors.ts';
import type { Context } from '../exchange/context.ts';
import { alone } from './alone.ts';
import { leaseOwner } from './lease-owner.ts';
import { leaseNameOf } from './run.ts';

/**
 * Checks a partner while no pass runs: what the check makes there would be taken in as a plan, and go on to others.
 *
 * @param probe tries the partner's system, and takes away what it made
 * @throws SamplanError `lease-lost` when a pass runs, or another check; and what `probe` throws
 * @example
 * const report = await checkPartner(context, 'Fjordvik kommune', () => probePartner(options));
 */
export async function checkPartner<Report>(
  context: Context,
  partner: string,
  probe: () => Promise<Report>,
): Promise<Report> {
  const lease = { name: leaseNameOf(partner), owner: leaseOwner(context.newId()) };
  const checked = await alone(context, lease, async () => ({ report: await probe() }));
  if (checked) return checked.report;
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
