import type { Log } from './log.ts';
import type { Tracing } from './tracing.ts';

/**
 * The same log, each of whose lines says in which trace it was written.
 *
 * @example
 * const log = tracedLog(openLog(), tracing);
 */
export function tracedLog(log: Log, tracing: Pick<Tracing, 'traceId'>): Log {
  const line = (level: 'debug' | 'info' | 'warn' | 'error'): Log['info'] =>
    function tell(event, fields) {
      const trace = tracing.traceId();
      log[level](event, trace === undefined ? fields : { ...fields, trace });
    };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    with: (fields) => tracedLog(log.with(fields), tracing),
  };
}
