import { SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';

/** ETag of a version (http.html § 3.1.0.1.3). */
export function etag(tag: string): string {
  return `W/"${tag}"`;
}

/** Whichever version there is. */
export const ANY = '*';

/**
 * The versions that an `If-Match` header names, any of which may be the current one (RFC 9110 § 13.1.1), or {@link ANY}. Strong tags
 * are read too: many clients send `"3"`.
 *
 * @returns undefined where there is no header
 * @throws SamplanError `bad-parameter` for what is no list of ETags
 * @example
 * namedVersions('W/"3", W/"4"') // ['3', '4']
 */
export function namedVersions(ifMatch: string | undefined): readonly string[] | typeof ANY | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '') return undefined;
  if (ifMatch.trim() === ANY) return ANY;
  return ifMatch.split(',').map((tag) => {
    const version = /^(?:W\/)?"([A-Za-z0-9.-]{1,64})"$/.exec(tag.trim())?.[1];
    if (version === undefined) throw noTag();
    return version;
  });
}

function noTag(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'If-Match må være ETag-er, slik de sto i svaret på lesingen, med komma mellom.',
      nn: 'If-Match må vere ETag-ar, slik dei stod i svaret på lesinga, med komma mellom.',
      en: 'If-Match must be ETags, as the read answered them, with commas between.',
    },
    { where: 'http.If-Match', expected: 'W/"<version>"' },
  );
}

/** True when this is one of the versions that {@link namedVersions} read, or any is good. */
export function isNamed(expected: readonly string[] | typeof ANY, tag: string): boolean {
  return expected === ANY || expected.includes(tag);
}

/** True when an `If-None-Match` header names this version, or any. */
export function holdsVersion(ifNoneMatch: string, version: string): boolean {
  return (
    ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${version}"`)
  );
}

/** ETag and Last-Modified of a version. */
export function versionHeaders({
  resource,
  tag,
}: Pick<VisibleVersion, 'resource' | 'tag'>): Readonly<Record<string, string>> {
  const lastUpdated = resource.meta?.lastUpdated;
  return {
    etag: etag(tag),
    ...(lastUpdated === undefined ? {} : { 'last-modified': new Date(lastUpdated).toUTCString() }),
  };
}
