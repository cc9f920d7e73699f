import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../config/loopback.ts';
import { SamplanError } from '../errors.ts';
import { createServer } from '../node-http.ts';
import { answerExpectation, answerUnread } from './unread.ts';

/** Where the application is served, and how. */
export interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Key and certificate as PEM. Clients are asked for a certificate of their own, which a token may be bound to. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** True when every request is held to a token. */
  readonly isProtected?: boolean;
}

/** Bytes of all headers of a request. HelseID's tokens with an attestation have about 4,000, and a proof follows. */
const MAX_HEADERS = 16 * 1024;
/** Milliseconds from the first byte of a request to its last. */
const REQUEST_TIMEOUT = 60_000;
const HEADERS_TIMEOUT = 10_000;
const MAX_HEADER_COUNT = 100;

/**
 * Serves the application. Loopback only, unless every request is held to a token: throws `configuration` for any other host.
 *
 * @param newId numbers requests that no handler gets to see
 * @example
 * const server = await listen(app, { host: '127.0.0.1', port: 8080 });
 */
export async function listen(
  app: RequestListener,
  address: Address,
  newId: () => string = randomUUID,
): Promise<Server> {
  if (!address.isProtected && !isLoopback(address.host)) throw notLoopback();
  const limits = { maxHeaderSize: MAX_HEADERS, requestTimeout: REQUEST_TIMEOUT, headersTimeout: HEADERS_TIMEOUT };
  // Whose certificate it is says the token that is bound to it (RFC 8705 § 3), so that no authority need be known.
  const server = address.tls
    ? createTlsServer(
        { ...limits, ...address.tls, minVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: false },
        app,
      )
    : createServer(limits, app);
  server.maxHeadersCount = MAX_HEADER_COUNT;
  server.on('clientError', answerUnread(newId));
  server.on('checkExpectation', answerExpectation(newId));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(address.port, cause)));
    server.listen(address.port, address.host, resolve);
  });
  // A hosts file can give localhost any address.
  if (address.isProtected || isLoopback((server.address() as AddressInfo).address)) return server;
  server.close();
  throw notLoopback();
}

function notLoopback(): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'Uten innlogging (access.mode loopback) lytter Samplan bare på maskinen selv. Sett host til 127.0.0.1, ::1 eller localhost, eller access.mode til oauth.',
      nn: 'Utan innlogging (access.mode loopback) lyttar Samplan berre på maskina sjølv. Set host til 127.0.0.1, ::1 eller localhost, eller access.mode til oauth.',
      en: 'With no authentication (access.mode loopback) Samplan listens on the machine itself only. Set host to 127.0.0.1, ::1 or localhost, or access.mode to oauth.',
    },
    { where: 'host', expected: '127.0.0.1, ::1 or localhost', found: 'a host that others can reach' },
  );
}

function cannotListen(port: number, cause: Error): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'Porten kan ikke åpnes. Velg en annen, eller stopp det som bruker den.',
      nn: 'Porten kan ikkje opnast. Vel ein annan, eller stopp det som bruker han.',
      en: 'The port cannot be opened. Choose another, or stop what uses it.',
    },
    {
      where: 'port',
      expected: 'a free port',
      found: `${port}: ${'code' in cause ? String(cause.code) : cause.name}`,
      cause,
    },
  );
}
