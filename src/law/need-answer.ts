import type { ServiceRequest, Task } from '@medplum/fhirtypes';
import { SAMPLAN } from '../record/systems.ts';
import type { LawCase } from './cases.ts';
import { type Complaint, complaintOutput } from './complaint.ts';

/**
 * How a koordinerende enhet answers: `offered`, and the person decides; `declined`, the person said no or took it back; `refused`,
 * the unit says no.
 */
export const NEED_ANSWERS = ['offered', 'declined', 'refused'] as const;
export type NeedAnswer = (typeof NEED_ANSWERS)[number];

/** An answer in words: a no needs its reason (profile ip-need-case). */
export interface Answered {
  readonly answer: NeedAnswer;
  readonly reason?: string;
  /** The right to complain about a refusal. */
  readonly complaint?: Complaint;
}

/** Whether a case can be answered so: it waits for an answer, or what was offered is declined. */
export function canBeAnswered({ status }: LawCase, answer: NeedAnswer): boolean {
  return status === undefined || status === 'received' || (status === 'offered' && answer === 'declined');
}

/**
 * A case and what it is about as an answer leaves them: the case is completed, its business status says how; what was asked for is
 * completed where it is offered, else revoked.
 *
 * @returns the Task first
 * @example
 * answeredCase(one, { answer: 'offered' }).map(({ status }) => status); // ['completed', 'completed']
 */
export function answeredCase(
  { task, request }: LawCase,
  { answer, reason, complaint }: Answered,
): readonly (Task | ServiceRequest)[] {
  const { statusReason: _, output = [], ...rest } = task;
  const told = complaint === undefined ? output : [...output, ...complaintOutput(complaint)];
  const answered: Task = {
    ...rest,
    status: 'completed',
    businessStatus: { coding: [{ system: SAMPLAN.caseStatus, code: answer }] },
    ...(reason === undefined ? {} : { statusReason: { text: reason } }),
    ...(told.length === 0 ? {} : { output: told }),
  };
  if (request === undefined) return [answered];
  return [answered, { ...request, status: answer === 'offered' ? 'completed' : 'revoked' }];
}
