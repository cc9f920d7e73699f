import type { Bundle } from '@medplum/fhirtypes';
import { NATIONAL } from '../../record/systems.ts';
import type { Action, Page, View, Visit } from '../page.ts';
import { said } from '../said.ts';
import { resourcesIn } from '../seen-record.ts';
import { FILTERS, type FilterName, PLANS } from '../texts/plans-texts.ts';
import { filteredPersons, nextPage, type PersonsBy, pageOf } from './filtered-persons.ts';
import { INDIVIDUAL, type PlanRow, planRows } from './plan-rows.ts';

/** As many as a page shows. */
const COUNT = 25;
const ASKS = { type: 'CarePlan', right: 's' } as const;

/**
 * Plans: all that are in force or on their way, or those that a filter leaves.
 *
 * @example
 * const pages = [plans({ inStanding: (query) => personsInStanding(context, query), owing: (query) => personsOwing(context, query) })];
 */
export function plans(by: PersonsBy): Page {
  return {
    name: 'plans',
    path: '/plans',
    menu: PLANS.title,
    asks: ASKS,
    async show(visit) {
      const filter = filterOf(visit);
      if (!visit.isController) return viewOf(visit, { filter: undefined });
      if (filter === 'all') return viewOf(visit, { filter, ...(await everyPlan(visit)) });
      const { persons, next } = await filteredPersons(visit, filter, { by, count: COUNT });
      const more = next === undefined ? {} : { next: `show=${filter}&${next}` };
      return viewOf(visit, { filter, rows: await planRows(visit, persons), ...more });
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
    const seen = resourcesIn(
      await visit.fhir.search('Patient', [criteria, ['_count', String(COUNT + 1)], ['_total', 'none']]),
    );
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
  const bundle = await visit.fhir.read<Bundle>(
    ['CarePlan'],
    [
      INDIVIDUAL,
      ['status', 'active,on-hold,draft'],
      ['_sort', '-_lastUpdated'],
      ['_include', 'CarePlan:patient'],
      ...pageOf(visit.query, COUNT),
    ],
  );
  const seen = resourcesIn(bundle);
  const persons = seen.flatMap((one) =>
    one.resourceType === 'CarePlan' ? (/^Patient\/(.+)$/.exec(one.subject.reference ?? '')?.[1] ?? []) : [],
  );
  const next = nextPage(bundle);
  return {
    rows: await planRows(visit, [...new Set(persons)], seen),
    ...(next === undefined ? {} : { next: `page=${encodeURIComponent(next)}` }),
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
