import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { composeHost, type SamplanHost } from '../../src/compose/host.ts';
import { loadHost } from '../../src/host-config.ts';
import { openLog } from '../../src/observe/log.ts';
import type { Role } from '../../src/sync/jobs/job-engine.ts';
import type { Answer, Raw } from '../access/guarded.ts';

/** Two tenants, and what each controller is. */
export const TENANTS = {
  fjordvik: { name: 'Samplan Fjordvik', organization: '310000019', sector: 'municipal' },
  nordvik: { name: 'Samplan Nordvik', organization: '310000027', sector: 'municipal' },
} as const;
export type TenantName = keyof typeof TENANTS;
export const NAMES = Object.keys(TENANTS) as readonly TenantName[];

/** A host in this process, as it is over the wire and in its log. */
export interface Hosted {
  readonly folder: string;
  readonly host: SamplanHost;
  /** Without a slash at the end. */
  readonly origin: string;
  readonly management: string;
  /** Lines of its log, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  send(raw: Raw): Promise<Answer>;
  /** Resolves when the log has such a line. */
  logged(event: string, tenant?: string): Promise<void>;
  close(): Promise<void>;
}

export interface HostedOptions {
  /** Settings of the host besides. */
  readonly host?: Readonly<Record<string, unknown>>;
  /** Settings of each tenant besides. */
  readonly each?: (name: TenantName, folder: string) => Readonly<Record<string, unknown>>;
  /** Told of the folder before anything is opened. */
  readonly before?: (folder: string) => Promise<void>;
  readonly role?: Role;
  readonly againMs?: number;
}

/**
 * A host with two tenants, each with a folder, a database, a master key and a signing key of its own.
 *
 * @example
 * const hosted = await openHosted();
 * await hosted.send({ path: '/fjordvik/fhir/metadata' });
 */
export async function openHosted(options: HostedOptions = {}): Promise<Hosted> {
  const { host: more = {}, each = () => ({}), before, role, againMs } = options;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-hosted-'));
  for (const name of NAMES) await writeTenant(folder, name, each(name, folder));
  const settings = {
    http: { port: 0 },
    management: { port: 0, dutiesEverySeconds: 0 },
    ...more,
    tenants: NAMES.map((name) => ({ name, configuration: `./${name}/samplan.yaml` })),
  };
  await writeFile(path.join(folder, 'host.yaml'), stringify(settings));
  await before?.(folder);

  const lines: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  const write = (line: string): void => {
    lines.push(JSON.parse(line));
    for (const look of waiting) look();
  };
  const log = openLog({ to: { write } });
  const host = composeHost(await loadHost(path.join(folder, 'host.yaml')), { log, ...(againMs ? { againMs } : {}) });
  const { url } = await host.start(role);
  const { hostname, port, origin } = new URL(url);
  const told = lines.find(({ event }) => event === 'metrics are served')?.['port'];

  return {
    folder,
    host,
    origin,
    management: `http://127.0.0.1:${told}`,
    lines,
    send: ({ method = 'GET', path: target, headers = [], body }) =>
      new Promise((resolve, reject) => {
        const hasHost = headers.some(([name]) => name === 'host');
        const all = [...(hasHost ? [] : [['host', `${hostname}:${port}`] as const]), ...headers];
        const to = { host: hostname, port, method, path: target, headers: all.flat(), setHost: false };
        const outgoing = request(to, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
          });
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    logged: (event, tenant) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!lines.some((line) => line['event'] === event && (tenant === undefined || line['tenant'] === tenant)))
            return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      await host.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeTenant(folder: string, name: TenantName, more: Readonly<Record<string, unknown>>): Promise<void> {
  const own = path.join(folder, name);
  await mkdir(own);
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(path.join(own, 'audit.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(path.join(own, 'store.key'), randomBytes(32).toString('base64'));
  const settings = {
    controller: TENANTS[name],
    store: { file: './samplan.sqlite', keyFile: './store.key' },
    audit: { keyFile: './audit.pem' },
    ...more,
  };
  await writeFile(path.join(own, 'samplan.yaml'), stringify(settings));
}
