import type { Request, RequestHandler, Response } from 'express';
import type { FhirApi } from '../fhir/api.ts';
import type { FhirRequest, FhirResponse } from '../fhir/request.ts';
import { responseText } from '../fhir/response-text.ts';
import { readBody } from './read-body.ts';
import { addressOf, NO_PROXY, senderOf, type TrustedProxy } from './sender.ts';

/** Where the endpoint is for whoever asks, without `/fhir`. */
export type BaseOf = (request: Request) => string;

/**
 * Express handler that carries requests to the FHIR API and its answers back.
 *
 * @param baseOf address that the client used, or uses, without `/fhir`: base of the links in answers
 * @param proxy whose word on the client's certificate and address counts
 * @example
 * app.use('/fhir', fhirMount(api, () => 'https://samplan.example.no'));
 */
export function fhirMount(api: Pick<FhirApi, 'handle'>, baseOf: BaseOf, proxy = NO_PROXY): RequestHandler {
  return async function carryFhir(request, response) {
    send(response, await api.handle(fhirRequest(request, baseOf(request), proxy)));
  };
}

/** Writes an answer of the API. Not `response.json`: Express would put its own ETag in place of the version's. */
export function send(response: Response, { status, headers, body, printed, isPretty }: FhirResponse): void {
  // First of all: what cannot be written is answered otherwise.
  const text = printed ?? (body === undefined ? undefined : responseText({ headers, body, isPretty }));
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (text === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-length', Buffer.byteLength(text));
  // A text goes out with the headers, in one piece.
  response.end(text);
}

function fhirRequest(request: Request, base: string, proxy: TrustedProxy): FhirRequest {
  const [path = '', ...query] = request.url.split('?');
  const address = addressOf(request, proxy);
  return {
    method: request.method,
    base: `${base}/fhir`,
    // One trailing slash is how many clients write the base.
    path: path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decodeURIComponent).filter(nonEmptyOnly),
    query: [...new URLSearchParams(query.join('?'))],
    headers: headersOf(request),
    ...(address === undefined ? {} : { address }),
    sender: senderOf(request, base, proxy),
    body: () => readBody(request),
  };
}

/** The path of the base itself splits into one empty segment. */
function nonEmptyOnly(segment: string, _index: number, all: readonly string[]): boolean {
  return segment !== '' || all.length > 1;
}

/** Headers by name; several of one name as one, as RFC 9110 § 5.3 has it. */
export function headersOf(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
