import type { Patient } from '@medplum/fhirtypes';
import { isError } from '../errors.ts';
import type { Admission } from '../exchange/admission.ts';
import { admit } from '../exchange/admit.ts';
import { admitDirectory } from '../exchange/admit-directory.ts';
import type { Context, Partner } from '../exchange/context.ts';
import { followLeads } from '../exchange/follow-leads.ts';
import type { Incoming } from '../exchange/incoming.ts';
import { setAside } from '../exchange/set-aside.ts';
import type { Log } from '../observe/log.ts';
import { personIdentifiers } from '../record/identity.ts';
import { isDirectoryType, isRecordType } from '../record/kinds.ts';
import type { Fence, ReceivedResource } from '../store/store.ts';
import { groupByPatient } from './group.ts';
import { cannotBeTaken, severalPersons } from './pull-findings.ts';

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
  let next = await changes.next();
  for (; !next.done; next = await changes.next()) {
    fresh.push(...(await notSeen(deps, next.value.resources)));
    for (const { where } of next.value.unreadable)
      log.warn('entry unreadable', { partner: partner.name, place: where });
  }
  const { byPatient, unattributed } = groupByPatient(fresh.filter(({ type }) => isRecordType(type)));
  for (const { type } of unattributed) log.debug('no person', { partner: partner.name, type });
  const entries = new Map(
    fresh.filter(({ type }) => isDirectoryType(type)).map((one) => [`${one.type}/${one.peerId}`, one]),
  );
  await admitKnownEntries(deps, entries);

  const counts = { admitted: 0, setAside: 0, conflicts: 0 };
  let done = 0;
  for (const [patientId, resources] of byPatient) {
    const admission = await admitGroup(deps, patientId, resources, entries);
    if (admission?.outcome === 'admitted') {
      counts.admitted += 1;
      counts.conflicts += admission.conflicts;
    } else if (admission?.outcome === 'set-aside') {
      counts.setAside += 1;
      log.warn('set aside', { partner: partner.name, counts: { findings: admission.findings.length } });
    }
    done += 1;
    deps.onPerson?.(done, byPatient.size);
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
  return resources.filter((_, index) => !seen[index]);
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

async function admitGroup(
  deps: PullDeps,
  patientId: string,
  group: readonly ReceivedResource[],
  entries: ReadonlyMap<string, ReceivedResource>,
): Promise<Admission | undefined> {
  const { context, partner, fence, log } = deps;
  const incoming = await identify(deps, patientId, group);
  if (!incoming) {
    log.warn('person unknown', { partner: partner.name, counts: { resources: group.length } });
    return undefined;
  }
  try {
    if ('several' in incoming) return await setAside(context, incoming.several, [severalPersons()], fence);
    const whole = await followLeads(context, incoming, fence, entries);
    return await admit(context, whole, fence);
  } catch (error) {
    // The store failing says nothing about what came: the pass ends, and the next one takes it again.
    if (isError(error, 'lease-lost', 'partner-unreachable', 'internal')) throw error;
    log.error('admission failed', { partner: partner.name, ...(error instanceof Error ? { error } : {}) });
    const kept = 'several' in incoming ? incoming.several : incoming;
    return setAside(context, kept, [cannotBeTaken()], fence);
  }
}

/** Whose resources these are: by the partner's Patient where we know it, else by that Patient's identifiers. */
async function identify(
  { context, partner }: PullDeps,
  patientId: string,
  group: readonly ReceivedResource[],
): Promise<Incoming | { readonly several: Incoming } | undefined> {
  const { store } = context;
  const counterpart = await store.counterpartByPeerId(partner.name, 'Patient', patientId);
  const sent = group.find(({ type, peerId }) => type === 'Patient' && peerId === patientId);
  if (counterpart) return { partner, person: counterpart.id, identifiers: [], resources: group };
  const received = sent ?? (await readPatient(partner, patientId));
  if (!received) return undefined;
  const identifiers = safeIdentifiers(received.resource);
  const persons = await store.persons(identifiers);
  const incoming: Incoming = {
    partner,
    person: persons[0] ?? context.newId(),
    identifiers: persons.length > 1 ? [] : identifiers,
    resources: sent ? group : [received, ...group],
  };
  return persons.length > 1 ? { several: incoming } : incoming;
}

async function readPatient({ connector }: Partner, peerId: string): Promise<ReceivedResource | undefined> {
  const answer = await connector.read('Patient', peerId);
  return 'found' in answer
    ? { type: 'Patient', peerId, version: answer.found.version, resource: answer.found.resource }
    : undefined;
}

/** What came may not be sound yet; a Patient that can't be read has no identifiers. */
function safeIdentifiers(patient: unknown): readonly { readonly system: string; readonly value: string }[] {
  try {
    return personIdentifiers(patient as Patient);
  } catch {
    return [];
  }
}
