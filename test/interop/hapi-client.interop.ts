import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { CLAIMS, openGuarded } from '../access/guarded.ts';
import { runHapiClient } from './hapi-client.ts';

const CERTIFICATES = fileURLToPath(new URL('../access/fixtures/', import.meta.url));
const pem = (name: string): string => readFileSync(`${CERTIFICATES}${name}.pem`, 'utf8');

const { checks, ended } = await played();

/** All checks, against an installation behind tokens that are bound to the client's certificate. */
async function played(): ReturnType<typeof runHapiClient> {
  const guarded = await openGuarded({ tls: { key: pem('server-key'), cert: pem('server') } });
  const thumbprint = createHash('sha256')
    .update(new X509Certificate(pem('client')).raw)
    .digest('base64url');
  const token = (who: object): Promise<string> =>
    guarded.token({ claims: { ...who, client_id: 'hapi', sub: 'hapi', cnf: { 'x5t#S256': thumbprint } } });
  try {
    return await runHapiClient({
      base: `${guarded.origin}/fhir`,
      certificates: CERTIFICATES,
      controller: await token(CLAIMS.controller),
      partner: await token(CLAIMS.trust),
      ingrid: guarded.ingrid,
      per: guarded.per,
    });
  } finally {
    await guarded.close();
  }
}

describe('HAPI’s generic client', () => {
  test('came to the end of its checks', () => {
    expect(ended).toEqual({ checks: checks.length });
    expect(checks.length).toBeGreaterThan(40);
  });

  test.each(checks)('$name', ({ fault }) => {
    expect(fault).toBeUndefined();
  });
});
