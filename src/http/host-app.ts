import express, { type Express, type RequestHandler } from 'express';
import { SamplanError } from '../errors.ts';
import type { OnFault } from '../fhir/api.ts';
import type { Readiness } from '../observe/readiness.ts';
import { compressed, errors, leadsNowhere } from './app.ts';
import { health } from './health.ts';
import { requireLoopbackName } from './loopback-name.ts';
import { securityHeaders } from './security-headers.ts';

interface HostAppOptions {
  /** Absent: it does not say. */
  readonly ready?: Readiness;
  /** Without tokens: loopback names only. */
  readonly isProtected: boolean;
  readonly newId: () => string;
  readonly onFault: OnFault;
}

/**
 * What a host itself answers: whether it lives, and that any other address leads nowhere, as a tenant's own application says it. It does
 * not tell which tenants there are.
 *
 * @example
 * const others = createHostApp({ ready, isProtected: true, newId, onFault });
 */
export function createHostApp(options: HostAppOptions): Express {
  return applicationOf(options, leadsNowhere());
}

/**
 * Answers for a tenant that is not open: 503, and when to try again. Not 404, which would mean that what is looked for is not there.
 *
 * @param againSeconds after how long it is tried again
 * @example
 * const closed = createClosedApp({ isProtected: true, newId, onFault }, 30);
 */
export function createClosedApp(options: Omit<HostAppOptions, 'ready'>, againSeconds: number): Express {
  return applicationOf(options, () => {
    throw notOpen(againSeconds);
  });
}

function applicationOf({ ready, isProtected, newId, onFault }: HostAppOptions, answer: RequestHandler): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  app.use(compressed());
  if (ready) app.use('/health', health(ready));
  if (!isProtected) app.use(requireLoopbackName(newId));
  app.use(answer);
  app.use(errors(newId, onFault));
  return app;
}

function notOpen(seconds: number): SamplanError {
  return new SamplanError(
    'unavailable',
    {
      nb: 'Tjenesten kan ikke svare nå. Prøv igjen så sent som Retry-After sier.',
      nn: 'Tenesta kan ikkje svare no. Prøv igjen så seint som Retry-After seier.',
      en: 'The service cannot answer now. Try again as late as Retry-After says.',
    },
    { where: 'http', headers: { 'retry-after': String(seconds) } },
  );
}
