import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpSettings } from '../config.ts';
import { closeServer } from '../http/close-server.ts';
import { listen } from '../http/listen.ts';
import { readPem } from '../http/read-pem.ts';

/** An application that is served until `close`. */
export interface Listener {
  /** The endpoint's own origin, whatever clients call it: `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Resolves when every request under way has been answered; `cutting` aborted: connections are cut. */
  close(cutting: AbortSignal): Promise<void>;
}

/**
 * Serves an application where the configuration says.
 *
 * @param isProtected true when every request is held to a token, or says nothing of anybody
 * @throws SamplanError `configuration` for a port that is taken, or a host that others reach without it
 * @example
 * const { origin, close } = await openListener(app, configuration.http, { isProtected: true, newId });
 */
export async function openListener(
  app: RequestListener,
  { host, port, tls }: HttpSettings,
  { isProtected, newId }: { readonly isProtected: boolean; readonly newId: () => string },
): Promise<Listener> {
  const address = { host, port, isProtected, ...(tls ? { tls: await readPem(tls) } : {}) };
  const server = await listen(app, address, newId);
  const { port: taken } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: (cutting) => closeServer(server, cutting),
  };
}
