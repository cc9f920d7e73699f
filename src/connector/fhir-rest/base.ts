import { SamplanError } from '../../errors.ts';
import { partnerTexts } from '../texts.ts';

/** The partner's FHIR base, and which addresses belong to it. */
export interface Base {
  /** Address of what stands at `path`; each segment is encoded. */
  at(path: readonly string[], query?: Readonly<Record<string, string>>): URL;
  /** The address a partner gave, if it lies under the base: we never go anywhere else. */
  inside(href: string): URL | undefined;
}

/**
 * @throws SamplanError `configuration` when the address is not http(s), or holds credentials, a query or a fragment.
 * @example
 * parseBase('https://fhir.fjordvik.example/r4').at(['Patient', '17']).href // 'https://fhir.fjordvik.example/r4/Patient/17'
 */
export function parseBase(address: string): Base {
  const base = URL.canParse(address) ? new URL(address) : undefined;
  if (!base || !/^https?:$/.test(base.protocol) || base.username || base.password || base.search || base.hash) {
    // The address itself is not shown: it may hold a password.
    throw new SamplanError('configuration', partnerTexts.badAddress, {
      where: 'url',
      expected: 'http or https, without user name, password, query and fragment',
    });
  }
  const root = base.pathname.replace(/\/+$/, '');
  return {
    at(path, query = {}) {
      const url = new URL(`${base.origin}${root}/${path.map(encodeURIComponent).join('/')}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
      return url;
    },
    inside(href) {
      const url = URL.canParse(href, `${base.origin}${root}/`) ? new URL(href, `${base.origin}${root}/`) : undefined;
      const isUnder = url?.pathname === root || url?.pathname.startsWith(`${root}/`);
      return url?.origin === base.origin && isUnder && !url.username ? url : undefined;
    },
  };
}
