import { isObject, type JsonObject } from '../../../record/json.ts';
import { PartnerUnreachable } from '../../unreachable.ts';
import type { Base } from '../base.ts';
import { bodyWithin } from '../body.ts';

/** What a partner answered, whatever it was. */
export interface Reply {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  /** The body where it is a JSON object, else an empty one. */
  readonly json: JsonObject;
}

interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as FHIR JSON unless a content type is given. */
  readonly body?: unknown;
}

/** Busy, or somebody in between does not reach the server. */
const PASSING: readonly number[] = [408, 425, 429, 502, 503, 504];

export type Ask = (question: Question) => Promise<Reply>;

export interface AskOptions {
  readonly fetch: typeof fetch;
  /** For one request, from its start to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Largest answer that is read. */
  readonly maxBytes: number;
}

/**
 * One request and its answer as it is: a refusal, a fault or a redirect is what a check wants to know. Redirects are
 * not followed, and nothing is asked outside the base.
 *
 * @throws SamplanError `partner-unreachable` when there is no answer, or one that says nothing of what the server does
 * at other times.
 */
export function createAsk(base: Base, { fetch, timeoutMs, maxBytes }: AskOptions): Ask {
  return async function ask({ method, url, headers = {}, body }) {
    if (!base.inside(url.href)) throw new TypeError('A check asks nobody but the partner');
    const isText = typeof body === 'string';
    let response: Response;
    let bytes: Uint8Array | undefined;
    try {
      response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/fhir+json',
          ...(body === undefined || isText ? {} : { 'content-type': 'application/fhir+json' }),
          prefer: 'return=representation',
          'cache-control': 'no-cache',
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      });
      bytes = await bodyWithin(response, maxBytes);
    } catch (cause) {
      throw new PartnerUnreachable({ where: method, found: 'no answer', cause });
    }
    const { status, ok, headers: answered } = response;
    if (PASSING.includes(status)) throw new PartnerUnreachable({ where: method, found: String(status) });
    return { status, ok, headers: answered, json: objectIn(bytes) };
  };
}

function objectIn(bytes: Uint8Array | undefined): JsonObject {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** The `versionId` of a resource, or undefined. */
export function versionOf({ json }: Reply): string | undefined {
  const version = isObject(json['meta']) ? json['meta']['versionId'] : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** If-Match with the version that was read; nothing where there is none. */
export function etagOf(read: Reply): Readonly<Record<string, string>> {
  const etag = read.headers.get('etag') ?? (versionOf(read) === undefined ? undefined : `W/"${versionOf(read)}"`);
  return etag === undefined ? {} : { 'if-match': etag };
}

/** Milliseconds of `meta.lastUpdated`, or undefined. */
export function updatedOf(resource: JsonObject): number | undefined {
  const time = isObject(resource['meta']) ? Date.parse(String(resource['meta']['lastUpdated'])) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The resources of a Bundle's entries, with what they say besides. */
export function entriesOf({ json }: Reply): readonly { readonly entry: JsonObject; readonly resource: JsonObject }[] {
  const { entry } = json;
  return (Array.isArray(entry) ? entry : []).filter(isObject).map((each) => {
    const resource = each['resource'];
    return { entry: each, resource: isObject(resource) ? resource : {} };
  });
}
