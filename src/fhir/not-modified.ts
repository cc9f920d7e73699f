import type { VisibleVersion } from '../exchange/sight.ts';
import type { Call } from './interaction.ts';
import { holdsVersion } from './version-tag.ts';

/** As `Last-Modified` is written, and as an entry of a Bundle has it. */
const DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|\d{4}-\d{2}-\d{2}T[\d:.]{8,}(?:Z|[+-]\d{2}:\d{2}))$/;

/**
 * True when the client has this version already (http.html § 3.1.0.2): `If-None-Match` names it, or without that it is no newer than
 * `If-Modified-Since` (RFC 9110 § 13.1.3). Of a view that date does not tell: what a consent adds to it is no change of the resource.
 *
 * @example
 * if (await isNotModified(call, seen)) return { status: 304, headers };
 */
export async function isNotModified(
  { request, sight, type, id }: Pick<Call, 'request' | 'sight' | 'type' | 'id'>,
  seen: VisibleVersion,
): Promise<boolean> {
  const tags = request.headers['if-none-match'];
  if (tags !== undefined) return holdsVersion(tags, seen.tag);
  const since = request.headers['if-modified-since'];
  const updated = seen.resource.meta?.lastUpdated;
  if (since === undefined || updated === undefined || !sight.isWhole || !DATE.test(since)) return false;
  const known = Date.parse(since);
  // A date of HTTP has no smaller unit than the second: of two versions within one, it does not say which the client has.
  if (known % 1000 !== 0 || known >= Date.parse(updated)) return known >= Date.parse(updated);
  if (known !== second(updated)) return false;
  const before = await sight.version(type, id, String(seen.stored.version - 1));
  return second(before?.resource.meta?.lastUpdated) !== known;
}

function second(instant: string | undefined): number {
  return Math.floor(Date.parse(instant ?? '') / 1000) * 1000;
}
