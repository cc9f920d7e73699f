import express, { type Express } from 'express';
import type { Readiness } from '../observe/readiness.ts';
import { health } from './health.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * The HTTP application of a process that answers nothing but whether it lives and can do its work.
 *
 * @param ready what it is not ready for, nothing when it is
 * @example
 * const server = await listen(createHealthApp(ready), { host: '127.0.0.1', port: 8080 });
 */
export function createHealthApp(ready: Readiness): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  app.use('/health', health(ready));
  app.use((_request, response) => {
    response.sendStatus(404);
  });
  return app;
}
