import path from 'node:path';
import schema from '../config.schema.json' with { type: 'json' };
import type { Configuration, HttpSettings } from '../config.ts';
import type { Finding } from '../validation/finding.ts';
import { fault } from './fault.ts';
import { isLoopback } from './loopback.ts';
import { nameOf, type SettingPath, settingsOf } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';
import { claimsOf, placeOf } from './tenant-claims.ts';

/** A tenant of a host, as its own file has it. */
export interface ReadTenant {
  readonly name: string;
  readonly configuration: Configuration;
  /** The file as it is written, without defaults. */
  readonly document: SettingsDocument;
}

interface Host {
  readonly document: SettingsDocument;
  readonly http: HttpSettings;
}

/**
 * What is wrong with tenants beside each other, and with each under its host: nothing that keeps, seals, signs or lets in may be the
 * same for two; all are let in the same way, at the host's address with their name.
 *
 * @example
 * (await tenantFaults(tenants, host)).map(({ rule, element }) => [rule, element]); // [['shared-by-tenants', 'store.file']]
 */
export async function tenantFaults(tenants: readonly ReadTenant[], host: Host): Promise<readonly Finding[]> {
  return [
    ...addressFaults(tenants, host),
    ...tenants.flatMap((tenant) => underHost(tenant, tenants[0] ?? tenant, host)),
    ...(await sharedClaims(tenants)),
    ...(await sharedFolders(tenants)),
  ];
}

/** Whoever listens to others must know who calls, and under which address. */
function addressFaults(tenants: readonly ReadTenant[], { document, http }: Host): readonly Finding[] {
  const at = (setting: SettingPath): [string, string] => [document.placeOf(setting), nameOf(setting)];
  const isOauth = tenants.some(({ configuration }) => configuration.access.mode === 'oauth');
  if (!isOauth)
    return isLoopback(http.host)
      ? []
      : [
          fault('wrong-value', ...at(['http', 'host']), {
            expected: '127.0.0.1, or access.mode oauth at every tenant',
            found: 'a host that others can reach',
          }),
        ];
  return http.publicUrl === ''
    ? [fault('missing-setting', ...at(['http', 'publicUrl']), { expected: 'https://samplan.fjordvik.example' })]
    : [];
}

function underHost(tenant: ReadTenant, first: ReadTenant, { http }: Host): readonly Finding[] {
  const { name, configuration, document } = tenant;
  const wrong = (setting: SettingPath, expected: string, found: string): Finding =>
    fault('wrong-value', document.placeOf(setting), nameOf(setting), { expected, found });
  const { mode } = first.configuration.access;
  const { publicUrl } = configuration.http;
  const expected = http.publicUrl === '' ? '' : `${http.publicUrl}/${name}`;
  return [
    ...(configuration.access.mode === mode
      ? []
      : [wrong(['access', 'mode'], `${mode}, as at tenant ${first.name}`, configuration.access.mode)]),
    ...(publicUrl === expected
      ? []
      : [wrong(['http', 'publicUrl'], expected === '' ? 'empty, as at the host' : expected, publicUrl || 'nothing')]),
    ...[...settingsOf(document.value)]
      .filter(({ path: setting, value }) => isHosts(setting) && !isUsual(setting, value))
      .map(({ path: setting }) => fault('host-decides', document.placeOf(setting), nameOf(setting))),
  ];
}

/** Settings of a process. The address that clients use is the tenant's own too. */
function isHosts([group, name]: SettingPath): boolean {
  return ['http', 'management', 'stop'].includes(String(group)) && name !== 'publicUrl';
}

/** A group of settings is as usual: what is in it may not be. */
function isUsual(setting: SettingPath, value: unknown): boolean {
  if (typeof value === 'object') return true;
  let at: Described | undefined = schema as Described;
  for (const step of setting) at = typeof step === 'number' ? at?.items : at?.properties?.[step];
  return at?.default === value;
}

interface Described {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

async function sharedClaims(tenants: readonly ReadTenant[]): Promise<readonly Finding[]> {
  const first = new Map<string, string>();
  const found = new Map<string, Finding>();
  for (const { name, configuration, document } of tenants) {
    for (const { of, setting } of await claimsOf(configuration)) {
      const before = first.get(of);
      if (before === undefined) first.set(of, name);
      // A schema and its queue's, a file and what it holds: told once.
      else if (before !== name) found.set(`${name} ${nameOf(setting)}`, shared(document, setting, before));
    }
  }
  return [...found.values()];
}

/** What one tenant leaves for a partner must not be what another takes in. */
async function sharedFolders(tenants: readonly ReadTenant[]): Promise<readonly Finding[]> {
  const earlier: { readonly name: string; readonly folder: string }[] = [];
  const found: Finding[] = [];
  for (const { name, configuration, document } of tenants) {
    for (const [index, { connector }] of configuration.partners.entries()) {
      if (connector.kind !== 'file-drop') continue;
      const folder = await placeOf(connector.directory);
      const met = earlier.find(
        (one) => one.name !== name && (isWithin(folder, one.folder) || isWithin(one.folder, folder)),
      );
      if (met) found.push(shared(document, ['partners', index, 'connector', 'directory'], met.name));
      earlier.push({ name, folder });
    }
  }
  return found;
}

function isWithin(folder: string, other: string): boolean {
  return folder === other || folder.startsWith(other + path.sep);
}

function shared(document: SettingsDocument, setting: SettingPath, name: string): Finding {
  return fault('shared-by-tenants', document.placeOf(setting), nameOf(setting), { expected: `tenant ${name}` });
}
