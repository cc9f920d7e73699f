import { createReadStream } from 'node:fs';
import { asSchema } from './as-schema.ts';
import { csvRecords } from './csv-records.ts';
import { decoded, type Encoding } from './decoded.ts';
import { jsonRecords, lineRecords } from './json-records.ts';
import type { LoadedMapping } from './load-mapping.ts';
import { SourceEnd, sourceFault } from './source-fault.ts';
import { isFaulty, type SourceItem } from './source-record.ts';
import { xmlRecords } from './xml-records.ts';

/**
 * The records of a file, one at a time: memory does not grow with the file. What is wrong is given in its place, never
 * thrown; after what makes the rest of the file doubtful nothing more comes.
 *
 * @throws the error of the file system where the file cannot be opened
 * @example
 * for await (const item of readRecords('plans.csv', mapping)) if (!('fault' in item)) mapping.toRecord(item.value);
 */
export function readRecords(file: string, mapping: FormOfSource): AsyncGenerator<SourceItem> {
  return readStream(createReadStream(file), file, mapping);
}

/**
 * The records of a text that is at hand, as `readRecords` gives them.
 *
 * @param name stands for the file where something is told
 * @example
 * for await (const item of readBytes(Buffer.from('<plan/>'), 'plan.xml', mapping)) console.log(item);
 */
export function readBytes(bytes: Uint8Array, name: string, mapping: FormOfSource): AsyncGenerator<SourceItem> {
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  return readStream(whole(), name, mapping);
}

/** What of a mapping says how its files are read. */
export type FormOfSource = Pick<LoadedMapping, 'document' | 'schema'>;

/** Bytes in which an XML declaration must end. */
const HEAD = 200;

/**
 * The records of a stream, as `readRecords` gives them. It is closed where nothing more can be read of it.
 *
 * @param file stands for it where something is told
 * @example
 * for await (const item of readStream(process.stdin, 'standard input', mapping)) console.log(item);
 */
export async function* readStream(
  stream: AsyncIterable<Uint8Array>,
  file: string,
  mapping: FormOfSource,
): AsyncGenerator<SourceItem> {
  const { document, schema } = mapping;
  const { format } = document.source;
  const bytes = stream[Symbol.asyncIterator]();
  try {
    const head = await headOf(bytes);
    const text = decoded(after(head, bytes), encodingOf(latin1(head.subarray(0, HEAD)), file, document.source), file);
    for await (const item of itemsOf(text, file, mapping)) {
      yield format === 'json' || isFaulty(item) ? item : { ...item, value: asSchema(item.value, schema) };
    }
  } catch (error) {
    if (!(error instanceof SourceEnd)) throw error;
    yield { fault: error.finding };
  } finally {
    await bytes.return?.();
  }
}

function itemsOf(
  text: AsyncIterable<string>,
  file: string,
  { document: { source, key } }: Pick<FormOfSource, 'document'>,
): AsyncGenerator<SourceItem> {
  switch (source.format) {
    case 'json':
      return /\.(ndjson|jsonl)$/iu.test(file) ? lineRecords(text, file) : jsonRecords(text, file);
    case 'csv':
      return csvRecords(text, file, source, key.replace(/^\//u, ''));
    case 'xml':
      return xmlRecords(text, file, source);
  }
}

/** What the mapping tells, or an XML declaration; two that differ are refused. */
function encodingOf(
  head: string,
  file: string,
  { format, encoding }: { readonly format: string; readonly encoding?: Encoding },
): Encoding {
  if (format !== 'xml') return encoding ?? 'utf-8';
  const declared = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*\sencoding\s*=\s*["']([\w-]+)["']/u
    .exec(head)?.[1]
    ?.toLowerCase();
  if (declared === undefined) return encoding ?? 'utf-8';
  const isKnown = declared === 'utf-8' || declared === 'iso-8859-1';
  if (isKnown && (encoding === undefined || encoding === declared)) return declared;
  throw new SourceEnd(
    sourceFault('source-encoding', `${file}:1`, { expected: encoding ?? 'utf-8 or iso-8859-1', found: declared }),
  );
}

async function headOf(bytes: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD) {
    const { value, done } = await bytes.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* after(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
