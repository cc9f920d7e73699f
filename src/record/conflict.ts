import type { Task, TaskInput } from '@medplum/fhirtypes';
import { parseStored } from './decimals.ts';
import { isEnding } from './ending.ts';
import { equal, type Json } from './json.ts';
import { formatPath, type Path, parsePath, toFhirPath } from './path.ts';
import { SAMPLAN } from './systems.ts';

/** One element about which two sides disagree until a person decides (design: conflict). */
export interface Conflict {
  /** `Type/id` of the part. */
  readonly part: string;
  readonly path: Path;
  /** Partner whose value differs from the record's. */
  readonly partner: string;
  readonly base: Json | undefined;
  readonly ours: Json | undefined;
  readonly theirs: Json | undefined;
  /** The partner does not hold the part any more: `theirs` is what its deletion would make of the part. */
  readonly deleted?: true;
}

/** What a conflict Task needs besides the conflict itself. */
export interface ConflictContext {
  readonly id: string;
  readonly person: string;
  readonly at: string;
  /** Who decides. */
  readonly owner: Task['owner'] | undefined;
  /** The part's resource, for the FHIRPath a reader sees. */
  readonly resource: Json;
}

/** True for a conflict in which the partner ends what it can't end alone (design: end of a part). */
function isProposal({ part, path, ours, theirs }: Conflict): boolean {
  const [type = ''] = part.split('/');
  return isEnding(type, { path, before: ours, after: theirs });
}

/** Stands where a partner does for what was written here. */
export const LOCAL = 'samplan';

/**
 * Two conflicts about the same element at the same partner are one: it says the later text instead of the earlier. Of what
 * was written here each text is somebody's own, and nobody may have seen the other: two texts are two conflicts.
 */
export function sameConflict(left: Conflict, right: Conflict): boolean {
  if (left.part !== right.part || left.partner !== right.partner || !equal(left.path, right.path)) return false;
  return left.partner !== LOCAL || equal(left.theirs, right.theirs);
}

/**
 * The conflict as a FHIR Task: the element as FHIRPath, and base, ours and theirs as attachments. An end that the
 * partner proposes is of kind `proposal`. Only `$resolve-conflict` decides it.
 */
export function conflictTask(conflict: Conflict, { id, person, at, owner, resource }: ConflictContext): Task {
  const [resourceType = ''] = conflict.part.split('/');
  const kind = isProposal(conflict) ? 'proposal' : 'conflict';
  return {
    resourceType: 'Task',
    id,
    status: 'requested',
    intent: 'order',
    code: { coding: [{ system: SAMPLAN.conflictKind, code: kind }] },
    focus: { reference: conflict.part },
    for: { reference: `Patient/${person}` },
    authoredOn: at,
    ...(owner ? { owner } : {}),
    input: [
      text('element', toFhirPath(resourceType, conflict.path, resource)),
      text('path', formatPath(conflict.path)),
      text('partner', conflict.partner),
      ...attachment('base', conflict.base),
      ...attachment('ours', conflict.ours),
      ...attachment('theirs', conflict.theirs),
      ...(conflict.deleted ? [{ type: type('deleted'), valueBoolean: true }] : []),
    ],
  };
}

/** The conflict about an element that a Task stands for; undefined for a Task that is none. */
export function conflictOf(task: Task): Conflict | undefined {
  const path = parsePath(inputText(task, 'path') ?? '');
  const partner = inputText(task, 'partner');
  const part = task.focus?.reference;
  if (!path || partner === undefined || part === undefined) return undefined;
  return {
    part,
    path,
    partner,
    base: inputValue(task, 'base'),
    ours: inputValue(task, 'ours'),
    theirs: inputValue(task, 'theirs'),
    ...(input(task, 'deleted')?.valueBoolean ? { deleted: true } : {}),
  };
}

function type(code: string): TaskInput['type'] {
  return { coding: [{ system: SAMPLAN.conflictInput, code }] };
}

function text(code: string, valueString: string): TaskInput {
  return { type: type(code), valueString };
}

/** An element that one side does not have gives no attachment: absent is a value too. */
function attachment(code: string, value: Json | undefined): readonly TaskInput[] {
  if (value === undefined) return [];
  const data = Buffer.from(JSON.stringify(value)).toString('base64');
  return [{ type: type(code), valueAttachment: { contentType: 'application/fhir+json', data } }];
}

function input(task: Task, code: string): TaskInput | undefined {
  return task.input?.find((entry) => entry.type.coding?.some((coding) => coding.code === code));
}

function inputText(task: Task, code: string): string | undefined {
  return input(task, code)?.valueString;
}

function inputValue(task: Task, code: string): Json | undefined {
  const data = input(task, code)?.valueAttachment?.data;
  return data === undefined ? undefined : (parseStored(Buffer.from(data, 'base64').toString('utf8')) as Json);
}
