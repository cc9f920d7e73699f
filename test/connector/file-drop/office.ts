import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import type { Connector } from '../../../src/connector/connector.ts';
import { bundleFormat } from '../../../src/connector/file-drop/bundle-format.ts';
import {
  createFileDropConnector,
  type FileDropOptions,
} from '../../../src/connector/file-drop/create-file-drop-connector.ts';
import { aboutOf } from '../../../src/connector/file-drop/drop-memory.ts';
import type { OnFile } from '../../../src/connector/file-drop/take-in-files.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';

const START = Date.parse('2026-11-22T06:00:00.000Z');

/** An office that exchanges files: its folder, and what its people do with it. */
export class Office {
  readonly folder: string;
  readonly store: Store;
  readonly connector: Connector;
  readonly told: Parameters<OnFile>[0][] = [];
  #now = START;
  #ids = 0;
  #files = 0;

  private constructor(folder: string, store: Store, options: Partial<FileDropOptions>) {
    this.folder = folder;
    this.store = store;
    this.connector = this.opened(options);
  }

  static async open(options: Partial<FileDropOptions> & { readonly store?: Store } = {}): Promise<Office> {
    const folder = await mkdtemp(path.join(tmpdir(), 'samplan-drop-'));
    await mkdir(path.join(folder, 'in'));
    return new Office(folder, options.store ?? (await openSqliteStore({ file: ':memory:' })), options);
  }

  /** As another process opens it. */
  opened(options: Partial<FileDropOptions> = {}): Connector {
    return createFileDropConnector({
      partner: 'office',
      directory: this.folder,
      quietSeconds: 0,
      format: bundleFormat,
      store: this.store,
      now: this.now,
      newId: () => {
        this.#ids += 1;
        return `00000000-0000-4000-9000-${String(this.#ids).padStart(12, '0')}`;
      },
      onFile: (file) => this.told.push(file),
      ...options,
    });
  }

  readonly now = (): string => {
    this.#now += 1;
    return new Date(this.#now).toISOString();
  };

  /** Puts a file into `in/`, written elsewhere and moved there. */
  async drop(content: string | Uint8Array | object, name?: string): Promise<string> {
    this.#files += 1;
    const as = name ?? `${String(this.#files).padStart(4, '0')}.json`;
    const bytes =
      typeof content === 'string' || content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const half = path.join(this.folder, `.half-${this.#files}`);
    await writeFile(half, bytes);
    await rename(half, path.join(this.folder, 'in', as));
    return as;
  }

  /** A file about one person. */
  dropped(...resources: readonly Resource[]): Promise<string> {
    return this.drop(bundleOf(resources));
  }

  list(folder: 'in' | 'out' | 'processed' | 'failed'): Promise<string[]> {
    return readdir(path.join(this.folder, folder)).then((names) => names.filter((name) => name !== '.claimed').sort());
  }

  text(folder: string, name: string): Promise<string> {
    return readFile(path.join(this.folder, folder, name), 'utf8');
  }

  /** What lies in `out/`, file by file. */
  async waiting(): Promise<readonly (readonly Resource[])[]> {
    const names = await this.list('out');
    return Promise.all(names.map(async (name) => resourcesIn(JSON.parse(await this.text('out', name)))));
  }

  /** The office takes what lies in `out/`. */
  async take(): Promise<readonly (readonly Resource[])[]> {
    const found = await this.waiting();
    for (const name of await this.list('out')) await rm(path.join(this.folder, 'out', name));
    return found;
  }

  /** Everything the connector gives from a cursor on. */
  async changes(cursor = {}, connector = this.connector): Promise<readonly Resource[]> {
    const given: Resource[] = [];
    for await (const page of connector.changes(cursor))
      given.push(...page.resources.map((one) => one.resource as Resource));
    return given;
  }

  async close(): Promise<void> {
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function bundleOf(resources: readonly Resource[], type = 'collection'): object {
  return { resourceType: 'Bundle', type, entry: resources.map((resource) => ({ resource })) };
}

function resourcesIn(bundle: { readonly entry?: readonly { readonly resource: Resource }[] }): readonly Resource[] {
  return (bundle.entry ?? []).map(({ resource }) => resource);
}

/** A system whose users write resource by resource, and which exports all about whom it was each time. */
export class ExportingSystem {
  readonly #office: Office;
  readonly #held = new Map<string, Resource>();
  readonly #deleted = new Set<string>();

  constructor(office: Office) {
    this.#office = office;
  }

  async put(...resources: readonly Resource[]): Promise<void> {
    for (const resource of resources) this.#held.set(`${resource.resourceType}/${resource.id}`, resource);
    await this.#export(new Set(resources.map(aboutOf)));
  }

  async delete(type: string, id: string): Promise<void> {
    const key = `${type}/${id}`;
    const about = aboutOf(this.#held.get(key) as Resource);
    this.#held.delete(key);
    this.#deleted.add(key);
    await this.#export(new Set([about]));
  }

  async #export(abouts: ReadonlySet<string | undefined>): Promise<void> {
    for (const about of abouts) {
      const entry = [...this.#held.values()].filter((one) => aboutOf(one) === about).map((resource) => ({ resource }));
      const deletions = [...this.#deleted].map((url) => ({ request: { method: 'DELETE', url } }));
      await this.#office.drop({ resourceType: 'Bundle', type: 'transaction', entry: [...entry, ...deletions] });
    }
  }
}
