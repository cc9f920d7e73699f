import { SourceEnd, sourceFault } from './source-fault.ts';

export type Encoding = 'utf-8' | 'iso-8859-1';

/**
 * The bytes as text, piece by piece. Strict: bytes that are not of the encoding end it with their line, and so does a
 * mark of UTF-8 where another encoding is told.
 *
 * @throws SourceEnd
 */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  file: string,
): AsyncGenerator<string> {
  const decoder = encoding === 'utf-8' ? new TextDecoder('utf-8', { fatal: true }) : undefined;
  let line = 1;
  let isFirst = true;
  const refuse = (at: number): SourceEnd =>
    new SourceEnd(sourceFault('source-encoding', `${file}:${at}`, { expected: encoding }));
  for await (const chunk of bytes) {
    if (isFirst && !decoder && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) throw refuse(1);
    isFirst = false;
    let text: string;
    try {
      text = decoder ? decoder.decode(chunk, { stream: true }) : Buffer.from(chunk).toString('latin1');
    } catch {
      throw refuse(line + linesBeforeFault(chunk));
    }
    line += newlinesIn(text);
    if (text !== '') yield text;
  }
  try {
    decoder?.decode();
  } catch {
    throw refuse(line);
  }
}

/** Lines up to the first byte that is not UTF-8. */
function linesBeforeFault(chunk: Uint8Array): number {
  const loose = new TextDecoder('utf-8').decode(chunk);
  const at = loose.indexOf('\ufffd', 1);
  return newlinesIn(at < 0 ? loose : loose.slice(0, at));
}

export function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
