import type { Resource, Task } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { isError, SamplanError } from '../errors.ts';
import { conflictOf } from '../record/conflict.ts';
import { asJson, type Json } from '../record/json.ts';
import { withValueAt } from '../record/path.ts';
import { profilesFor } from '../record/profiles.ts';
import { openConflicts, recordOf } from '../record/record.ts';
import { lawFindings } from '../record/rules.ts';
import type { Stored } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context } from './context.ts';
import { loadRecord } from './load-record.ts';
import { tracesOf } from './trace-change.ts';
import { writesOf } from './writes.ts';

/** The decision: the record's value, the partner's, or a new one. */
export type Decision = { readonly take: 'record' | 'partner' } | { readonly value: unknown };

/** Decisions meet other changes of the same record: look again, at most this often. */
const ATTEMPTS = 5;

/**
 * A person decides a conflict. The decided value becomes the record's as a new version, the Task is completed, and the
 * link stops carrying its own value, so the decision goes out to every side.
 *
 * @returns the completed Task
 * @throws SamplanError `not-found`, `already-decided`, `invalid` when the decided value would break the record
 * @example
 * await resolveConflict(context, coordinator, taskId, { take: 'partner' });
 */
export async function resolveConflict(
  context: Context,
  caller: Party,
  taskId: string,
  decision: Decision,
): Promise<Stored> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await resolveOnce(context, caller, taskId, decision);
    } catch (error) {
      if (attempt === ATTEMPTS || !isError(error, 'stale-record', 'stale-version')) throw error;
    }
  }
}

async function resolveOnce(context: Context, caller: Party, taskId: string, decision: Decision): Promise<Stored> {
  const { store } = context;
  const stored = await store.read('Task', taskId);
  const conflict = stored && conflictOf(stored.resource as Task);
  if (!stored?.record || !conflict) throw notAConflict();
  const { record, seq, stored: versions } = await loadRecord(store, stored.record);
  const task = openConflicts(record).find(({ id }) => id === taskId);
  const part = record.parts.get(conflict.part);
  if (!task || !part) throw alreadyDecided();

  const at = context.now();
  const resource = decided(part.resource, conflict.path, decision, conflict.theirs);
  const done: Task = {
    ...task,
    status: 'completed',
    output: [{ type: { text: 'decision' }, valueString: nameOf(decision) }],
  };
  const resources = new Map([...record.parts].map(([key, { resource: r, owner }]) => [key, { resource: r, owner }]));
  resources.set(conflict.part, { resource, owner: part.owner });
  const after = recordOf(record.person, resources.values(), record.directory);
  const findings = [
    ...context.validator.validate(resource, { profiles: profilesFor(resource) }),
    ...lawFindings(after, at, record),
  ];
  if (hasErrors(findings)) throw breaks(findings);

  const changed = resource === part.resource ? [done] : [done, resource];
  const writes = writesOf(changed, versions, after, at);
  const trace = tracesOf(context, {
    by: caller,
    interaction: 'operation',
    activity: 'resolve-conflict',
    person: record.person,
    writes,
    at,
  });
  const [first] = await store.commit({ expect: { record: record.person, seq }, writes: [...writes, ...trace] });
  return first as Stored;
}

function decided(
  resource: Resource,
  path: Parameters<typeof withValueAt>[1],
  decision: Decision,
  theirs: Json | undefined,
): Resource {
  if ('take' in decision && decision.take === 'record') return resource;
  const value = 'take' in decision ? theirs : (decision.value as Json);
  return withValueAt(asJson(resource), path, value) as unknown as Resource;
}

function nameOf(decision: Decision): string {
  return 'take' in decision ? decision.take : 'value';
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
