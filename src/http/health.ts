import { type RequestHandler, Router } from 'express';

/**
 * `live`: the process runs and answers. `ready`: it can do its work; else 503.
 *
 * @param ready true when the store answers
 * @example
 * app.use('/health', health(ready));
 */
export function health(ready: () => Promise<boolean>): RequestHandler {
  const router = Router();
  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/ready', async function answerReadiness(_request, response) {
    const isReady = await ready().catch(() => false);
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not-ready' });
  });
  return router;
}
