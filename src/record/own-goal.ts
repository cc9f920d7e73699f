import type { Goal } from '@medplum/fhirtypes';
import { dayOf } from './day.ts';
import { asJson, equal } from './json.ts';

/** What a person says that she wants. */
export interface OwnGoal {
  readonly text: string;
  /** What she says besides. */
  readonly notes?: readonly string[];
  /** Until when, `YYYY-MM-DD`. */
  readonly due?: string;
}

/**
 * A goal as a person proposes it, in her own words (pbrl § 2-5: a plan is made with her).
 *
 * @param person id of her Patient
 * @example
 * proposedGoal({ text: 'Svømme to ganger i uka' }, '17').lifecycleStatus; // 'proposed'
 */
export function proposedGoal({ text, notes = [], due }: OwnGoal, person: string): Goal {
  const she = { reference: `Patient/${person}` } as const;
  return {
    resourceType: 'Goal',
    lifecycleStatus: 'proposed',
    description: { text },
    subject: she,
    expressedBy: she,
    ...(due === undefined ? {} : { target: [{ dueDate: due }] }),
    ...(notes.length > 0 ? { note: notes.map((note) => ({ text: note })) } : {}),
  };
}

/**
 * What a sound Goal says where it is nothing but a person's own proposal; undefined where it says more: of others, of what was decided, or of another
 * person.
 *
 * @example
 * ownGoalIn({ ...goal, lifecycleStatus: 'active' }, '17'); // undefined
 */
export function ownGoalIn(given: Goal, person: string): OwnGoal | undefined {
  const { id: _id, meta: _meta, ...goal } = given;
  const text = goal.description?.text ?? '';
  const due = dayOf(goal.target?.[0]?.dueDate);
  const own: OwnGoal = {
    text,
    ...(goal.note ? { notes: goal.note.map((note) => note.text ?? '') } : {}),
    ...(due === undefined ? {} : { due }),
  };
  return text.trim() !== '' && equal(asJson(goal), asJson(proposedGoal(own, person))) ? own : undefined;
}
