import type { Bundle, CarePlan, Goal, Resource, Task } from '@medplum/fhirtypes';
import { momentText, periodText } from '../document/time-texts.ts';
import { wordingOf } from '../document/wording.ts';
import { candidateOf } from '../record/candidate.ts';
import { type Conflict, conflictOf } from '../record/conflict.ts';
import { equal, isObject, type Json } from '../record/json.ts';
import { recordOf } from '../record/record.ts';
import { SAMPLAN } from '../record/systems.ts';
import type { Language } from '../validation/finding.ts';
import { CONFLICT, CONFLICT_KINDS, REASONS } from './texts/conflict-texts.ts';

/** One side of a conflict, line by line. */
export interface Side {
  readonly title: string;
  readonly lines: readonly Line[];
}

interface Line {
  /** Name of the element below the one in conflict; empty for the value itself. */
  readonly name: string;
  readonly text: string;
  /** Another than it was. */
  readonly isChanged: boolean;
}

/** What can be chosen: as a form sends it, and in words. */
interface Choice {
  readonly value: string;
  readonly text: string;
  readonly isSuggested: boolean;
}

/** A conflict as a page shows it. */
export interface ConflictView {
  readonly id: string;
  readonly person: string;
  readonly kind: string;
  readonly element: string;
  readonly partner: string;
  readonly since: string | undefined;
  readonly isOpen: boolean;
  readonly sides: readonly Side[];
  readonly reason: string;
  readonly choices: readonly Choice[];
  /** Where the value is a text: what can be changed into another. */
  readonly text?: string;
}

const OPEN: readonly string[] = ['requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold'];

/** What a list says of a conflict. */
export function conflictHead(task: Task, language: Language) {
  const input = (code: string): string =>
    task.input?.find(({ type }) =>
      type.coding?.some((one) => one.system === SAMPLAN.conflictInput && one.code === code),
    )?.valueString ?? '';
  const kind = task.code?.coding?.find(({ system }) => system === SAMPLAN.conflictKind)?.code ?? '';
  return {
    id: task.id ?? '',
    person: /^Patient\/(.+)$/.exec(task.for?.reference ?? '')?.[1] ?? '',
    kind: (Object.hasOwn(CONFLICT_KINDS, kind) ? CONFLICT_KINDS[kind]?.[language] : undefined) ?? kind,
    element: input('element') || (task.focus?.reference?.split('/')[0] ?? ''),
    partner: input('partner'),
    since: momentText(task.authoredOn, language),
    isOpen: OPEN.includes(task.status),
  };
}

/**
 * A conflict side by side, with a suggestion and why. Only a person decides.
 *
 * @param ours the record's plan, where two plans stand against each other
 * @returns undefined for a Task that is no conflict
 * @example
 * conflictView(task, undefined, 'nb')?.sides.map(({ title }) => title); // ['Slik var det', 'Slik det står nå', 'Slik det er hos …']
 */
export function conflictView(task: Task, ours: Resource | undefined, language: Language): ConflictView | undefined {
  const conflict = conflictOf(task);
  const candidate = candidateOf(task);
  const head = conflictHead(task, language);
  if (candidate) return ofPlans(head, planIn(ours), candidate.bundle, language);
  if (!conflict) return undefined;
  const isEnd = task.code?.coding?.some(({ code }) => code === 'proposal') ?? false;
  const { take, reason } = suggested(conflict, isEnd);
  const choice = (value: 'record' | 'partner', text: string): Choice => ({
    value: `take:${value}`,
    text,
    isSuggested: value === take,
  });
  return {
    ...head,
    sides: [
      { title: CONFLICT.base[language], lines: linesOf(conflict.base, conflict.base, language) },
      { title: CONFLICT.ours[language], lines: linesOf(conflict.ours, conflict.base, language) },
      {
        title: `${CONFLICT.theirs[language]} ${conflict.partner}`,
        lines: linesOf(conflict.theirs, conflict.base, language),
      },
    ],
    reason: REASONS[reason][language],
    choices: [
      choice('record', CONFLICT.takeRecord[language]),
      choice('partner', `${CONFLICT.takePartner[language]} ${conflict.partner}`),
    ],
    ...(typeof conflict.ours === 'string' && !isEnd ? { text: conflict.ours } : {}),
  };
}

function suggested(
  { base, ours, theirs }: Conflict,
  isEnd: boolean,
): { readonly take: 'record' | 'partner'; readonly reason: keyof typeof REASONS } {
  if (isEnd) return { take: 'record', reason: 'end' };
  if (equal(ours, base)) return { take: 'partner', reason: 'onlyPartner' };
  return { take: 'record', reason: equal(theirs, base) ? 'onlyRecord' : 'owner' };
}

/** A value in lines, one for each text, number or truth in it. */
function linesOf(value: Json | undefined, base: Json | undefined, language: Language): readonly Line[] {
  const before = new Map(leaves(base));
  const lines = leaves(value).map(([name, text]) => ({ name, text, isChanged: before.get(name) !== text }));
  return lines.length > 0 ? lines : [{ name: '', text: CONFLICT.nothing[language], isChanged: before.size > 0 }];
}

function leaves(value: Json | undefined, name = ''): readonly (readonly [name: string, text: string])[] {
  if (value === undefined || value === null) return [];
  const below = (key: string): string => (name === '' ? key : `${name}.${key}`);
  if (Array.isArray(value)) return value.flatMap((one, place) => leaves(one, below(String(place + 1))));
  if (isObject(value)) return Object.entries(value).flatMap(([key, one]) => leaves(one as Json, below(key)));
  return [[name, String(value)]];
}

function planIn(resource: Resource | undefined): CarePlan | undefined {
  return resource?.resourceType === 'CarePlan' ? resource : undefined;
}

function ofPlans(
  head: ReturnType<typeof conflictHead>,
  ours: CarePlan | undefined,
  { entry = [] }: Bundle,
  language: Language,
): ConflictView {
  const [theirs, ...rest] = entry.flatMap(({ resource }) => resource ?? []);
  const goals = rest.filter((one): one is Goal => one.resourceType === 'Goal');
  const choices = [
    ['as:sub-plan', CONFLICT.asSubPlan],
    ['as:merge', CONFLICT.asMerge],
    ['as:replaced', CONFLICT.asReplaced],
    ['take:partner', CONFLICT.asPartner],
  ] as const;
  return {
    ...head,
    sides: [
      { title: CONFLICT.ours[language], lines: planLines(ours, [], language) },
      { title: `${CONFLICT.theirs[language]} ${head.partner}`, lines: planLines(planIn(theirs), goals, language) },
    ],
    reason: REASONS.plans[language],
    choices: choices.map(([value, text]) => ({ value, text: text[language], isSuggested: value === 'as:sub-plan' })),
  };
}

function planLines(plan: CarePlan | undefined, goals: readonly Goal[], language: Language): readonly Line[] {
  if (!plan) return [{ name: '', text: CONFLICT.nothing[language], isChanged: false }];
  const wording = wordingOf(recordOf('', [], new Map()), language);
  const told = [
    plan.title,
    wording.status(plan.status),
    periodText(plan.period, language),
    plan.description,
    ...goals.map(({ description }) => wording.concept(description)),
  ];
  return told.flatMap((text) => (text ? [{ name: '', text, isChanged: false }] : []));
}
