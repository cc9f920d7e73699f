import type { Bundle, Task } from '@medplum/fhirtypes';
import type { DutyFilter } from '../exchange/list-duties.ts';
import type { Duty } from '../law/duties.ts';
import { SAMPLAN } from '../record/systems.ts';
import type { Language } from '../validation/finding.ts';
import { badParameter } from './bad-parameter.ts';
import type { Interaction } from './interaction.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const ORGANIZATION = /^\d{9}$/u;
const COUNT = /^[1-9]\d{0,5}$/u;
const UNREADABLE = {
  nb: 'Parameteren har ikke den formen den skal ha.',
  nn: 'Parameteren har ikkje den forma han skal ha.',
  en: 'The parameter does not have the form it should have.',
} as const;

/**
 * `GET $duties`: what the law or the plans make somebody owe, the most urgent first, as a Bundle (collection) of Tasks that
 * are nowhere stored. `organization` (its number: owed by it or a unit of it), `until` (a day), `patient` (an id), `_count` (so many).
 *
 * @example
 * GET /fhir/$duties?organization=310000027&until=2026-12-31
 */
export const duties: Interaction = async ({ request, caller, language }, { gate }) => {
  const { duties: owed, about } = await gate.duties(caller, filterOf(request.query));
  const entry = owed.map((duty) => ({ resource: taskOf(duty, language) }));
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(entry.length === 0 ? {} : { entry }),
  };
  return { status: 200, headers: {}, body, shown: { resources: about } };
};

function filterOf(query: readonly (readonly [string, string])[]): DutyFilter {
  const value = (name: string): string | undefined => query.find(([one]) => one === name)?.[1];
  const [organization, until, person] = [value('organization'), value('until'), value('patient')];
  const count = value('_count');
  if (organization !== undefined && !ORGANIZATION.test(organization))
    throw badParameter('organization', UNREADABLE, 'an organization number: nine digits');
  if (until !== undefined && (!DAY.test(until) || Number.isNaN(Date.parse(until))))
    throw badParameter('until', UNREADABLE, 'a day: YYYY-MM-DD');
  if (count !== undefined && !COUNT.test(count)) throw badParameter('_count', UNREADABLE, 'a whole number from 1 on');
  return {
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(organization === undefined ? {} : { organization }),
    ...(until === undefined ? {} : { until }),
    ...(person === undefined ? {} : { person: person.replace(/^Patient\//u, '') }),
  };
}

function taskOf({ rule, person, about, due, isOverdue, owner }: Duty, language: Language): Task {
  return {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    priority: isOverdue ? 'urgent' : 'routine',
    code: { coding: [{ system: SAMPLAN.rule, code: rule.key }], text: rule.message[language] },
    description: rule.action[language],
    focus: { reference: about },
    for: { reference: `Patient/${person}` },
    ...(owner ? { owner } : {}),
    reasonCode: { text: rule.reference },
    ...(due === undefined ? {} : { restriction: { period: { end: due } } }),
  };
}
