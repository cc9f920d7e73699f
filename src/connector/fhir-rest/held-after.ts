import type { Held } from '../connector.ts';
import type { Answer, Send } from './answer.ts';
import type { Base } from './base.ts';
import { isPeerId, readHeld } from './held.ts';
import { heldOf } from './read.ts';
import { malformed } from './refusal.ts';

/** What was written: our id there, and the version before, where it was an update. */
interface Written {
  readonly id?: string;
  readonly before?: string;
}

/**
 * What a partner holds after a write: from its answer, else read back, by the version that it told. A plain read can
 * hold somebody's next edit already, which must not pass for ours: what nothing proves to be ours is marked `readBack`.
 *
 * @returns undefined when nothing says which resource it is
 */
export function createHeldAfter(
  send: Send,
  base: Base,
): (answer: Answer, type: string, written: Written) => Promise<Held | undefined> {
  return async function heldAfter(answer, type, { id, before }) {
    const held = readHeld(answer.body, type);
    if (!('reason' in held)) {
      if (id !== undefined && held.peerId !== id) throw malformed(answer.where, 'the same id', 'another one');
      return held;
    }
    const place = placeOf(answer.headers, type);
    const peerId = id ?? place.id;
    if (peerId === undefined) return undefined;
    const where = `GET ${type} after a write`;
    if (place.version !== undefined) {
      const url = base.at([type, peerId, '_history', place.version]);
      const read = await send({ method: 'GET', url, where });
      if (read.status < 300) return heldOf(read, type, peerId);
    }
    const now = heldOf(await send({ method: 'GET', url: base.at([type, peerId]), where }), type, peerId);
    return isOurs(now.version, place.version, before) ? now : { ...now, readBack: true };
  };
}

/** The version that the write made: as it was told, or the one that follows the one before. */
function isOurs(version: string, told: string | undefined, before = '0'): boolean {
  if (told !== undefined) return version === told;
  return /^\d{1,15}$/.test(version) && /^\d{1,15}$/.test(before) && Number(version) === Number(before) + 1;
}

/** Id and version from Location or ETag. The host in Location is not used: behind a proxy it is often an inner one. */
function placeOf(headers: Headers, type: string): { readonly id?: string; readonly version?: string } {
  const path = (headers.get('location') ?? headers.get('content-location') ?? '').replace(/[?#].*$/s, '');
  const [, name, id, inPath] = /([A-Za-z]+)\/([^/]+)(?:\/_history\/([^/]+))?$/.exec(path) ?? [];
  const version = inPath ?? /^(?:W\/)?"([\w.~-]+)"$/.exec(headers.get('etag') ?? '')?.[1];
  return {
    ...(name === type && isPeerId(id) ? { id } : {}),
    ...(isPeerId(version) ? { version } : {}),
  };
}
