import type { Resource } from '@medplum/fhirtypes';
import { oneAtATime } from '../../one-at-a-time.ts';
import { contentOf } from '../../record/content-of.ts';
import { droppedFrom } from '../../record/dropped.ts';
import type { Features } from '../../store/partner-memory.ts';
import { byAge } from '../by-age.ts';
import type { Connector, Held } from '../connector.ts';
import { isContentHash } from '../content-hash.ts';
import type { Answer, Send } from './answer.ts';
import type { Base } from './base.ts';
import { isPeerId } from './held.ts';
import { createHeldAfter } from './held-after.ts';
import { carries, isNationalIdentity, isOrigin, tokenOf } from './identifier.ts';
import type { FhirRestOptions } from './options.ts';
import { heldOf } from './read.ts';
import { malformed, refused, severalMatches } from './refusal.ts';

const HEADERS = { 'content-type': 'application/fhir+json', prefer: 'return=representation' } as const;

type Reads = Pick<Connector, 'findByIdentifier' | 'versionsBefore'>;
type Writes = Pick<Connector, 'create' | 'update'>;
/** Asked when only the bytes are left to send. */
type Before = (() => Promise<void>) | undefined;

/** Conditional create and guarded update; both answer with what the partner says it now holds. */
export function createWrites(
  send: Send,
  base: Base,
  reads: Reads,
  { onNotice }: Pick<FhirRestOptions, 'onNotice'>,
): (features: Features, before?: Before) => Writes {
  const heldAfter = createHeldAfter(send, base, reads.versionsBefore);
  /** Of two creations at once with the same criteria, servers let both through (hapi-fhir#3141, #4597). */
  const exclusively = oneAtATime();

  const told = new Set<string>();
  /** Says once of each type how the partner deals with what is written. */
  const notice = (code: 'elements-dropped' | 'read-back', type: string): void => {
    if (!told.has(`${code} ${type}`)) onNotice?.({ code, type });
    told.add(`${code} ${type}`);
  };
  const noted = (written: Resource, held: Held): Held => {
    if (droppedFrom(written, held.resource).length > 0) notice('elements-dropped', written.resourceType);
    if (held.readBack) notice('read-back', written.resourceType);
    return held;
  };

  return ({ ifMatch = false }, before) => ({
    create: (resource, identifier) =>
      exclusively(`${resource.resourceType} ${tokenOf(identifier)}`, () => create(resource, identifier, before)),

    async update(resource, version) {
      const { resourceType: type, id } = resource;
      if (!isPeerId(id)) throw new TypeError("An update needs the partner's id");
      const isGuarded = ifMatch && !isContentHash(version);
      const etag = isGuarded ? `W/"${version}"` : await etagIfStill(type, id, version);
      if (etag === 'stale') return { stale: true };
      const answer = await put(resource, type, id, etag, before);
      if (answer.status === 404 || answer.status === 410) return { stale: true };
      if (answer.status !== 409 && answer.status !== 412) return heldFrom(answer, resource, { id, before: version });
      // Servers say either of a copy that moved on; and some say 409 of much else, or know their own spelling of the
      // ETag only. Which it is shows in what stands there.
      const now = await etagIfStill(type, id, version);
      if (now === 'stale') return { stale: true };
      if (now === undefined || now === etag) throw refused(answer);
      const again = await put(resource, type, id, now, before);
      return [404, 409, 410, 412].includes(again.status)
        ? { stale: true }
        : heldFrom(again, resource, { id, before: version });
    },
  });

  function put(
    resource: Resource,
    type: string,
    id: string,
    etag: string | undefined,
    before: Before,
  ): Promise<Answer> {
    return send({
      ...(before ? { before } : {}),
      method: 'PUT',
      url: base.at([type, id]),
      headers: { ...HEADERS, ...(etag === undefined ? {} : { 'if-match': etag }) },
      body: JSON.stringify(contentOf(resource)),
      where: `PUT ${type}`,
    });
  }

  async function heldFrom(
    answer: Answer,
    written: Resource,
    over: { readonly id: string; readonly before: string },
  ): Promise<{ readonly held: Held }> {
    if (answer.status >= 300) throw refused(answer);
    const held = await heldAfter(answer, written.resourceType, over);
    if (!held) throw malformed(answer.where, 'the resource', 'nothing');
    return { held: noted(written, held) };
  }

  async function create(
    resource: Resource,
    identifier: Parameters<Writes['create']>[1],
    before: Before,
  ): Promise<Held> {
    const type = resource.resourceType;
    const where = `POST ${type}`;
    const isSecret = isNationalIdentity(identifier);
    if (isSecret) {
      const [held, another] = await reads.findByIdentifier(type, identifier);
      if (another) throw severalMatches(where);
      if (held) return { ...held, readBack: true };
    }
    const criteria = isSecret ? {} : { 'if-none-exist': `identifier=${encodeURIComponent(tokenOf(identifier))}` };
    // Our own version is none of the partner's, and servers that check it refuse it.
    const { id: _ours, ...body } = contentOf(resource);
    const headers = { ...HEADERS, ...criteria };
    const answer = await send({
      ...(before ? { before } : {}),
      method: 'POST',
      url: base.at([type]),
      headers,
      body: JSON.stringify(body),
      where,
    });
    if (answer.status === 409 || answer.status === 412) return thereAlready(type, identifier, answer);
    if (answer.status >= 300) throw refused(answer);
    const held = (await heldAfter(answer, type, {})) ?? (await thereAlready(type, identifier, answer));
    if (answer.status !== 200) return noted(resource, held);
    // There already. A server that ignores the criteria would hand us a stranger's resource.
    if (!carries(held.resource, identifier)) throw malformed(where, 'the resource with the identifier', 'another one');
    return { ...held, readBack: true };
  }

  /**
   * What the identifier names there: servers say 412 of several, and some 409 of one (hapi-jpaserver-starter#826).
   * Several that carry an identifier of our own making are our doing: the oldest is the one, whoever asks.
   */
  async function thereAlready(
    type: string,
    identifier: Parameters<Writes['create']>[1],
    answer: Answer,
  ): Promise<Held> {
    const [first, another] = [...(await reads.findByIdentifier(type, identifier))].sort(byAge);
    if (first && (!another || isOrigin(identifier))) return { ...first, readBack: true };
    if (another || answer.status === 412) throw severalMatches(answer.where);
    throw answer.status < 300 ? malformed(answer.where, 'the resource or its Location', 'neither') : refused(answer);
  }

  /**
   * The partner's ETag of the resource when it still is what we know, `stale` when it is not; undefined when it has
   * none. The worst is assumed of a partner of which nobody knows that it looks at If-Match.
   */
  async function etagIfStill(type: string, id: string, version: string): Promise<string | undefined | 'stale'> {
    const answer = await send({ method: 'GET', url: base.at([type, id]), where: `GET ${type} by id` });
    if (answer.status >= 300 || heldOf(answer, type, id).version !== version) return 'stale';
    return answer.headers.get('etag') ?? (isContentHash(version) ? undefined : `W/"${version}"`);
  }
}
