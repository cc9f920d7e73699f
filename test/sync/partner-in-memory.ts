import type { Resource } from '@medplum/fhirtypes';
import type {
  AskedPerson,
  Asking,
  Connector,
  FeedPage,
  Held,
  ReadAnswer,
  Statement,
  WriteAnswer,
} from '../../src/connector/connector.ts';
import { TYPES } from '../../src/connector/fhir-rest/options.ts';
import { partnerTexts } from '../../src/connector/texts.ts';
import { PartnerUnreachable } from '../../src/connector/unreachable.ts';
import { SamplanError } from '../../src/errors.ts';
import type { Cursor, Features } from '../../src/store/partner-memory.ts';
import { type BusinessIdentifier, carries, copy, isAbout, leads } from './partner-resource.ts';

/** A request that reached the partner. */
export interface Request {
  readonly what: 'changes' | 'statement' | 'read' | 'versions' | 'find' | 'create' | 'update';
  readonly type: string;
  /** What was sent. */
  readonly resource?: Resource;
}

/** Everything a partner held at a moment. */
export type Backup = ReadonlyMap<string, readonly Version[]>;

interface Version {
  readonly seq: number;
  readonly number: number;
  /** Absent: deleted. */
  readonly resource?: Resource;
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
  /** What it says of itself. */
  states: Statement | undefined = { stated: { lastUpdated: true, ifMatch: true } };
  /** A resource is found by id and shown in no list. */
  hides: (resource: Resource) => boolean = () => false;
  /** What it makes of what is written to it. */
  normalize: (resource: Resource) => Resource = (resource) => resource;
  /** What happens as a request arrives, before it is carried out. */
  onRequest: (request: Request) => void | Promise<void> = () => {};
  /** What happens once a write is carried out: every state of the partner passes here. */
  onWritten: () => void = () => {};

  readonly #name: string;
  readonly #pageSize: number;
  /** What Samplan knows of it. */
  known: Features = {};
  #versions = new Map<string, Version[]>();
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

  /** It is there no more, and nobody remembers that it was. */
  forget(type: string, id: string): void {
    this.#versions.delete(`${type}/${id}`);
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

  /** What its operators could go back to. */
  backup(): Backup {
    return new Map(this.#versions);
  }

  /** It stands as it stood then; its clock goes on, and version numbers are given once more. */
  restore(backup: Backup): void {
    this.#versions = new Map([...backup].map(([key, versions]) => [key, [...versions]]));
    this.onWritten();
  }

  knowing(features: Features): this {
    this.known = features;
    return this;
  }

  guarded(before: () => Promise<void>): Connector {
    return new Proxy<Connector>(this, {
      get: (_, name) => {
        const method: unknown = Reflect.get(this, name);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          if (name === 'create' || name === 'update') await before();
          return Reflect.apply(method, this, given) as unknown;
        };
      },
    });
  }

  requestCount(): number {
    return this.requests.length;
  }

  async statement(): Promise<Statement | undefined> {
    await this.#arrive({ what: 'statement', type: '' });
    return this.states;
  }

  async *changes(cursor: Cursor, asking: Asking = { strategy: 'last-updated' }): ReturnType<Connector['changes']> {
    for (const page of this.repeatsPages ? [...this.#pages] : []) yield copy(page);
    if (asking.strategy === 'per-person') return yield* this.#about(cursor, asking.persons);
    const isListing = asking.strategy === 'listing';
    const start = Number(cursor['seq'] ?? '0');
    if (!isListing && start > 0 && ![...this.#versions.values()].flat().some(({ seq }) => seq === start)) {
      yield { resources: [], unreadable: [], doubtful: true };
    }
    let reached = isListing ? 0 : start;
    const isTold = asking.strategy === 'history' || this.tellsDeletions;
    for (;;) {
      await this.#arrive({ what: 'changes', type: '' });
      const since = reached;
      const fresh = [...this.#versions]
        .flatMap(([key, versions]) => versions.slice(-1).map((version) => ({ key, ...version })))
        .filter(({ seq, resource }) => seq > since && (resource ? !this.hides(resource) : isTold))
        .sort((left, right) => left.seq - right.seq)
        .slice(0, this.#pageSize);
      const last = fresh.at(-1);
      if (!last) break;
      reached = last.seq;
      const page: FeedPage = {
        resources: fresh.flatMap(heldOf).map((one) => ({ type: one.resource.resourceType, ...one })),
        unreadable: [],
        deleted: fresh.flatMap(({ key, resource }) => (resource ? [] : [peerKeyOf(key)])),
      };
      this.#pages.push(copy(page));
      yield page;
    }
    if (isListing) yield { resources: [], unreadable: [], complete: { types: TYPES } };
    return reached === 0 ? cursor : { ...cursor, seq: String(Math.max(start, reached)) };
  }

  async *#about(cursor: Cursor, persons: AsyncIterable<AskedPerson> | undefined): ReturnType<Connector['changes']> {
    for await (const { patient, identifiers } of persons ?? []) {
      await this.#arrive({ what: 'changes', type: 'Patient' });
      const known = identifiers.flatMap((one) => this.#find('Patient', (resource) => carries(resource, one)));
      const about = patient ?? known[0]?.peerId;
      if (about === undefined) continue;
      const held = [...this.#versions.values()]
        .flatMap((versions) => versions.slice(-1).flatMap(heldOf))
        .filter(({ resource }) => isAbout(resource, about) && !this.hides(resource));
      yield { resources: held.map((one) => ({ type: one.resource.resourceType, ...one })), unreadable: [], about };
      yield { resources: [], unreadable: [], about, complete: { types: TYPES, patient: about } };
    }
    return cursor;
  }

  async *versionsBefore(type: string, peerId: string, version: string): AsyncGenerator<Held, void> {
    await this.#arrive({ what: 'versions', type });
    const versions = this.#versions.get(`${type}/${peerId}`) ?? [];
    yield* versions
      .filter(({ number }) => number < Number(version))
      .toReversed()
      .flatMap(heldOf);
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
    if (another && !identifier.value.startsWith('urn:uuid:'))
      throw new SamplanError('partner-refused', partnerTexts.severalMatches, { where: `POST ${type}` });
    if (!found) this.#created += 1;
    const id = found?.peerId ?? `${this.#name}-${this.#created}`;
    if (!found) this.#write(`${type}/${id}`, this.normalize({ ...resource, id }));
    return found ? { ...this.#answer(type, id), readBack: true } : this.#answer(type, id);
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
    this.#versions.set(key, [...versions, { seq, number, ...(kept ? { resource: kept } : {}) }]);
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

function peerKeyOf(key: string): { readonly type: string; readonly peerId: string } {
  const [type = '', peerId = ''] = key.split('/');
  return { type, peerId };
}

/** None for a deletion. */
function heldOf({ number, resource }: Version): readonly Held[] {
  return resource ? [{ peerId: resource.id ?? '', version: String(number), resource: copy(resource) }] : [];
}
