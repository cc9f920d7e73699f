import type { RequestHandler } from 'express';
import type { Tracing } from '../observe/tracing.ts';
import { routeOf } from './measured.ts';

/**
 * Answers every request in a span, in the trace of who asks where it says one (`traceparent`, W3C Trace Context).
 *
 * @example
 * app.use(traced(tracing));
 */
export function traced(tracing: Tracing): RequestHandler {
  return function traceRequest(request, response, next) {
    const { method, originalUrl } = request;
    const answered = (tell: (fields: { readonly status: number }) => void): Promise<void> =>
      new Promise((resolve) => {
        response.once('close', () => {
          tell({ status: response.writableFinished ? response.statusCode : 499 });
          resolve();
        });
        next();
      });
    void tracing.span('request', { method, route: routeOf(method, originalUrl) }, answered, request.get('traceparent'));
  };
}
