import type { Resource } from '@medplum/fhirtypes';
import { mayChange } from '../consent/may-change.ts';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { inSpan } from '../observe/tracing.ts';
import { type Conflict, conflictOf, sameConflict } from '../record/conflict.ts';
import { mayEnd } from '../record/ending.ts';
import { personIdentifiers } from '../record/identity.ts';
import { isDirectoryType } from '../record/kinds.ts';
import { numberFindings } from '../record/number-findings.ts';
import { putBack } from '../record/put-back.ts';
import { keyOf } from '../record/record.ts';
import type { Commit, Stored, Write } from '../store/store.ts';
import { storeTexts } from '../store/texts.ts';
import type { Finding } from '../validation/finding.ts';
import { unknownPerson } from './admission-refusals.ts';
import { type Amendment, amend, amendmentCommit } from './amend.ts';
import { isBarred } from './barred.ts';
import type { Context } from './context.ts';
import { type Deletion, deletionOf } from './delete-part.ts';
import { asSent, findingsTold } from './findings-about.ts';
import { type LoadedRecord, recordsOnce } from './load-record.ts';
import { isController, wayIn } from './may-reach.ts';
import { personOfPart } from './person-of-part.ts';
import { type Prepared, placed, prepareChange, type RequestedChange, refuse } from './prepare-change.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { type TracedChange, tracesOf } from './trace-change.ts';
import { untilItHolds } from './until-it-holds.ts';
import { nextVersion } from './writes.ts';

/** What the gate answers to a change it let in. */
export type Done =
  | {
      readonly kind: 'written';
      readonly stored: Stored;
      readonly created: boolean;
      /** Warnings: what the law says is owed, what could not be checked. */
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'deleted'; readonly part: Stored }
  /** It is not the caller's to delete: the Task that asks for a decision. */
  | { readonly kind: 'proposed'; readonly task: Stored };

/**
 * The gate for what a caller changes (REST, console): the same structure, profile and law as for partners, on the records as they
 * would become, all of it in one commit or nothing. Never merges: an update says which version it was made from.
 *
 * @returns what came of each, in their order
 * @throws SamplanError `invalid` with every finding, `stale-version`, `duplicate`, `not-found`
 * @example
 * const [done] = await admitChanges(context, caller, [{ kind: 'update', resource: goal, expectedVersion: 3 }]);
 */
export function admitChanges(
  context: Context,
  caller: Party,
  changes: readonly RequestedChange[],
): Promise<readonly Done[]> {
  return inSpan(context, 'admit', {}, () => untilItHolds(() => admitOnce(context, caller, changes), 'stale-record'));
}

/** One resource through the gate: {@link admitChanges}. Without `expectedVersion` it is created. */
export async function admitResource(
  context: Context,
  caller: Party,
  resource: Resource,
  { expectedVersion, base }: { readonly expectedVersion?: number; readonly base?: Resource },
): Promise<Extract<Done, { readonly kind: 'written' }>> {
  const change: RequestedChange =
    expectedVersion === undefined
      ? { kind: 'create', resource }
      : { kind: 'update', resource, expectedVersion, ...(base ? { base } : {}) };
  const [done] = await admitChanges(context, caller, [change]);
  return done as Extract<Done, { readonly kind: 'written' }>;
}

async function admitOnce(
  context: Context,
  caller: Party,
  changes: readonly RequestedChange[],
): Promise<readonly Done[]> {
  const prepared: Prepared[] = [];
  for (const change of changes) prepared.push(await prepareChange(context, caller, change));
  const entries = prepared.filter(isEntry);
  const at = context.now();
  const interaction = interactionOf(prepared);
  const amended: AmendedRecord[] = [];
  const load = recordsOnce(context.store);
  for (const [person, own] of await byPerson(context, caller, prepared, load)) {
    amended.push(await amendRecord(context, caller, await load(person), own, entries));
  }
  refuse(amended.flatMap(({ findings }) => findings));

  const commits = await Promise.all(
    amended.map(({ amendment, identifiers }) =>
      amendmentCommit(context, amendment, { by: caller, interaction, activity: 'admit' }, { identifiers }),
    ),
  );
  const stored = await context.store.commit(
    together([directoryCommit(context, caller, entries, interaction, at), ...commits]),
  );
  return prepared.map((one) => doneOf(one, amended, stored));
}

function isEntry({ key }: Prepared): boolean {
  return isDirectoryType(key.split('/')[0] ?? '');
}

/** What is traced: several changes at once are a transaction. */
function interactionOf([first, ...more]: readonly Prepared[]): TracedChange['interaction'] {
  return first && more.length === 0 ? first.change.kind : 'transaction';
}

function directoryCommit(
  context: Context,
  caller: Party,
  entries: readonly Prepared[],
  interaction: TracedChange['interaction'],
  at: string,
): Commit {
  const writes = entries.flatMap(({ resource, previous }): Write[] =>
    resource ? [{ ...nextVersion(resource, previous, at), owner: previous?.owner ?? caller.organization }] : [],
  );
  return { writes: [...writes, ...tracesOf(context, { by: caller, interaction, activity: 'admit', writes, at })] };
}

/** Whose records the parts go into; persons who come in with them first. */
async function byPerson(
  context: Context,
  caller: Party,
  prepared: readonly Prepared[],
  load: ReturnType<typeof recordsOnce>,
): Promise<ReadonlyMap<string, readonly Prepared[]>> {
  const parts = prepared.filter((one) => !isEntry(one));
  const isNewcomer = ({ resource, previous }: Prepared): boolean => resource?.resourceType === 'Patient' && !previous;
  const newcomers = new Set(parts.filter(isNewcomer).flatMap(({ resource }) => resource?.id ?? []));
  const records = new Map<string, Prepared[]>();
  for (const one of parts.toSorted((left, right) => Number(isNewcomer(right)) - Number(isNewcomer(left)))) {
    const { resource, previous } = one;
    const person = resource
      ? await personOfPart(context, caller, resource, previous, newcomers, load)
      : (previous?.record ?? '');
    records.set(person, [...(records.get(person) ?? []), one]);
  }
  return records;
}

/** A record as the changes of it would leave it. */
interface AmendedRecord {
  readonly amendment: Amendment;
  readonly identifiers: NonNullable<Commit['identifiers']>;
  /** By `Type/id`. */
  readonly deletions: ReadonlyMap<string, Deletion>;
  readonly keys: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

async function amendRecord(
  context: Context,
  caller: Party,
  loaded: LoadedRecord,
  prepared: readonly Prepared[],
  entries: readonly Prepared[],
): Promise<AmendedRecord> {
  refuseMoved(loaded, prepared);
  const { person } = loaded.record;
  const at = context.now();
  const parts: Resource[] = [];
  const conflicts: Conflict[] = [];
  const deletions = new Map<string, Deletion>();
  for (const { change, resource, previous } of prepared) {
    if (!resource) continue;
    if (change.kind === 'update' && change.base) {
      const whole = putBackInto(context, caller, loaded, resource, change.base);
      refuse(
        placed(
          context.validator.validate(whole.resource, { profiles: profilesAskedOf(context, caller, whole.resource) }),
          change,
        ),
      );
      parts.push(whole.resource);
      conflicts.push(...whole.conflicts);
    } else {
      // What whom she opposes adds is its own record's, as in an exchange; and that she does is not told.
      const isAdded = !previous && !isController(context, caller);
      if (isAdded && isBarred(loaded.record, resource, caller, at))
        throw unknownPerson(resource.resourceType, wayIn(context, caller));
      parts.push(resource);
    }
  }
  for (const { key, resource, previous } of prepared) {
    if (!resource && previous) deletions.set(key, await deletionOf(context, caller, loaded, previous, parts));
  }
  const all = [...deletions.values()];
  const amendment = await amend(context, loaded, parts, caller, {
    conflicts: [...conflicts, ...all.flatMap((one) => (one.kind === 'proposed' ? one.conflict : []))],
    leaving: all.flatMap((one) => (one.kind === 'deleted' ? one.part : [])),
    directory: entries.flatMap(({ resource }) => resource ?? []),
  });
  // By what a partner writes nobody is found: a number of its own means nothing here, and no other may be new.
  const patients = isController(context, caller) ? parts.filter((part) => part.resourceType === 'Patient') : [];
  return {
    amendment,
    identifiers: patients.flatMap(personIdentifiers).map((identifier) => ({ ...identifier, person })),
    deletions,
    keys: new Set(prepared.map(({ key }) => key)),
    findings: asSent(
      findingsTold(
        context,
        caller,
        amendment,
        prepared.flatMap(({ resource, previous }) => resource ?? previous?.resource ?? []),
      ),
      prepared.flatMap(({ resource, change: { where } }) =>
        resource ? { resource, ...(where ? { where } : {}) } : [],
      ),
    ),
  };
}

/** The record was read after the versions that the changes were made from: what was written in between, the caller has not seen. */
function refuseMoved({ stored }: LoadedRecord, prepared: readonly Prepared[]): void {
  const isMoved = ({ key, previous }: Prepared): boolean =>
    previous?.record !== undefined && stored.get(key)?.version !== previous.version;
  if (prepared.some(isMoved)) throw new SamplanError('stale-record', storeTexts.staleRecord);
}

/** What a view was changed to, in the whole part that it is a view of. */
function putBackInto(
  context: Context,
  caller: Party,
  { record }: LoadedRecord,
  theirs: Resource,
  base: Resource,
): { readonly resource: Resource; readonly conflicts: readonly Conflict[] } {
  const at = context.now();
  const { changed, disagreements, proposals } = putBack(record, [{ theirs, echoed: base, sent: base }], {
    partner: caller.name,
    mayChange: mayChange(record, caller.organization),
    mayEnd: (part, ending) => mayEnd(record, part, ending, caller.organization, at),
  });
  const key = keyOf(theirs);
  return {
    resource: changed.get(key) ?? record.parts.get(key)?.resource ?? theirs,
    conflicts: [...disagreements, ...proposals].map((one) => ({ ...one, partner: caller.name })),
  };
}

function together(commits: readonly Commit[]): Commit {
  const all = <Name extends 'writes' | 'counterparts' | 'links' | 'identifiers'>(name: Name) =>
    commits.flatMap((one) => (one[name] ?? []) as readonly unknown[]) as unknown as NonNullable<Commit[Name]>;
  return {
    expect: commits.flatMap(({ expect }) => expect ?? []),
    writes: all('writes'),
    counterparts: all('counterparts'),
    links: all('links'),
    identifiers: all('identifiers'),
  };
}

function doneOf(
  { key, resource, previous }: Prepared,
  amended: readonly AmendedRecord[],
  stored: readonly Stored[],
): Done {
  const record = amended.find(({ keys }) => keys.has(key));
  const deletion = record?.deletions.get(key);
  if (deletion) {
    if (deletion.kind === 'deleted') return deletion;
    const task = stored.find((one) => isSame(one.resource, deletion.conflict)) ?? deletion.known;
    return { kind: 'proposed', task: task as Stored };
  }
  return {
    kind: 'written',
    stored: stored.find((one) => keyOf(one.resource) === key) as Stored,
    created: !previous,
    findings: [...(record?.findings ?? []), ...(resource && record ? numberFindings(resource) : [])],
  };
}

function isSame(resource: Resource, conflict: Conflict): boolean {
  const stated = resource.resourceType === 'Task' ? conflictOf(resource) : undefined;
  return stated !== undefined && sameConflict(stated, conflict);
}
