import type { Task } from '@medplum/fhirtypes';
import { SAMPLAN } from '../../record/systems.ts';
import type { Standing } from '../../store/standing.ts';
import type { Visit } from '../page.ts';
import { resourcesIn } from '../seen-record.ts';
import type { FilterName } from '../texts/plans-texts.ts';

/** Persons by the standing of a link of theirs, in the order of their ids. */
export type InStanding = (query: {
  readonly standing: Standing;
  readonly after?: string;
  readonly count: number;
}) => Promise<readonly string[]>;

/** Rules whose duties a filter is about, and within how many days they fall due. */
const RULES: Readonly<Partial<Record<FilterName, { readonly keys: readonly string[]; readonly days: number }>>> = {
  'no-coordinator': { keys: ['responsible-coordinator'], days: 0 },
  revision: { keys: ['plan-revision'], days: 30 },
  consent: {
    keys: ['consent-ends', 'consent-at-age', 'consent-under-guardian', 'consent-under-child-welfare'],
    days: 60,
  },
};
const DAY = 24 * 60 * 60 * 1000;
const OPEN = 'requested,received,accepted,ready,in-progress,on-hold';

/**
 * Persons whom a filter leaves, in the order of their ids, after `after`: by what the API says is owed or waits, or by a standing.
 *
 * @example
 * await filteredPersons(visit, 'revision', { inStanding, count: 26 });
 */
export async function filteredPersons(
  visit: Visit,
  filter: Exclude<FilterName, 'all'>,
  { inStanding, after, count }: { readonly inStanding: InStanding; readonly after?: string; readonly count: number },
): Promise<readonly string[]> {
  const page = { ...(after === undefined ? {} : { after }), count };
  switch (filter) {
    case 'blocked':
    case 'held':
      return inStanding({ standing: filter, ...page });
    case 'conflict':
      return later(await inConflict(visit), page);
    default:
      return later(await owing(visit, filter), page);
  }
}

async function inConflict({ fhir }: Visit): Promise<readonly Task[]> {
  const found = await fhir.search('Task', [
    ['code', `${SAMPLAN.conflictKind}|`],
    ['status', OPEN],
    ['_count', '500'],
  ]);
  return resourcesIn(found).filter((one): one is Task => one.resourceType === 'Task');
}

async function owing({ fhir, at }: Visit, filter: FilterName): Promise<readonly Task[]> {
  const { keys = [], days = 0 } = RULES[filter] ?? {};
  const until = new Date(Date.parse(at) + days * DAY).toISOString().slice(0, 10);
  const duties = resourcesIn(await fhir.read(['$duties'], [['until', until]]));
  return duties.filter(
    (one): one is Task =>
      one.resourceType === 'Task' &&
      keys.includes(one.code?.coding?.find(({ system }) => system === SAMPLAN.rule)?.code ?? ''),
  );
}

function later(
  tasks: readonly Task[],
  { after = '', count }: { readonly after?: string; readonly count: number },
): readonly string[] {
  const persons = new Set(tasks.flatMap((task) => /^Patient\/(.+)$/.exec(task.for?.reference ?? '')?.[1] ?? []));
  return [...persons]
    .toSorted()
    .filter((person) => person > after)
    .slice(0, count);
}
