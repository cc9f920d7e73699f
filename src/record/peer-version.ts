import type { Resource } from '@medplum/fhirtypes';
import { equal, isObject, type JsonObject } from './json.ts';
import { withoutPeerState } from './translate.ts';

/** A version of a partner's resource, as far as the partner tells. */
export interface PeerVersion {
  /** versionId, or a content hash. */
  readonly version?: string | undefined;
  /** `meta.lastUpdated` as the partner spells it. */
  readonly lastUpdated?: string | undefined;
  /** The text itself, which tells one version from another of the same number where there is no time. */
  readonly text?: unknown;
}

/**
 * How what came stands to what the partner was known to hold. `earlier`: a state from before it · `branched`: made
 * later, of a state from before it, as after a restore from a backup.
 */
export type Succession = 'same' | 'later' | 'earlier' | 'branched';

/** The clocks of a cluster may differ by so much (LinuxForHealth/FHIR#3877). */
const SKEW_MS = 60_000;
/** Some systems write an instant more or less exactly from one answer to the next. */
const ROUNDING_MS = 1_000;

/**
 * Compares two versions of one resource at one partner. Version numbers decide before times: clocks go wrong.
 *
 * @example
 * successionOf({ version: '5' }, { version: '3' }); // 'earlier'
 */
export function successionOf(held: PeerVersion, came: PeerVersion): Succession {
  const elapsed = elapsedMs(held, came);
  const numbers = [held.version, came.version].map(numberOf);
  const [before = Number.NaN, now = Number.NaN] = numbers;
  if (held.version === came.version) {
    const isSame = elapsed === undefined ? saysTheSame(held, came) : Math.abs(elapsed) <= ROUNDING_MS;
    return isSame || !isVersionId(came.version) ? 'same' : 'branched';
  }
  if (now > before) return 'later';
  if (now < before) return elapsed !== undefined && elapsed > ROUNDING_MS ? 'branched' : 'earlier';
  return elapsed !== undefined && elapsed < -SKEW_MS ? 'earlier' : 'later';
}

/** Whether the second of two versions is the newer one, by the clock where numbers don't tell; where nothing does, it is. */
export function isNewer(one: PeerVersion, other: PeerVersion): boolean {
  const [first = Number.NaN, second = Number.NaN] = [one.version, other.version].map(numberOf);
  if (first !== second && !Number.isNaN(first) && !Number.isNaN(second)) return second > first;
  return (elapsedMs(one, other) ?? 0) >= 0;
}

/** Whether nothing tells which of two versions is the newer one: neither numbers nor the clock. */
export function isUndecided(one: PeerVersion, other: PeerVersion): boolean {
  return one.version !== other.version && isNewer(one, other) && isNewer(other, one);
}

/** The version of something of a partner's, which may not be sound. */
export function peerVersionOf({
  version,
  resource,
}: {
  readonly version: string;
  readonly resource: unknown;
}): PeerVersion {
  return { version, lastUpdated: lastUpdatedOf(resource), text: resource };
}

/** Without both texts nothing speaks against it. What is known of a Patient can be put together of several. */
function saysTheSame({ text: before, ...held }: PeerVersion, { text: now, ...came }: PeerVersion): boolean {
  if (held.lastUpdated !== undefined || came.lastUpdated !== undefined) return true;
  if (!isObject(before) || !isObject(now) || now['resourceType'] === 'Patient') return true;
  return equal(contentIn(before), contentIn(now));
}

function contentIn(text: JsonObject): Resource {
  return withoutPeerState(text as unknown as Resource);
}

/** `meta.lastUpdated` of something that may not be sound. */
export function lastUpdatedOf(resource: unknown): string | undefined {
  const meta = (resource as { readonly meta?: { readonly lastUpdated?: unknown } | null } | null | undefined)?.meta;
  return typeof meta?.lastUpdated === 'string' ? meta.lastUpdated : undefined;
}

function elapsedMs(from: PeerVersion, to: PeerVersion): number | undefined {
  const elapsed = Date.parse(to.lastUpdated ?? '') - Date.parse(from.lastUpdated ?? '');
  return Number.isNaN(elapsed) ? undefined : elapsed;
}

function numberOf(version: string | undefined): number {
  return version !== undefined && /^\d{1,15}$/u.test(version) ? Number(version) : Number.NaN;
}

/** A hash of the content (prefix of the connector's own) is the same only when the content is. */
function isVersionId(version: string | undefined): boolean {
  return version !== undefined && !version.startsWith('sha256-');
}
