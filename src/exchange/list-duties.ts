import { type Duty, dutiesOf } from '../law/duties.ts';
import { keyOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import { type Asker, isController, mayReach } from './may-reach.ts';
import { seenBy } from './seen-by.ts';
import { unreviewedEmergencies, unreviewedOf } from './unreviewed-emergencies.ts';

/** Which duties are asked for; all of them where nothing is said. */
export interface DutyFilter {
  /** Owed by this organization, or a unit of it (organization number). */
  readonly organization?: string;
  /** Owed by this day (`YYYY-MM-DD`, inclusive), and what is owed without delay. */
  readonly until?: string;
  /** Id of the Patient here. */
  readonly person?: string;
}

/** Duties, the most urgent first, with the versions of the parts that they are about. */
export interface Duties {
  readonly duties: readonly Duty[];
  readonly about: readonly Stored[];
}

/**
 * What is owed by when, computed from every record as it stands now. The controller sees all; anybody else what it owes
 * itself, about parts that it sees.
 *
 * @example
 * (await listDuties(context, caller, { until: '2026-12-31' })).duties.map(({ rule, due }) => [rule.key, due]);
 */
export async function listDuties(context: Context, caller: Asker, filter: DutyFilter = {}): Promise<Duties> {
  const { store, partners, controller } = context;
  const persons = filter.person === undefined ? (await store.changedSince(0)).persons : [filter.person];
  const seesAll = isController(context, caller);
  const isAsked = ({ organizations, due }: Duty): boolean =>
    (seesAll || organizations.includes(caller.organization)) &&
    (filter.organization === undefined || organizations.includes(filter.organization)) &&
    (filter.until === undefined || due === undefined || due <= filter.until);
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
  const rank = ({ due = '', person, rule, about: key }: Duty): string => [due, person, rule.key, key].join(' ');
  return {
    duties: duties.sort((one, other) => (rank(one) < rank(other) ? -1 : 1)),
    about: [...about.values()],
  };
}
