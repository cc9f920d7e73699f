import type { Resource } from '@medplum/fhirtypes';
import { isObject, type JsonObject } from '../../record/json.ts';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { Held } from '../connector.ts';
import { contentHash } from '../content-hash.ts';
import { faultInText } from './body-text.ts';

/** Wider than FHIR's id, since some systems have longer ones; still nothing that means something else in a path. */
export function isPeerId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w.~-]{1,256}$/.test(id) && !/^\.{1,2}$/.test(id);
}

/** What a partner gave as a resource of `type`, or what is wrong with it. */
export function readHeld(value: unknown, type: string): Held | { readonly reason: string } {
  if (!isObject(value) || typeof value['resourceType'] !== 'string') return { reason: 'not a resource' };
  if (value['resourceType'] !== type) return { reason: 'a resource of another type' };
  if (value['id'] === undefined) return { reason: 'a resource without id' };
  if (!isPeerId(value['id'])) return { reason: 'an id that cannot stand in an address' };
  if (isDeeperThan(MOST_LEVELS, value)) return { reason: 'nested too deep' };
  const fault = faultInText(value);
  if (fault !== undefined) return { reason: fault };
  return { peerId: value['id'], version: versionOf(value), resource: value as unknown as Resource };
}

/** Far more than validation takes, and far less than what can no longer be written out. */
const MOST_LEVELS = 500;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one));
}

/** Which resource something that can't be read says it is. */
export function nameOf(value: unknown): PeerKey | undefined {
  if (!isObject(value)) return undefined;
  const { resourceType: type, id: peerId } = value;
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,63}$/.test(type) && isPeerId(peerId)
    ? { type, peerId }
    : undefined;
}

/** The partner's versionId; a hash of the content where it has none that can stand in an ETag. */
function versionOf(resource: JsonObject): string {
  const version = isObject(resource['meta']) ? resource['meta']['versionId'] : undefined;
  return typeof version === 'string' && /^[\x21\x23-\x7e]{1,128}$/.test(version) ? version : contentHash(resource);
}
