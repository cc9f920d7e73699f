import type { CarePlan } from '@medplum/fhirtypes';
import { type Candidate, candidateBundle } from '../record/candidate.ts';
import { originsOf } from '../record/identity.ts';
import { ownersOf } from '../record/owner.ts';
import { keyOf, type Part, type PlanRecord, recordOf, resourcesOf } from '../record/record.ts';
import { onlyOf, type PlanClaim, recordsOwn, rivalPlans } from '../record/two-plans.ts';
import type { Commit, Counterpart, SetAside, Stored } from '../store/store.ts';
import { blocks } from './blocks.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming, Translated } from './incoming.ts';
import type { LoadedRecord } from './load-record.ts';

/** A candidate, with what keeps it outside the record. */
export interface KeptCandidate extends Candidate {
  /** The plan's parts as they would be in the record. */
  readonly parts: readonly Part[];
  readonly rows: readonly Counterpart[];
}

/** A person's record and what came, with all plans but the record's own taken out. */
export interface Separation {
  readonly loaded: LoadedRecord;
  readonly parts: readonly Translated[];
  readonly candidates: readonly KeptCandidate[];
  /** What leaves the record: it came first, from the lesser side. */
  readonly leaving: readonly Stored[];
  /** Plans in the record that end here, since their own side has deleted them: nobody is to decide about them. */
  readonly ending: readonly CarePlan[];
}

/** A plan and the partner in whose system it stands. */
interface Placed extends PlanClaim {
  readonly home: Partner | undefined;
}

/**
 * Two plans for one person (design: candidate): of several that are not over one is the record's, and each of the others
 * is kept outside, with what hangs on it alone and the partner holds, until somebody decides. Whichever came first: a
 * plan that stands in the record already changes places with one that goes before it (invariant I9).
 *
 * @param after the record as it would be with everything that came
 */
export async function separate(
  context: Context,
  partner: Partner,
  loaded: LoadedRecord,
  parts: readonly Translated[],
  after: PlanRecord,
): Promise<Separation> {
  const placed = await Promise.all(rivalPlans(after).map((plan) => placeOf(context, partner, parts, after, plan)));
  const winner = recordsOwn(placed);
  const out = new Set<string>();
  const candidates: KeptCandidate[] = [];
  const ending: CarePlan[] = [];
  for (const { plan, home } of placed.filter((one) => one !== winner)) {
    // One that was written here has no other side to be kept at.
    if (!home) continue;
    const rows = await rowsAt(context, home, partner, after.person, parts);
    if (rows.get(keyOf(plan))?.gone) {
      ending.push({ ...plan, status: 'revoked' });
      continue;
    }
    const only = [...onlyOf(plan, resourcesOf(after))].filter((key) => rows.has(key) && !out.has(key));
    for (const key of only) out.add(key);
    candidates.push(kept(home, plan, only, rows, after));
  }
  if (out.size + ending.length === 0) return { loaded, parts, candidates, ending, leaving: [] };
  const ended = new Map(ending.map((plan) => [keyOf(plan), plan]));
  const record = recordOf(
    after.person,
    [...loaded.record.parts].flatMap(([key, part]) =>
      out.has(key) ? [] : [{ ...part, resource: ended.get(key) ?? part.resource }],
    ),
    loaded.record.directory,
  );
  return {
    loaded: { ...loaded, record },
    parts: parts.filter(({ resource }) => !out.has(keyOf(resource))),
    candidates,
    ending,
    leaving: [...out].flatMap((key) => loaded.stored.get(key) ?? []),
  };
}

async function placeOf(
  context: Context,
  partner: Partner,
  parts: readonly Translated[],
  after: PlanRecord,
  plan: CarePlan,
): Promise<Placed> {
  const part = after.parts.get(keyOf(plan));
  const owners = part ? ownersOf(part, after.directory) : [];
  const sector = context.partners.find(({ organization }) => owners.includes(organization))?.sector;
  const isOwn = (text: object | undefined): boolean =>
    text !== undefined && !originsOf(text as CarePlan).includes(plan.id ?? '');
  const came = parts.find(({ resource }) => keyOf(resource) === keyOf(plan));
  const homes = new Map<Partner, string>();
  for (const other of context.partners) {
    const row = await context.store.counterpart(other.name, 'CarePlan', plan.id ?? '');
    if (row?.peerId && isOwn(row.echoed)) homes.set(other, row.peerId);
  }
  if (came && isOwn(came.received.resource as object)) homes.set(atHand(context, partner), came.received.peerId);
  const all = [...homes].toSorted(([one], [other]) => (one.name < other.name ? -1 : 1));
  const [home, peerId] = all.find(([one]) => owners.includes(one.organization)) ?? all[0] ?? [];
  return { plan, home, sector, place: home && `${home.name}|${peerId ?? ''}` };
}

/** The partner as the context knows it: in a pass it has learned more. */
function atHand({ partners }: Context, partner: Partner): Partner {
  return partners.find(({ name }) => name === partner.name) ?? partner;
}

/** What a partner holds of the person, as it is once what came now is known; by `Type/id`. */
async function rowsAt(
  { store }: Context,
  home: Partner,
  partner: Partner,
  person: string,
  parts: readonly Translated[],
): Promise<ReadonlyMap<string, Counterpart>> {
  const known = (await store.counterparts(home.name, person)).filter(({ peerId }) => peerId !== undefined);
  const came =
    home.name !== partner.name
      ? []
      : parts.map(
          ({ received, resource, counterpart }): Counterpart => ({
            ...(counterpart?.mask ? { mask: counterpart.mask } : {}),
            partner: partner.name,
            type: resource.resourceType,
            id: resource.id ?? '',
            person,
            peerId: received.peerId,
            peerVersion: received.version,
            sent: resource,
            echoed: received.resource as Counterpart['echoed'] & object,
            frozen: true,
          }),
        );
  return new Map([...known, ...came].map((row) => [`${row.type}/${row.id}`, { ...row, frozen: true }]));
}

function kept(
  home: Partner,
  plan: CarePlan,
  keys: readonly string[],
  rows: ReadonlyMap<string, Counterpart>,
  after: PlanRecord,
): KeptCandidate {
  const own = keys.flatMap((key) => rows.get(key) ?? []).filter(({ gone }) => !gone);
  return {
    partner: home.name,
    bundle: candidateBundle(home.base, rows.get(keyOf(plan))?.peerId ?? '', own.map(receivedOf)),
    parts: own.flatMap(({ type, id }) => after.parts.get(`${type}/${id}`) ?? []),
    rows: own,
  };
}

function receivedOf({ type, peerId = '', peerVersion: version = '', echoed: resource }: Counterpart) {
  return { type, peerId, version, resource };
}

/**
 * What the partner had of candidates and that is neither a candidate's nor a part any more: should it come again, it is
 * new.
 */
export async function forgottenPlaces(
  { store }: Context,
  { partner, person }: Incoming,
  { parts, candidates }: Separation,
): Promise<readonly Counterpart[]> {
  const before = candidateKeys(await store.setAside(partner.name, person));
  if (before.size === 0) return [];
  const known = new Set(
    [
      ...parts.map(({ resource }) => resource),
      ...candidates.flatMap((one) => one.parts.map(({ resource }) => resource)),
    ].map(keyOf),
  );
  const left = (await store.counterparts(partner.name, person)).filter(
    ({ type, id, peerId }) =>
      peerId !== undefined && before.has(keyOfReceived({ type, peerId })) && !known.has(`${type}/${id}`),
  );
  return left.flatMap(withoutPlace);
}

function withoutPlace({ partner, type, id, person, gone }: Counterpart): readonly Counterpart[] {
  if (gone) return [];
  return [{ partner, type, id, ...(person === undefined ? {} : { person }), frozen: true }];
}

/** With the last versions of parts that come back into the record: their history goes on. */
export async function withEarlier({ store }: Context, separation: Separation): Promise<Separation> {
  const { loaded, parts } = separation;
  const returning = parts.filter(({ resource, counterpart }) => counterpart && !loaded.stored.has(keyOf(resource)));
  const earlier = await Promise.all(
    returning.map(({ resource }) => store.read(resource.resourceType, resource.id ?? '')),
  );
  const found = earlier.flatMap((one) => (one ? [[keyOf(one.resource), one] as const] : []));
  return found.length > 0
    ? { ...separation, loaded: { ...loaded, stored: new Map([...loaded.stored, ...found]) } }
    : separation;
}

/**
 * What keeps candidates outside the record: each is set aside at its partner without a finding, and its parts are out of
 * both directions there. They are weighed again whenever the record moves.
 */
export async function keepCandidates(
  { store, now }: Context,
  { partner, person }: Incoming,
  candidates: readonly KeptCandidate[],
): Promise<Required<Pick<Commit, 'setAside' | 'counterparts' | 'links'>>> {
  if (candidates.length === 0) return { setAside: [], counterparts: [], links: [] };
  const at = now();
  const { seq: recordSeq } = await store.record(person);
  const setAside: SetAside[] = [];
  const links: NonNullable<Commit['links']>[number][] = [];
  for (const name of new Set(candidates.map((one) => one.partner))) {
    const own = candidates.filter((one) => one.partner === name).flatMap(({ rows }) => rows.map(receivedOf));
    const earlier = await store.setAside(name, person);
    // What came from this partner now is all there is; at another one more may wait.
    const before = name === partner.name ? [] : (earlier?.resources ?? []);
    const resources = new Map([...before, ...own].map((one) => [keyOfReceived(one), one]));
    setAside.push({
      partner: name,
      person,
      resources: [...resources.values()],
      findings: name === partner.name ? [] : (earlier?.findings ?? []),
      since: earlier?.since ?? at,
      recordSeq,
      candidates: [
        ...new Set([...(name === partner.name ? [] : (earlier?.candidates ?? [])), ...own.map(keyOfReceived)]),
      ],
    });
    const link = await store.link(person, name);
    if (name !== partner.name && !blocks(earlier))
      links.push({ person, partner: name, standing: 'owed', attempts: 0, owedSince: link?.owedSince ?? at });
  }
  return { setAside, counterparts: candidates.flatMap(({ rows }) => rows), links };
}

/** The partner's keys of what is kept of candidates: it is followed there, though it is out of both directions. */
export function candidateKeys(entry: SetAside | undefined): ReadonlySet<string> {
  return new Set(entry?.candidates);
}

export function keyOfReceived({ type, peerId }: { readonly type: string; readonly peerId: string }): string {
  return `${type}/${peerId}`;
}
