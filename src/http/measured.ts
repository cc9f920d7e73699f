import type { RequestHandler } from 'express';
import { addressPattern } from '../fhir/routes.ts';
import type { Answered } from '../observe/watch.ts';

/** Addresses besides FHIR that are told by their own name. */
const OTHERS = ['/health/live', '/health/ready', '/fhir/.well-known/smart-configuration'];

/**
 * Tells of every request once its answer is out, or its client has gone.
 *
 * @param elapsed seconds by a clock that is never set back
 * @example
 * app.use(measured((answered) => watch.answered(answered), () => performance.now() / 1000));
 */
export function measured(onAnswered: (request: Answered) => void, elapsed: () => number): RequestHandler {
  return function measureRequest(request, response, next) {
    const began = elapsed();
    const { method, originalUrl } = request;
    response.once('close', () =>
      onAnswered({
        method,
        route: routeOf(method, originalUrl),
        // Nobody was answered: 499 is what proxies call that.
        status: response.writableFinished ? response.statusCode : 499,
        seconds: elapsed() - began,
      }),
    );
    next();
  };
}

/** The pattern of an address, never the address itself: there is an id in it. */
export function routeOf(method: string, url: string): string {
  const [path = ''] = url.split('?');
  if (OTHERS.includes(path)) return path;
  if (path.startsWith('/api-docs')) return '/api-docs';
  if (path !== '/fhir' && !path.startsWith('/fhir/')) return 'other';
  const pattern = addressPattern(
    method,
    path
      .split('/')
      .slice(2)
      .filter((segment) => segment !== ''),
  );
  return pattern === undefined ? 'other' : `/fhir/${pattern}`.replace(/\/$/, '');
}
