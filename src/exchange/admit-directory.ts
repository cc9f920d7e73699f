import type { Resource } from '@medplum/fhirtypes';
import { directoryIdentifiers } from '../record/identity.ts';
import { asJson, equal } from '../record/json.ts';
import { DIRECTORY_TYPES, isDirectoryType } from '../record/kinds.ts';
import { patch } from '../record/merge.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import { toOurs } from '../record/translate.ts';
import type { Counterpart, Fence, ReceivedResource, Store, Stored } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context, Partner } from './context.ts';
import { contentOf } from './load-record.ts';
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
  const order: readonly string[] = DIRECTORY_TYPES;
  for (const received of [...entries].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))) {
    if (hasErrors(context.validator.validate(received.resource, { expectedType: received.type }))) continue;
    await admitEntry(context, partner, received, fence);
  }
}

async function admitEntry(context: Context, partner: Partner, received: ReceivedResource, fence: Fence): Promise<void> {
  const { store } = context;
  const raw = received.resource as Resource;
  const counterpart = await store.counterpartByPeerId(partner.name, received.type, received.peerId);
  const known = counterpart ? await store.read(counterpart.type, counterpart.id) : await findEntry(store, raw);
  const id = known?.resource.id ?? context.newId();
  const ids = await directoryIds(store, partner, raw);
  const theirs = toOurs(raw, id, partner.base, (type, peerId) => ids.get(`${type}/${peerId}`));
  const echoed =
    counterpart?.echoed && toOurs(counterpart.echoed, id, partner.base, (type, peerId) => ids.get(`${type}/${peerId}`));
  const isTheirs = known === undefined || known.owner === partner.organization;
  const current = known && contentOf(known.resource);
  const now = isTheirs
    ? (patch({
        onto: current && asJson(current),
        before: echoed && asJson(echoed),
        after: asJson(theirs),
      }) as unknown as Resource)
    : current;
  const at = context.now();
  const isChanged = now !== undefined && !equal(now, current);
  await store.commit({
    fence,
    writes: isChanged ? [{ ...nextVersion(now, known, at), owner: partner.organization }] : [],
    counterparts: [counterpartOf(received, partner.name, id, theirs)],
    seen: [{ partner: partner.name, type: received.type, peerId: received.peerId, version: received.version }],
  });
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

/** The entry that carries one of the same national identifiers. */
async function findEntry(store: Store, resource: Resource): Promise<Stored | undefined> {
  for (const { system, value } of directoryIdentifiers(resource)) {
    const { resources } = await store.search({
      type: resource.resourceType,
      filters: [{ kind: 'token', name: 'identifier', values: [{ system, code: value }] }],
      count: 1,
    });
    if (resources[0]) return resources[0];
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
