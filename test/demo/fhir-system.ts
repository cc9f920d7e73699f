import type { Bundle, Patient, Resource, ResourceType } from '@medplum/fhirtypes';
import { FNR } from './people/identity.ts';
import type { ServerName } from './people/organizations.ts';

const JSON_TYPE = 'application/fhir+json';
const ATTEMPTS = 5;
/** Servers differ in how they say that someone else was faster. */
const STALE: readonly number[] = [409, 412];

type OfType<K extends ResourceType> = Extract<Resource, { resourceType: K }>;

/** A system as its own users write to it: plain FHIR, with If-Match on every change. */
export class FhirSystem {
  readonly name: ServerName;
  readonly #url: string;

  constructor(name: ServerName, url: string) {
    this.name = name;
    this.#url = url;
  }

  /** The person, looked up as national numbers must be: in the body of a search. */
  async patient(number: string, system: string = FNR): Promise<Patient> {
    const found = await this.#search<Patient>('Patient/_search', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ identifier: `${system}|${number}` }).toString(),
    });
    return this.#one(found, 'Patient');
  }

  /** The person's only resource of the type that is meant; anything but one is an error. */
  async only<K extends ResourceType>(
    type: K,
    patient: Patient,
    isMeant: (resource: OfType<K>) => boolean = () => true,
  ): Promise<OfType<K>> {
    const query = new URLSearchParams({ patient: `Patient/${patient.id}`, _count: '100' });
    const found = await this.#search<OfType<K>>(`${type}?${query}`, {});
    return this.#one(found.filter(isMeant), type);
  }

  async create<R extends Resource>(resource: R): Promise<R & { readonly id: string }> {
    const response = await this.#send(resource.resourceType, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: JSON.stringify(resource),
    });
    return (await this.#answer(response)) as R & { readonly id: string };
  }

  /** Reads, edits and writes; begins again when someone else was faster. */
  async change<R extends Resource>(resource: R, edit: (current: R) => R): Promise<void> {
    const path = `${resource.resourceType}/${resource.id}`;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const read = await this.#send(path, {});
      const etag = read.headers.get('etag') ?? '';
      const current = (await this.#answer(read)) as R;
      const written = await this.#send(path, {
        method: 'PUT',
        headers: { 'content-type': JSON_TYPE, 'if-match': etag },
        body: JSON.stringify(edit(current)),
      });
      if (!STALE.includes(written.status)) {
        await this.#answer(written);
        return;
      }
    }
    throw new Error(`${this.name}: ${path} was changed by others ${ATTEMPTS} times in a row`);
  }

  /** Deletes one after the other; all at once where a system refuses that, since they refer to each other. */
  async delete(...resources: readonly Resource[]): Promise<void> {
    for (const { resourceType, id } of resources) {
      const { ok, status } = await this.#send(`${resourceType}/${id}`, { method: 'DELETE' });
      if (status === 409) return this.#deleteTogether(resources);
      if (!ok) throw new Error(`${this.name} answered ${status} to the deletion of a ${resourceType}`);
    }
  }

  async #deleteTogether(resources: readonly Resource[]): Promise<void> {
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: resources.map(({ resourceType, id }) => ({ request: { method: 'DELETE', url: `${resourceType}/${id}` } })),
    };
    const body = JSON.stringify(bundle);
    await this.#answer(await this.#send('', { method: 'POST', headers: { 'content-type': JSON_TYPE }, body }));
  }

  async #search<R extends Resource>(path: string, init: RequestInit): Promise<readonly R[]> {
    const bundle = (await this.#answer(await this.#send(path, init))) as Bundle<R>;
    return (bundle.entry ?? []).flatMap((entry) => entry.resource ?? []);
  }

  #one<R extends Resource>(found: readonly R[], type: string): R {
    const [only, ...rest] = found;
    if (only === undefined || rest.length > 0) {
      throw new Error(`${this.name}: expected one ${type}, found ${found.length}`);
    }
    return only;
  }

  #send(path: string, init: RequestInit): Promise<Response> {
    // Some servers answer a search with what they found a minute ago.
    return fetch(`${this.#url}/${path}`, { ...init, headers: { ...init.headers, 'cache-control': 'no-cache' } });
  }

  async #answer(response: Response): Promise<unknown> {
    if (!response.ok) {
      throw new Error(`${this.name} answered ${response.status} to ${new URL(response.url).pathname}`);
    }
    return response.json();
  }
}
