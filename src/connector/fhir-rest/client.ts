import { isObject } from '../../record/json.ts';
import { PartnerUnreachable } from '../unreachable.ts';
import type { Send } from './answer.ts';
import { bodyWithin } from './body.ts';
import { type BodyText, readBodyText } from './body-text.ts';
import type { FhirRestOptions } from './options.ts';
import { AnswerTooLarge, malformed } from './refusal.ts';

type ClientOptions = Required<Pick<FhirRestOptions, 'fetch' | 'timeoutMs' | 'maxBytes'>> &
  Pick<FhirRestOptions, 'authorize' | 'answered'>;

/** Statuses besides 5xx that go away by themselves. */
const PASSING: readonly number[] = [408, 425, 429];
const NOT_IMPLEMENTED = 501;

/**
 * One request, one answer, both bounded in time and size; redirects are not followed, since they could carry a
 * person's data to somebody there is no agreement with.
 *
 * @throws SamplanError `partner-unreachable` (PartnerUnreachable) or `partner-malformed`.
 */
export function createClient({ fetch, timeoutMs, maxBytes, authorize, answered }: ClientOptions): Send {
  return async function send({ method, url, headers: given, body, where, before }) {
    // Servers and proxies answer from memory unless told not to: HAPI JPA repeats what a search found a minute ago.
    const headers = new Headers({ accept: 'application/fhir+json', 'cache-control': 'no-cache', ...given });
    let signal: AbortSignal | undefined;
    const reach = async <T>(attempt: () => Promise<T>): Promise<T> => {
      try {
        return await attempt();
      } catch (cause) {
        throw new PartnerUnreachable({ where, found: signal?.aborted ? 'timeout' : reasonOf(cause), cause });
      }
    };
    const attempt = async (): Promise<Response> => {
      await authorize?.({ method, url, headers });
      await before?.();
      const timeout = AbortSignal.timeout(timeoutMs);
      signal = timeout;
      return reach(() =>
        fetch(url, { method, headers, redirect: 'manual', signal: timeout, ...(body === undefined ? {} : { body }) }),
      );
    };
    let response = await attempt();
    if (answered?.(response)) {
      await response.body?.cancel().catch(() => {});
      response = await attempt();
    }
    const { status } = response;
    if (PASSING.includes(status) || (status >= 500 && status !== NOT_IMPLEMENTED)) {
      await response.body?.cancel().catch(() => {});
      throw new PartnerUnreachable({ where, found: String(status), retryAfterSeconds: retryAfter(response.headers) });
    }
    if (status < 200 || (status >= 300 && status < 400)) {
      await response.body?.cancel().catch(() => {});
      throw malformed(where, 'an answer', `a redirect (${status})`);
    }
    const bytes = await reach(() => bodyWithin(response, maxBytes));
    if (bytes === undefined) throw new AnswerTooLarge(where, maxBytes);
    const read: BodyText = bytes.length === 0 ? { json: undefined } : textOf(bytes);
    if ('fault' in read && response.ok) {
      const found = read.fault === 'not JSON' ? mediaType(response.headers) : read.fault;
      throw malformed(where, 'JSON in UTF-8', found);
    }
    const json = 'fault' in read ? undefined : read.json;
    return { status, headers: response.headers, body: json, size: bytes.length, where };
  };
}

function textOf(bytes: Uint8Array): BodyText {
  try {
    return readBodyText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The decoder's own error is dropped: it says nothing that the partner can use.
    return { fault: 'not JSON' };
  }
}

function mediaType(headers: Headers): string {
  return /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(headers.get('content-type') ?? '')?.[0] ?? 'no media type';
}

/** Code of what went wrong on the way: `ECONNREFUSED`. */
function reasonOf(cause: unknown): string {
  const inner = isObject(cause) ? cause['cause'] : undefined;
  const code = isObject(inner) ? inner['code'] : undefined;
  return typeof code === 'string' && /^[A-Z_\d]{1,40}$/.test(code) ? code : 'no answer';
}

/** Seconds to stay away. A date is measured against the partner's own clock, never ours. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after') ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
