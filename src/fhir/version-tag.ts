import { SamplanError } from '../errors.ts';
import type { VisibleVersion } from '../exchange/sight.ts';

/** ETag of a version (http.html § 3.1.0.1.3). */
export function etag(tag: string): string {
  return `W/"${tag}"`;
}

/**
 * The version that an `If-Match` header names. Strong tags are read too: many clients send `"3"`.
 *
 * @returns undefined where there is no header
 * @throws SamplanError `bad-parameter` for what is no ETag
 * @example
 * namedVersion('W/"3"') // '3'
 */
export function namedVersion(ifMatch: string | undefined): string | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '') return undefined;
  const version = /^(?:W\/)?"([A-Za-z0-9.-]{1,64})"$/.exec(ifMatch.trim())?.[1];
  if (version !== undefined) return version;
  throw new SamplanError(
    'bad-parameter',
    {
      nb: 'If-Match må være én ETag, slik den sto i svaret på lesingen.',
      nn: 'If-Match må vere éin ETag, slik han stod i svaret på lesinga.',
      en: 'If-Match must be one ETag, as the read answered it.',
    },
    { where: 'http.If-Match', expected: 'W/"<version>"' },
  );
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
