import type { Resource } from '@medplum/fhirtypes';
import type { Connector, Held } from '../connector.ts';
import { isContentHash } from '../content-hash.ts';
import type { Answer, Send } from './answer.ts';
import type { Base } from './base.ts';
import { isPeerId, readHeld } from './held.ts';
import { carries, isNationalIdentity, tokenOf } from './identifier.ts';
import { heldOf } from './read.ts';
import { malformed, refused, severalMatches } from './refusal.ts';

const HEADERS = { 'content-type': 'application/fhir+json', prefer: 'return=representation' } as const;

type Reads = Pick<Connector, 'read' | 'findByIdentifier'>;

/** Conditional create and guarded update; both answer with what the partner says it now holds. */
export function createWrites(send: Send, base: Base, reads: Reads): Pick<Connector, 'create' | 'update'> {
  return {
    async create(resource, identifier) {
      const type = resource.resourceType;
      const where = `POST ${type}`;
      const isSecret = isNationalIdentity(identifier);
      if (isSecret) {
        const [held, another] = await reads.findByIdentifier(type, identifier);
        if (another) throw severalMatches(where);
        if (held) return held;
      }
      const criteria = isSecret ? {} : { 'if-none-exist': `identifier=${encodeURIComponent(tokenOf(identifier))}` };
      const { id: _ours, ...body } = withoutOurVersion(resource);
      const headers = { ...HEADERS, ...criteria };
      const answer = await send({ method: 'POST', url: base.at([type]), headers, body: JSON.stringify(body), where });
      if (answer.status === 412) throw severalMatches(where);
      if (answer.status >= 300) throw refused(answer);
      const held = await heldAfter(answer, type);
      // 200: there already. A server that ignores the criteria would hand us a stranger's resource.
      if (answer.status === 200 && !carries(held.resource, identifier)) {
        throw malformed(where, 'the resource with the identifier', 'another one');
      }
      return held;
    },

    async update(resource, version) {
      const { resourceType: type, id } = resource;
      if (!isPeerId(id)) throw new TypeError("An update needs the partner's id");
      const guard = isContentHash(version) ? await guardByContent(type, id, version) : { 'if-match': `W/"${version}"` };
      if (guard === 'stale') return { stale: true };
      const answer = await send({
        method: 'PUT',
        url: base.at([type, id]),
        headers: { ...HEADERS, ...guard },
        body: JSON.stringify(withoutOurVersion(resource)),
        where: `PUT ${type}`,
      });
      // Not there any more is moved on too: whoever reads it next learns which.
      if ([404, 409, 410, 412].includes(answer.status)) return { stale: true };
      if (answer.status >= 300) throw refused(answer);
      return { held: await heldAfter(answer, type, id) };
    },
  };

  /** Where the partner has no versions to match: the content must still be the same just before the write. */
  async function guardByContent(type: string, id: string, version: string): Promise<Record<string, string> | 'stale'> {
    const answer = await send({ method: 'GET', url: base.at([type, id]), where: `GET ${type} by id` });
    if (answer.status === 404 || answer.status === 410) return 'stale';
    if (heldOf(answer, type, id).version !== version) return 'stale';
    const etag = answer.headers.get('etag');
    return etag === null ? {} : { 'if-match': etag };
  }

  /** What was written: from the answer, else read back, by version where the partner told it. */
  async function heldAfter(answer: Answer, type: string, id?: string): Promise<Held> {
    const held = readHeld(answer.body, type);
    if (!('reason' in held)) {
      if (id !== undefined && held.peerId !== id) throw malformed(answer.where, 'the same id', 'another one');
      return held;
    }
    const place = placeOf(answer.headers, type);
    const peerId = id ?? place.id;
    if (peerId === undefined) throw malformed(answer.where, 'the resource or its Location', held.reason);
    const where = `GET ${type} after a write`;
    if (place.version !== undefined) {
      // A plain read could already hold somebody's next edit, which would then pass for ours.
      const url = base.at([type, peerId, '_history', place.version]);
      const read = await send({ method: 'GET', url, where });
      if (read.status < 300) return heldOf(read, type, peerId);
    }
    return heldOf(await send({ method: 'GET', url: base.at([type, peerId]), where }), type, peerId);
  }
}

/** Our own version is none of the partner's, and servers that check it refuse it. */
function withoutOurVersion(resource: Resource): Resource {
  const { versionId: _version, lastUpdated: _time, ...meta } = resource.meta ?? {};
  const { meta: _meta, ...rest } = resource;
  return (Object.keys(meta).length > 0 ? { ...rest, meta } : rest) as Resource;
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
