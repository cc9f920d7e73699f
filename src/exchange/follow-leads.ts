import type { Resource } from '@medplum/fhirtypes';
import { isError } from '../errors.ts';
import { assemble } from '../record/assemble.ts';
import { isDirectoryType, isRecordType } from '../record/kinds.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import type { Fence, ReceivedResource } from '../store/store.ts';
import { admitDirectory } from './admit-directory.ts';
import type { Context, Partner } from './context.ts';
import type { Incoming } from './incoming.ts';

/** References lead on at most this far: plan → measure → performer's role → organization → the one above it. */
const MAX_LEADS = 6;

/** A directory entry that came along, by the partner's id. */
export type EntryAtHand = (type: string, peerId: string) => Promise<ReceivedResource | undefined>;

/**
 * Reads what a plan leads to and the partner did not send this time, and takes its organizations and practitioners
 * into the directory.
 */
export async function followLeads(
  context: Context,
  incoming: Incoming,
  fence: Fence,
  entryAtHand: EntryAtHand = async () => undefined,
): Promise<Incoming> {
  const { partner } = incoming;
  if (!isAboutAPlan(incoming.resources)) return incoming;
  const known = new Map(incoming.resources.map((one) => [`${one.type}/${one.peerId}`, one]));
  let frontier: readonly ReceivedResource[] = incoming.resources;
  const directory: ReceivedResource[] = [];
  for (let depth = 0; depth < MAX_LEADS && frontier.length > 0; depth += 1) {
    const found: ReceivedResource[] = [];
    for (const { type, id, key } of frontier.flatMap(({ resource }) => leads(resource))) {
      if (known.has(key) || (await context.store.counterpartByPeerId(partner.name, type, id))) continue;
      const received = (await entryAtHand(type, id)) ?? (await readOther(partner, type, id));
      if (!received) continue;
      known.set(key, received);
      found.push(received);
      if (isDirectoryType(type)) directory.push(received);
    }
    frontier = found;
  }
  await admitDirectory(context, partner, directory, fence);
  return { ...incoming, resources: [...known.values()].filter(({ type }) => isRecordType(type)) };
}

/** Also where it can't be told. */
export function isAboutAPlan(resources: readonly ReceivedResource[]): boolean {
  try {
    return (
      assemble(resources.map(({ resource }) => resource as Resource)).size > 0 ||
      resources.some(({ type }) => type !== 'Patient')
    );
  } catch {
    return true;
  }
}

function leads(resource: unknown): readonly { readonly type: string; readonly id: string; readonly key: string }[] {
  try {
    return referencesIn(resource as Resource).flatMap((reference) => {
      const target = targetOf(reference);
      const wanted = target && target.type !== 'Patient' && (isDirectoryType(target.type) || isRecordType(target.type));
      return wanted ? [{ ...target, key: `${target.type}/${target.id}` }] : [];
    });
  } catch {
    return [];
  }
}

async function readOther({ connector }: Partner, type: string, peerId: string): Promise<ReceivedResource | undefined> {
  try {
    const answer = await connector.read(type, peerId);
    return 'found' in answer
      ? { type, peerId, version: answer.found.version, resource: answer.found.resource }
      : undefined;
  } catch (error) {
    // What the partner does not show us is not there for us.
    if (isError(error, 'partner-refused')) return undefined;
    throw error;
  }
}
