import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { SamplanError } from '../errors.ts';
import { isLoopback } from './loopback.ts';

/**
 * Serves the application. Loopback only, while no authentication exists: throws `configuration` for any other host.
 *
 * @param address port 0 takes a free one
 * @example
 * const server = await listen(app, { host: '127.0.0.1', port: 8080 });
 */
export async function listen(app: Express, address: { readonly host: string; readonly port: number }): Promise<Server> {
  if (!isLoopback(address.host)) throw notLoopback();
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(address.port, cause)));
    server.listen(address.port, address.host, resolve);
  });
  // A hosts file can give localhost any address.
  if (isLoopback((server.address() as AddressInfo).address)) return server;
  server.close();
  throw notLoopback();
}

function notLoopback(): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'Samplan har ingen innlogging ennå og lytter derfor bare på maskinen selv. Sett host til 127.0.0.1, ::1 eller localhost.',
      nn: 'Samplan har inga innlogging enno og lyttar difor berre på maskina sjølv. Set host til 127.0.0.1, ::1 eller localhost.',
      en: 'Samplan has no authentication yet and therefore listens on the machine itself only. Set host to 127.0.0.1, ::1 or localhost.',
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
