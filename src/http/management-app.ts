import express, { type Express } from 'express';
import { isLoopback } from '../config/loopback.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Readiness, TenantsReadiness } from '../observe/readiness.ts';
import { health } from './health.ts';
import { requireLoopbackName } from './loopback-name.ts';
import { securityHeaders } from './security-headers.ts';

interface ManagementAppOptions {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly ready: Readiness;
  /** Absent: the process has one installation. */
  readonly tenants?: TenantsReadiness;
  /** What it listens on: by a loopback address it answers loopback names only. */
  readonly host: string;
  readonly newId: () => string;
}

/**
 * What who operates Samplan looks at: `/metrics` and `/health`. Nothing in it is about a person, and nobody is asked for a token.
 *
 * @example
 * await listen(createManagementApp({ metrics, ready, host: '127.0.0.1', newId }), { host: '127.0.0.1', port: 9464 });
 */
export function createManagementApp({ metrics, ready, tenants, host, newId }: ManagementAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  if (isLoopback(host)) app.use(requireLoopbackName(newId));
  app.use('/health', health(ready, tenants));
  app.get('/metrics', async (_request, response) => {
    response
      .set('content-type', metrics.contentType)
      .set('cache-control', 'no-store')
      .send(await metrics.text());
  });
  app.use((_request, response) => {
    response.sendStatus(404);
  });
  return app;
}
