import type { Resource } from '@medplum/fhirtypes';
import { contentOf } from '../record/content-of.ts';
import { derivedUuid } from '../record/derived-uuid.ts';
import {
  connections,
  DIRECTORY_SYSTEMS,
  directoryIdentifiers,
  sameCode,
  sameOrganization,
} from '../record/identity.ts';
import { asJson, equal } from '../record/json.ts';
import { isDirectoryType } from '../record/kinds.ts';
import { patch } from '../record/merge.ts';
import { receivedId } from '../record/received-id.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import { NATIONAL } from '../record/systems.ts';
import { toOurs } from '../record/translate.ts';
import type { SearchFilter } from '../search/filter.ts';
import type { Counterpart, Fence, ReceivedResource, Store, Stored } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import { changingDirectory } from './changing-directory.ts';
import type { Context, Partner } from './context.ts';
import { type Said, saidOfUnit } from './said-of-unit.ts';
import { withoutId } from './sift.ts';
import { tracesOf } from './trace-change.ts';
import { untilItHolds } from './until-it-holds.ts';
import { nextVersion } from './writes.ts';

/**
 * Takes organizations and practitioners into the shared directory. They are known by HPR, organization number or RESH,
 * whoever sends them; only the partner that an entry came from changes it here.
 */
export async function admitDirectory(
  context: Context,
  partner: Partner,
  entries: readonly ReceivedResource[],
  fence: Fence,
): Promise<void> {
  const sound = entries.filter(
    ({ type, resource }) => !hasErrors(context.validator.validate(withoutId(resource), { expectedType: type })),
  );
  for (const received of targetsFirst(sound)) {
    const admitted = (): Promise<void> => admitEntry(context, partner, received, fence);
    await untilItHolds(() => changingDirectory(context.store, admitted), 'stale-version', 'duplicate');
  }
}

/** Each after what it leads to among the others: a unit after what it is part of, so that it points at ours. */
function targetsFirst(entries: readonly ReceivedResource[]): readonly ReceivedResource[] {
  const byKey = new Map(entries.map((one) => [`${one.type}/${one.peerId}`, one]));
  const ordered = new Set<ReceivedResource>();
  const visited = new Set<ReceivedResource>();
  const visit = (received: ReceivedResource): void => {
    if (visited.has(received)) return;
    visited.add(received);
    for (const reference of referencesIn(received.resource as Resource)) {
      const target = targetOf(reference);
      const next = target && byKey.get(`${target.type}/${target.id}`);
      if (next) visit(next);
    }
    ordered.add(received);
  };
  for (const received of entries) visit(received);
  return [...ordered];
}

async function admitEntry(context: Context, partner: Partner, received: ReceivedResource, fence: Fence): Promise<void> {
  const { store } = context;
  const raw = received.resource as Resource;
  const counterpart = await store.counterpartByPeerId(partner.name, received.type, received.peerId);
  const ids = await directoryIds(store, partner, raw);
  const inOurs = (resource: Resource, id: string): Resource =>
    toOurs(resource, id, partner.base, (type, peerId) => ids.get(`${type}/${peerId}`));
  const said = await saidOfUnit(context, partner, inOurs(raw, ''));
  const known = counterpart
    ? await store.read(counterpart.type, counterpart.id)
    : await findEntry(context, partner, said);
  const id = known?.resource.id ?? (await idOfNew(context, partner, received, said.entry));
  const theirs = { ...said.entry, id };
  const echoed = counterpart?.echoed && inOurs(counterpart.echoed, id);
  const current = known && contentOf(known.resource);
  const isTheirs = known === undefined || known.owner === partner.organization;
  // Told by another before it told itself: its own word stands, whoever came first (I9).
  const isUnplaced = current !== undefined && !isTheirs && !isPlaced(current);
  const isTakenOver = isUnplaced && said.isOwn && (await isNobodyElses(context, partner, said, current));
  const patched = patch({
    onto: current && asJson(current),
    before: echoed && asJson(echoed),
    after: asJson(theirs),
  }) as unknown as Resource;
  const now = isTakenOver ? theirs : isTheirs ? (await saidOfUnit(context, partner, patched, current)).entry : current;
  const at = context.now();
  const isChanged = now !== undefined && !equal(now, current);
  const writes = isChanged ? [{ ...nextVersion(now, known, at), owner: partner.organization }] : [];
  await store.commit({
    fence,
    writes: [...writes, ...tracesOf(context, { by: partner, interaction: 'receive', activity: 'admit', writes, at })],
    counterparts: [counterpartOf(received, partner.name, id, theirs)],
    seen: [{ partner: partner.name, type: received.type, peerId: received.peerId, version: received.version }],
  });
}

/**
 * The id of a new entry is made of what it is known by: whoever tells of it, and in whichever process, makes the same one, and only once. Where that
 * stands for another already (two posts of one practitioner, one RESH of two units), a random one.
 */
async function idOfNew(
  { store, controller, newId }: Context,
  { base }: Partner,
  { type, peerId }: ReceivedResource,
  entry: Resource,
): Promise<string> {
  const identifiers = directoryIdentifiers(entry);
  const identified = DIRECTORY_SYSTEMS.flatMap((system) => identifiers.find((one) => one.system === system) ?? [])[0];
  const connected = Object.values(connections(entry));
  const names = identified ? [identified.system, identified.value] : connected;
  const own =
    names.length > 0
      ? derivedUuid(controller.organization, type, ...names)
      : receivedId(controller.organization, base, `${type}/${peerId}`);
  return (await store.read(type as Resource['resourceType'], own)) ? newId() : own;
}

function isPlaced(entry: Resource): boolean {
  return entry.resourceType === 'Organization' && entry.partOf !== undefined;
}

function counterpartOf(
  { type, peerId, version, resource }: ReceivedResource,
  partner: string,
  id: string,
  sent: Resource,
): Counterpart {
  return {
    partner,
    type: type as Counterpart['type'],
    id,
    peerId,
    peerVersion: version,
    sent,
    echoed: resource as Resource,
    frozen: false,
  };
}

/** More posts of one practitioner in one organization than anybody has. */
const MAX_ALIKE = 20;

/** True where what a party says of its own is said of one that is nobody else's, by what is known of it. */
async function isNobodyElses(context: Context, partner: Partner, { entry }: Said<Resource>, known: Resource) {
  // What it is part of may lead to another by a number that is not looked up here.
  return (await (isPlaced(known) ? saidOfUnit(context, partner, known) : saidOfUnit(context, partner, entry, known)))
    .isOwn;
}

/** The entry that carries one of the same national identifiers, or connects the same practitioner and organization. */
async function findEntry(context: Context, partner: Partner, said: Said<Resource>): Promise<Stored | undefined> {
  const { store } = context;
  const { entry } = said;
  const type = entry.resourceType;
  const identified = directoryIdentifiers(entry).map(({ system, value }) => ({
    filters: [{ kind: 'token', name: 'identifier', values: [{ system, code: value }] }] satisfies SearchFilter[],
    isNumber: system === NATIONAL.organization,
  }));
  const connected = Object.entries(connections(entry)).map(
    ([name, target]): SearchFilter => ({ kind: 'reference', name, values: [target] }),
  );
  const searches = [...identified, ...(connected.length > 0 ? [{ filters: connected, isNumber: false }] : [])];
  for (const { filters, isNumber } of searches) {
    const { resources } = await store.search({ type, filters, count: MAX_ALIKE });
    for (const found of resources) {
      // Two posts of one practitioner in one organization are two entries at a partner, and stay two here.
      const taken = await store.counterpart(partner.name, type, found.resource.id ?? '');
      if (taken || !sameCode(found.resource, entry)) continue;
      // One RESH in what two say of their own is two entries: to neither is given what leads to the other.
      const isUnits = type === 'Organization' && !isNumber && said.isOwn;
      if (isUnits && !(await isNobodyElses(context, partner, said, found.resource))) continue;
      // Nor is a post or a service of one organization that of another, whatever numbers it has.
      if (type !== 'Organization' && !sameOrganization(found.resource, entry)) continue;
      return found;
    }
  }
  return undefined;
}

/** Our ids of the directory entries that an entry points at. */
async function directoryIds(store: Store, partner: Partner, resource: Resource): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const reference of referencesIn(resource)) {
    const target = targetOf(reference);
    if (!target || !isDirectoryType(target.type)) continue;
    const counterpart = await store.counterpartByPeerId(partner.name, target.type, target.id);
    if (counterpart) ids.set(`${target.type}/${target.id}`, counterpart.id);
  }
  return ids;
}
