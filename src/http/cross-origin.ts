import type { RequestHandler } from 'express';
import { requestIdOf } from '../fhir/api.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** What clients send and no page may unasked. MedplumClient says `X-Medplum` in every request. */
const SENT = [
  'Accept',
  'Authorization',
  'Content-Type',
  'DPoP',
  'If-Match',
  'If-Modified-Since',
  'If-None-Exist',
  'If-None-Match',
  'Prefer',
  'traceparent',
  'X-Medplum',
  'X-Request-Id',
].join(', ');

/** What clients read and is kept from pages unless it is named. */
const READ = [
  'Allow',
  'Content-Disposition',
  'Content-Location',
  'DPoP-Nonce',
  'ETag',
  'Last-Modified',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');

/** Seconds for which a browser need not ask again. */
const ASKED_AGAIN_AFTER = '600';

/**
 * Lets pages of these origins call from a browser (CORS; Fetch Standard § 3.3). Origins are compared as they are written. No cookie comes
 * along: a page needs a token, as any client does. What a browser asks beforehand, which never has one, ends here: nothing behind this hears of it.
 *
 * @param origins scheme, host and port: `https://app.example.no`
 * @param newId numbers what is answered here
 * @example
 * app.use('/fhir', crossOrigin(['https://app.example.no'], newId));
 */
export function crossOrigin(origins: readonly string[], newId: () => string): RequestHandler {
  const listed = new Set(origins);
  return function answerOrigin(request, response, next) {
    const { origin = '', 'access-control-request-method': asked } = request.headers;
    const isListed = listed.has(origin);
    response.vary('Origin');
    if (isListed) response.setHeader('Access-Control-Allow-Origin', origin);
    if (request.method === 'OPTIONS' && asked !== undefined) {
      if (isListed) {
        response.setHeader('Access-Control-Allow-Methods', METHODS);
        response.setHeader('Access-Control-Allow-Headers', SENT);
        response.setHeader('Access-Control-Max-Age', ASKED_AGAIN_AFTER);
      }
      response.setHeader('X-Request-Id', requestIdOf(request.get('x-request-id'), newId));
      response.status(204).end();
      return;
    }
    if (isListed) response.setHeader('Access-Control-Expose-Headers', READ);
    next();
  };
}
