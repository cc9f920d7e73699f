import { stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { isSyntheticNumber } from '../record/person-number.ts';
import type { Finding } from '../validation/finding.ts';
import { isAuditKey } from './audit-keys.ts';
import { type FaultRule, fault } from './fault.ts';
import { isLoopback } from './loopback.ts';
import { mappingFolder } from './mapping-folder.ts';
import { hasValidCheckDigit } from './organization-number.ts';
import { kindOf, nameOf, type SettingPath, settingsOf } from './setting-path.ts';
import type { SettingsDocument } from './settings-document.ts';

interface Fault {
  readonly rule: FaultRule;
  readonly expected?: string;
  readonly found?: string;
}

interface Surroundings {
  /** Folder that relative paths count from. */
  readonly folder: string;
  readonly isCron: ((expression: string) => boolean) | undefined;
  /** Name of the first setting of this kind with this value, when it is not the setting itself. */
  readonly earlier: string | undefined;
}

type Check = (value: string, surroundings: Surroundings) => Fault | undefined | Promise<Fault | undefined>;

/** What addresses begin with already. */
const OWN_PATHS: readonly string[] = ['fhir', 'health', 'metrics', 'api-docs', 'console'];

/** What a schema cannot say, for each kind of setting. */
const CHECKS: Readonly<Record<string, Check>> = {
  'controller.organization': checkDigit,
  'partners[].organization': checkDigit,
  'coordinatingUnits[].organization': checkDigit,
  'coordinatingUnits[].complaint.body.organization': checkDigit,
  'partners[].name': (_, { earlier }) =>
    earlier === undefined ? undefined : { rule: 'duplicate-partner', expected: earlier },
  'partners[].connector.url': (value, { earlier }) =>
    addressFault(value) ?? (earlier === undefined ? undefined : { rule: 'duplicate-address', expected: earlier }),
  'partners[].connector.directory': (value, { folder, earlier }) =>
    earlier === undefined
      ? folderFault(path.resolve(folder, value), 'a folder that is shared with the partner')
      : { rule: 'duplicate-address', expected: earlier },
  'partners[].connector.mapping': (value, { folder }) =>
    folderFault(mappingFolder(folder, value), 'a mapping that is shipped, or the folder of another'),
  'partners[].schedule': scheduleFault,
  'partners[].reconcile': scheduleFault,
  'retention.schedule': scheduleFault,
  'partners[].quietHours': (value) =>
    value !== '' && value.slice(0, 5) === value.slice(-5)
      ? { rule: 'wrong-value', expected: 'two different times', found: value }
      : undefined,
  'http.publicUrl': (value) => (value === '' ? undefined : addressFault(value)),
  'http.tls.key': fileFault,
  'http.tls.certificate': fileFault,
  'partners[].auth.issuer': secureFault,
  'partners[].auth.key': fileFault,
  'partners[].tls.key': fileFault,
  'partners[].tls.certificate': fileFault,
  'partners[].tls.authority': maybeFileFault,
  'access.issuers[].issuer': (value, { earlier }) =>
    secureFault(value) ??
    (value.endsWith('/')
      ? { rule: 'wrong-value', expected: 'without a slash at the end', found: 'one with it' }
      : undefined) ??
    (earlier === undefined ? undefined : { rule: 'duplicate-address', expected: earlier }),
  'access.origins[]': originFault,
  'subscriptions.endpoints[]': originFault,
  'subscriptions.networks[]': networkFault,
  'access.issuers[].keys': (value) => (value === '' ? undefined : secureFault(value)),
  timezone: (value) => (isTimeZone(value) ? undefined : { rule: 'bad-timezone', found: value }),
  'partners[].profiles[]': canonicalFault,
  'requiredProfiles[]': canonicalFault,
  'profiles[]': (value, { folder }) => packageFault(path.resolve(folder, value)),
  'store.file': (value, { folder }) =>
    folderFault(path.dirname(path.resolve(folder, value)), 'a folder to put a database in'),
  'store.passwordFile': fileFault,
  'store.tls.authority': maybeFileFault,
  'store.tls.key': maybeFileFault,
  'store.tls.certificate': maybeFileFault,
  'audit.keyFile': (value, { folder }) => keyFault(path.resolve(folder, value), 'private'),
  'audit.publicKeys[]': (value, { folder }) => keyFault(path.resolve(folder, value), 'public'),
  'tenants[].name': (value, { earlier }) =>
    earlier !== undefined
      ? { rule: 'shared-by-tenants', expected: earlier }
      : OWN_PATHS.includes(value)
        ? { rule: 'wrong-value', expected: `none of ${OWN_PATHS.join(', ')}`, found: value }
        : undefined,
  // The number is not shown: it may be somebody's.
  'partners[].check.patient': (value) => (isSyntheticNumber(value) ? undefined : { rule: 'not-synthetic' }),
};

function canonicalFault(value: string): Fault | undefined {
  return URL.canParse(value) && !/\s/.test(value) ? undefined : { rule: 'bad-canonical', found: value };
}

/** Everything wrong with single settings beyond the schema. Looks at whatever is there, also beside other faults. */
export async function settingFaults(
  document: SettingsDocument,
  options: { readonly folder: string; readonly isCron: ((expression: string) => boolean) | undefined },
): Promise<readonly Finding[]> {
  const first = new Map<string, SettingPath>();
  const findings: Finding[] = [];
  for (const { path: setting, value } of settingsOf(document.value)) {
    const kind = kindOf(setting);
    const check = CHECKS[kind];
    if (check === undefined || typeof value !== 'string') continue;
    const key = `${kind}\n${value.trim().replace(/\/+$/, '').toLowerCase()}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, setting);
    const found = await check(value, { ...options, earlier: before === undefined ? undefined : nameOf(before) });
    if (found === undefined) continue;
    const { rule, ...details } = found;
    findings.push(fault(rule, document.placeOf(setting), nameOf(setting), details));
  }
  return findings;
}

function checkDigit(value: string): Fault | undefined {
  return !/^\d{9}$/.test(value) || hasValidCheckDigit(value) ? undefined : { rule: 'check-digit', found: value };
}

function scheduleFault(value: string, { isCron }: Surroundings): Fault | undefined {
  return (isCron?.(value) ?? true) ? undefined : { rule: 'bad-schedule' };
}

/** Whether text names a time zone (IANA). */
function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The address itself is not shown: what is wrong with it may be a password in it. */
function addressFault(value: string): Fault | undefined {
  const wrong = (expected: string, found: string): Fault => ({ rule: 'bad-address', expected, found });
  if (!URL.canParse(value)) return wrong('an http or https address', 'no address');
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return wrong('an http or https address', url.protocol);
  if (url.username !== '' || url.password !== '') return wrong('without user name and password', 'one with them');
  if (url.search !== '' || url.hash !== '') return wrong('without query and fragment', 'one with them');
  return undefined;
}

function keyFault(file: string, kind: 'private' | 'public'): Fault | undefined {
  return isAuditKey(file, kind) ? undefined : { rule: 'unusable-key', expected: 'Ed25519', found: file };
}

/** What keys come from must not be changed on the way; a stand-in on this machine has no way. */
function secureFault(value: string): Fault | undefined {
  const fault = addressFault(value);
  if (fault !== undefined) return fault;
  const { protocol, hostname } = new URL(value);
  if (protocol === 'https:' || isLoopback(hostname)) return undefined;
  return { rule: 'bad-address', expected: 'an https address', found: 'http' };
}

function originFault(value: string): Fault | undefined {
  const fault = secureFault(value);
  if (fault !== undefined) return fault;
  if (value.includes('*')) return { rule: 'bad-address', expected: 'each origin by itself', found: 'a pattern' };
  if (new URL(value).origin === value) return undefined;
  return { rule: 'bad-address', expected: 'scheme, host and port, without a path or a slash', found: 'more than that' };
}

function networkFault(value: string): Fault | undefined {
  const [address = '', prefix, more] = value.split('/');
  const version = isIP(address);
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32));
  if (version !== 0 && isPrefix && more === undefined) return undefined;
  return { rule: 'wrong-value', expected: 'an address, or a network such as 10.42.0.0/16', found: value };
}

async function fileFault(value: string, { folder }: Surroundings): Promise<Fault | undefined> {
  const place = path.resolve(folder, value);
  const entry = await stat(place).catch(() => undefined);
  return entry?.isFile() ? undefined : { rule: 'missing-folder', expected: 'a file', found: place };
}

async function maybeFileFault(value: string, surroundings: Surroundings): Promise<Fault | undefined> {
  return value === '' ? undefined : fileFault(value, surroundings);
}

async function packageFault(place: string): Promise<Fault | undefined> {
  const entry = await stat(place).catch(() => undefined);
  const isArchive = entry?.isFile() === true && /\.(?:tgz|tar\.gz)$/i.test(place);
  return isArchive ? undefined : folderFault(place, 'a folder or a .tgz file');
}

async function folderFault(folder: string, expected: string): Promise<Fault | undefined> {
  const entry = await stat(folder).catch(() => undefined);
  return entry?.isDirectory() ? undefined : { rule: 'missing-folder', expected, found: folder };
}
