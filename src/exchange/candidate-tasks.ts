import type { Task } from '@medplum/fhirtypes';
import { deciderOf } from '../consent/decider.ts';
import { addressOf, type Candidate, candidateOf, candidateTask } from '../record/candidate.ts';
import { equal } from '../record/json.ts';
import { keyOf, openConflicts, type Part, type PlanRecord, recordOf } from '../record/record.ts';
import { planOfRecord } from '../record/two-plans.ts';
import type { Context } from './context.ts';

/** Tasks to write, and how many of them are new. */
interface OpenTasks {
  readonly written: readonly Task[];
  readonly opened: number;
}

/** What was heard of candidates. */
export interface CandidateNews {
  /** The partner that was heard: a candidate of its that is not among these is none any more. */
  readonly of: string;
  readonly candidates: readonly (Candidate & { readonly parts: readonly Part[] })[];
}

/**
 * The Tasks of candidates as they must stand once a record has changed: each leads to the record's plan and quotes the
 * other as it is now. One that is no candidate any more, since either plan has ended, is closed: the other stands.
 *
 * @param record as the change leaves it
 */
export function candidateTasks(context: Context, record: PlanRecord, at: string, news?: CandidateNews): OpenTasks {
  const plan = planOfRecord(record);
  const known = openConflicts(record).flatMap((task) => {
    const candidate = candidateOf(task);
    return candidate ? [{ task, candidate }] : [];
  });
  const isSame = (one: Candidate, other: Candidate): boolean =>
    one.partner === other.partner && addressOf(one) === addressOf(other);
  const written = known.flatMap(({ task, candidate }): readonly Task[] => {
    const now = news?.candidates.find((one) => isSame(one, candidate));
    const isClosed = !plan || (!now && news?.of === candidate.partner);
    const next: Task = isClosed
      ? { ...task, status: 'completed' }
      : now
        ? { ...build(context, record, keyOf(plan), now, task.id ?? '', task.authoredOn ?? at), status: task.status }
        : { ...task, focus: { reference: keyOf(plan) } };
    return equal(next, task) ? [] : [next];
  });
  const fresh = plan
    ? (news?.candidates ?? []).filter((one) => !known.some((other) => isSame(one, other.candidate)))
    : [];
  const opened = fresh.map((one) => build(context, record, plan ? keyOf(plan) : '', one, context.newId(), at));
  return { written: [...written, ...opened], opened: opened.length };
}

function build(
  { partners }: Context,
  record: PlanRecord,
  plan: string,
  { parts, ...candidate }: CandidateNews['candidates'][number],
  id: string,
  at: string,
): Task {
  // The coordinator decides where she may see the candidate too.
  const both = recordOf(record.person, [...record.parts.values(), ...parts], record.directory);
  const quoted = parts.map(({ resource }) => ({ reference: keyOf(resource) }));
  const about = { part: plan, path: [], partner: candidate.partner, base: undefined, ours: undefined, theirs: quoted };
  return candidateTask(candidate, { id, person: record.person, at, plan, owner: deciderOf(both, about, partners, at) });
}
