import { SaxesParser } from 'saxes';
import type { SourceForm } from '../mapping/mapping-document.ts';
import { SourceEnd, sourceFault } from './source-fault.ts';
import { MAX_RECORD, type SourceItem } from './source-record.ts';

const MAX_DEPTH = 100;

interface Open {
  readonly name: string;
  readonly value: { [key: string]: unknown };
  text: string;
}

/**
 * The records of an XML file, each element named `record` one. Attributes are `@name`, an element without attributes and
 * children is its text, and elements of one name become a list. No document type, no entities but XML's own, nothing from outside.
 */
export async function* xmlRecords(
  text: AsyncIterable<string>,
  file: string,
  { record: wanted = 'record' }: SourceForm,
): AsyncGenerator<SourceItem> {
  const parser = new SaxesParser({ position: true });
  const place = (): string => `${file}:${parser.line}:${parser.column}`;
  const open: Open[] = [];
  const done: SourceItem[] = [];
  let depth = 0;
  let begun = { position: 0, where: file };
  let lastEvent = 0;
  const end = (rule: 'source-syntax' | 'source-forbidden' | 'source-too-long', expected: string): never => {
    throw new SourceEnd(sourceFault(rule, place(), { expected }));
  };
  parser.on('error', () => end('source-syntax', 'well-formed XML'));
  parser.on('doctype', () => end('source-forbidden', 'no DOCTYPE'));
  parser.on('processinginstruction', () => end('source-forbidden', 'no processing instruction'));
  parser.on('opentag', ({ name, attributes }) => {
    lastEvent = parser.position;
    depth += 1;
    if (depth > MAX_DEPTH) end('source-too-long', `${MAX_DEPTH} elements in one another`);
    if (open.length === 0 && name !== wanted) return;
    if (open.length === 0) begun = { position: parser.position, where: place() };
    const value = Object.fromEntries(Object.entries(attributes).map(([key, each]) => [`@${key}`, each]));
    open.push({ name, value, text: '' });
  });
  const addText = (piece: string): void => {
    lastEvent = parser.position;
    const last = open.at(-1);
    if (last) last.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth -= 1;
    const closed = open.pop();
    if (!closed) return;
    const parent = open.at(-1);
    const value = valueOfElement(closed);
    if (parent) add(parent.value, closed.name, value);
    else done.push(xmlRecord(value, begun.where, wanted));
  });
  for await (const piece of text) {
    try {
      parser.write(piece);
    } finally {
      // Also what was whole before a fault in the same piece.
      yield* done.splice(0);
    }
    const since = open.length > 0 ? begun.position : lastEvent;
    if (parser.position - since > MAX_RECORD) end('source-too-long', `${MAX_RECORD} characters`);
  }
  parser.close();
  yield* done;
}

function valueOfElement({ value, text }: Open): unknown {
  if (Object.keys(value).length === 0) return text;
  const trimmed = text.trim();
  return trimmed === '' ? value : { ...value, '#text': trimmed };
}

function add(parent: { [key: string]: unknown }, name: string, value: unknown): void {
  // A name that an object has by itself is nobody's field.
  const there = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (Array.isArray(there)) {
    there.push(value);
    return;
  }
  const next = there === undefined ? value : [there, value];
  Object.defineProperty(parent, name, { value: next, enumerable: true, writable: true, configurable: true });
}

function xmlRecord(value: unknown, where: string, root: string): SourceItem {
  return {
    value,
    where,
    placeOf(pointer) {
      // XPath counts from one.
      const steps = pointer.split('/').slice(1);
      const path = steps.map((step) => (/^\d+$/u.test(step) ? `[${Number(step) + 1}]` : `/${step}`)).join('');
      return `${where} /${root}${path}`;
    },
  };
}
