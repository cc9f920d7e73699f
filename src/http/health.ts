import { type RequestHandler, Router } from 'express';
import type { Readiness } from '../observe/readiness.ts';

/**
 * `live`: the process answers at all, and so its loop turns. `ready`: it can do its work; else 503 with a code for each part that fails.
 *
 * @example
 * app.use('/health', health(ready));
 */
export function health(ready: Readiness): RequestHandler {
  const router = Router();
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/ready', async function answerReadiness(_request, response) {
    const failing = await ready();
    if (failing.length === 0) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'not-ready', failing });
  });
  return router;
}
