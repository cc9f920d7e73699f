import path from 'node:path';
import { fault } from './config/fault.ts';
import { isHostDocument } from './config/host-file.ts';
import { hostSchemaFaults } from './config/schema-faults.ts';
import { settingFaults } from './config/setting-faults.ts';
import { readSettings, type SettingsDocument } from './config/settings-document.ts';
import { type ReadTenant, tenantFaults } from './config/tenant-faults.ts';
import {
  byPlace,
  type Configuration,
  type HttpSettings,
  httpOf,
  type LoadOptions,
  loadConfiguration,
  type ManagementSettings,
  portOf,
  refused,
} from './config.ts';
import { isError } from './errors.ts';
import type { StopSettings } from './stopping.ts';
import { type Finding, hasErrors } from './validation/finding.ts';

/** One of the controllers that a process serves. */
export interface Tenant {
  /** What its addresses begin with, and what logs and metrics call it. */
  readonly name: string;
  /** As its own file has it; `http` is the host's, but for `publicUrl`. */
  readonly configuration: Configuration;
}

/** A process for several controllers: what belongs to the process, and who they are. */
export interface HostConfiguration {
  /** The file it came from. */
  readonly file: string;
  readonly http: HttpSettings;
  /** Absent: no metrics. */
  readonly management?: ManagementSettings;
  readonly stop: StopSettings;
  readonly tenants: readonly Tenant[];
  /** What is doubtful and yet runs, of the host and of every tenant. */
  readonly warnings: readonly Finding[];
}

/** Whether a file is that of a host, and not of one installation. One that cannot be read is none. */
export async function isHostFile(file: string): Promise<boolean> {
  return isHostDocument((await readSettings(file)).value);
}

/**
 * Reads and checks the file of a host and those of all its tenants. Throws SamplanError `configuration` whose `findings` are all faults of
 * all of them at once, each with `file:line:column` as path and the setting as element: those of the host first, then of each tenant.
 *
 * @example
 * const { tenants } = await loadHost('host.yaml', { environment: process.env });
 */
export async function loadHost(file: string, options: LoadOptions = {}): Promise<HostConfiguration> {
  const folder = path.dirname(path.resolve(file));
  const document = await readSettings(file);
  const port = portOf(options.environment?.['PORT']);
  const own = [...environmentFaults(options), ...(typeof port === 'object' ? [port] : []), ...document.faults];
  if (document.faults.length === 0) {
    const bySchema = hostSchemaFaults(document);
    const named = new Set(bySchema.map(({ element }) => element));
    const bySetting = await settingFaults(document, { folder, isCron: undefined });
    own.push(...bySchema, ...bySetting.filter(({ element }) => !named.has(element)));
  }
  own.sort(byPlace);
  if (hasErrors(own)) throw refused(file, [...own, ...(await readTenants(file, document, options)).faults]);

  // The schema has held: this is the one place where the parsed text becomes a HostConfiguration.
  const settings = document.value as Pick<HostConfiguration, 'http' | 'management' | 'stop'>;
  const http = httpOf(settings.http, typeof port === 'number' ? port : settings.http.port, folder);
  const { tenants, faults } = await readTenants(file, document, options);
  const findings = [...own, ...faults, ...(await tenantFaults(tenants, { document, http }))];
  if (hasErrors(findings)) throw refused(file, findings);
  return {
    file: path.resolve(file),
    http,
    ...(settings.management ? { management: settings.management } : {}),
    stop: settings.stop,
    tenants: tenants.map(({ name, configuration }) => ({
      name,
      // Who ends TLS in front, and what is trusted to say who sent a request, is the host's.
      configuration: { ...configuration, http: { ...http, publicUrl: configuration.http.publicUrl } },
    })),
    warnings: [...findings, ...tenants.flatMap(({ configuration }) => configuration.warnings)],
  };
}

/** Of each entry that names a file: its configuration, or what is wrong with it. */
async function readTenants(
  file: string,
  { value }: SettingsDocument,
  options: LoadOptions,
): Promise<{ readonly tenants: readonly ReadTenant[]; readonly faults: readonly Finding[] }> {
  const tenants: ReadTenant[] = [];
  const faults: Finding[] = [];
  for (const { name, configuration } of namedIn(value)) {
    const at = path.isAbsolute(configuration) ? configuration : path.join(path.dirname(file), configuration);
    try {
      // What the environment says is meant for the process.
      const loaded = await loadConfiguration(at, { ...options, environment: {} });
      tenants.push({ name, configuration: loaded, document: await readSettings(at) });
    } catch (error) {
      if (!isError(error, 'configuration')) throw error;
      faults.push(...error.findings);
    }
  }
  return { tenants, faults };
}

function namedIn(value: unknown): readonly { readonly name: string; readonly configuration: string }[] {
  const { tenants } = (value ?? {}) as { readonly tenants?: unknown };
  if (!Array.isArray(tenants)) return [];
  return tenants.filter((one) => typeof one?.name === 'string' && typeof one?.configuration === 'string');
}

function environmentFaults({ environment }: LoadOptions): Finding[] {
  if (!environment?.['SAMPLAN_AUDIT_KEY']) return [];
  return [fault('key-for-all', 'environment variable SAMPLAN_AUDIT_KEY', 'SAMPLAN_AUDIT_KEY')];
}
