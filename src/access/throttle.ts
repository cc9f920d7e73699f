import { createRequire } from 'node:module';
import type * as RateLimiterFlexible from 'rate-limiter-flexible';
import { SamplanError } from '../errors.ts';

// The package's own door opens all the stores that it knows of, 7 MB: memory is all that is needed.
const require = createRequire(import.meta.url);
const RateLimiterMemory =
  require('rate-limiter-flexible/lib/RateLimiterMemory.js') as typeof RateLimiterFlexible.RateLimiterMemory;
const RateLimiterRes =
  require('rate-limiter-flexible/lib/RateLimiterRes.js') as typeof RateLimiterFlexible.RateLimiterRes;

/** How often somebody may call. */
export interface Limits {
  /** Requests of one client in a minute. */
  readonly requestsPerMinute: number;
  /** Refused tokens and proofs from one address in a minute. */
  readonly failuresPerMinute: number;
}

/** Counts what comes, and holds off what comes too often. */
export interface Throttle {
  /** @throws SamplanError `too-many-requests` when too many from this address were refused */
  beforeLooking(address: string): Promise<void>;
  refused(address: string): Promise<void>;
  /** @throws SamplanError `too-many-requests` when this client asks too often */
  admitted(client: string): Promise<void>;
}

const MINUTE = 60;

/**
 * Limits by client once it is known who calls, and before that by address, which counts only what was refused: a hundred clients
 * behind one proxy do not hold each other off. Of this process only.
 *
 * @example
 * const throttle = createThrottle({ requestsPerMinute: 600, failuresPerMinute: 60 });
 * await throttle.admitted('fjordvik-ehr');
 */
export function createThrottle({ requestsPerMinute, failuresPerMinute }: Limits): Throttle {
  const clients = new RateLimiterMemory({ points: requestsPerMinute, duration: MINUTE });
  const addresses = new RateLimiterMemory({ points: failuresPerMinute, duration: MINUTE });
  return {
    async beforeLooking(address) {
      const counted = await addresses.get(address);
      if (counted !== null && counted.consumedPoints >= failuresPerMinute) throw tooMany(counted);
    },
    async refused(address) {
      await addresses.penalty(address);
    },
    async admitted(client) {
      try {
        await clients.consume(client);
      } catch (rejected) {
        throw rejected instanceof RateLimiterRes ? tooMany(rejected) : rejected;
      }
    },
  };
}

function tooMany({ msBeforeNext }: RateLimiterFlexible.RateLimiterRes): SamplanError {
  const seconds = String(Math.max(1, Math.ceil(msBeforeNext / 1000)));
  return new SamplanError(
    'too-many-requests',
    {
      nb: 'Det kommer for mange forespørsler. Vent så lenge som Retry-After sier.',
      nn: 'Det kjem for mange førespurnader. Vent så lenge som Retry-After seier.',
      en: 'Too many requests. Wait as long as Retry-After says.',
    },
    { expected: `to wait ${seconds} seconds`, headers: { 'retry-after': seconds } },
  );
}
