import { type Duty, dutiesOf } from '../law/duties.ts';
import { keyOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import { dutiesUpToDate, dutyOf } from './duty-index.ts';
import { loadRecord } from './load-record.ts';
import { type Asker, isController, mayReach } from './may-reach.ts';
import { seenBy } from './seen-by.ts';
import { emergencyDuties, unreviewedEmergencies, unreviewedOf } from './unreviewed-emergencies.ts';

/** Which duties are asked for; all of them where nothing is said. */
export interface DutyFilter {
  /** Owed by this organization, or a unit of it (organization number). */
  readonly organization?: string;
  /** Owed by this day (`YYYY-MM-DD`, inclusive), and what is owed without delay. */
  readonly until?: string;
  /** Id of the Patient here. */
  readonly person?: string;
  /** So many, the most urgent; absent: all. */
  readonly count?: number;
}

/** Duties, the most urgent first, with the versions of the parts that they are about. */
export interface Duties {
  readonly duties: readonly Duty[];
  readonly about: readonly Stored[];
}

/** Versions that are read at once. */
const BATCH = 100;

/**
 * What is owed by when, as every record stands now. The controller sees all; anybody else what it owes itself, about parts that it sees.
 * Found by the index of duties where there is one, else computed from every record.
 *
 * @example
 * (await listDuties(context, caller, { until: '2026-12-31' })).duties.map(({ rule, due }) => [rule.key, due]);
 */
export async function listDuties(context: Context, caller: Asker, filter: DutyFilter = {}): Promise<Duties> {
  const isIndexed = filter.person === undefined && (await dutiesUpToDate(context));
  return isIndexed && isController(context, caller)
    ? lookedUp(context, filter)
    : computed(context, caller, filter, isIndexed);
}

async function lookedUp(context: Context, { organization, until, count }: DutyFilter): Promise<Duties> {
  const { store } = context;
  const at = context.now();
  const query = {
    ...(organization === undefined ? {} : { organization }),
    ...(until === undefined ? {} : { until }),
    ...(count === undefined ? {} : { count }),
  };
  const rows = await store.duties(query);
  const emergencies = (await emergencyDuties(context, at)).filter(
    ({ organizations, due }) =>
      (organization === undefined || organizations.includes(organization)) && isBy(due, until),
  );
  const duties = [...rows.map((row) => dutyOf(row, at)), ...emergencies].toSorted(byUrgency).slice(0, count);
  const keys = [...new Set(duties.map(({ about }) => about))];
  const about: Stored[] = [];
  for (let from = 0; from < keys.length; from += BATCH) {
    const read = keys.slice(from, from + BATCH).map((key) => {
      const [type = '', id = ''] = key.split('/');
      return store.read(type, id);
    });
    // An entry of the log is none that was shown.
    for (const one of await Promise.all(read)) if (one?.record !== undefined && !one.deleted) about.push(one);
  }
  return { duties, about };
}

/** @param isIndexed whether the index says whose records somebody owes something about */
async function computed(
  context: Context,
  caller: Asker,
  { person: only, organization, until, count }: DutyFilter,
  isIndexed: boolean,
): Promise<Duties> {
  const { store, partners, controller } = context;
  const seesAll = isController(context, caller);
  const persons =
    only !== undefined
      ? [only]
      : isIndexed
        ? await store.dutyPersons({ organization: caller.organization })
        : (await store.changedSince(0)).persons;
  const isAsked = ({ organizations, due }: Duty): boolean =>
    (seesAll || organizations.includes(caller.organization)) &&
    (organization === undefined || organizations.includes(organization)) &&
    isBy(due, until);
  // The access log is nobody else's to see.
  const emergencies = seesAll ? await unreviewedEmergencies(store) : new Map<string, never>();
  const duties: Duty[] = [];
  const about = new Map<string, Stored>();
  for (const person of persons) {
    const { record, stored } = await loadRecord(store, person);
    if (!seesAll && !(await mayReach(store, caller, record))) continue;
    const at = context.now();
    const view = seesAll ? record.parts : seenBy(record, caller, at);
    const unreviewed = unreviewedOf(emergencies, person, controller);
    const log = new Map(unreviewed.map(({ reading }) => [keyOf(reading), reading] as const));
    for (const duty of dutiesOf(record, at, partners, unreviewed).filter(isAsked)) {
      // That something is owed about a part tells that it is there.
      if (!view.has(duty.about) && !log.has(duty.about)) continue;
      duties.push(duty);
      const part = stored.get(duty.about);
      if (part) about.set(duty.about, part);
    }
  }
  const told = duties.toSorted(byUrgency).slice(0, count);
  const shown = new Set(told.map((duty) => duty.about));
  return { duties: told, about: [...about].flatMap(([key, part]) => (shown.has(key) ? [part] : [])) };
}

function isBy(due: string | undefined, until: string | undefined): boolean {
  return until === undefined || due === undefined || due <= until;
}

function byUrgency(one: Duty, other: Duty): number {
  const rank = ({ due = '', person, rule, about: key }: Duty): string => [due, person, rule.key, key].join(' ');
  const [first, second] = [rank(one), rank(other)];
  return first < second ? -1 : first > second ? 1 : 0;
}
