import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
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
export async function* readRecords(file: string, mapping: FormOfSource): AsyncGenerator<SourceItem> {
  const head = await headOf(file);
  yield* recordsOf(createReadStream(file), head, file, mapping);
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
  return recordsOf(whole(), latin1(bytes.subarray(0, HEAD)), name, mapping);
}

/** What of a mapping says how its files are read. */
export type FormOfSource = Pick<LoadedMapping, 'document' | 'schema'>;

/** Bytes in which an XML declaration must end. */
const HEAD = 200;

async function* recordsOf(
  bytes: AsyncIterable<Uint8Array>,
  head: string,
  file: string,
  mapping: FormOfSource,
): AsyncGenerator<SourceItem> {
  const { document, schema } = mapping;
  const { format } = document.source;
  try {
    const text = decoded(bytes, encodingOf(head, file, document.source), file);
    for await (const item of itemsOf(text, file, mapping)) {
      yield format === 'json' || isFaulty(item) ? item : { ...item, value: asSchema(item.value, schema) };
    }
  } catch (error) {
    if (!(error instanceof SourceEnd)) throw error;
    yield { fault: error.finding };
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

async function headOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return latin1(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
