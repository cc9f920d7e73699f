import type { Resource } from '@medplum/fhirtypes';
import { consentFindings } from '../consent/consent-findings.ts';
import { whatFollows } from '../consent/what-follows.ts';
import { lawFindings } from '../law/law-findings.ts';
import { completedByDeath } from '../law/life-law.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { withParts } from '../record/with-parts.ts';
import type { Commit, Stored, Write } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import { atOnce } from './at-once.ts';
import { conflictTasks, type News } from './conflict-tasks.ts';
import type { Context, Party } from './context.ts';
import { type LoadedRecord, loadDirectory } from './load-record.ts';
import { type TracedChange, tracesOf } from './trace-change.ts';
import { lastVersion, writesOf } from './writes.ts';

/** What somebody makes of a record here, with what follows from it: denials, and conflicts as they stand now. */
export interface Amendment {
  readonly loaded: LoadedRecord;
  readonly at: string;
  readonly after: PlanRecord;
  /** What is written: the given parts first, in their order. */
  readonly changed: readonly Resource[];
  /** Parts that leave the record; their history stays. */
  readonly leaving: readonly Stored[];
  /** What the law says of the record as it would become. */
  readonly findings: readonly Finding[];
}

/** What comes with the parts. */
export interface Besides extends Pick<News, 'conflicts'> {
  /** Parts that are deleted. */
  readonly leaving?: readonly Stored[];
  /** Directory entries that are written in the same commit. */
  readonly directory?: readonly Resource[];
}

/** Weighs parts that somebody replaces, adds or takes out in a record: over REST, by a decision, by undoing. */
export async function amend(
  context: Context,
  loaded: LoadedRecord,
  parts: readonly Resource[],
  by: Party,
  { leaving = [], directory: entries = [], ...news }: Besides = {},
): Promise<Amendment> {
  const at = context.now();
  const { record } = loaded;
  const known = await loadDirectory(context.store, [...parts, ...entries], record.directory);
  const directory = new Map([...record.directory, ...known, ...entries.map((entry) => [keyOf(entry), entry] as const)]);
  const before: PlanRecord = { ...record, directory };
  const left = new Set(leaving.map(({ resource }) => keyOf(resource)));
  const changed = new Map(parts.map((part) => [keyOf(part), part]));
  const add = (more: readonly Resource[]): PlanRecord => {
    for (const resource of more) changed.set(keyOf(resource), resource);
    return withParts(before, changed.values(), by.organization, left);
  };
  const withWhatFollows = add(whatFollows(before, add([]), at, context.newId));
  const withDeath = add(completedByDeath(withWhatFollows, at));
  const after = add(conflictTasks(context, withDeath, at, news).written);
  const findings = [...lawFindings(after, at, record, context.partners), ...consentFindings(after, at)];
  return { loaded, at, after, changed: [...changed.values()], leaving, findings };
}

/**
 * Writes an amendment with its traces and what it does at partners, all of it or nothing.
 *
 * @param more.entries new entries of the directory that it leads to
 */
export async function commitAmendment(
  context: Context,
  amendment: Amendment,
  trace: Parameters<typeof amendmentCommit>[2],
  more: Parameters<typeof amendmentCommit>[3] = {},
): Promise<readonly Stored[]> {
  return context.store.commit(await amendmentCommit(context, amendment, trace, more));
}

/** The commit of an amendment: {@link commitAmendment}. */
export async function amendmentCommit(
  context: Context,
  { loaded, at, after, changed, leaving }: Amendment,
  trace: Pick<TracedChange, 'by' | 'interaction' | 'activity' | 'sources'>,
  {
    entries = [],
    ...more
  }: Pick<Commit, 'identifiers' | 'counterparts' | 'taken' | 'setAside'> & { readonly entries?: readonly Write[] } = {},
): Promise<Commit> {
  const { person } = loaded.record;
  const left = leaving.map((part) => lastVersion(part, at));
  const writes = [...writesOf(changed, loaded.stored, after, at), ...left, ...entries];
  const consequence = await atOnce(context, { after, changed, at });
  return {
    ...more,
    ...consequence,
    counterparts: [...consequence.counterparts, ...(more.counterparts ?? [])],
    expect: { record: person, seq: loaded.seq },
    writes: [...writes, ...tracesOf(context, { ...trace, person, writes, at })],
  };
}
