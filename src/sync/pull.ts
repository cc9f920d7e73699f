import type { Deleted } from '../connector/connector.ts';
import { isError } from '../errors.ts';
import type { Admission } from '../exchange/admission.ts';
import { admit } from '../exchange/admit.ts';
import { admitDirectory } from '../exchange/admit-directory.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { followLeads, isAboutAPlan } from '../exchange/follow-leads.ts';
import { joined, rejoin } from '../exchange/rejoin.ts';
import { release } from '../exchange/release.ts';
import { setAside } from '../exchange/set-aside.ts';
import { cannotBeTaken, mayPass } from '../exchange/unplaced-findings.ts';
import type { Log } from '../observe/log.ts';
import { isDirectoryType, isRecordType } from '../record/kinds.ts';
import type { Fence, ReceivedResource, SetAside, Store } from '../store/store.ts';
import { groupByPatient } from './group.ts';
import { type Identified, identify } from './identify.ts';

/** What a pull came to. */
export interface Pulled {
  /** Versions not taken in before. */
  readonly pulled: number;
  /** Persons whose record took something in. */
  readonly admitted: number;
  readonly setAside: number;
  /** Conflicts opened. */
  readonly conflicts: number;
  /** Where the next pull starts. */
  readonly cursor: Readonly<Record<string, string>>;
}

export interface PullDeps {
  readonly context: Context;
  readonly partner: Partner;
  readonly fence: Fence;
  readonly log: Log;
  readonly onPerson?: (done: number, total: number) => void;
}

/**
 * Takes in everything a partner changed since the cursor, person by person. One bad record is set aside and the rest
 * goes on; the cursor is the caller's to save once this resolves, so a crash on the way only means looking twice.
 */
export async function pull(deps: PullDeps, cursor: Readonly<Record<string, string>>): Promise<Pulled> {
  const { partner, log } = deps;
  const changes = partner.connector.changes(cursor);
  const fresh: ReceivedResource[] = [];
  const deleted: Deleted[] = [];
  let next = await changes.next();
  for (; !next.done; next = await changes.next()) {
    fresh.push(...(await notSeen(deps, next.value.resources)));
    deleted.push(...(next.value.deleted ?? []));
    for (const { where } of next.value.unreadable)
      log.warn('entry unreadable', { partner: partner.name, place: where });
  }
  const { byPatient, unattributed } = groupByPatient(fresh.filter(({ type }) => isRecordType(type)));
  for (const { type } of unattributed) log.debug('no person', { partner: partner.name, type });
  const entries = new Map(
    fresh.filter(({ type }) => isDirectoryType(type)).map((one) => [`${one.type}/${one.peerId}`, one]),
  );
  await admitKnownEntries(deps, entries);

  const deletedOf = await byTheirPatient(deps, deleted);
  const patients = new Set([...byPatient.keys(), ...deletedOf.keys()]);
  const counts = { admitted: 0, setAside: 0, conflicts: 0 };
  let done = 0;
  for (const patientId of patients) {
    const group = { resources: byPatient.get(patientId) ?? [], deleted: deletedOf.get(patientId) ?? [] };
    const admission = await admitGroup(deps, patientId, group, entries);
    if (admission?.outcome === 'admitted') {
      counts.admitted += 1;
      counts.conflicts += admission.conflicts;
    } else if (admission?.outcome === 'set-aside') {
      counts.setAside += 1;
      log.warn('set aside', { partner: partner.name, counts: { findings: admission.findings.length } });
    }
    done += 1;
    deps.onPerson?.(done, patients.size);
  }
  for (const admission of await lookAgain(deps, entries)) {
    if (admission.outcome !== 'admitted') continue;
    counts.admitted += 1;
    counts.conflicts += admission.conflicts;
  }
  return { pulled: fresh.length, ...counts, cursor: next.value };
}

async function notSeen(
  { context, partner }: PullDeps,
  resources: readonly ReceivedResource[],
): Promise<readonly ReceivedResource[]> {
  const seen = await context.store.seen(
    resources.map(({ type, peerId, version }) => ({ partner: partner.name, type, peerId, version })),
  );
  const fresh: ReceivedResource[] = [];
  for (const [index, received] of resources.entries()) {
    if (!seen[index] || (await isReverted(context.store, partner, received))) fresh.push(received);
  }
  return fresh;
}

/** The same content under a content hash is news when it is not what the partner held last: A, B, and A again. */
async function isReverted(
  store: Store,
  { name }: Partner,
  { type, peerId, version }: ReceivedResource,
): Promise<boolean> {
  if (!version.startsWith('sha256-')) return false;
  const counterpart = await store.counterpartByPeerId(name, type, peerId);
  return counterpart !== undefined && !counterpart.frozen && counterpart.peerVersion !== version;
}

/** Directory entries we already use follow their source; others come in when a record leads to them. */
async function admitKnownEntries(
  { context, partner, fence }: PullDeps,
  entries: ReadonlyMap<string, ReceivedResource>,
): Promise<void> {
  const known: ReceivedResource[] = [];
  for (const entry of entries.values()) {
    if (await context.store.counterpartByPeerId(partner.name, entry.type, entry.peerId)) known.push(entry);
  }
  await admitDirectory(context, partner, known, fence);
}

/** Another pass may claim the same number, or join the same persons, first: who it is, is asked again at most this often. */
const ATTEMPTS = 3;

/** What a partner changed and deleted of one person. */
interface Group {
  readonly resources: readonly ReceivedResource[];
  readonly deleted: readonly Deleted[];
}

/** What was deleted says no more whose it was; we know, where we knew it. By the partner's Patient. */
async function byTheirPatient(
  { context: { store }, partner: { name } }: PullDeps,
  deleted: readonly Deleted[],
): Promise<ReadonlyMap<string, readonly Deleted[]>> {
  const groups = new Map<string, Deleted[]>();
  for (const one of deleted) {
    const person = (await store.counterpartByPeerId(name, one.type, one.peerId))?.person;
    const patient = person === undefined ? undefined : await store.counterpart(name, 'Patient', person);
    if (patient?.peerId) groups.set(patient.peerId, [...(groups.get(patient.peerId) ?? []), one]);
  }
  return groups;
}

async function admitGroup(
  deps: PullDeps,
  patientId: string,
  { resources, deleted }: Group,
  entries: ReadonlyMap<string, ReceivedResource>,
): Promise<Admission | undefined> {
  const { context, partner, fence, log } = deps;
  for (let attempt = 1; ; attempt += 1) {
    let identified: Identified | undefined;
    try {
      const { incoming, ...found } = await identify(context, partner, patientId, resources, fence);
      identified = { ...found, incoming: { ...incoming, deleted } };
      return await admitIdentified(deps, identified, patientId, entries);
    } catch (error) {
      if (isError(error, 'lease-lost', 'partner-unreachable') || !identified) throw error;
      if (isError(error, 'duplicate', 'stale-record') && attempt < ATTEMPTS) continue;
      log.error('admission failed', { partner: partner.name, ...(error instanceof Error ? { error } : {}) });
      const kept = await rejoin(context, identified.incoming);
      return setAside(context, { ...kept, identifiers: [] }, [cannotBeTaken()], fence);
    }
  }
}

async function admitIdentified(
  { context, partner, fence, log }: PullDeps,
  { incoming, problems }: Identified,
  patientId: string,
  entries: ReadonlyMap<string, ReceivedResource>,
): Promise<Admission | undefined> {
  const left = await waitingElsewhere(context, partner, patientId, incoming.person);
  const resources = await joined(
    partner,
    left.flatMap(({ moved }) => moved),
    incoming.resources,
  );
  const whole = await rejoin(context, { ...incoming, resources });
  let admission: Admission;
  if (problems.length === 0) {
    admission = await admit(context, await followLeads(context, whole, fence, entries), fence);
  } else if ((await context.store.record(whole.person)).seq > 0) {
    admission = await admit(context, { ...whole, problems }, fence);
  } else if (isAboutAPlan(whole.resources)) {
    admission = await setAside(context, whole, problems, fence);
  } else {
    log.warn('person unknown', { partner: partner.name, counts: { resources: whole.resources.length } });
    return undefined;
  }
  for (const { entry, rest } of left) await release(context, entry, rest, fence);
  return admission;
}

/** What of the same Patient was set aside while it seemed to be somebody else's. */
async function waitingElsewhere(
  { store }: Context,
  { name }: Partner,
  patientId: string,
  person: string,
): Promise<readonly { entry: SetAside; moved: readonly ReceivedResource[]; rest: readonly ReceivedResource[] }[]> {
  const entries = (await store.allSetAside()).filter((one) => one.partner === name && one.person !== person);
  return entries.flatMap((entry) => {
    const { byPatient } = groupByPatient(entry.resources);
    const own = byPatient.get(patientId);
    if (!own) return [];
    const moved = byPatient.size === 1 ? entry.resources : own;
    return [{ entry, moved, rest: entry.resources.filter((one) => !moved.includes(one)) }];
  });
}

/**
 * What was set aside is weighed again when its person's record has moved since, so that the order of pulls does not
 * decide (invariant I9), and when what hindered it may have passed.
 */
async function lookAgain(
  deps: PullDeps,
  entries: ReadonlyMap<string, ReceivedResource>,
): Promise<readonly Admission[]> {
  const { store } = deps.context;
  const admissions: Admission[] = [];
  for (const { partner, person, recordSeq, findings, resources } of await store.allSetAside()) {
    if (partner !== deps.partner.name) continue;
    if (!findings.some(mayPass) && (await store.record(person)).seq === recordSeq) continue;
    const [patientId] = groupByPatient(resources).byPatient.keys();
    const admission =
      patientId === undefined ? undefined : await admitGroup(deps, patientId, { resources: [], deleted: [] }, entries);
    if (admission) admissions.push(admission);
  }
  return admissions;
}
