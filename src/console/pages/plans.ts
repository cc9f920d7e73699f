import type { Bundle } from '@medplum/fhirtypes';
import { NATIONAL } from '../../record/systems.ts';
import type { Action, Page, View, Visit } from '../page.ts';
import { said } from '../said.ts';
import { resourcesIn } from '../seen-record.ts';
import { FILTERS, type FilterName, PLANS } from '../texts/plans-texts.ts';
import { filteredPersons, type InStanding } from './filtered-persons.ts';
import { INDIVIDUAL, type PlanRow, planRows } from './plan-rows.ts';

/** As many as a page shows. */
const COUNT = 25;
const ASKS = { type: 'CarePlan', right: 's' } as const;
/** Also of whom no page was given out: it is a place in an order and nothing else. */
const ID = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * Plans: all that are in force or on their way, or those that a filter leaves.
 *
 * @example
 * const pages = [plans({ inStanding: (query) => personsInStanding(context, query) })];
 */
export function plans({ inStanding }: { readonly inStanding: InStanding }): Page {
  return {
    name: 'plans',
    path: '/plans',
    menu: PLANS.title,
    asks: ASKS,
    async show(visit) {
      const filter = filterOf(visit);
      if (!visit.isController) return viewOf(visit, { filter: undefined });
      if (filter === 'all') return viewOf(visit, { filter, ...(await everyPlan(visit)) });
      const given = visit.query.get('after') ?? '';
      const after = ID.test(given) ? { after: given } : {};
      const persons = await filteredPersons(visit, filter, { inStanding, ...after, count: COUNT + 1 });
      const shown = persons.slice(0, COUNT);
      const next = persons.length > COUNT ? { next: `show=${filter}&after=${shown.at(-1)}` } : {};
      return viewOf(visit, { filter, rows: await planRows(visit, shown), ...next });
    },
  };
}

/**
 * A search by name or number, in a form: neither stands in an address. The API traces it.
 *
 * @example
 * const actions = [searchPlans];
 */
export const searchPlans: Action = {
  name: 'search-plans',
  path: '/plans',
  asks: { type: 'Patient', right: 's' },
  async act(visit, form) {
    const what = (form.get('what') ?? '').trim().slice(0, 200);
    if (what === '') return viewOf(visit, { filter: undefined, found: [] });
    const digits = what.replace(/\s/g, '');
    const criteria = /^\d{11}$/.test(digits)
      ? (['identifier', `${NATIONAL.birthNumber}|${digits},${NATIONAL.dNumber}|${digits}`] as const)
      : (['name', escaped(what)] as const);
    const seen = resourcesIn(await visit.fhir.search('Patient', [criteria, ['_count', String(COUNT + 1)]]));
    const persons = seen.flatMap(({ id }) => id ?? []);
    const found = await planRows(visit, persons.slice(0, COUNT), seen);
    return viewOf(visit, { filter: undefined, found, isMore: persons.length > COUNT });
  },
};

/** What means something to a search is a letter like others in a name (search.html § 3.1.1.3.2). */
function escaped(text: string): string {
  return text.replace(/[\\,|$]/g, (sign) => `\\${sign}`);
}

function filterOf({ query }: Visit): FilterName {
  const name = query.get('show') ?? 'all';
  return Object.hasOwn(FILTERS, name) ? (name as FilterName) : 'all';
}

async function everyPlan(visit: Visit): Promise<{ readonly rows: readonly PlanRow[]; readonly next?: string }> {
  const page = visit.query.get('page');
  const bundle = await visit.fhir.read<Bundle>(
    ['CarePlan'],
    [
      INDIVIDUAL,
      ['status', 'active,on-hold,draft'],
      ['_sort', '-_lastUpdated'],
      ['_include', 'CarePlan:patient'],
      ['_count', String(COUNT)],
      ['_total', 'none'],
      ...(page === null ? [] : [['_page', page] as const]),
    ],
  );
  const seen = resourcesIn(bundle);
  const persons = seen.flatMap((one) =>
    one.resourceType === 'CarePlan' ? (/^Patient\/(.+)$/.exec(one.subject.reference ?? '')?.[1] ?? []) : [],
  );
  const link = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  const next = link === undefined ? null : new URL(link).searchParams.get('_page');
  return {
    rows: await planRows(visit, [...new Set(persons)], seen),
    ...(next === null ? {} : { next: `page=${encodeURIComponent(next)}` }),
  };
}

function viewOf(
  { language, isController }: Visit,
  shown: {
    readonly filter: FilterName | undefined;
    readonly rows?: readonly PlanRow[];
    /** Query of the next page. */
    readonly next?: string;
    readonly found?: readonly PlanRow[];
    readonly isMore?: boolean;
  },
): View {
  const t = said(PLANS, language);
  const filters = Object.entries(FILTERS).map(([name, text]) => ({
    place: name === 'all' ? '/plans' : `/plans?show=${name}`,
    text: text[language],
    isHere: name === shown.filter,
  }));
  return {
    title: t.title,
    template: 'plans',
    data: { t, ...shown, isMore: shown.isMore ?? false, filters: isController ? filters : [] },
  };
}
