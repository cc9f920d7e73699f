import type { Request, Response } from 'express';

/** Cookies of one browser. */
export interface Cookies {
  get(name: CookieName): string | undefined;
  set(name: CookieName, value: string): void;
  clear(name: CookieName): void;
}

type CookieName = 'session' | 'language';

const YEAR = 365 * 24 * 60 * 60 * 1000;

/**
 * Cookies that scripts do not see and other sites do not send along; over TLS bound to this very host (RFC 6265bis § 4.1.3.2).
 *
 * @param base where browsers find us. Over plain HTTP, on this machine only, a browser would not keep cookies that are bound to the host;
 * several installations under one host have cookies of their own
 * @example
 * cookiesOf(request, response, new URL('https://samplan.example.no')).set('session', id); // __Host-samplan-session
 */
export function cookiesOf(request: Request, response: Response, base: URL): Cookies {
  const isSecure = base.protocol === 'https:';
  const whose = base.pathname.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '');
  const named = (name: CookieName): string => `${isSecure ? '__Host-' : ''}samplan${whose}-${name}`;
  const options = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' } as const;
  return {
    get(name) {
      const begins = `${named(name)}=`;
      const found = (request.headers.cookie ?? '').split(/; */).filter((one) => one.startsWith(begins));
      // Two of one name are none of ours: another host wrote one of them.
      return found.length === 1 ? found[0]?.slice(begins.length) : undefined;
    },
    set(name, value) {
      response.cookie(named(name), value, { ...options, ...(name === 'language' ? { maxAge: YEAR } : {}) });
    },
    clear(name) {
      response.clearCookie(named(name), options);
    },
  };
}
