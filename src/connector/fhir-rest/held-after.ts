import { isError } from '../../errors.ts';
import type { Connector, Held } from '../connector.ts';
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
 * hold somebody's next edit already, which must not pass for ours: then ours is looked for among the versions before that
 * one, and what nothing proves to be ours is marked `readBack`.
 *
 * @returns undefined when nothing says which resource it is
 */
export function createHeldAfter(
  send: Send,
  base: Base,
  versionsBefore: Connector['versionsBefore'],
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
    // 200 to a creation: it was there already.
    const isMade = id !== undefined || answer.status !== 200;
    const made = place.version ?? (isMade ? following(before) : undefined);
    if (now.version === made) return now;
    return (made !== undefined && (await versionOf(type, now, made))) || { ...now, readBack: true };
  };

  async function versionOf(type: string, { peerId, version }: Held, made: string): Promise<Held | undefined> {
    try {
      for await (const earlier of versionsBefore(type, peerId, version)) if (earlier.version === made) return earlier;
    } catch (error) {
      // It was written all the same.
      if (!isError(error, 'partner-refused', 'partner-malformed')) throw error;
    }
    return undefined;
  }
}

/** The version that a write makes of another, or of nothing, where versions are numbers. */
function following(before = '0'): string | undefined {
  return /^\d{1,15}$/.test(before) ? String(Number(before) + 1) : undefined;
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
