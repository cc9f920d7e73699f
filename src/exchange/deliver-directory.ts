import type { Resource } from '@medplum/fhirtypes';
import type { Held } from '../connector/connector.ts';
import { directoryEntry } from '../record/directory-entry.ts';
import {
  type BusinessIdentifier,
  connections,
  directoryIdentifiers,
  originIdentifier,
  sameCode,
} from '../record/identity.ts';
import { asJson } from '../record/json.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import { toTheirs } from '../record/translate.ts';
import { logicalReference } from '../record/view.ts';
import type { Context, Partner } from './context.ts';
import { type Decided, leave } from './leave.ts';
import type { Outlook } from './outlook.ts';
import { type Refusals, unlessRefused } from './refusals.ts';

/**
 * Finds the directory entries that a view leads to at the partner, by HPR, organization number or RESH, and creates
 * those it does not have, reduced to what the exchange needs. Never updates them: each system keeps its own directory.
 * One that the partner refuses, or has no place for, is named by its number.
 *
 * @returns the partner's ids by our `Type/id`
 */
export async function deliverDirectory(
  context: Context,
  round: Decided & { readonly partner: Partner; readonly outlook: Pick<Outlook, 'view'> },
  refusals: Refusals,
): Promise<ReadonlyMap<string, string>> {
  const { loaded, outlook } = round;
  const peerIds = new Map<string, string>();
  for (const entry of reachable(outlook.view.values(), loaded.record.directory)) {
    const key = keyOf(entry);
    if (refusals.has(key) || round.partner.holds?.(entry) === false) continue;
    const peerId = await unlessRefused(refusals, key, () => deliverEntry(context, round, entry, peerIds));
    if (peerId !== undefined) peerIds.set(key, peerId);
  }
  return peerIds;
}

/** An entry that leads out of a record is not at the partner yet, and is not made by this process. */
export class EntryIsAnothers extends Error {}

/** @returns the partner's id */
async function deliverEntry(
  context: Context,
  round: Decided & { readonly partner: Partner },
  entry: Resource,
  peerIds: ReadonlyMap<string, string>,
): Promise<string> {
  const { partner, fence } = round;
  const { resourceType: type, id = '' } = entry;
  const known = await context.store.counterpart(partner.name, type, id);
  if (known?.peerId) return known.peerId;
  const identifier = directoryIdentifiers(entry)[0] ?? originIdentifier(id);
  const payload = toTheirs(
    entry,
    undefined,
    partner.base,
    (t, i) => peerIds.get(`${t}/${i}`),
    (reference) => logicalReference(reference, round.loaded.record),
  );
  const found = await findAt(partner, payload, identifier);
  if (found && (await context.store.counterpartByPeerId(partner.name, type, found.peerId))) {
    // Theirs stands for another entry of ours already: we have it twice, they have it once.
    return found.peerId;
  }
  if (!found && partner.makesEntries === false) throw new EntryIsAnothers();
  const held =
    found ??
    (await leave(context, round, {}, (connector) => connector.create(withIdentifier(payload, identifier), identifier)));
  await context.store.commit({
    fence,
    counterparts: [
      {
        partner: partner.name,
        type,
        id,
        peerId: held.peerId,
        peerVersion: held.version,
        sent: entry,
        echoed: held.resource,
        frozen: false,
      },
    ],
    seen: [{ partner: partner.name, type, peerId: held.peerId, version: held.version }],
  });
  return held.peerId;
}

async function findAt(
  { connector }: Partner,
  entry: Resource,
  identifier: BusinessIdentifier,
): Promise<Held | undefined> {
  const [identified] = await connector.findByIdentifier(entry.resourceType, identifier);
  const ends = connections(entry);
  if (identified || Object.keys(ends).length === 0) return identified;
  const alike = await connector.findByReferences(entry.resourceType, ends);
  return alike.find(({ resource }) => sameCode(resource, entry));
}

/** The resource with the identifier among its own, so that it can be found again. */
export function withIdentifier(
  resource: Resource,
  identifier: { readonly system: string; readonly value: string },
): Resource {
  const own = asJson(resource)['identifier'];
  const list = Array.isArray(own) ? own : own === undefined ? [] : [own];
  const has = list.some((one: { value?: unknown }) => one.value === identifier.value);
  return has ? resource : ({ ...resource, identifier: [...list, { ...identifier }] } as Resource);
}

/** Directory entries that resources lead to, each after what it leads to itself: a unit after what it is part of. */
function reachable(resources: Iterable<Resource>, directory: PlanRecord['directory']): readonly Resource[] {
  const visited = new Set<string>();
  const found: Resource[] = [];
  const visit = (resource: Resource): void => {
    for (const reference of referencesIn(resource)) {
      const target = targetOf(reference);
      const whole = target && directory.get(`${target.type}/${target.id}`);
      if (!whole || visited.has(keyOf(whole))) continue;
      const entry = directoryEntry(whole);
      visited.add(keyOf(entry));
      visit(entry);
      found.push(entry);
    }
  };
  for (const resource of resources) visit(resource);
  return found;
}
