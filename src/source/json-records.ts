import { scanJson } from '../validation/json-scan.ts';
import { newlinesIn } from './decoded.ts';
import { SourceEnd, sourceFault } from './source-fault.ts';
import { MAX_RECORD, type SourceItem, type SourceRecord } from './source-record.ts';

/** Characters of a JSON file that is one text: it is in memory whole. */
const MAX_FILE = 64 * 1024 * 1024;
const MAX_DEPTH = 100;

/** The records of a JSON file: the one object that it is, or each of the list that it is. */
export async function* jsonRecords(text: AsyncIterable<string>, file: string): AsyncGenerator<SourceItem> {
  const pieces: string[] = [];
  let length = 0;
  let line = 1;
  for await (const piece of text) {
    length += piece.length;
    line += newlinesIn(piece);
    if (length > MAX_FILE) throw tooLong(`${file}:${line}`, MAX_FILE);
    pieces.push(piece);
  }
  const value = parseJson(pieces.join(''), file, 1);
  if ('fault' in value) yield value;
  else if (!Array.isArray(value.value)) yield record(value.value, file, '');
  else for (const [index, each] of (value.value as readonly unknown[]).entries()) yield record(each, file, `/${index}`);
}

/** The records of an NDJSON file, a line each: a bad line is told, and the others go on. */
export async function* lineRecords(text: AsyncIterable<string>, file: string): AsyncGenerator<SourceItem> {
  let rest = '';
  let line = 0;
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_RECORD) throw tooLong(`${file}:${line + lines.length + 1}`, MAX_RECORD);
    for (const each of lines) {
      line += 1;
      if (each.trim() !== '') yield lineRecord(each, file, line);
    }
  }
  if (rest.trim() !== '') yield lineRecord(rest, file, line + 1);
}

function lineRecord(text: string, file: string, line: number): SourceItem {
  if (text.length > MAX_RECORD) {
    return { fault: sourceFault('source-too-long', `${file}:${line}`, { expected: `${MAX_RECORD} characters` }) };
  }
  const parsed = parseJson(text, file, line);
  return 'fault' in parsed ? parsed : record(parsed.value, `${file}:${line}`, '');
}

function record(value: unknown, where: string, within: string): SourceRecord {
  return { value, where: `${where}${within}`, placeOf: (pointer) => `${where}#${within}${pointer}` };
}

/** The value of a JSON text that begins on the line of the file, or what is wrong with it and where. */
export function parseJson(
  text: string,
  file: string,
  line: number,
): { readonly value: unknown } | Extract<SourceItem, { fault: unknown }> {
  const plain = text.replace(/^\ufeff/u, '');
  // JSON.parse keeps the last of two equal keys without a word.
  const wrong = scanJson(plain, MAX_DEPTH);
  if (!wrong) return { value: JSON.parse(plain) };
  const before = plain.slice(0, wrong.at);
  const at = `${file}:${line + newlinesIn(before)}:${wrong.at - before.lastIndexOf('\n')}`;
  const rule = wrong.kind === 'syntax' ? 'source-syntax' : 'source-forbidden';
  return { fault: sourceFault(rule, at, { expected: wrong.expected }) };
}

function tooLong(where: string, most: number): SourceEnd {
  return new SourceEnd(sourceFault('source-too-long', where, { expected: `${most} characters` }));
}
