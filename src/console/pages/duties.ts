import type { Bundle, Task } from '@medplum/fhirtypes';
import { dayText } from '../../document/time-texts.ts';
import type { Context } from '../../exchange/context.ts';
import type { Parameter } from '../../fhir/request.ts';
import { daysAfter, today } from '../../record/day.ts';
import type { Language } from '../../validation/finding.ts';
import { namesOf } from '../names-of.ts';
import type { Page } from '../page.ts';
import { said } from '../said.ts';
import { DUTIES } from '../texts/duties-texts.ts';

/** As many as a page shows. */
const MOST = 100;
/** Days from today that one can ask for. */
const WITHIN: readonly number[] = [0, 30, 90, 365];
const MONTHS = 12;

/**
 * What is owed by when, as `$duties` answers the caller: the controller sees all, anybody else what her organization owes (`?organization=` its
 * number, `?within=` days).
 *
 * @example
 * const pages = [duties(context)];
 */
export function duties({ controller, partners }: Pick<Context, 'controller' | 'partners'>): Page {
  return {
    name: 'duties',
    path: '/duties',
    menu: DUTIES.title,
    asks: { type: '*', right: 'r' },
    async show(visit) {
      const { fhir, language, at, query } = visit;
      const t = said(DUTIES, language);
      const parties = [controller, ...partners];
      const chosen = parties.find(({ organization }) => organization === query.get('organization'));
      const within = WITHIN.find((days) => String(days) === query.get('within'));
      const { entry = [] } = await fhir.read<Bundle<Task>>(
        ['$duties'],
        [
          ...(chosen ? [['organization', chosen.organization] satisfies Parameter] : []),
          ...(within === undefined ? [] : [['until', daysAfter(today(at), within)] satisfies Parameter]),
        ],
      );
      const tasks = entry.flatMap(({ resource }) => resource ?? []);
      const shown = tasks.slice(0, MOST);
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
          counts: countsOf(tasks, at, t),
          months: monthsOf(tasks, at, language),
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
          more: tasks.length - shown.length,
        },
      };
    },
  };
}

function dueOf({ restriction }: Task): string | undefined {
  return restriction?.period?.end;
}

function countsOf(tasks: readonly Task[], at: string, t: Record<'overdue' | 'soon' | 'later', string>) {
  const limit = daysAfter(today(at), 30);
  const groups = Map.groupBy(tasks, (task) =>
    task.priority === 'urgent' ? 'overdue' : (dueOf(task) ?? '') <= limit ? 'soon' : 'later',
  );
  const told = [
    { text: t.overdue, colour: 'danger', count: groups.get('overdue')?.length ?? 0 },
    { text: t.soon, colour: 'warning', count: groups.get('soon')?.length ?? 0 },
    { text: t.later, colour: 'neutral', count: groups.get('later')?.length ?? 0 },
  ];
  return told.filter(({ count }) => count > 0);
}

/** How many fall due in this month and in each that follows; the latest first, as curves are drawn of tables. */
function monthsOf(tasks: readonly Task[], at: string, language: Language) {
  const counted = Map.groupBy(tasks, (task) => dueOf(task)?.slice(0, 7));
  return Array.from({ length: MONTHS }, (_, index) => {
    const first = new Date(`${today(at).slice(0, 7)}-01T00:00:00Z`);
    first.setUTCMonth(first.getUTCMonth() + index);
    const month = first.toISOString().slice(0, 7);
    return { second: first.getTime() / 1000, name: dayText(month, language), count: counted.get(month)?.length ?? 0 };
  }).toReversed();
}
