import type { IncomingMessage } from 'node:http';
import { SamplanError } from '../errors.ts';
import { BODY_LIMIT, tooLarge } from '../fhir/body.ts';

/** Bytes over the limit that are still taken off the line, so that the client can read the answer. */
const PATIENCE = 4 * BODY_LIMIT;

/**
 * The body of a request, never more than BODY_LIMIT in memory. Throws `too-large`, and `unsupported-media-type` for a compressed
 * body: its size would be known too late.
 *
 * @example
 * const bytes = await readBody(request);
 */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new SamplanError(
      'unsupported-media-type',
      {
        nb: 'Komprimert innhold tas ikke imot. Send det uten Content-Encoding.',
        nn: 'Komprimert innhald blir ikkje teke imot. Send det utan Content-Encoding.',
        en: 'Compressed bodies are not accepted. Send it without Content-Encoding.',
      },
      { where: 'http.Content-Encoding', expected: 'identity' },
    );

  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > BODY_LIMIT) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw brokenOff(cause);
  }
  if (length <= BODY_LIMIT) return Buffer.concat(chunks, length);
  discardRest(request);
  throw tooLarge();
}

/** Nobody is left to read it, but a client that hangs up is no fault of ours either. */
function brokenOff(cause: unknown): SamplanError {
  return new SamplanError(
    'malformed',
    {
      nb: 'Innholdet ble ikke sendt ferdig. Send det på nytt.',
      nn: 'Innhaldet vart ikkje sendt ferdig. Send det på nytt.',
      en: 'The body was not sent to its end. Send it again.',
    },
    { where: 'body', cause },
  );
}

/** A client that is still sending when the connection closes sees a broken pipe instead of the answer. */
function discardRest(request: IncomingMessage): void {
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > PATIENCE) request.destroy();
  });
}
