import type { Resource } from '@medplum/fhirtypes';
import { consentFindings } from '../consent/consent-findings.ts';
import { mayChange } from '../consent/may-change.ts';
import { stricterOf } from '../consent/permits-more.ts';
import { whatFollows } from '../consent/what-follows.ts';
import { lawFindings } from '../law/law-findings.ts';
import { completedByDeath } from '../law/life-law.ts';
import type { Conflict } from '../record/conflict.ts';
import { mayEnd } from '../record/ending.ts';
import { originsOf } from '../record/identity.ts';
import { asJson, equal } from '../record/json.ts';
import { ownerOf, ownerWhereTheyMeet } from '../record/owner.ts';
import { valueAt, withValueAt } from '../record/path.ts';
import { putBack } from '../record/put-back.ts';
import { keyOf, type PlanRecord, recordOf } from '../record/record.ts';
import { settle } from '../record/settle.ts';
import { withParts } from '../record/with-parts.ts';
import { asKnownTo } from '../record/without-addresses.ts';
import type { Counterpart } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { CandidateNews } from './candidate-tasks.ts';
import { conflictTasks, type News } from './conflict-tasks.ts';
import type { Context, Partner } from './context.ts';
import { heldByOthers, NOBODY } from './held-by-others.ts';
import type { Translated } from './incoming.ts';
import { keepProtection } from './keep-protection.ts';
import { ledTo } from './led-to.ts';
import { type LoadedRecord, loadDirectory } from './load-record.ts';
import { type MergedParts, mend, type Weighing } from './mend.ts';
import { isOwnEcho } from './own-echo.ts';
import { profileFindings } from './profile-findings.ts';
import { whoSaid } from './who-said.ts';

/** What an admission would make of a record. */
export interface Change {
  readonly after: PlanRecord;
  /** Parts to write, by `Type/id`, conflict Tasks and derived denials among them. */
  readonly changed: ReadonlyMap<string, Resource>;
  /** Our view of what the partner holds now, by `Type/id`. */
  readonly sent: ReadonlyMap<string, Resource>;
  /** Conflicts newly opened. */
  readonly opened: number;
  /** What profiles and law say of the record as it would become. */
  readonly findings: readonly Finding[];
}

/**
 * Puts a partner's parts back into the record, lets the owner's value stand where sides disagree or where two lawful
 * edits would break a rule, opens and closes conflicts, and derives what consents entail.
 *
 * @param as `deleted`: the partner deleted what it last held, and these are the parts as ended by that; `proposed`: and
 * ends nothing by it
 * @param candidates what is kept outside the record of the partner's plans and others'
 */
export async function weigh(
  context: Context,
  partner: Partner,
  { record }: LoadedRecord,
  parts: readonly Translated[],
  as: 'edited' | 'deleted' | 'proposed' = 'edited',
  candidates?: CandidateNews['candidates'],
): Promise<Change> {
  const at = context.now();
  const own = await context.store.counterparts(partner.name, record.person);
  const led = await ledTo(context.store, partner, await withDirectoryOf(context, record, parts), own, parts);
  const before = whereTheyMeet(context, partner, led, parts);
  const returned = parts.map(({ resource, echoed, counterpart }) => ({
    theirs: resource,
    echoed,
    sent: counterpart?.sent,
  }));
  // Whose a Consent was before it was met at the partner: meeting it makes nobody's word of it.
  const mayMake = mayChange({ ...record, directory: before.directory }, partner.organization);
  const put = putBack(before, returned, {
    mayChange: mayMake,
    partner: partner.name,
    known: (resource) => asKnownTo(partner.organization, before, resource),
    frozen: outOfReach(own, parts),
    mayEnd: (part, ending) =>
      as === 'edited'
        ? mayEnd(before, part, ending, partner.organization, at)
        : as === 'deleted' && ownerOf(before, part, at).includes(partner.organization),
  });
  const back = { ...put, changed: await keepProtection(context, partner, before, put.changed) };
  const others = back.disagreements.length > 0 ? await heldByOthers(context, partner, record.person) : NOBODY;
  const isDeletion = as !== 'edited';
  const weighing: Weighing = { partner, before, own, others, returned, back, mayChange: mayMake, at, isDeletion };
  const merged = await settled(context, weighing, record);
  const news = candidates && { of: partner.name, candidates };
  const change = changeBy(context, weighing, merged, record, news);
  if (!hasErrors(change.findings)) return change;
  const all = await heldByOthers(context, partner, record.person);
  const mended = mend(context, { ...weighing, others: all }, merged);
  return mended ? changeBy(context, weighing, mended, record, news) : change;
}

/** What follows from merged parts: denials, conflicts as they stand now, and what profiles and law say. */
function changeBy(
  context: Context,
  { partner, before, own, back, at, isDeletion }: Weighing,
  { resources, conflicts }: MergedParts,
  record: PlanRecord,
  candidates: CandidateNews | undefined,
): Change {
  const changed = new Map([...madeOtherwise(record, before), ...resources]);
  const add = (more: readonly Resource[]): PlanRecord => {
    for (const resource of more) changed.set(keyOf(resource), resource);
    return withParts(before, changed.values(), partner.organization);
  };
  const there = own.filter(({ peerId, gone }) => peerId !== undefined && !gone);
  const known = new Set([...there.map(({ type, id }) => `${type}/${id}`), ...back.sent.keys()]);
  const telling = { by: partner.organization, knows: (consent: Resource) => known.has(keyOf(consent)) };
  const withWhatFollows = add(whatFollows(before, add([]), at, context.newId, telling));
  const news: News = isDeletion ? {} : { heard: { partner: partner.name, sent: back.sent } };
  const withDeath = add(completedByDeath(withWhatFollows, at));
  const tasks = conflictTasks(context, withDeath, at, { ...news, conflicts, candidates });
  const after = add(tasks.written);
  return {
    after,
    changed,
    sent: back.sent,
    opened: tasks.opened,
    findings: [
      ...[...changed.values()].flatMap((resource) => profileFindings(context, partner, resource)),
      ...lawFindings(after, at, record, context.partners),
      ...consentFindings(after, at, partner.policy),
    ],
  };
}

async function withDirectoryOf(
  { store }: Context,
  record: PlanRecord,
  parts: readonly Translated[],
): Promise<PlanRecord> {
  const resources = parts.map(({ resource }) => resource);
  return { ...record, directory: new Map([...record.directory, ...(await loadDirectory(store, resources))]) };
}

/** A part that the partner had before we knew of it there can turn out to be another's than we thought (I9). */
function whereTheyMeet(
  { partners }: Context,
  { organization }: Partner,
  record: PlanRecord,
  parts: readonly Translated[],
): PlanRecord {
  const owners = new Map(
    parts.flatMap(({ resource, counterpart }) => {
      const held = record.parts.get(keyOf(resource));
      const isOwn = !counterpart?.echoed && !originsOf(resource).includes(resource.id ?? '');
      if (!held || !isOwn) return [];
      return [[keyOf(resource), ownerWhereTheyMeet(held, resource, organization, record.directory, partners)] as const];
    }),
  );
  if (owners.size === 0) return record;
  const all = [...record.parts].map(([key, { resource, owner }]) => ({ resource, owner: owners.get(key) ?? owner }));
  return recordOf(record.person, all, record.directory);
}

/** Parts that got another owner, so that the version says whose it is, and those that lead to what is there now. */
function madeOtherwise(record: PlanRecord, now: PlanRecord): ReadonlyMap<string, Resource> {
  const other = [...now.parts].filter(([key, { owner, resource }]) => {
    const was = record.parts.get(key);
    return owner !== was?.owner || resource !== was?.resource;
  });
  return new Map(other.map(([key, { resource }]) => [key, resource]));
}

/** What is out of both directions, or deleted there, except what is coming back now. */
function outOfReach(own: readonly Counterpart[], parts: readonly Translated[]): ReadonlySet<string> {
  const back = new Set(parts.map(({ resource }) => keyOf(resource)));
  const out = own.filter(({ frozen, gone }) => frozen || gone);
  return new Set(out.map(({ type, id }) => `${type}/${id}`).filter((key) => !back.has(key)));
}

/** The owner's value stands where both sides changed an element. */
async function settled(
  { store }: Context,
  { partner, before, others, returned, back, at, isDeletion }: Weighing,
  record: PlanRecord,
): Promise<MergedParts> {
  const resources = new Map(back.changed);
  const conflicts: Conflict[] = back.proposals.map((proposal) => ({ ...proposal, partner: partner.name }));
  for (const disagreement of back.disagreements) {
    const part = before.parts.get(disagreement.part);
    // Without anything that both were known to say there is nothing to tell an echo by.
    const isKnown = returned.some(({ theirs, echoed }) => echoed !== undefined && keyOf(theirs) === disagreement.part);
    if (!part) continue;
    if (isKnown && !isDeletion && (await isOwnEcho(store, before, partner.name, disagreement))) continue;
    const { path, ours, theirs } = disagreement;
    const holders = (others.get(disagreement.part) ?? []).filter(({ sent }) => equal(valueAt(sent, path), ours));
    const sides = await whoSaid(store, disagreement.part, path, holders);
    const now = resources.get(disagreement.part) ?? part.resource;
    const incoming = withValueAt(asJson(now), path, theirs) as unknown as Resource;
    const stricter = stricterOf(now, incoming, before);
    const owners = ownerOf(stricter ? record : before, part.resource, at);
    const settlement = settle(disagreement, owners, partner, sides, stricter);
    if (settlement.incomingStands) resources.set(disagreement.part, incoming);
    // A Patient is matched, never fought over: each system keeps its own (design: directory).
    if (part.kind !== 'person') conflicts.push(...settlement.conflicts);
  }
  const isOfDeleted = (one: Conflict): boolean => isDeletion && one.partner === partner.name;
  return { resources, conflicts: conflicts.map((one) => (isOfDeleted(one) ? { ...one, deleted: true } : one)) };
}
