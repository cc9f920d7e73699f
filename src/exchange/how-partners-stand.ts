import type { PartnerFinding, RunSummary } from '../store/partner-memory.ts';
import { STANDINGS, type Standing } from '../store/standing.ts';
import type { Context, Mode } from './context.ts';

/** How one partner stands: counts, codes and times, never a person's data. */
export interface PartnerStanding {
  readonly name: string;
  readonly mode: Mode;
  readonly standings: Readonly<Record<Standing, number>>;
  /** Since when the longest of its links is owed something (ISO 8601); absent where none is. */
  readonly owedSince?: string;
  /** Persons with something set aside that is to be mended there. */
  readonly setAside: number;
  /** What is wrong with what it gave, where nobody can say whose it is. */
  readonly findings: readonly PartnerFinding[];
  /** The newest first. */
  readonly runs: readonly RunSummary[];
}

/** How everything stands, in numbers. */
export interface PartnersStanding {
  readonly partners: readonly PartnerStanding[];
  /** Open conflicts by kind: `conflict`, `proposal`, `candidate`. */
  readonly conflicts: readonly { readonly kind: string; readonly count: number }[];
}

/**
 * How every partner of the configuration stands, for who operates the installation. Nothing in it says who.
 *
 * @param count of runs that are told of each partner
 * @example
 * (await howPartnersStand(context, { runs: 20 })).partners[0]?.standings['in-step'];
 */
export async function howPartnersStand(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  { runs: count }: { readonly runs: number },
): Promise<PartnersStanding> {
  const { links, setAside, conflicts } = await store.signals();
  const findings = await store.partnerFindings();
  return {
    conflicts,
    partners: await Promise.all(
      partners.map(async ({ name, mode }): Promise<PartnerStanding> => {
        const own = links.filter(({ partner }) => partner === name);
        const [owedSince] = own.flatMap(({ since }) => since ?? []).toSorted();
        const counted = (standing: Standing): number => own.find((one) => one.standing === standing)?.count ?? 0;
        return {
          ...{ name, mode },
          standings: Object.fromEntries(STANDINGS.map((one) => [one, counted(one)])) as Record<Standing, number>,
          ...(owedSince === undefined ? {} : { owedSince }),
          setAside: setAside.find(({ partner }) => partner === name)?.count ?? 0,
          findings: findings.filter(({ partner }) => partner === name),
          runs: await store.runs({ partner: name, count }),
        };
      }),
    ),
  };
}
