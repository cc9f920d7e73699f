import type { CarePlan, Reference, Resource, Task } from '@medplum/fhirtypes';
import { GOOD_HABITS } from '../connector/system/habits.ts';
import { type Mark, marksIn, nameIn } from './ledger.ts';
import { textOf } from './part-text.ts';
import type { SimulatedPartner } from './partner.ts';
import { isConflict } from './recorder.ts';
import { GATE } from './scenario.ts';
import type { World } from './world.ts';

const TYPES = ['CarePlan', 'Goal', 'ServiceRequest', 'Task', 'Appointment', 'DocumentReference'] as const;

/** One person's record as the disk holds it, in the simulation's words. */
interface Known {
  readonly index: number;
  readonly person: string;
  readonly parts: readonly Resource[];
  /** Parts by their names; conflicts are none. */
  readonly named: ReadonlyMap<string, Resource>;
  readonly conflicts: readonly Task[];
}

/** What is judged: a world, or what a drill has left behind. */
export type Judged = Pick<World, 'disk' | 'ledger' | 'partners' | 'people' | 'report'> & {
  readonly recorder: Pick<World['recorder'], 'isDenied' | 'mayGet'>;
};

/** What must hold of a world at rest, judged by what the simulation knows of every edit. */
export async function check(world: Judged): Promise<void> {
  const records = await recordsOf(world);
  await nothingLost(world, records);
  for (const record of records) {
    for (const partner of world.partners) await holdsItsView(world, record, partner);
    onePlan(world, record);
    quotesWhoWrote(world, record);
  }
}

async function recordsOf(world: Judged): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const { index, person } of await world.people()) {
    const parts = (await world.disk.record(person)).parts.map(({ resource }) => resource);
    const named = new Map<string, Resource>();
    for (const part of parts) {
      const name = isConflict(part) ? undefined : nameIn(textOf(part));
      if (name === undefined) continue;
      if (named.has(name)) world.report({ invariant: 'I4', text: `${name} is in the record twice` });
      named.set(name, part);
    }
    known.push({ index, person, parts, named, conflicts: parts.filter(isConflict) });
  }
  return known;
}

/** I1: what nobody has written over knowingly stands in the record, or in a conflict, or is set aside. */
async function nothingLost(world: Judged, records: readonly Known[]): Promise<void> {
  const { ledger } = world;
  const kept = new Set<string>();
  for (const { parts } of records) for (const { mark } of marksIn(JSON.stringify(parts))) kept.add(mark);
  const aside = await world.disk.allSetAside();
  for (const { mark } of marksIn(JSON.stringify(aside))) kept.add(mark);
  for (const head of ledger.heads()) {
    if (kept.has(head.mark) || ledger.excused.has(head.mark)) continue;
    const record = records.find(({ index }) => index === ledger.parts.get(head.part)?.person);
    const partner = world.partners[head.at];
    if (partner && isBeyondReach(world, record, partner, head)) continue;
    const text = `${head.mark} of ${head.part}, written at ${head.at}`;
    // Set back to what both started from, a partner closes a conflict without anybody having decided it.
    if (ledger.committed.has(head.mark) && world.partners.some(({ hasLost }) => hasLost)) continue;
    const how = ledger.committed.has(head.mark) ? 'was overwritten unseen' : 'never arrived';
    world.report({ invariant: 'I1', text: `${text}, ${how}` });
  }
}

/**
 * What its own partner has deleted or taken out of the plan before anybody read it; and what it wrote where it does not
 * take part: in a copy that it keeps of what it may not see, or where the person opposes it (docs/exchange.md, Deliver).
 */
function isBeyondReach(
  world: Judged,
  record: Known | undefined,
  partner: SimulatedPartner,
  { mark, part }: Mark,
): boolean {
  const { organization } = partner.party;
  const isPermitted = record !== undefined && sees(world, record.person, organization);
  const isOwn = world.ledger.parts.get(part)?.owners.includes(organization) === true;
  const isCommitted = world.ledger.committed.has(mark);
  if (!isPermitted && !(isOwn && isCommitted)) return true;
  if (isCommitted) return false;
  const there = TYPES.flatMap((type) => partner.all(type)).find((one) => marksOf(one).has(mark));
  return !there || !hangsOn(partner, there);
}

function hangsOn(partner: SimulatedPartner, resource: Resource): boolean {
  const reference = `${resource.resourceType}/${resource.id}`;
  const plans = partner.all<CarePlan>('CarePlan');
  if (resource.resourceType === 'CarePlan') return true;
  if (plans.some((plan) => JSON.stringify(plan).includes(`"${reference}"`))) return true;
  const targets = 'basedOn' in resource ? ((resource.basedOn ?? []) as Reference[]) : [];
  return targets.some(({ reference: target = '' }) => {
    const [type = '', id = ''] = target.split('/');
    const found = partner.memory.current(type, id)?.resource;
    return found !== undefined && hangsOn(partner, found);
  });
}

function sees(world: Judged, person: string, organization: string): boolean {
  return world.recorder.mayGet(person, organization) && !world.recorder.isDenied(person, organization);
}

/** I3: a partner in step holds what the record says of all that it may see; any other standing has its reason. */
async function holdsItsView(world: Judged, record: Known, partner: SimulatedPartner): Promise<void> {
  const { name, organization } = partner.party;
  const link = await world.disk.link(record.person, name);
  const there = heldBy(partner);
  const isPermitted = sees(world, record.person, organization);
  const place = `person ${record.index} at ${partner.index} (${link?.standing ?? 'no link'} ${link?.reason ?? ''})`;
  const tell = (text: string): void => world.report({ invariant: 'I3', text: `${place}: ${text}` });
  for (const [part, all] of there)
    if (all.length > 1) world.report({ invariant: 'I4', text: `${place}: ${part} twice` });
  if (!link) {
    if (isPermitted && record.named.size > 0) tell('takes no part, and may');
    return;
  }
  const inConflict = new Set(
    record.conflicts.filter((task) => isOpenAt(task, name)).map(({ focus }) => focus?.reference),
  );
  switch (link.standing) {
    case 'blocked':
      if (!(await world.disk.setAside(name, record.person)) && !mayLack(partner)) tell('nothing is set aside');
      return;
    case 'held':
      if (isPermitted) tell('is held, and may see');
      return;
    case 'in-conflict':
      if (inConflict.size === 0) tell('there is no conflict');
      break;
    case 'in-step':
      if (inConflict.size > 0) tell('there is a conflict');
      break;
    default:
      tell('is not at rest');
      return;
  }
  const deleted = new Set([...deletedAt(partner)].filter((part) => !there.has(part)));
  const isLacking = (part: string): boolean => deleted.has(part) || (mayLack(partner) && !there.has(part));
  for (const [part, resource] of record.named) {
    const isOwn =
      world.ledger.parts.get(part)?.owners.length === 1 && world.ledger.parts.get(part)?.owners[0] === organization;
    if (!isPermitted && !isOwn) continue;
    const [copy] = there.get(part) ?? [];
    if (inConflict.has(`${resource.resourceType}/${resource.id}`)) continue;
    if (!copy) {
      if (!isLacking(part) && isPermitted) tell(`${part} is missing`);
      continue;
    }
    if (!isPermitted) continue;
    const differs = difference(resource, copy, record, partner, isLacking);
    if (differs) tell(`${part}: ${differs}`);
  }
}

/**
 * Where something can be missing for ever without a word: at a partner that lost a resource and does not say that it is
 * gone, and a measure that its list of activities does not show (docs/exchange.md, Measures that are inline).
 */
function mayLack({ hasLost, traits }: SimulatedPartner): boolean {
  return hasLost || traits.measures === 'inline';
}

/** Parts by name that a partner holds, inline measures among them. */
function heldBy(partner: SimulatedPartner): ReadonlyMap<string, readonly (Resource | { readonly text: string })[]> {
  const held = new Map<string, (Resource | { readonly text: string })[]>();
  const add = (text: string | undefined, one: Resource | { readonly text: string }): void => {
    const name = nameIn(text);
    if (name !== undefined) held.set(name, [...(held.get(name) ?? []), one]);
  };
  for (const type of TYPES) for (const one of partner.all(type)) if (!isConflict(one)) add(textOf(one), one);
  for (const { activity = [] } of partner.all<CarePlan>('CarePlan')) {
    for (const { detail } of activity) if (detail?.code?.text) add(detail.code.text, { text: detail.code.text });
  }
  return held;
}

/** Names of what a partner once had and has deleted. */
function deletedAt(partner: SimulatedPartner): ReadonlySet<string> {
  return new Set(
    TYPES.flatMap((type) =>
      partner.memory.ever(type).flatMap(({ id, resource }) => {
        const isDeleted = partner.memory.current(type, id)?.resource === undefined;
        return isDeleted && resource ? (nameIn(textOf(resource)) ?? []) : [];
      }),
    ),
  );
}

function difference(
  ours: Resource,
  theirs: Resource | { readonly text: string },
  { parts }: Known,
  partner: SimulatedPartner,
  isLacking: (name: string) => boolean,
): string | undefined {
  const text = 'resourceType' in theirs ? textOf(theirs) : theirs.text;
  if (textOf(ours) !== text) return `${text} instead of ${textOf(ours)}`;
  if (!('resourceType' in theirs)) return undefined;
  const [here, there] = [statusOf(ours), statusOf(theirs)];
  if (here !== there) return `${there} instead of ${here}`;
  if (ours.resourceType !== 'CarePlan' || theirs.resourceType !== 'CarePlan') return undefined;
  const local = new Map(parts.map((one) => [`${one.resourceType}/${one.id}`, one]));
  const asked = theirs.goal === undefined && tellsNoVersionWritten(partner) ? { ...ours, goal: [] } : ours;
  const expected = listed(asked, (reference) => local.get(reference)).filter((name) => !isLacking(name));
  const found = listed(theirs, (reference) => {
    const [type = '', id = ''] = reference.split('/');
    return partner.memory.current(type, id)?.resource;
  });
  return expected.join() === found.join() ? undefined : `lists ${found.join()} instead of ${expected.join()}`;
}

/**
 * Where nothing shows what a write made but what stands there later, a list that was taken out whole in between looks like
 * one that the partner cannot hold (docs/exchange.md, Deliver).
 */
function tellsNoVersionWritten({ traits: { habits } }: SimulatedPartner): boolean {
  const { answers, versions, vread, instanceHistory } = { ...GOOD_HABITS, ...habits };
  return answers !== 'resource' && !(versions && (vread || instanceHistory));
}

/** Names of what a plan lists. */
function listed(
  { goal = [], activity = [] }: CarePlan,
  read: (reference: string) => Resource | undefined,
): readonly string[] {
  const references = [...goal, ...activity.flatMap(({ reference }) => reference ?? [])];
  const names = references.flatMap(({ reference = '' }) => {
    const target = read(reference);
    return target ? (nameIn(textOf(target)) ?? []) : [];
  });
  const inline = activity.flatMap(({ detail }) => nameIn(detail?.code?.text) ?? []);
  return [...new Set([...names, ...inline])].sort();
}

function statusOf(resource: Resource): string | undefined {
  const { status, lifecycleStatus } = resource as { readonly status?: string; readonly lifecycleStatus?: string };
  return lifecycleStatus ?? status;
}

function marksOf(resource: Resource): ReadonlySet<string> {
  return new Set(marksIn(JSON.stringify(resource)).map(({ mark }) => mark));
}

function isOpenAt(task: Task, partner: string): boolean {
  return task.status === 'requested' && (task.input ?? []).some(({ valueString }) => valueString === partner);
}

/** I6: one active plan at most, and a consent for it unless that was taken back while it was active. */
function onePlan(world: Judged, { index, parts }: Known): void {
  const active = parts.filter((one) => one.resourceType === 'CarePlan' && one.status === 'active' && !one.partOf);
  if (active.length > 1) world.report({ invariant: 'I6', text: `person ${index} has ${active.length} active plans` });
}

/** I8: what a conflict quotes as a partner's, somebody wrote there; what only comes back from here is nobody's edit. */
function quotesWhoWrote(world: Judged, { index, conflicts }: Known): void {
  for (const task of conflicts) {
    const partner = world.partners.find(({ party }) => isOpenAt(task, party.name));
    if (!partner || partner.hasLost) continue;
    const theirs = (task.input ?? []).filter(({ type }) => type.coding?.some(({ code }) => code === 'theirs'));
    for (const { mark, part } of marksIn(JSON.stringify(theirs.map(({ valueAttachment }) => valueAttachment)))) {
      const at = world.ledger.marks.get(mark)?.at;
      // Who works at our own gate is of the first partner's organization.
      if (at === undefined || at === partner.index || (at === GATE && partner.index === 0)) continue;
      const text = `a conflict of person ${index} quotes ${mark} of ${part} as ${partner.index}'s, written at ${at}`;
      world.report({ invariant: 'I8', text });
    }
  }
}
