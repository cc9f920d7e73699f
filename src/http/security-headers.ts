import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The headers of helmet, which are the same in every answer: asked for once, since helmet makes each of them anew for each.
 *
 * @example
 * app.use(securityHeaders());
 */
export function securityHeaders(): RequestHandler {
  const headers = new Map<string, string>();
  const answer = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: () => undefined,
  };
  helmet()({} as IncomingMessage, answer as never, (error) => {
    if (error !== undefined) throw error;
  });
  const all = [...headers];
  return function secure(_request, response, next) {
    for (const [name, value] of all) response.setHeader(name, value);
    next();
  };
}
