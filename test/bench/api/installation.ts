import type { Configuration } from '../../../src/config.ts';
import { LOOPBACK } from '../../config/loopback-settings.ts';

export const CONTROLLER = { name: 'Samplan Fjordvik', organization: '310603015', sector: 'municipal' } as const;
export const AUDIENCE = 'nhn:samplan';

/** Who issues the tokens, and where its keys are. */
export interface Issuer {
  readonly issuer: string;
  readonly keys: string;
}

/**
 * An installation that asks for tokens.
 *
 * @param requireBinding whether a token must be bound to the client's key: then every request brings a proof (DPoP)
 */
export function installation(file: string, issuer: Issuer, requireBinding: boolean): Configuration {
  return {
    file: '',
    controller: CONTROLLER,
    timezone: 'Europe/Oslo',
    keepRuns: 90,
    retention: {},
    store: { kind: 'sqlite', file },
    audit: { publicKeys: [] },
    http: LOOPBACK.http,
    stop: LOOPBACK.stop,
    access: {
      ...LOOPBACK.access,
      mode: 'oauth',
      audience: AUDIENCE,
      issuers: [issuer],
      proofSeconds: 300,
      requireBinding,
      // Nobody is held off.
      requestsPerMinute: 1e9,
    },
    profiles: [],
    requiredProfiles: [],
    coordinatingUnits: [],
    subscriptions: { endpoints: [], networks: [], everySeconds: 5 },
    consent: { policy: [], graceDays: {} },
    partners: [],
    warnings: [],
  };
}
