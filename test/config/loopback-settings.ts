import type { Configuration } from '../../src/config.ts';

/** The endpoint on this machine, on a free port, without tokens: what an installation has whose file says nothing else. */
export const LOOPBACK: Pick<Configuration, 'http' | 'access' | 'stop'> = {
  http: { host: '127.0.0.1', port: 0, publicUrl: '', proxy: { addresses: [], certificateHeader: '' } },
  stop: { drainSeconds: 0, withinSeconds: 20 },
  access: {
    mode: 'loopback',
    audience: '',
    issuers: [],
    algorithms: ['PS256', 'RS256', 'ES256'],
    toleranceSeconds: 5,
    proofSeconds: 30,
    requireBinding: true,
    nonces: false,
    requestsPerMinute: 1200,
    failuresPerMinute: 60,
    origins: [],
  },
};
