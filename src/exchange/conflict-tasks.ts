import type { Resource, Task } from '@medplum/fhirtypes';
import { deciderOf } from '../consent/decider.ts';
import { type Conflict, conflictOf, conflictTask, sameConflict } from '../record/conflict.ts';
import { withoutMoot } from '../record/deletion.ts';
import { asJson, equal, type Json } from '../record/json.ts';
import { valueAt } from '../record/path.ts';
import { openConflicts, type PlanRecord } from '../record/record.ts';
import { joinStatus } from '../record/status-lattice.ts';
import { type CandidateNews, candidateTasks } from './candidate-tasks.ts';
import type { Context } from './context.ts';

/** What a change does to the conflicts of a record. */
export interface ConflictTasks {
  /** Tasks to write: opened, quoted anew, with another owner, or closed. */
  readonly written: readonly Task[];
  readonly opened: number;
}

/** What is new since the Tasks were written. */
export interface News {
  /** Conflicts that a partner's edits bring. */
  readonly conflicts?: readonly Conflict[];
  /** Our view of what a partner holds now, by `Type/id`. */
  readonly heard?: { readonly partner: string; readonly sent: ReadonlyMap<string, Resource> };
  /** Plans that are kept outside the record. */
  readonly candidates?: CandidateNews | undefined;
}

/**
 * The open conflicts of a record as they must stand once it has changed: each quotes what both sides say now and waits
 * for who may decide it now; where the sides have come to say the same it is closed.
 *
 * @param record as the change leaves it
 */
export function conflictTasks(context: Context, record: PlanRecord, at: string, news: News = {}): ConflictTasks {
  const candidates = candidateTasks(context, record, at, news.candidates);
  const written: Task[] = [...candidates.written];
  let { opened } = candidates;
  const build = (conflict: Conflict, id: string, authoredOn: string): Task =>
    conflictTask(conflict, {
      id,
      person: record.person,
      at: authoredOn,
      owner: deciderOf(record, conflict, context.partners, at),
      resource: asJson(record.parts.get(conflict.part)?.resource ?? {}),
    });

  const fresh = (news.conflicts ?? []).map((conflict) => asItStands(conflict, record, news));
  const known = openConflicts(record).flatMap((task) => {
    const then = conflictOf(task);
    if (!then) return [];
    const again = fresh.find((one) => sameConflict(one, then));
    return [{ task, then, again, now: { ...(again ?? asItStands(then, record, news)), base: then.base } }];
  });
  const unknown = fresh.filter((one) => !known.some(({ then }) => sameConflict(one, then)));
  const waiting = withoutMoot(record, [...known.map(({ now }) => now), ...unknown]);
  for (const { task, then, again, now } of known) {
    // A part that left the record with its plan is nobody's to decide about.
    const isOpen =
      record.parts.has(now.part) && waiting.includes(now) && !isTakenBack(then, again, news) && !isSettled(now);
    const next: Task = isOpen
      ? { ...build(now, task.id ?? '', task.authoredOn ?? at), status: task.status }
      : { ...task, status: 'completed' };
    if (!equal(next, task)) written.push(next);
  }
  for (const conflict of unknown) {
    if (!waiting.includes(conflict) || isSettled(conflict)) continue;
    opened += 1;
    written.push(build(conflict, context.newId(), at));
  }
  return { written, opened };
}

/** The conflict with what the record, and a partner that was heard, say now. */
function asItStands(conflict: Conflict, record: PlanRecord, { heard }: News): Conflict {
  const { part, path, partner, base } = conflict;
  const said = heard?.partner === partner ? heard.sent.get(part) : undefined;
  const ours = element(record.parts.get(part)?.resource, conflict);
  // What was deleted and is heard of is there again.
  return said ? { part, path, partner, base, ours, theirs: element(said, conflict) } : { ...conflict, ours };
}

/** The partner was heard, and what it says there now goes together with the record. */
function isTakenBack({ part, partner }: Conflict, again: Conflict | undefined, { heard }: News): boolean {
  return !again && heard?.partner === partner && heard.sent.has(part);
}

/** The sides came to agree by themselves: both say the same, or the record's status is the one further along. */
function isSettled({ part, path, ours, theirs }: Conflict): boolean {
  const [type = ''] = part.split('/');
  return equal(ours, theirs) || (ours !== undefined && joinStatus(type, path, ours, theirs) === ours);
}

function element(resource: Resource | undefined, { path }: Conflict): Json | undefined {
  return resource && valueAt(asJson(resource), path);
}
