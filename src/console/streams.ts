import type { Response } from 'express';

/** What a page is told to look at again; nothing else is ever said. */
export type Part = 'passes' | 'decisions';

/** Pages that are told when to look again. */
export interface Streams {
  /**
   * Keeps an answer open as an event stream (HTML Living Standard § 9.2) until the browser goes, its session ends or we stop.
   *
   * @param session name of the session that it belongs to
   * @param lasts whether the session is still there
   * @returns false where there are too many; nothing was answered
   */
  open(response: Response, session: string, lasts: () => Promise<boolean>): boolean;
}

interface StreamOptions {
  /** Marks that are others as soon as something has happened. */
  readonly look: () => Promise<Readonly<Record<Part, string>>>;
  /** Aborted: every stream ends. */
  readonly ending: AbortSignal;
  readonly onFault: (error: Error) => void;
  /** Of one session: a browser has six connections to a host (RFC 9112 § 9.4). */
  readonly mostOfOne?: number;
  readonly most?: number;
  /** How often is looked, as long as anybody waits. */
  readonly lookMs?: number;
  /** How often something is sent, so that nobody between takes the connection for dead, and the session is looked at. */
  readonly beatMs?: number;
}

interface Stream {
  readonly response: Response;
  readonly session: string;
  readonly lasts: () => Promise<boolean>;
}

/**
 * Event streams of one process: one look at the store for all of them, and none where nobody waits.
 *
 * @example
 * const streams = openStreams({ look: () => whatMoved(context), ending: stopping.begun, onFault });
 */
export function openStreams({
  look,
  ending,
  onFault,
  mostOfOne = 3,
  most = 300,
  lookMs = 1_000,
  beatMs = 15_000,
}: StreamOptions): Streams {
  const streams = new Set<Stream>();
  let known: Readonly<Record<Part, string>> | undefined;
  let looking: NodeJS.Timeout | undefined;
  let beating: NodeJS.Timeout | undefined;

  const told = (error: unknown): void => onFault(error instanceof Error ? error : new Error(String(error)));
  const tell = (text: string): void => {
    for (const { response } of streams) response.write(text);
  };
  const close = (stream: Stream): void => {
    if (!streams.delete(stream)) return;
    stream.response.end();
    if (streams.size > 0) return;
    clearTimeout(looking);
    clearInterval(beating);
    looking = undefined;
    known = undefined;
  };
  const turn = async (): Promise<void> => {
    const marks = await look();
    if (known)
      for (const part of Object.keys(marks) as Part[])
        if (marks[part] !== known[part]) tell(`event: ${part}\ndata: look again\n\n`);
    known = marks;
  };
  const turnLater = (after: number): void => {
    looking = setTimeout(() => {
      turn()
        .catch(told)
        .finally(() => {
          if (streams.size > 0) turnLater(lookMs);
        });
    }, after);
    looking.unref();
  };
  const beat = async (): Promise<void> => {
    tell(': still here\n\n');
    for (const stream of [...streams]) if (!(await stream.lasts())) close(stream);
  };
  ending.addEventListener('abort', () => {
    for (const stream of [...streams]) close(stream);
  });

  return {
    open(response, session, lasts) {
      const own = [...streams].filter((one) => one.session === session).length;
      if (ending.aborted || own >= mostOfOne || streams.size >= most) return false;
      // Said to be as it is, or what compresses answers would keep events back; and so that a proxy passes them on.
      response.set({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      });
      response.flushHeaders();
      response.write('retry: 5000\n\n');
      const stream = { response, session, lasts };
      streams.add(stream);
      response.on('close', () => close(stream));
      if (looking === undefined) {
        turnLater(0);
        beating = setInterval(() => void beat().catch(told), beatMs);
        beating.unref();
      }
      return true;
    },
  };
}
