import type { Server } from 'node:http';

/** Milliseconds between looks for connections whose request has been answered. */
const LOOK = 50;

/**
 * Takes no new connections, and resolves when every request under way has been answered.
 *
 * @param cutting aborted: connections are cut, whatever they wait for
 * @example
 * await closeServer(server, AbortSignal.timeout(20_000));
 */
export async function closeServer(server: Server, cutting: AbortSignal): Promise<void> {
  const cut = (): void => server.closeAllConnections();
  const looking = setInterval(() => server.closeIdleConnections(), LOOK);
  cutting.addEventListener('abort', cut);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if (cutting.aborted) cut();
  await closed;
  clearInterval(looking);
  cutting.removeEventListener('abort', cut);
}
