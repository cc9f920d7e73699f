import type { CarePlan, Condition, Goal, Observation } from '@medplum/fhirtypes';
import { type Block, facts, headed, list, text } from './block.ts';
import type { PlanParts } from './plan-parts.ts';
import type { Section } from './section.ts';
import { dayText } from './time-texts.ts';
import type { Wording } from './wording.ts';

/** Contents a: goals, in the person's own words first, and her resources and needs. */
export function goalSection({ plan, goals, needs }: PlanParts, wording: Wording): Section {
  const { word } = wording;
  const own = goals.filter(({ expressedBy }) => wording.target(expressedBy)?.resourceType === 'Patient');
  const others = goals.filter((goal) => !own.includes(goal));
  const situation = [...text(plan.description), ...list(needs.flatMap((need) => needText(need, wording) ?? []))];
  return {
    code: 'goals',
    blocks: [
      ...headed(
        word('ownGoals'),
        own.flatMap((goal) => goalBlocks(goal, wording, false)),
      ),
      ...headed(
        own.length > 0 ? word('otherGoals') : word('goal'),
        others.flatMap((goal) => goalBlocks(goal, wording, true)),
      ),
      ...(isNotYet(plan) ? text(word('notYet')) : []),
      ...headed(word('situation'), situation),
    ],
    entries: [plan, ...own, ...others, ...needs],
  };
}

function goalBlocks(goal: Goal, wording: Wording, isByOther: boolean): readonly Block[] {
  const { word, language } = wording;
  const due = goal.target?.map(({ dueDate }) => dueDate).find(Boolean);
  return [
    ...text(wording.concept(goal.description) ?? word('unnamed')),
    ...facts([
      [word('lifeArea'), goal.category?.map(wording.concept).filter(Boolean).join(', ')],
      [word('status'), wording.status(goal.lifecycleStatus)],
      [word('due'), dayText(due, language)],
      [word('statedBy'), isByOther ? wording.name(goal.expressedBy, goal) : undefined],
    ]),
    ...list((goal.note ?? []).map((note) => note.text ?? '').filter(Boolean)),
  ];
}

/** The plan says why it has no goals (profiles/README.md, contents a). */
function isNotYet({ goal = [] }: CarePlan): boolean {
  return (
    goal.length > 0 && goal.every(({ reference, identifier }) => reference === undefined && identifier === undefined)
  );
}

function needText(need: Condition | Observation, wording: Wording): string | undefined {
  const told = [wording.concept(need.code), ...(need.resourceType === 'Observation' ? [valueText(need, wording)] : [])];
  const notes = (need.note ?? []).map((note) => note.text);
  const all = [...told, ...notes].filter(Boolean);
  return all.length === 0 ? undefined : all.join(': ');
}

function valueText(need: Observation, wording: Wording): string | undefined {
  return need.valueString ?? wording.concept(need.valueCodeableConcept);
}
