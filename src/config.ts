import path from 'node:path';
import type { PersonsIssuer } from './access/herself.ts';
import { accessFaults } from './config/access-faults.ts';
import { type AuditKeys, type AuditSettings, auditKeyFaults, readAuditKeys } from './config/audit-keys.ts';
import { databaseFaults } from './config/database-faults.ts';
import { fault } from './config/fault.ts';
import { hostFileFault, isHostDocument } from './config/host-file.ts';
import { mappingFolder } from './config/mapping-folder.ts';
import { policyFaults } from './config/policy-faults.ts';
import { type OpenProfiles, profileFaults } from './config/profile-faults.ts';
import { schemaFaults } from './config/schema-faults.ts';
import { settingFaults } from './config/setting-faults.ts';
import { readSettings, type SettingsDocument } from './config/settings-document.ts';
import { storeFaults } from './config/store-faults.ts';
import type { MeasureForm } from './connector/lifted/memory.ts';
import type { CallerSettings } from './connector/nhn-careplan/options.ts';
import type { PolicySettings } from './consent/policy.ts';
import { SamplanError } from './errors.ts';
import type { CoordinatingUnit, Mode, Party } from './exchange/context.ts';
import type { RetentionSettings } from './law/kept.ts';
import type { TracingSettings } from './observe/tracing.ts';
import type { StopSettings } from './stopping.ts';
import type { PullStrategy } from './store/partner-memory.ts';
import { type Finding, hasErrors } from './validation/finding.ts';

/** How a partner's FHIR server is reached. */
interface FhirRestSettings {
  readonly kind: 'fhir-rest';
  /** Base address without a slash at the end. */
  readonly url: string;
  /** How it is asked what changed. */
  readonly pull: 'auto' | PullStrategy;
  readonly overlapSeconds: number;
  readonly pageSize: number;
}

/** How a national store of care plans is reached (docs/connectors.md). It is asked about each enrolled person. */
interface NhnCareplanSettings extends CallerSettings {
  readonly kind: 'nhn-careplan';
  readonly url: string;
}

/** How files are left for a partner, and by it. */
interface FileDropSettings {
  readonly kind: 'file-drop';
  readonly directory: string;
  /** Folder of the mapping; absent: files are FHIR Bundles. */
  readonly mapping?: string;
  readonly quietSeconds: number;
  /** Resources that are looked at together. */
  readonly pageSize: number;
}

/** How we get tokens for a partner's API. */
export interface AuthSettings {
  readonly issuer: string;
  readonly client: string;
  readonly key: string;
  readonly scope: string;
  readonly resource: string;
  readonly parent: string;
  readonly child: string;
  readonly organizationClaim: 'authorization_details' | 'assertion_details';
  readonly proof: boolean;
}

/** A partner as it is configured; compose.ts makes a Partner of it. */
export interface PartnerSettings extends Party {
  readonly agreement: string;
  readonly mode: Mode;
  readonly measures: MeasureForm;
  /** Cron expression of five or six fields. */
  readonly schedule: string;
  /** Cron expression: when everything is looked at. */
  readonly reconcile: string;
  /** `22:00-06:00`; empty: none. */
  readonly quietHours: string;
  readonly jitterSeconds: number;
  /** Persons at once. */
  readonly concurrency: number;
  readonly connector: FhirRestSettings | NhnCareplanSettings | FileDropSettings;
  /** How tokens for its API are got; `key` is a path. */
  readonly auth?: AuthSettings;
  /** Paths of PEM files. */
  readonly tls?: { readonly key: string; readonly certificate: string; readonly authority: string };
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Synthetic number of the patient that `samplan partner check` works with. */
  readonly check?: { readonly patient: string };
  /** Canonicals required of this partner's resources on top of ours. */
  readonly profiles: readonly string[];
}

/** Where the endpoint is served. */
export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  /** Empty: what the client wrote. */
  readonly publicUrl: string;
  /** Paths of PEM files. */
  readonly tls?: { readonly key: string; readonly certificate: string };
  readonly proxy: { readonly addresses: readonly string[]; readonly certificateHeader: string };
}

/** Where metrics and health are served to who operates it. */
export interface ManagementSettings {
  readonly host: string;
  readonly port: number;
  /** 0: never. */
  readonly dutiesEverySeconds: number;
}

/** Who may call the endpoint. */
export interface AccessSettings {
  readonly mode: 'loopback' | 'oauth';
  readonly audience: string;
  readonly issuers: readonly { readonly issuer: string; readonly keys: string; readonly persons?: PersonsIssuer }[];
  readonly algorithms: readonly string[];
  readonly toleranceSeconds: number;
  readonly proofSeconds: number;
  readonly requireBinding: boolean;
  readonly nonces: boolean;
  readonly requestsPerMinute: number;
  readonly failuresPerMinute: number;
  /** Of web pages that may call from a browser. */
  readonly origins: readonly string[];
}

/** Pages for people, and how they sign in. */
export interface ConsoleSettings {
  /** Exact name of the authority; empty: the first of `access.issuers`. */
  readonly issuer: string;
  /** Our name there; absent where nobody signs in. */
  readonly client?: string;
  /** Path of our private key there. */
  readonly key?: string;
  readonly scope: string;
  /** Resource indicator (RFC 8707); empty: none. */
  readonly resource: string;
  /** Where the person herself signs in; absent: nowhere. */
  readonly persons?: PersonsSignIn;
  readonly idleMinutes: number;
  readonly hours: number;
}

/** Our place at the authority at which persons sign in themselves; `key`: path of our private key there. */
export interface PersonsSignIn {
  readonly issuer: string;
  readonly client: string;
  readonly key: string;
  readonly scope: string;
  readonly resource: string;
}

/** A SQLite database; `keyFile`: path of the master key that seals what it holds. */
export interface SqliteSettings {
  readonly kind: 'sqlite';
  readonly file: string;
  readonly keyFile?: string;
}

/** A schema of a PostgreSQL database. */
export interface PostgresSettings {
  readonly kind: 'postgres';
  /** Without password. */
  readonly url: string;
  /** Path. */
  readonly passwordFile?: string;
  readonly schema: string;
  /** Connections. */
  readonly pool: number;
  /** Seconds. */
  readonly statementTimeout: number;
  /** Paths of PEM files; empty: none. */
  readonly tls?: { readonly authority: string; readonly key: string; readonly certificate: string };
  readonly keyFile?: string;
}

/** Every setting, checked, with defaults filled in and paths made absolute. */
export interface Configuration {
  /** The file it came from. */
  readonly file: string;
  readonly controller: Party;
  /** IANA name. */
  readonly timezone: string;
  /** Days. */
  readonly keepRuns: number;
  /** For how long what has ended is kept. */
  readonly retention: RetentionSettings;
  /** Where everything is kept. */
  readonly store: SqliteSettings | PostgresSettings;
  readonly audit: AuditKeys;
  readonly http: HttpSettings;
  /** Absent: no metrics. */
  readonly management?: ManagementSettings;
  /** Absent: nobody traces. */
  readonly tracing?: TracingSettings;
  readonly stop: StopSettings;
  readonly access: AccessSettings;
  /** Absent: no pages. */
  readonly console?: ConsoleSettings;
  /** Folders of extra profile packages. */
  readonly profiles: readonly string[];
  /** Canonicals required of everybody's resources on top of ours. */
  readonly requiredProfiles: readonly string[];
  /** What goes before the shipped policy. */
  readonly consent: PolicySettings;
  /** Where subscribers may be notified: origins, and networks that are not public; how often is looked. */
  readonly subscriptions: {
    readonly endpoints: readonly string[];
    readonly networks: readonly string[];
    readonly everySeconds: number;
  };
  /** What municipalities and health trusts say of their koordinerende enhet. */
  readonly coordinatingUnits: readonly CoordinatingUnit[];
  readonly partners: readonly PartnerSettings[];
  /** What is doubtful and yet runs. */
  readonly warnings: readonly Finding[];
}

export interface LoadOptions {
  /** Whether the scheduler understands an expression; without it only its shape is checked. */
  readonly isCron?: (expression: string) => boolean;
  /** Looks into the profile packages; without it only their folders are checked. */
  readonly openProfiles?: OpenProfiles;
  /** Where PORT and SAMPLAN_AUDIT_KEY are read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads and checks the configuration file. Throws SamplanError `configuration` whose `findings` are all faults at once,
 * each with `file:line:column` as path and the setting as element.
 *
 * @example
 * const configuration = await loadConfiguration('samplan.yaml', { environment: process.env });
 */
export async function loadConfiguration(file: string, options: LoadOptions = {}): Promise<Configuration> {
  const folder = path.dirname(path.resolve(file));
  const document = await readSettings(file);
  const port = portOf(options.environment?.['PORT']);
  const environmentFaults = [...(typeof port === 'object' ? [port] : []), ...auditKeyFaults(options.environment)];
  const findings = [...document.faults, ...environmentFaults, ...(await faultsOfSettings(document, folder, options))];
  findings.sort(byPlace);
  if (hasErrors(findings)) throw refused(file, findings);

  // The schema has held: this is the one place where the parsed text becomes a Configuration.
  const settings = document.value as Omit<Configuration, 'file' | 'warnings' | 'audit' | 'store'> & {
    readonly audit: AuditSettings;
    readonly store: Parameters<typeof storeIn>[1];
  };
  return {
    file: path.resolve(file),
    controller: settings.controller,
    timezone: settings.timezone,
    keepRuns: settings.keepRuns,
    retention: settings.retention,
    store: storeIn(folder, settings.store),
    audit: await readAuditKeys(settings.audit, folder, options.environment),
    http: httpOf(settings.http, typeof port === 'number' ? port : settings.http.port, folder),
    ...(settings.management ? { management: settings.management } : {}),
    ...(settings.tracing ? { tracing: settings.tracing } : {}),
    stop: settings.stop,
    access: settings.access,
    ...(settings.console ? { console: consoleIn(folder, settings.console) } : {}),
    profiles: settings.profiles.map((profile) => path.resolve(folder, profile)),
    requiredProfiles: settings.requiredProfiles,
    consent: settings.consent,
    subscriptions: settings.subscriptions,
    coordinatingUnits: settings.coordinatingUnits,
    partners: settings.partners.map((partner) => partnerIn(folder, partner)),
    warnings: findings,
  };
}

async function faultsOfSettings(
  document: SettingsDocument,
  folder: string,
  { isCron, openProfiles }: LoadOptions,
): Promise<readonly Finding[]> {
  if (document.faults.length > 0) return [];
  if (isHostDocument(document.value)) return [hostFileFault(document)];
  const bySchema = schemaFaults(document);
  const named = new Set(bySchema.map(({ element }) => element));
  const bySetting = await settingFaults(document, { folder, isCron });
  const byPolicy = bySchema.length > 0 ? [] : policyFaults(document);
  const bySelf = [...bySetting, ...accessFaults(document), ...storeFaults(document), ...databaseFaults(document)];
  const faults = [...bySchema, ...byPolicy, ...bySelf.filter(({ element }) => !named.has(element))];
  // Folders are looked into only when they are what they should be: a missing one would make every profile unknown.
  if (openProfiles === undefined || faults.some(({ element }) => element?.includes('profiles'))) return faults;
  const { profiles = [] } = (document.value ?? {}) as { readonly profiles?: readonly string[] };
  const folders = profiles.map((profile) => path.resolve(folder, profile));
  return [...faults, ...(await profileFaults(document, folders, openProfiles))];
}

/** Every setting has its default; what the other kind has is left out. */
function storeIn(
  folder: string,
  {
    kind,
    file,
    keyFile,
    passwordFile,
    tls,
    ...postgres
  }: Omit<SqliteSettings, 'kind'> & Omit<PostgresSettings, 'kind'> & { readonly kind: 'sqlite' | 'postgres' },
): Configuration['store'] {
  const inFolder = (name: string): string => (name === '' ? '' : path.resolve(folder, name));
  const sealed = keyFile === undefined ? {} : { keyFile: inFolder(keyFile) };
  if (kind === 'sqlite') return { kind, file: inFolder(file), ...sealed };
  return {
    kind,
    ...postgres,
    ...sealed,
    ...(passwordFile === undefined ? {} : { passwordFile: inFolder(passwordFile) }),
    ...(tls
      ? { tls: { authority: inFolder(tls.authority), key: inFolder(tls.key), certificate: inFolder(tls.certificate) } }
      : {}),
  };
}

function consoleIn(folder: string, { key, persons, ...pages }: ConsoleSettings): ConsoleSettings {
  return {
    ...pages,
    ...(key === undefined ? {} : { key: path.resolve(folder, key) }),
    ...(persons ? { persons: { ...persons, key: path.resolve(folder, persons.key) } } : {}),
  };
}

function partnerIn(folder: string, { auth, tls, ...partner }: PartnerSettings): PartnerSettings {
  const inFolder = (file: string): string => (file === '' ? '' : path.resolve(folder, file));
  return {
    ...partner,
    connector: connectorIn(folder, partner.connector),
    ...(auth ? { auth: { ...auth, key: inFolder(auth.key) } } : {}),
    ...(tls
      ? { tls: { key: inFolder(tls.key), certificate: inFolder(tls.certificate), authority: inFolder(tls.authority) } }
      : {}),
  };
}

/** Paths count from the configuration file, and an address has no slash at the end. */
function connectorIn(folder: string, connector: PartnerSettings['connector']): PartnerSettings['connector'] {
  return connector.kind === 'file-drop'
    ? {
        ...connector,
        directory: path.resolve(folder, connector.directory),
        ...(connector.mapping === undefined ? {} : { mapping: mappingFolder(folder, connector.mapping) }),
      }
    : { ...connector, url: connector.url.replace(/\/+$/, '') };
}

/** Paths count from the file's folder, and an address has no slash at the end. */
export function httpOf({ tls, ...http }: HttpSettings, port: number, folder: string): HttpSettings {
  const inFolder = (file: string): string => path.resolve(folder, file);
  return {
    ...http,
    port,
    publicUrl: http.publicUrl.replace(/\/+$/, ''),
    ...(tls ? { tls: { key: inFolder(tls.key), certificate: inFolder(tls.certificate) } } : {}),
  };
}

/** The port that the environment says, or what is wrong with it. */
export function portOf(variable: string | undefined): number | Finding | undefined {
  if (variable === undefined || variable === '') return undefined;
  const port = Number(variable);
  if (/^\d+$/.test(variable) && port <= 65535) return port;
  return fault('wrong-value', 'environment variable PORT', 'PORT', {
    expected: 'a whole number from 0 to 65535',
    found: variable,
  });
}

/** In the order of the file; what has no line comes last. */
export function byPlace(left: Finding, right: Finding): number {
  const [leftLine, leftColumn] = lineAndColumn(left.path);
  const [rightLine, rightColumn] = lineAndColumn(right.path);
  return leftLine - rightLine || leftColumn - rightColumn;
}

function lineAndColumn(place: string): readonly [number, number] {
  const [, line, column] = /:(\d+):(\d+)$/.exec(place) ?? [];
  return [Number(line ?? Number.MAX_SAFE_INTEGER), Number(column ?? 0)];
}

/** Everything that is wrong with a file, as the error that nothing starts on. */
export function refused(file: string, findings: readonly Finding[]): SamplanError {
  const count = findings.filter(({ severity }) => severity === 'error').length;
  return new SamplanError(
    'configuration',
    {
      nb: `Konfigurasjonen har ${count} feil. Rett dem og start på nytt.`,
      nn: `Konfigurasjonen har ${count} feil. Rett dei og start på nytt.`,
      en: `The configuration has ${count} fault(s). Correct them and start again.`,
    },
    { where: file, findings },
  );
}
