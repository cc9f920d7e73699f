import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importJWK, SignJWT } from 'jose';
import { newKey, publicPart } from '../../access/authority/authority.ts';
import { AUDIENCE, CONTROLLER, type Issuer } from './installation.ts';

const NAME = 'https://issuer.example.no';
const KEY = 'issuer-1';
/** HelseID's (docs/access.md). */
const ALGORITHM = 'PS256';
const LASTS_SECONDS = 7200;

/** Issues tokens as HelseID does, and serves its key. */
export interface RunningIssuer extends Issuer {
  /** @param thumbprint of the key that the token is bound to; absent: to none */
  token(thumbprint?: string): Promise<string>;
  stop(): void;
}

export async function startIssuer(): Promise<RunningIssuer> {
  const signer = await newKey(ALGORITHM, KEY);
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicPart(signer)] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    issuer: NAME,
    keys: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    async token(thumbprint) {
      const claims = {
        scope: 'system/*.cruds',
        client_id: 'ehr',
        'helseid://claims/client/claims/orgnr_parent': CONTROLLER.organization,
        ...(thumbprint === undefined ? {} : { cnf: { jkt: thumbprint } }),
      };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: KEY })
        .setIssuer(NAME)
        .setAudience(AUDIENCE)
        .setSubject('ehr')
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${LASTS_SECONDS}s`)
        .sign(await importJWK(signer, ALGORITHM));
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
