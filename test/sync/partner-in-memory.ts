import type { Resource } from '@medplum/fhirtypes';
import type { Connector, Deleted, FeedPage, Held, ReadAnswer, WriteAnswer } from '../../src/connector/connector.ts';
import { partnerTexts } from '../../src/connector/texts.ts';
import { PartnerUnreachable } from '../../src/connector/unreachable.ts';
import { SamplanError } from '../../src/errors.ts';
import { type BusinessIdentifier, carries, copy, leads } from './partner-resource.ts';

/** A request that reached the partner. */
export interface Request {
  readonly what: 'changes' | 'read' | 'find' | 'create' | 'update';
  readonly type: string;
  /** What was sent. */
  readonly resource?: Resource;
}

interface Version {
  readonly seq: number;
  readonly number: number;
  /** Absent: deleted. */
  readonly resource?: Resource;
  readonly deleted?: Deleted;
}

const START = Date.parse('2026-01-01T00:00:00.000Z');
const ID = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/u;

/**
 * A partner's FHIR system in memory, deterministic: versions, If-Match, create by identifier, a feed with a cursor,
 * and everything that goes wrong at partners. Its users work with `put`, `edit` and `delete`.
 *
 * @example
 * const trust = new PartnerInMemory('trust');
 * trust.put({ resourceType: 'Patient', id: 'ingrid' });
 * trust.isDown = true;
 */
export class PartnerInMemory implements Connector {
  /** Every request that arrived, also those that were refused. */
  readonly requests: Request[] = [];
  isDown = false;
  retryAfterSeconds: number | undefined;
  /** So many writes to come are carried out and their answers lost. */
  losesAnswers = 0;
  /** The feed tells what was deleted, as a history does. */
  tellsDeletions = false;
  /** The feed gives every page it ever gave once more, as it gave it, before what is new. */
  repeatsPages = false;
  refuses: (request: Request) => boolean = () => false;
  /** What it makes of what is written to it. */
  normalize: (resource: Resource) => Resource = (resource) => resource;
  /** What happens as a request arrives, before it is carried out. */
  onRequest: (request: Request) => void | Promise<void> = () => {};
  /** What happens once a write is carried out: every state of the partner passes here. */
  onWritten: () => void = () => {};

  readonly #name: string;
  readonly #pageSize: number;
  readonly #versions = new Map<string, Version[]>();
  readonly #pages: FeedPage[] = [];
  #seq = 0;
  #created = 0;

  constructor(name: string, { pageSize = 20 }: { readonly pageSize?: number } = {}) {
    this.#name = name;
    this.#pageSize = pageSize;
  }

  /** A user writes resources with their ids. */
  put(...resources: readonly Resource[]): void {
    for (const resource of resources) this.#write(`${resource.resourceType}/${resource.id ?? ''}`, resource);
  }

  edit<R extends Resource>(type: R['resourceType'], id: string, change: (current: R) => R): void {
    this.put(change(this.get<R>(type, id)));
  }

  delete(type: string, id: string): void {
    this.#write(`${type}/${id}`, undefined);
  }

  get<R extends Resource>(type: R['resourceType'], id: string): R {
    const found = this.#current(type, id)?.resource;
    if (!found) throw new Error(`${this.#name} has no ${type}/${id}`);
    return copy(found) as R;
  }

  /** Everything it holds, or everything of a type, in the order of creation. */
  all<R extends Resource = Resource>(type?: R['resourceType']): readonly R[] {
    return [...this.#versions.values()]
      .flatMap((versions) => versions.at(-1)?.resource ?? [])
      .filter(({ resourceType }) => type === undefined || resourceType === type)
      .map((resource) => copy(resource) as R);
  }

  /** Every version of everything, deleted and overwritten ones too. */
  ever(): readonly Resource[] {
    return [...this.#versions.values()].flat().flatMap(({ resource }) => resource ?? []);
  }

  async *changes(cursor: Readonly<Record<string, string>>): ReturnType<Connector['changes']> {
    let reached = Number(cursor['seq'] ?? '0');
    for (const page of this.repeatsPages ? [...this.#pages] : []) yield copy(page);
    for (;;) {
      await this.#arrive({ what: 'changes', type: '' });
      const since = reached;
      const fresh = [...this.#versions.values()]
        .flatMap((versions) => versions.at(-1) ?? [])
        .filter(({ seq, resource }) => seq > since && (resource || this.tellsDeletions))
        .sort((left, right) => left.seq - right.seq)
        .slice(0, this.#pageSize);
      const last = fresh.at(-1);
      if (!last) return reached === 0 ? cursor : { ...cursor, seq: String(reached) };
      reached = last.seq;
      const resources = fresh.flatMap(heldOf).map((one) => ({ type: one.resource.resourceType, ...one }));
      const deleted = fresh.flatMap(({ deleted: one }) => one ?? []);
      const page: FeedPage = { resources, deleted, unreadable: [] };
      this.#pages.push(copy(page));
      yield page;
    }
  }

  async read(type: string, peerId: string): Promise<ReadAnswer> {
    await this.#arrive({ what: 'read', type });
    const version = ID.test(peerId) ? this.#current(type, peerId) : undefined;
    const [found] = version ? heldOf(version) : [];
    return found ? { found } : version ? { gone: true } : { missing: true };
  }

  async findByIdentifier(type: string, identifier: BusinessIdentifier): Promise<readonly Held[]> {
    await this.#arrive({ what: 'find', type });
    return this.#find(type, (resource) => carries(resource, identifier));
  }

  async findByReferences(type: string, references: Readonly<Record<string, string>>): Promise<readonly Held[]> {
    await this.#arrive({ what: 'find', type });
    return this.#find(type, (resource) => leads(resource, references));
  }

  async create(resource: Resource, identifier: BusinessIdentifier): Promise<Held> {
    const type = resource.resourceType;
    await this.#arrive({ what: 'create', type, resource: copy(resource) });
    const [found, another] = this.#find(type, (one) => carries(one, identifier));
    if (another) throw new SamplanError('partner-refused', partnerTexts.severalMatches, { where: `POST ${type}` });
    if (!found) this.#created += 1;
    const id = found?.peerId ?? `${this.#name}-${this.#created}`;
    if (!found) this.#write(`${type}/${id}`, this.normalize({ ...resource, id }));
    return this.#answer(type, id);
  }

  async update(resource: Resource, version: string): Promise<WriteAnswer> {
    const { resourceType: type, id = '' } = resource;
    await this.#arrive({ what: 'update', type, resource: copy(resource) });
    const current = this.#current(type, id);
    if (!current?.resource || String(current.number) !== version) return { stale: true };
    this.#write(`${type}/${id}`, this.normalize(resource));
    return { held: this.#answer(type, id) };
  }

  #find(type: string, matches: (resource: Resource) => boolean): readonly Held[] {
    const held = [...this.#versions.values()].flatMap((versions) => versions.slice(-1).flatMap(heldOf));
    return held.filter(({ resource }) => resource.resourceType === type && matches(resource));
  }

  #current(type: string, id: string): Version | undefined {
    return this.#versions.get(`${type}/${id}`)?.at(-1);
  }

  #write(key: string, resource: Resource | undefined): void {
    const versions = this.#versions.get(key) ?? [];
    const number = versions.length + 1;
    this.#seq += 1;
    const seq = this.#seq;
    const meta = { versionId: String(number), lastUpdated: new Date(START + seq * 1_000).toISOString() };
    const kept = resource && copy({ ...resource, meta: { ...resource.meta, ...meta } });
    const [type = '', peerId = ''] = key.split('/');
    const what = kept ? { resource: kept } : { deleted: { type, peerId } };
    this.#versions.set(key, [...versions, { seq, number, ...what }]);
    this.onWritten();
  }

  #answer(type: Resource['resourceType'], id: string): Held {
    if (this.losesAnswers > 0) {
      this.losesAnswers -= 1;
      throw new PartnerUnreachable({ where: type, found: 'no answer' });
    }
    const resource = this.get(type, id);
    return { peerId: id, version: resource.meta?.versionId ?? '', resource };
  }

  async #arrive(request: Request): Promise<void> {
    await this.onRequest(request);
    const where = `${request.what} ${request.type}`;
    if (this.isDown) throw new PartnerUnreachable({ where, found: '503', retryAfterSeconds: this.retryAfterSeconds });
    this.requests.push(request);
    if (this.refuses(request)) throw new SamplanError('partner-refused', partnerTexts.refused, { where, found: '422' });
  }
}

/** None for a deletion. */
function heldOf({ number, resource }: Version): readonly Held[] {
  return resource ? [{ peerId: resource.id ?? '', version: String(number), resource: copy(resource) }] : [];
}
