import { type RequestHandler, Router } from 'express';
import type { Readiness, TenantsReadiness } from '../observe/readiness.ts';

/**
 * `live`: the process answers at all, and so its loop turns. `ready`: it can do its work; else 503 with a code for each part that fails.
 *
 * @param tenants which tenants of a host are not; only for who operates it
 * @example
 * app.use('/health', health(ready));
 */
export function health(ready: Readiness, tenants: TenantsReadiness = async () => ({})): RequestHandler {
  const router = Router();
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/ready', async function answerReadiness(_request, response) {
    const [failing, failingTenants] = await Promise.all([ready(), tenants()]);
    const named = Object.keys(failingTenants).length === 0 ? {} : { tenants: failingTenants };
    if (failing.length === 0) response.json({ status: 'ready', ...named });
    else response.status(503).json({ status: 'not-ready', failing, ...named });
  });
  return router;
}
