import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Sender } from '../fhir/request.ts';

/** A proxy in front of Samplan that ends TLS: only what comes from it may say which certificate the client showed. */
export interface TrustedProxy {
  /** Network addresses of the proxy as the socket tells them. */
  readonly addresses: readonly string[];
  /** Header with the client's certificate, in lower case; empty: none. */
  readonly certificateHeader: string;
}

export const NO_PROXY: TrustedProxy = { addresses: [], certificateHeader: '' };

/**
 * Who sent a request, as far as the connection tells. A client certificate is taken from the TLS connection itself, or, of
 * a trusted proxy only, from its header: RFC 9440 (`Client-Cert: :base64:`) or percent-encoded PEM, as nginx writes it.
 *
 * @param base what the client sees of our address, without a slash at the end: `https://samplan.example.no`
 * @example
 * senderOf(request, 'https://samplan.example.no', { addresses: ['10.0.0.2'], certificateHeader: 'client-cert' }).certificate
 */
export function senderOf(
  request: IncomingMessage & { readonly originalUrl: string },
  base: string,
  proxy: TrustedProxy,
): Sender {
  const repeated = Object.entries(request.headersDistinct).flatMap(([name, values]) =>
    (values?.length ?? 0) > 1 ? [name] : [],
  );
  const certificate = certificateOf(request, proxy);
  return {
    url: `${base}${request.originalUrl}`,
    repeated,
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** The address that the request came from; behind a trusted proxy the one that it came to the proxy from. */
export function addressOf(request: IncomingMessage, { addresses }: TrustedProxy): string | undefined {
  const { remoteAddress } = request.socket;
  if (remoteAddress === undefined || !addresses.includes(plain(remoteAddress))) return remoteAddress;
  // What stands before the last entry was written by whoever liked to.
  const last = [request.headers['x-forwarded-for']].flat().at(-1)?.split(',').at(-1)?.trim();
  return last !== undefined && /^[0-9A-Fa-f.:]{2,45}$/.test(last) ? last : remoteAddress;
}

function certificateOf(request: IncomingMessage, { addresses, certificateHeader }: TrustedProxy): string | undefined {
  const { socket } = request;
  if (socket instanceof TLSSocket) {
    const { raw } = socket.getPeerCertificate();
    if (raw !== undefined) return thumbprint(raw);
  }
  if (certificateHeader === '' || !addresses.includes(plain(socket.remoteAddress ?? ''))) return undefined;
  const values = request.headersDistinct[certificateHeader] ?? [];
  return values.length === 1 ? thumbprintIn(values[0] ?? '') : undefined;
}

function thumbprintIn(header: string): string | undefined {
  const [, base64] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(header) ?? [];
  try {
    return thumbprint(new X509Certificate(base64 ? Buffer.from(base64, 'base64') : decodeURIComponent(header)).raw);
  } catch {
    // It is no certificate: the client is as one without.
    return undefined;
  }
}

function thumbprint(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('base64url');
}

/** An IPv4 address that a socket for both kinds writes as IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}
