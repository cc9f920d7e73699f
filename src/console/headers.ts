import type { RequestHandler } from 'express';

/**
 * Only what we serve ourselves, nothing that stands in a page itself, framed by nobody (CSP Level 3). Pictures in `data:` are the
 * design system's own signs.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What every page goes out with. It is nobody's to keep: the browser's own history forgets it too.
 *
 * @example
 * router.use(pageHeaders);
 */
export const pageHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
    // Without any, a browser says "null" as the origin of our own forms.
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'x-frame-options': 'DENY',
  });
  next();
};
