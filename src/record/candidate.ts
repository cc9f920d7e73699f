import type { Bundle, Task } from '@medplum/fhirtypes';
import { parseStored } from './decimals.ts';
import { hasCode } from './kinds.ts';
import { SAMPLAN } from './systems.ts';

/** Another individual plan of the person, kept outside the record until somebody decides (design: candidate). */
export interface Candidate {
  /** Where it stands. */
  readonly partner: string;
  /** The plan first, then what hangs on it alone, in the partner's own text and under its own addresses. */
  readonly bundle: Bundle;
}

/** What a candidate's Task needs besides the candidate. */
interface CandidateContext {
  readonly id: string;
  readonly person: string;
  /** ISO 8601 instant at which it was opened. */
  readonly at: string;
  /** `CarePlan/id` of the record's plan. */
  readonly plan: string;
  /** Who decides. */
  readonly owner: Task['owner'] | undefined;
}

/** A resource as a partner gave it. */
interface Given {
  readonly type: string;
  readonly peerId: string;
  readonly resource: unknown;
}

/**
 * The Bundle of a candidate: whole, and the same in whatever order its resources came.
 *
 * @param base of the partner's addresses, without a slash at the end
 * @param plan the partner's id of the plan
 */
export function candidateBundle(base: string, plan: string, resources: readonly Given[]): Bundle {
  const isPlan = ({ type, peerId }: Given): boolean => type === 'CarePlan' && peerId === plan;
  const place = (one: Given): string => `${isPlan(one) ? 0 : 1} ${one.type}/${one.peerId}`;
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources
      .toSorted((one, other) => (place(one) < place(other) ? -1 : 1))
      .map(({ type, peerId, resource }) => ({
        fullUrl: `${base}/${type}/${peerId}`,
        resource: resource as NonNullable<NonNullable<Bundle['entry']>[number]['resource']>,
      })),
  };
}

/** The plan's address at its partner: what makes two candidates the same one. */
export function addressOf({ bundle }: Candidate): string {
  return bundle.entry?.[0]?.fullUrl ?? '';
}

/**
 * A candidate as a FHIR Task: two plans for one person, the record's in focus, the other in full. Only
 * `$resolve-conflict` decides it.
 */
export function candidateTask({ partner, bundle }: Candidate, { id, person, at, plan, owner }: CandidateContext): Task {
  const type = (code: string) => ({ coding: [{ system: SAMPLAN.conflictInput, code }] });
  const data = Buffer.from(JSON.stringify(bundle)).toString('base64');
  return {
    resourceType: 'Task',
    id,
    status: 'requested',
    intent: 'order',
    code: { coding: [{ system: SAMPLAN.conflictKind, code: 'candidate' }] },
    focus: { reference: plan },
    for: { reference: `Patient/${person}` },
    authoredOn: at,
    ...(owner ? { owner } : {}),
    input: [
      { type: type('partner'), valueString: partner },
      { type: type('theirs'), valueAttachment: { contentType: 'application/fhir+json', data } },
    ],
  };
}

/** The candidate that a Task is about; undefined for every other Task. */
export function candidateOf(task: Task): Candidate | undefined {
  if (!hasCode(task.code, SAMPLAN.conflictKind, 'candidate')) return undefined;
  const input = (code: string) => task.input?.find(({ type }) => hasCode(type, SAMPLAN.conflictInput, code));
  const partner = input('partner')?.valueString;
  const data = input('theirs')?.valueAttachment?.data;
  if (partner === undefined || data === undefined) return undefined;
  return { partner, bundle: parseStored(Buffer.from(data, 'base64').toString('utf8')) as Bundle };
}
