import type { Bundle, Task } from '@medplum/fhirtypes';
import { daysAfter, today } from '../../record/day.ts';
import { SAMPLAN } from '../../record/systems.ts';
import type { Standing } from '../../store/standing.ts';
import type { Visit } from '../page.ts';
import { resourcesIn } from '../seen-record.ts';
import type { FilterName } from '../texts/plans-texts.ts';

/** As many persons, in the order of their ids, after `after`. */
interface PageOfPersons {
  readonly after?: string;
  readonly count: number;
}

/** Persons by what stands about them, for the controller. */
export interface PersonsBy {
  /** By the standing of a link of theirs. */
  readonly inStanding: (query: PageOfPersons & { readonly standing: Standing }) => Promise<readonly string[]>;
  /** By what somebody owes about them: keys of rules, and the last due day. */
  readonly owing: (
    query: PageOfPersons & { readonly rules: readonly string[]; readonly until: string },
  ) => Promise<readonly string[]>;
}

/** Rules whose duties a filter is about, and within how many days they fall due. */
const RULES: Readonly<Partial<Record<FilterName, { readonly rules: readonly string[]; readonly days: number }>>> = {
  'no-coordinator': { rules: ['responsible-coordinator'], days: 0 },
  revision: { rules: ['plan-revision'], days: 30 },
  consent: {
    rules: ['consent-ends', 'consent-at-age', 'consent-under-guardian', 'consent-under-child-welfare'],
    days: 60,
  },
};
/** Also of whom no page was given out: it is a place in an order and nothing else. */
const ID = /^[A-Za-z0-9.-]{1,64}$/;

/** Conflicts that wait for a decision. */
export const OPEN_CONFLICTS = [
  ['code', `${SAMPLAN.conflictKind}|`],
  ['status', 'requested,received,accepted,ready,in-progress,on-hold'],
] as const;

/**
 * A page of the persons whom a filter leaves, and the query of the next page.
 *
 * @example
 * await filteredPersons(visit, 'revision', { by, count: 25 }); // { persons: ['17'], next: 'after=17' }
 */
export async function filteredPersons(
  visit: Visit,
  filter: Exclude<FilterName, 'all'>,
  { by, count }: { readonly by: PersonsBy; readonly count: number },
): Promise<{ readonly persons: readonly string[]; readonly next?: string }> {
  if (filter === 'conflict') return inConflict(visit, count);
  const given = visit.query.get('after') ?? '';
  const page = { ...(ID.test(given) ? { after: given } : {}), count: count + 1 };
  const persons = await found();
  const next = persons.length > count ? { next: `after=${persons[count - 1]}` } : {};
  return { persons: persons.slice(0, count), ...next };

  async function found(): Promise<readonly string[]> {
    if (filter === 'blocked' || filter === 'held') return by.inStanding({ standing: filter, ...page });
    const { rules = [], days = 0 } = RULES[filter] ?? {};
    return by.owing({ rules, until: daysAfter(today(visit.at), days), ...page });
  }
}

/** By the conflicts that the API shows, a page of them after the other: whoever is in several may be on several pages. */
async function inConflict(
  { fhir, query }: Visit,
  count: number,
): Promise<{ readonly persons: readonly string[]; readonly next?: string }> {
  const bundle = await fhir.read<Bundle>(['Task'], [...OPEN_CONFLICTS, ...pageOf(query, count)]);
  const tasks = resourcesIn(bundle).filter((one): one is Task => one.resourceType === 'Task');
  const persons = new Set(tasks.flatMap((task) => /^Patient\/(.+)$/.exec(task.for?.reference ?? '')?.[1] ?? []));
  const next = nextPage(bundle);
  return { persons: [...persons], ...(next === undefined ? {} : { next: `page=${encodeURIComponent(next)}` }) };
}

/** Parameters of one page of a search; `page` of the query says which. */
export function pageOf(query: URLSearchParams, count: number): readonly (readonly [string, string])[] {
  const page = query.get('page');
  return [['_count', String(count)], ['_total', 'none'], ...(page === null ? [] : [['_page', page] as const])];
}

/** What names the next page of a search; undefined: there is none. */
export function nextPage({ link = [] }: Bundle): string | undefined {
  const url = link.find(({ relation }) => relation === 'next')?.url;
  return url === undefined ? undefined : (new URL(url).searchParams.get('_page') ?? undefined);
}
