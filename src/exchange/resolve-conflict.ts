import type { Resource, Task } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { candidateOf } from '../record/candidate.ts';
import { type Conflict, conflictOf } from '../record/conflict.ts';
import type { CandidateDecision } from '../record/decide-candidate.ts';
import { soundAsEnded } from '../record/ending.ts';
import { asJson, equal, type Json } from '../record/json.ts';
import { elementName, withValueAt } from '../record/path.ts';
import { openConflicts, type PlanRecord } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { resolveCandidate } from './resolve-candidate.ts';
import { untilItHolds } from './until-it-holds.ts';

/** The decision: the record's value, the partner's, or a new one; of two plans, the record's, the partner's, or how they become one. */
export type Decision =
  | { readonly take: 'record' | 'partner' }
  | { readonly value: unknown }
  | { readonly as: 'sub-plan' | 'merge' | 'replaced' };

type ElementDecision = Exclude<Decision, { readonly as: unknown }>;

/**
 * A person decides a conflict. The decided value becomes the record's as a new version, the Task is completed, and the
 * link stops carrying its own value, so the decision goes out to every side. Of two plans for one person,
 * `resolve-candidate.ts` carries it out.
 *
 * @returns the completed Task
 * @throws SamplanError `not-found`, `already-decided`, `bad-parameter` for a decision of another kind, `invalid` when the
 * decided value would break the record
 * @example
 * await resolveConflict(context, coordinator, taskId, { take: 'partner' });
 */
export function resolveConflict(context: Context, caller: Party, taskId: string, decision: Decision): Promise<Stored> {
  return untilItHolds(() => resolveOnce(context, caller, taskId, decision), 'stale-record', 'stale-version');
}

async function resolveOnce(context: Context, caller: Party, taskId: string, decision: Decision): Promise<Stored> {
  const { store } = context;
  const stored = await store.read('Task', taskId);
  const asked = stored?.resource as Task | undefined;
  const conflict = asked && conflictOf(asked);
  const isCandidate = asked !== undefined && candidateOf(asked) !== undefined;
  if (!stored?.record || !(conflict || isCandidate)) throw notAConflict();
  if (isCandidate ? 'value' in decision : 'as' in decision) throw anotherKind(isCandidate);
  const loaded = await loadRecord(store, stored.record);
  const task = openConflicts(loaded.record).find(({ id }) => id === taskId);
  if (!task) throw alreadyDecided();
  if (!conflict || 'as' in decision) {
    const decided = await resolveCandidate(context, caller, loaded, task, planDecision(decision));
    if (!decided) throw alreadyDecided();
    return decided;
  }
  const part = loaded.record.parts.get(conflict.part);
  if (!part) throw alreadyDecided();

  const together = 'take' in decision ? sameElementAs(task, loaded.record) : [task];
  const resource = together.reduce((now, one) => decided(now, conflictOf(one), decision), part.resource);
  const done = together.map((one): Task => ({ ...one, status: 'completed', output: [outputOf(decision)] }));
  const changed = resource === part.resource ? done : [...done, resource];
  const amendment = await amend(context, loaded, changed, caller);
  const findings = [
    ...context.validator.validate(resource, { profiles: profilesAskedOf(context, undefined, resource) }),
    ...amendment.findings,
  ];
  if (hasErrors(findings)) throw breaks(findings);
  const trace = { by: caller, interaction: 'operation', activity: 'resolve-conflict' } as const;
  const [first] = await commitAmendment(context, amendment, trace);
  return first as Stored;
}

/** The record's plan stands: it replaces the other. */
function planDecision(decision: Decision): CandidateDecision {
  if ('as' in decision) return decision.as;
  return 'take' in decision && decision.take === 'partner' ? 'partner' : 'replaced';
}

/** The Task, and those about the same element at the same partner: `valueString` against `valueQuantity` is one `value`. */
function sameElementAs(task: Task, record: PlanRecord): readonly Task[] {
  const about = (one: Task): string => {
    const { part, partner, path = [] } = conflictOf(one) ?? {};
    return JSON.stringify([part, partner, path.map((step) => (typeof step === 'string' ? elementName(step) : step))]);
  };
  // Two texts that were written here are two conflicts about one path, and only one of them is decided.
  const isPiece = (one: Task): boolean => !equal(conflictOf(one)?.path, conflictOf(task)?.path);
  return [task, ...openConflicts(record).filter((one) => about(one) === about(task) && isPiece(one))];
}

function decided(resource: Resource, conflict: Conflict | undefined, decision: ElementDecision): Resource {
  if (!conflict || ('take' in decision && decision.take === 'record')) return resource;
  const value = 'take' in decision ? conflict.theirs : (decision.value as Json);
  return soundAsEnded(withValueAt(asJson(resource), conflict.path, value) as unknown as Resource);
}

function outputOf(decision: ElementDecision): NonNullable<Task['output']>[number] {
  return { type: { text: 'decision' }, valueString: 'take' in decision ? decision.take : 'value' };
}

function notAConflict(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen konflikt med denne id-en. List dem opp med «samplan conflicts».',
      nn: 'Det finst ingen konflikt med denne id-en. List dei opp med «samplan conflicts».',
      en: 'There is no conflict with this id. List them with “samplan conflicts”.',
    },
    { where: 'Task' },
  );
}

function alreadyDecided(): SamplanError {
  return new SamplanError(
    'already-decided',
    {
      nb: 'Konflikten er alt avgjort. Les ressursen, og endre den på vanlig måte om avgjørelsen skal gjøres om.',
      nn: 'Konflikten er alt avgjord. Les ressursen, og endre han på vanleg måte om avgjerda skal gjerast om.',
      en: 'The conflict has been decided already. Read the resource, and change it as usual if the decision is to be changed.',
    },
    { where: 'Task.status', expected: 'an open conflict' },
  );
}

function anotherKind(isCandidate: boolean): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Avgjørelsen passer ikke til oppgaven. To planer avgjøres med take eller as; en konflikt om et element med take eller value.',
      nn: 'Avgjerda passar ikkje til oppgåva. To planar blir avgjorde med take eller as; ein konflikt om eit element med take eller value.',
      en: 'The decision does not fit the Task. Two plans are decided with take or as; a conflict about an element with take or value.',
    },
    { where: isCandidate ? 'value' : 'as', expected: isCandidate ? 'take or as' : 'take or value' },
  );
}

function breaks(findings: Parameters<typeof hasErrors>[0]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Med denne avgjørelsen ville planen ikke lenger være gyldig. Velg en annen verdi.',
      nn: 'Med denne avgjerda ville planen ikkje lenger vere gyldig. Vel ein annan verdi.',
      en: 'With this decision the plan would no longer be valid. Choose another value.',
    },
    { findings },
  );
}
