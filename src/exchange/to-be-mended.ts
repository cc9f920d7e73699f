import type { PartnerFinding } from '../store/partner-memory.ts';
import type { Standing } from '../store/standing.ts';
import type { Link } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { Context } from './context.ts';

/** What keeps plans from flowing, without anything of anybody but ids. */
export interface ToBeMended {
  /** What came and could not be admitted, of one person at one partner; the oldest first. */
  readonly setAside: readonly {
    readonly partner: string;
    readonly since: string;
    /** Id of the Patient here, where she has a record; what was set aside is no part of it. */
    readonly person?: string;
    readonly findings: readonly Finding[];
  }[];
  /** What is wrong with what a partner gave, where nobody can say whose it is. */
  readonly atPartners: readonly PartnerFinding[];
  /** Links that wait for a retry, the next first. */
  readonly waiting: readonly Link[];
}

/** Standings in which a link can wait for a retry. */
const WAITING: readonly Standing[] = ['unreachable', 'owed', 'delivering', 'blocked'];

/**
 * What is to be mended at partners, by what each finding says itself, and what is tried again by the clock.
 *
 * @param most links that are told of each partner and standing
 * @example
 * (await toBeMended(context, { most: 50 })).setAside.flatMap(({ findings }) => findings.map(({ rule }) => rule));
 */
export async function toBeMended(
  { store, partners }: Pick<Context, 'store' | 'partners'>,
  { most }: { readonly most: number },
): Promise<ToBeMended> {
  const setAside = (await store.allSetAside()).filter(({ findings }) => hasErrors(findings));
  const page = { after: undefined, count: most };
  const links = await Promise.all(
    partners.flatMap(({ name }) => WAITING.map((standing) => store.linksStanding(name, standing, page))),
  );
  return {
    setAside: (
      await Promise.all(
        setAside.map(async ({ partner, since, person, findings }) => {
          const patient = await store.read('Patient', person);
          return { partner, since, findings, ...(patient && !patient.deleted ? { person } : {}) };
        }),
      )
    ).toSorted((one, other) => (one.since < other.since ? -1 : 1)),
    atPartners: await store.partnerFindings(),
    waiting: links
      .flat()
      .filter(({ nextAttempt }) => nextAttempt !== undefined)
      .toSorted((one, other) => ((one.nextAttempt ?? '') < (other.nextAttempt ?? '') ? -1 : 1)),
  };
}
