import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SamplanError } from '../errors.ts';
import { outcomeOfError } from '../fhir/operation-outcome.ts';
import { STATUS_CODES } from '../node-http.ts';

const TYPE = 'application/fhir+json; charset=utf-8';
const BAD = 400;
const EXPECTATION = 417;
/** What Node calls what it could not read, and how HTTP says it (RFC 9110 § 15.5, RFC 6585 § 5). */
const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers what is no HTTP request, or is never whole: no handler gets to see it. As everywhere an OperationOutcome with a request's
 * number; the connection is closed, since nobody knows where the next request would begin.
 *
 * @example
 * server.on('clientError', answerUnread(newId));
 */
export function answerUnread(newId: () => string): (error: Error & { readonly code?: string }, socket: Duplex) => void {
  return (error, socket) => {
    // Whoever hung up hears nothing, and an answer that is under way is not broken into.
    const { _httpMessage: underWay } = socket as { readonly _httpMessage?: ServerResponse };
    if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent === true) {
      socket.destroy();
      return;
    }
    const status = STATUS[error.code ?? ''] ?? BAD;
    const requestId = newId();
    const body = bodyOf(status, requestId);
    const headers = [
      `content-type: ${TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      'connection: close',
    ];
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
  };
}

/** Answers who expects something else than to be told to go on (RFC 9110 § 10.1.1). */
export function answerExpectation(newId: () => string): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    const requestId = newId();
    response.writeHead(EXPECTATION, { 'content-type': TYPE, 'x-request-id': requestId });
    response.end(bodyOf(EXPECTATION, requestId));
  };
}

/** In English: what it would be read in stands in a header, which was not read. */
function bodyOf(status: number, requestId: string): string {
  const text = {
    nb: 'Forespørselen kan ikke leses som HTTP, er for stor eller ble aldri hel. Rett den, og send den på nytt.',
    nn: 'Førespurnaden kan ikkje lesast som HTTP, er for stor eller vart aldri heil. Rett han, og send han på nytt.',
    en: 'The request cannot be read as HTTP, is too large or never came to its end. Mend it and send it again.',
  };
  const found = `${status} ${STATUS_CODES[status]}`;
  return JSON.stringify(
    outcomeOfError(new SamplanError('malformed', text, { where: 'request', found }), 'en', requestId),
  );
}
