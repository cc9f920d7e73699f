import { type DestinationStream, destination, pino } from 'pino';
import type { RunSummary } from '../store/partner-memory.ts';
import type { Standing } from '../store/store.ts';

/** Levels of LOG_LEVEL, least talkative last. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Everything a log line may say besides its event. There is no free text among them, so that no name, identity number or
 * word of a plan can be logged: what is not listed here is a type error.
 */
interface LogFields {
  /** Tenant's name at the host; absent: the process has one installation, or the line is about the process. */
  readonly tenant?: string;
  /** Partner's name in the configuration. */
  readonly partner?: string;
  readonly run?: string;
  readonly request?: string;
  /** Id of the trace (32 hexadecimal digits). */
  readonly trace?: string;
  /** FHIR resource type. */
  readonly type?: string;
  /** Our id of a resource, never a partner's or a person's. */
  readonly id?: string;
  /** Stable code: of an error, a rule, an outcome, a setting. */
  readonly code?: string;
  /** Where in a file or resource; never a value. */
  readonly place?: string;
  readonly standing?: Standing;
  /** How a partner was asked and written to, and why so. */
  readonly strategy?: NonNullable<RunSummary['strategy']>;
  readonly why?: NonNullable<RunSummary['why']>;
  readonly guard?: NonNullable<RunSummary['guard']>;
  /** Counts by name: pulled, admitted, setAside. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly status?: number;
  readonly attempt?: number;
  readonly port?: number;
  readonly durationMs?: number;
  /** Only its class, code and stack frames are logged: a message may quote what it was about. */
  readonly error?: Error;
}

/**
 * Only a text written out in the code: one put together at run time is a type error. A literal makes a record with a
 * required key; `string` and templates make one that may be empty.
 */
type Fixed<Event extends string> = Record<never, never> extends Record<Event, 1> ? never : Event;

type Line = <Event extends string>(event: Fixed<Event>, fields?: LogFields) => void;

/** The log of the process: one JSON object a line. */
export interface Log {
  readonly debug: Line;
  readonly info: Line;
  readonly warn: Line;
  readonly error: Line;
  /** The same log with fields on every line, for a run or a request. */
  with(fields: LogFields): Log;
}

interface LogOptions {
  readonly level?: LogLevel;
  /** Where lines go: standard error unless told. */
  readonly to?: DestinationStream;
  /** Now, in ISO 8601. */
  readonly now?: () => string;
}

/**
 * Opens the log.
 *
 * @example
 * const log = openLog({ level: 'info' }).with({ partner: 'Fjordvik kommune', run });
 * log.info('pass ended', { counts: { pulled: 12, setAside: 1 }, durationMs: 340 });
 */
export function openLog(options: LogOptions = {}): Log {
  const now = options.now ?? (() => new Date().toISOString());
  return logOver(
    pino(
      {
        level: options.level ?? 'info',
        base: null,
        messageKey: 'event',
        timestamp: () => `,"time":"${now()}"`,
        formatters: { level: (level) => ({ level }) },
      },
      options.to ?? destination({ fd: 2, sync: true }),
    ),
    {},
  );
}

function logOver(target: ReturnType<typeof pino>, always: LogFields): Log {
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error'): Line =>
    (event, fields) =>
      target[level](present({ ...always, ...fields }), event);
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    with: (fields) => logOver(target, { ...always, ...fields }),
  };
}

function present({ error, ...fields }: LogFields): object {
  return error === undefined ? fields : { ...fields, error: withoutMessage(error) };
}

function withoutMessage(error: Error): object {
  return {
    name: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    frames: (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')),
  };
}
