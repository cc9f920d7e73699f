import type { ServiceRequest, Task } from '@medplum/fhirtypes';
import { needCase } from '../law/cases.ts';
import { type Complaint, complaintAbout } from '../law/complaint.ts';
import { type Answered, answeredCase, canBeAnswered } from '../law/need-answer.ts';
import { type Wish, wishOf } from '../law/wish.ts';
import { organizationsOf } from '../record/organizations.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import { alreadyAnswered, noSuchCase, notTheUnit, notValid } from './answer-refusals.ts';
import { complaintTo } from './complaint-to.ts';
import type { Context } from './context.ts';
import { findingsAbout } from './findings-about.ts';
import { loadRecord } from './load-record.ts';
import { type Asker, isController, mayReach } from './may-reach.ts';
import { profileFindings } from './profile-findings.ts';
import { seenBy } from './seen-by.ts';
import { untilItHolds } from './until-it-holds.ts';

/** What is answered; the right to complain follows from the unit. */
export interface AnswerNeed extends Pick<Answered, 'answer' | 'reason'> {
  /** What the person wished of plan and coordinator; absent where she was not asked. */
  readonly wish?: Wish;
}

/** What came of an answer. */
export interface NeedAnswered {
  /** `Task/id` of the case. */
  readonly task: string;
  /** Of a refusal: what the person is told of her right to complain. */
  readonly complaint?: Complaint;
}

/**
 * A koordinerende enhet answers a report of need or an application (hol § 7-3, sphl § 2-5 b): the case says how and why, and of a
 * refusal to whom one can complain and until when (pbrl §§ 7-2, 7-5). What the person wished, and how it was weighed, is kept with the
 * unit (pbrl § 3-1). The duty to answer ends, and whoever sees the report gets the
 * answer with the next pass. A person may decline what was offered; all else is answered once.
 *
 * @param taskId id of the case here
 * @throws SamplanError `not-found` for what is no such case, or not the caller's to see; `forbidden` for who is neither the unit nor
 * the controller; `already-decided`; `invalid` with every finding, also for a no without a reason
 * @example
 * await answerNeed(context, fjordvik, taskId, { answer: 'refused', reason: '…' }); // { task: 'Task/…', complaint: { until: '2026-12-20' … } }
 */
export function answerNeed(context: Context, caller: Asker, taskId: string, given: AnswerNeed): Promise<NeedAnswered> {
  return untilItHolds(() => answerOnce(context, caller, taskId, given), 'stale-record', 'stale-version');
}

async function answerOnce(
  context: Context,
  caller: Asker,
  taskId: string,
  { wish, ...given }: AnswerNeed,
): Promise<NeedAnswered> {
  const stored = await context.store.read('Task', taskId);
  if (stored?.record === undefined) throw noSuchCase();
  const loaded = await loadRecord(context.store, stored.record);
  const { record } = loaded;
  const at = context.now();
  const one = needCase(record, taskId);
  if (one === undefined || !(await isSeen(context, caller, record, one.task, at))) throw noSuchCase();
  const units = unitsOf(record, one.task, one.request);
  if (!isController(context, caller) && !units.includes(caller.organization)) throw notTheUnit();
  if (!canBeAnswered(one, given.answer)) throw alreadyAnswered();

  const complaint = given.answer === 'refused' ? complaintAbout(complaintTo(context, units), at) : undefined;
  const answered = answeredCase(one, { ...given, ...(complaint ? { complaint } : {}) });
  const unit = units.find((number) => number === caller.organization) ?? units[0] ?? caller.organization;
  const said = { person: record.person, unit, about: answered.map(keyOf), at };
  const parts = [...answered, ...(wish ? [wishOf('need-wish', wish, said, context.newId())] : [])];
  const amendment = await amend(context, loaded, parts, caller);
  const findings = [
    ...parts.flatMap((part) => profileFindings(context, caller, part)),
    ...findingsAbout(amendment.findings, parts),
  ];
  if (hasErrors(findings)) throw notValid(findings);
  const trace = { by: caller, interaction: 'operation', activity: 'answer-need' } as const;
  await commitAmendment(context, amendment, trace);
  return { task: keyOf(one.task), ...(complaint ? { complaint } : {}) };
}

async function isSeen(context: Context, caller: Asker, record: PlanRecord, task: Task, at: string): Promise<boolean> {
  if (isController(context, caller)) return true;
  return (await mayReach(context.store, caller, record)) && seenBy(record, caller, at).has(keyOf(task));
}

/** Whose case it is: the koordinerende enhet itself, and what it is a unit of. */
function unitsOf({ directory }: PlanRecord, { owner }: Task, request: ServiceRequest | undefined): readonly string[] {
  const units = organizationsOf(owner, directory);
  return units.length > 0 ? units : (request?.performer ?? []).flatMap((one) => organizationsOf(one, directory));
}
