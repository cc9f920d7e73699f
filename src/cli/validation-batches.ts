import { createReadStream } from 'node:fs';
import { BODY_LIMIT } from '../fhir/body.ts';

/** Some of what is to be validated, in its order: files, lines of an NDJSON file, or a line that is too long to read. */
export type Batch = { readonly inputs: number; readonly bytes: number } & (
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'lines'; readonly file: string; readonly firstLine: number; readonly text: Uint8Array }
  | { readonly kind: 'long-line'; readonly file: string; readonly line: number }
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string }
);

/** Files a batch: enough for a worker to be worth asking, few enough for the bar to move. */
const FILES = 16;
const NEW_LINE = 0x0a;
const NDJSON = /\.(?:ndjson|jsonl)$/i;

/** True for a file with one resource a line (http://hl7.org/fhir/R4/nd-json.html). */
export function isNdjson(file: string): boolean {
  return NDJSON.test(file);
}

/** Everything to validate in its order, in batches; of an NDJSON file no more is held than one read. */
export async function* batchesOf(files: readonly string[]): AsyncGenerator<Batch> {
  let single: string[] = [];
  const taken = (): Batch => {
    const batch: Batch = { kind: 'files', files: single, inputs: single.length, bytes: 0 };
    single = [];
    return batch;
  };
  for (const file of files) {
    if (!isNdjson(file)) {
      single.push(file);
      if (single.length === FILES) yield taken();
      continue;
    }
    if (single.length > 0) yield taken();
    try {
      yield* linesOf(file);
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      yield { kind: 'unreadable', file, code: String(code), inputs: 1, bytes: 0 };
    }
  }
  if (single.length > 0) yield taken();
}

async function* linesOf(file: string): AsyncGenerator<Batch> {
  let line = 1;
  let rest: Buffer[] = [];
  let length = 0;
  let isSkipping = false;
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const last = chunk.lastIndexOf(NEW_LINE);
    if (last < 0) {
      // A line longer than is taken in: its rest is passed over, not kept.
      isSkipping ||= length + chunk.length > BODY_LIMIT;
      rest = isSkipping ? [] : [...rest, chunk];
      length = isSkipping ? 0 : length + chunk.length;
      continue;
    }
    let start = 0;
    if (isSkipping) {
      yield { kind: 'long-line', file, line, inputs: 1, bytes: 0 };
      start = chunk.indexOf(NEW_LINE) + 1;
      line += 1;
      isSkipping = false;
    }
    const whole = Buffer.concat([...rest, chunk.subarray(start, last + 1)]);
    const count = countLines(whole);
    if (whole.length > 0)
      yield { kind: 'lines', file, firstLine: line, text: whole, inputs: count, bytes: whole.length };
    line += count;
    rest = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : [];
    length = chunk.length - last - 1;
  }
  if (isSkipping) yield { kind: 'long-line', file, line, inputs: 1, bytes: 0 };
  else if (length > 0) {
    const whole = Buffer.concat(rest);
    yield { kind: 'lines', file, firstLine: line, text: whole, inputs: 1, bytes: whole.length };
  }
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(NEW_LINE); at >= 0; at = text.indexOf(NEW_LINE, at + 1)) count += 1;
  return count;
}

/** The lines of a batch that are not blank, with their numbers. */
export function* splitLines(
  text: Uint8Array,
  firstLine: number,
): Generator<{ readonly line: number; readonly bytes: Uint8Array }> {
  let line = firstLine;
  for (let start = 0; start < text.length; line += 1) {
    const found = text.indexOf(NEW_LINE, start);
    const end = found < 0 ? text.length : found;
    const bytes = text.subarray(start, end);
    if (!isBlank(bytes)) yield { line, bytes };
    start = end + 1;
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
