import type { Resource, Task } from '@medplum/fhirtypes';
import type { Edit } from './edits.ts';
import { asJson, equal, isObject, type Json } from './json.ts';
import { hasCode } from './kinds.ts';
import { type Path, valueAt } from './path.ts';
import { SAMPLAN } from './systems.ts';

/** How a case was answered: every case-status but that it was received. */
const ANSWERS = ['offered', 'granted', 'declined', 'refused'];

/** Says whether, and how, a case is answered. */
const ANSWER: Path = ['businessStatus'];

/** Says whose it is to answer. */
const UNIT: Path = ['owner'];

/**
 * Whether an edit of a Task answers a case, or takes its answer back: that is for whose case it is (hol § 7-3).
 *
 * @example
 * isAnswering({ path: ['businessStatus'], before: received, after: offered }); // true
 */
export function isAnswering({ path, before, after }: Edit): boolean {
  return equal(path, ANSWER) && (isAnswer(before) || isAnswer(after));
}

/** What an edit of a case makes of who answers it, and how. */
export function answersBetween(before: Resource, after: Resource): readonly Edit[] {
  if (before.resourceType !== 'Task' || !hasCode(before.code, SAMPLAN.caseKind)) return [];
  const [old, now] = [asJson(before), asJson(after)];
  return [ANSWER, UNIT]
    .map((path): Edit => ({ path, before: old[String(path[0])], after: now[String(path[0])] }))
    .filter((edit) => !equal(edit.before, edit.after))
    .filter((edit) => isAnswering(edit) || (equal(edit.path, UNIT) && isAnother(edit.before, edit.after)));
}

/** Whose the case of an answer is: who is to answer it, whoever made it; undefined for what is no answer. */
export function answererOf(part: Resource, { path }: Pick<Edit, 'path'>): Task['owner'] | undefined {
  const isAbout = equal(path, ANSWER) || equal(path, UNIT);
  return part.resourceType === 'Task' && hasCode(part.code, SAMPLAN.caseKind) && isAbout ? part.owner : undefined;
}

function isAnswer(value: Json | undefined): boolean {
  return isObject(value) && ANSWERS.some((code) => hasCode(value, SAMPLAN.caseStatus, code));
}

/** Another organization, not the same in other words. */
function isAnother(before: Json | undefined, after: Json | undefined): boolean {
  const who = (one: Json | undefined): Json | undefined =>
    valueAt(one, ['reference']) ?? valueAt(one, ['identifier', 'value']);
  return who(before) !== undefined && who(after) !== undefined && !equal(who(before), who(after));
}
