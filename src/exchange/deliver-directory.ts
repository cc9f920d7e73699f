import type { Resource } from '@medplum/fhirtypes';
import type { Held } from '../connector/connector.ts';
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
import type { Fence } from '../store/store.ts';
import type { Context, Partner } from './context.ts';

/**
 * Finds the directory entries that a view leads to at the partner, by HPR, organization number or RESH, and creates
 * those it does not have. Never updates them: each system keeps its own directory.
 *
 * @returns the partner's ids by our `Type/id`
 */
export async function deliverDirectory(
  context: Context,
  partner: Partner,
  view: Iterable<Resource>,
  { directory }: PlanRecord,
  fence: Fence,
): Promise<ReadonlyMap<string, string>> {
  const peerIds = new Map<string, string>();
  for (const entry of reachable(view, directory)) {
    const { resourceType: type, id = '' } = entry;
    const known = await context.store.counterpart(partner.name, type, id);
    if (known?.peerId) {
      peerIds.set(keyOf(entry), known.peerId);
      continue;
    }
    const identifier = directoryIdentifiers(entry)[0] ?? originIdentifier(id);
    const payload = toTheirs(
      entry,
      undefined,
      partner.base,
      (t, i) => peerIds.get(`${t}/${i}`),
      () => undefined,
    );
    const found = await findAt(partner, payload, identifier);
    if (found && (await context.store.counterpartByPeerId(partner.name, type, found.peerId))) {
      // Theirs stands for another entry of ours already: we have it twice, they have it once.
      peerIds.set(keyOf(entry), found.peerId);
      continue;
    }
    const held = found ?? (await partner.connector.create(withIdentifier(payload, identifier), identifier));
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
    peerIds.set(keyOf(entry), held.peerId);
  }
  return peerIds;
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
      const entry = target && directory.get(`${target.type}/${target.id}`);
      if (!entry || visited.has(keyOf(entry))) continue;
      visited.add(keyOf(entry));
      visit(entry);
      found.push(entry);
    }
  };
  for (const resource of resources) visit(resource);
  return found;
}
