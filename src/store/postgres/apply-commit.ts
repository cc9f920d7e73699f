import { SamplanError } from '../../errors.ts';
import { lastUpdatedOf } from '../../record/peer-version.ts';
import type { Seals } from '../at-rest/seals.ts';
import { milliseconds } from '../instant.ts';
import type { Hold } from '../retention-memory.ts';
import { holdBody } from '../rows/retention.ts';
import { stamp } from '../stamp.ts';
import type { Checkpoint, Commit, Counterpart, Link, SetAside, Stored, Write } from '../store.ts';
import { storeTexts } from '../texts.ts';
import { type End, linked } from './audit-chain.ts';
import { addSearchRows, type Numbers, type Rows } from './search-rows.ts';

/** What a commit is made ready with. */
export interface Preparing {
  readonly seals: Seals;
  readonly numbers: Numbers;
  /** ISO 8601. */
  readonly now: string;
  /** Places of earlier writes of the same transaction. */
  readonly after: number;
  /** Where the chain over the access log ends. */
  readonly end: End | undefined;
  /** By type and id: what versions must be later than, in milliseconds since 1970. */
  readonly floors: ReadonlyMap<string, number>;
}

/** A commit as apply-commit.sql takes it. */
export interface Prepared {
  readonly change: object;
  /** What it must have to itself: persons, and what else is written by several. */
  readonly keys: readonly string[];
  /** Resources that have an earlier version, which may be of another record. */
  readonly earlier: readonly { readonly type: string; readonly id: string }[];
  readonly end: End | undefined;
  readonly places: number;
  readonly floors: ReadonlyMap<string, number>;
  /** What was written, once the seq of the transaction is known. */
  readonly written: (base: number) => readonly Stored[];
}

/**
 * Makes a commit ready for its one statement: checks what needs no database, seals what is sealed, finds what each version is found by.
 *
 * @throws SamplanError `internal` for an instant that is none, or a resource without an id
 */
export function prepareCommit(commit: Commit, preparing: Preparing): Prepared {
  const { seals, now } = preparing;
  const writes = prepareWrites(commit.writes ?? [], preparing);
  const identifiers = (commit.identifiers ?? []).map(({ system, value, person }) => {
    return { system, person, ...hashed(seals.hiddenNumber(system, value), value, seals) };
  });
  const { joined, forgotten, checkpoint, unheld, resumed, erased } = commit;
  const change = {
    ...listed('fences', [commit.fence ?? []].flat()),
    ...(joined ? { joined } : {}),
    ...(forgotten === undefined ? {} : { forgotten }),
    ...listed('expect', [commit.expect ?? []].flat()),
    ...listed('identifiers', identifiers),
    ...listed('writes', writes.rows),
    ...Object.fromEntries(Object.entries(writes.found).filter(([, rows]) => rows.length > 0)),
    ...listed('audit', writes.audit),
    ...listed(
      'counterparts',
      lastOf(commit.counterparts, ({ partner, type, id }) => [partner, type, id]).map(counterpartRow(seals)),
    ),
    ...listed(
      'seen',
      lastOf(commit.seen, ({ partner, type, peerId, version }) => [partner, type, peerId, version]).map((seen) => {
        return {
          partner: seen.partner,
          type: seen.type,
          peer_id: seen.peerId,
          version: seen.version,
          met_at: instantOf(now),
        };
      }),
    ),
    ...listed(
      'handled',
      (commit.handled ?? []).map(({ partner, type, peerId }) => ({ partner, type, peer_id: peerId })),
    ),
    ...listed(
      'arrived',
      (commit.arrived ?? []).map(({ partner, type, peerId, patient = '', came }) => ({
        ...{ partner, type, peer_id: peerId, patient },
        ...(came
          ? { version: came.version, resource: seals.seal('arrivals.resource', JSON.stringify(came.resource)) }
          : {}),
      })),
    ),
    ...listed(
      'enrolment_dates',
      (commit.enrolmentDates ?? []).map(({ partner, person, at }) => {
        return {
          partner,
          person,
          ...(at === undefined ? {} : { at: milliseconds(at, 'internal', 'enrolmentDates.at') }),
        };
      }),
    ),
    ...listed('settled', commit.settled ?? []),
    ...listed(
      'found',
      (commit.found ?? []).map((found) => ({ ...found, finding: JSON.stringify(found.finding) })),
    ),
    ...subscriptionRows(commit.subscription, seals),
    ...listed('checkpoint', checkpoint ? [checkpointRow(checkpoint)] : []),
    ...listed('taken', commit.taken ?? []),
    ...listed('set_aside', lastOf(commit.setAside, ({ partner, person }) => [partner, person]).map(setAsideRow(seals))),
    ...listed('links', lastOf(commit.links, ({ partner, person }) => [partner, person]).map(linkRow)),
    ...listed('holds', lastOf(commit.holds, ({ id }) => [id]).map(holdRow(seals))),
    ...(unheld === undefined ? {} : { unheld }),
    ...(resumed ? { resumed } : {}),
    ...(erased ? { erased } : {}),
  };
  const { counterparts = [], links = [], setAside = [], taken = [], holds = [] } = commit;
  const keys = [
    ...[commit.expect ?? []].flat().map(({ record }) => record),
    ...(joined ? [joined.person, joined.into] : []),
    ...identifiers.map(({ system, value }) => `${system}|${value}`),
    ...(commit.writes ?? []).flatMap(({ record }) => record ?? []),
    ...writes.earlier.map(({ type, id }) => `${type}/${id}`),
    // A join of hers that is under way is waited for.
    ...[...identifiers, ...counterparts, ...links, ...setAside, ...taken].flatMap(({ person }) => person ?? []),
    // A hold and an erasure wait for each other.
    ...[...holds, ...(erased ? [erased] : [])].map(({ person }) => person),
    ...(unheld === undefined ? [] : [unheld]),
  ];
  return { ...writes, change, keys: [...new Set(keys)] };
}

/** What is not sealed need not stand there twice. */
function hashed(value: string, given: string, seals: Seals): { readonly value: string; readonly sealed?: string } {
  return value === given ? { value } : { value, sealed: seals.seal('person_identifiers.sealed', given) };
}

/** An empty list is left out: what is not there costs nothing. */
function listed(name: string, rows: readonly object[]): Readonly<Record<string, readonly object[]>> {
  return rows.length === 0 ? {} : { [name]: rows };
}

/** Of those with the same key the last, as one after the other would leave them. */
function lastOf<T>(list: readonly T[] | undefined, key: (one: T) => readonly string[]): readonly T[] {
  return [...new Map((list ?? []).map((one) => [JSON.stringify(key(one)), one])).values()];
}

function prepareWrites(writes: readonly Write[], preparing: Preparing) {
  const { seals, numbers, now, after } = preparing;
  const floors = new Map(preparing.floors);
  const found: Rows = { tokens: [], references: [], dates: [], privates: [] };
  const newest = new Map(writes.map((write, index) => [keyOf(write), index]));
  const audit: object[] = [];
  const stored: Omit<Stored, 'seq'>[] = [];
  let { end } = preparing;
  const rows = writes.map((write, index) => {
    const place = after + index + 1;
    const { version, deleted = false, record, owner } = write;
    const key = keyOf(write);
    const { resource, lastUpdated } = stamp(write, floors.get(key) ?? Number.NEGATIVE_INFINITY, now);
    floors.set(key, lastUpdated + 1);
    const { resourceType: type, id = '' } = resource;
    const body = JSON.stringify(resource);
    // Of several versions of one resource only the last is found.
    if (!deleted && newest.get(key) === index) addSearchRows(found, resource, place, numbers, seals);
    if (type === 'AuditEvent' && end) {
      end = linked(end, { id, version, deleted, body });
      audit.push({ place, id, position: end.position, hash: end.hash });
    }
    const whose = { ...(record === undefined ? {} : { record }), ...(owner === undefined ? {} : { owner }) };
    stored.push({ resource, version, deleted, ...whose });
    return {
      place,
      type,
      id,
      version,
      deleted: Number(deleted),
      ...whose,
      body: seals.seal('versions.body', body),
      at: lastUpdated,
    };
  });
  const earlier = [...newest.values()].flatMap((index) => {
    const { type, id, version } = rows[index] ?? {};
    return type !== undefined && id !== undefined && version !== 1 ? [{ type, id }] : [];
  });
  const written = (base: number): readonly Stored[] =>
    stored.map(({ resource, ...rest }, index) => ({ resource, seq: base + after + index + 1, ...rest }));
  return { rows, found, audit, earlier, end, places: after + writes.length, floors, written };
}

/** Type and id of what is written. */
function keyOf({ resource }: Write): string {
  if (resource.id === undefined)
    throw new SamplanError('internal', storeTexts.withoutId, { where: resource.resourceType });
  return `${resource.resourceType}/${resource.id}`;
}

function subscriptionRows(change: Commit['subscription'], seals: Seals): object {
  const { saved, removed, forgotten, known, lost = [], events = [] } = change ?? {};
  const { id, organization, revision, resource, ...state } = saved ?? {};
  return {
    ...(saved
      ? listed('subscriptions', [
          {
            ...{ id, organization, revision, state: JSON.stringify(state) },
            resource: seals.seal('subscriptions.resource', JSON.stringify(resource)),
          },
        ])
      : {}),
    ...(forgotten === undefined ? {} : { facts_forgotten: forgotten }),
    ...listed('facts_lost', lost),
    ...listed(
      'facts',
      lastOf(known, ({ subscription, person }) => [subscription, person]).map(
        ({ subscription, person, tags, nextChange }) => ({
          ...{ subscription, person, tags: seals.seal('known_facts.tags', JSON.stringify(tags)) },
          next_change: instant(nextChange, 'KnownFacts.nextChange'),
        }),
      ),
    ),
    ...listed(
      'events',
      events.map((event) => ({ ...event, at: instant(event.at, 'SubscriptionEvent.at') })),
    ),
    ...(removed === undefined ? {} : { subscription_removed: removed }),
  };
}

function counterpartRow(seals: Seals): (counterpart: Counterpart) => object {
  return ({ partner, type, id, person, peerId, peerVersion, sent, echoed, mask, frozen, gone = false }) => ({
    ...{ partner, type, id, person, peer_id: peerId, peer_version: peerVersion },
    ...(sent === undefined ? {} : { sent: seals.seal('counterparts.sent', JSON.stringify(sent)) }),
    ...(echoed === undefined ? {} : { echoed: seals.seal('counterparts.echoed', JSON.stringify(echoed)) }),
    ...(mask === undefined ? {} : { mask: JSON.stringify(mask) }),
    ...{ last_updated: lastUpdatedOf(echoed), frozen: Number(frozen), gone: Number(gone) },
  });
}

function setAsideRow(seals: Seals): (entry: SetAside) => object {
  return ({ partner, person, since, resources, findings, recordSeq, candidates }) => ({
    ...{ partner, person, since, record_seq: recordSeq },
    errors: findings.filter(({ severity }) => severity === 'error').length,
    resources: seals.seal('set_aside.resources', JSON.stringify(resources)),
    findings: JSON.stringify(findings),
    ...(candidates ? { candidates: JSON.stringify(candidates) } : {}),
  });
}

function holdRow(seals: Seals): (hold: Hold) => object {
  return (hold) => ({
    ...{ id: hold.id, person: hold.person, since: hold.since, lifted: hold.lifted?.at },
    body: seals.seal('legal_holds.body', holdBody(hold)),
  });
}

function checkpointRow(checkpoint: Checkpoint): object {
  const { partner, epoch, cursor, enrolledSeq, restored = false, pausedUntil, reconcile = false } = checkpoint;
  const { notVisible = 0, run } = checkpoint;
  return {
    ...{ partner, epoch, cursor: JSON.stringify(cursor), enrolled_seq: enrolledSeq },
    ...{
      restored: Number(restored),
      paused_until: pausedUntil,
      reconcile: Number(reconcile),
      not_visible: notVisible,
      run,
    },
  };
}

function linkRow(link: Link): object {
  const { partner, person, standing, computed, nextAttempt, owedSince } = link;
  return {
    ...{ partner, person, standing, computed_seq: computed?.recordSeq, configuration: computed?.configuration },
    next_change: instant(computed?.nextChange, 'Link.computed.nextChange'),
    next_attempt: instant(nextAttempt, 'Link.nextAttempt'),
    owed_since: instant(owedSince, 'Link.owedSince'),
    body: JSON.stringify(link),
  };
}

function instant(value: string | undefined, where: string): number | undefined {
  return value === undefined ? undefined : milliseconds(value, 'internal', where);
}

function instantOf(now: string): number {
  return milliseconds(now, 'internal', 'now');
}
