import type { Bundle, Task } from '@medplum/fhirtypes';
import { dayText } from '../../document/time-texts.ts';
import type { Context } from '../../exchange/context.ts';
import type { DutyFilter } from '../../exchange/list-duties.ts';
import type { Parameter } from '../../fhir/request.ts';
import { daysAfter, today } from '../../record/day.ts';
import type { DutyDay } from '../../store/duty-memory.ts';
import type { Language } from '../../validation/finding.ts';
import { namesOf } from '../names-of.ts';
import type { Page } from '../page.ts';
import { said } from '../said.ts';
import { DUTIES } from '../texts/duties-texts.ts';

/** As many as a page shows. */
const MOST = 50;
/** Days from today that one can ask for. */
const WITHIN: readonly number[] = [0, 30, 90, 365];
const MONTHS = 12;

/** What the page rests on besides the API. */
interface DutySources extends Pick<Context, 'controller' | 'partners'> {
  /** How many are due on each day, for the controller. */
  readonly daysOf: (asked: Pick<DutyFilter, 'organization' | 'until'>) => Promise<readonly DutyDay[] | undefined>;
}

/** Due days with how many fall on each. */
type Days = readonly Pick<DutyDay, 'due' | 'count'>[];

/**
 * What is owed by when, as `$duties` answers the caller: the controller sees all, anybody else what her organization owes (`?organization=` its
 * number, `?within=` days).
 *
 * @example
 * const pages = [duties({ controller, partners, daysOf: (asked) => dutyDays(context, asked) })];
 */
export function duties({ controller, partners, daysOf }: DutySources): Page {
  return {
    name: 'duties',
    path: '/duties',
    menu: DUTIES.title,
    asks: { type: '*', right: 'r' },
    async show(visit) {
      const { fhir, language, at, query, isController } = visit;
      const t = said(DUTIES, language);
      const parties = [controller, ...partners];
      const chosen = parties.find(({ organization }) => organization === query.get('organization'));
      const within = WITHIN.find((days) => String(days) === query.get('within'));
      const asked = {
        ...(chosen ? { organization: chosen.organization } : {}),
        ...(within === undefined ? {} : { until: daysAfter(today(at), within) }),
      };
      const criteria: readonly Parameter[] = Object.entries(asked);
      // Others than the controller have few, and nobody else tells them how many.
      const { entry = [] } = await fhir.read<Bundle<Task>>(
        ['$duties'],
        isController ? [...criteria, ['_count', String(MOST)]] : criteria,
      );
      const tasks = entry.flatMap(({ resource }) => resource ?? []);
      const shown = tasks.slice(0, MOST);
      const days: Days = isController
        ? ((await daysOf(asked)) ?? [])
        : tasks.map((task) => ({ ...withDue(dueOf(task)), count: 1 }));
      const nameOf = await namesOf(
        visit,
        shown.flatMap((task) => [task.for ?? [], task.owner ?? []].flat()),
      );
      const ownerOf = ({ owner }: Task): string | undefined =>
        parties.find(({ organization }) => organization === owner?.identifier?.value)?.name ?? nameOf(owner);
      return {
        title: t.title,
        template: 'duties',
        data: {
          t,
          isLive: true,
          owners: parties.map(({ name, organization }) => ({
            name,
            organization,
            isChosen: organization === chosen?.organization,
          })),
          spans: WITHIN.map((days) => ({
            days,
            text: days === 0 ? t.today : `${days} ${t.days}`,
            isChosen: days === within,
          })),
          counts: countsOf(days, at, t),
          months: monthsOf(days, at, language),
          duties: shown.map((task) => ({
            due: dayText(dueOf(task), language) ?? t.atOnce,
            isOverdue: task.priority === 'urgent',
            person: nameOf(task.for) ?? t.unnamed,
            id: /^Patient\/(.+)$/.exec(task.for?.reference ?? '')?.[1],
            what: task.code?.text,
            action: task.description,
            reference: task.reasonCode?.text,
            owner: ownerOf(task) ?? t.nobody,
          })),
          more: total(days) - shown.length,
        },
      };
    },
  };
}

function dueOf({ restriction }: Task): string | undefined {
  return restriction?.period?.end;
}

function withDue(due: string | undefined): Pick<DutyDay, 'due'> {
  return due === undefined ? {} : { due };
}

function total(days: Days): number {
  return days.reduce((sum, { count }) => sum + count, 0);
}

function countsOf(days: Days, at: string, t: Record<'overdue' | 'soon' | 'later', string>) {
  const day = today(at);
  const limit = daysAfter(day, 30);
  const counted = Map.groupBy(days, ({ due = '' }) => (due < day ? 'overdue' : due <= limit ? 'soon' : 'later'));
  const told = [
    { text: t.overdue, colour: 'danger', count: total(counted.get('overdue') ?? []) },
    { text: t.soon, colour: 'warning', count: total(counted.get('soon') ?? []) },
    { text: t.later, colour: 'neutral', count: total(counted.get('later') ?? []) },
  ];
  return told.filter(({ count }) => count > 0);
}

/** How many fall due in this month and in each that follows; the latest first, as curves are drawn of tables. */
function monthsOf(days: Days, at: string, language: Language) {
  const counted = Map.groupBy(days, ({ due }) => due?.slice(0, 7));
  return Array.from({ length: MONTHS }, (_, index) => {
    const first = new Date(`${today(at).slice(0, 7)}-01T00:00:00Z`);
    first.setUTCMonth(first.getUTCMonth() + index);
    const month = first.toISOString().slice(0, 7);
    return { second: first.getTime() / 1000, name: dayText(month, language), count: total(counted.get(month) ?? []) };
  }).toReversed();
}
