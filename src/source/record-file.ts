import type { SourceForm } from '../mapping/mapping-document.ts';
import type { JsonObject } from '../record/json.ts';
import { csvText } from './csv-text.ts';
import type { FormOfSource } from './read-records.ts';
import { xmlText } from './xml-text.ts';

/** A file of the source that is being written, piece by piece. */
export interface RecordFile {
  /** What may be written now. Undefined where the form cannot say the record: it is left out. */
  add(record: JsonObject): Uint8Array | undefined;
  /** What is written last. */
  end(): Uint8Array;
}

/**
 * Records as a file in the form and the encoding of their source: readRecords reads the same again. Several records are lines of JSON,
 * elements in one root of XML, or rows under one header.
 *
 * @example
 * const file = recordFile(mapping);
 * process.stdout.write(file.add({ id: '1' }) ?? '');
 * process.stdout.write(file.end());
 */
export function recordFile({ document: { source: form, key }, schema }: FormOfSource): RecordFile {
  const inBytes = encoderOf(form);
  switch (form.format) {
    case 'json':
      return { add: (record) => inBytes(`${JSON.stringify(record)}\n`), end: () => NOTHING };
    case 'xml': {
      const name = form.record ?? 'record';
      return xmlFile(name, form, (record) => {
        const text = xmlText(name, record, schema);
        return text === undefined ? undefined : inBytes(`${text}\n`);
      });
    }
    case 'csv':
      return csvFile((record) => csvText(record, form, key.replace(/^\//u, ''), schema), inBytes);
  }
}

/**
 * One record as a whole file; undefined where the form cannot say it.
 *
 * @example
 * oneRecordFile({ id: '1' }, mapping); // bytes of '{"id":"1"}\n'
 */
export function oneRecordFile(record: JsonObject, mapping: FormOfSource): Uint8Array | undefined {
  const file = recordFile(mapping);
  const bytes = file.add(record);
  return bytes && Buffer.concat([bytes, file.end()]);
}

const NOTHING = new Uint8Array();

/** The first record waits: alone it is the root, among others it stands in one. */
function xmlFile(
  name: string,
  { encoding = 'utf-8' }: SourceForm,
  element: (record: JsonObject) => Uint8Array | undefined,
): RecordFile {
  const declaration = `<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>\n`;
  let waiting: Uint8Array | undefined;
  let count = 0;
  return {
    add(record) {
      const bytes = element(record);
      if (!bytes) return undefined;
      count += 1;
      if (count > 2) return bytes;
      const pieces = count === 2 ? [Buffer.from(`${declaration}<${name}-list>\n`), waiting ?? NOTHING, bytes] : [];
      waiting = bytes;
      return Buffer.concat(pieces);
    },
    end() {
      if (count > 1) return Buffer.from(`</${name}-list>\n`);
      return waiting ? Buffer.concat([Buffer.from(declaration), waiting]) : NOTHING;
    },
  };
}

/** A record with columns that the header does not have cannot stand under it. */
function csvFile(
  textOf: (record: JsonObject) => ReturnType<typeof csvText>,
  inBytes: (text: string) => Uint8Array | undefined,
): RecordFile {
  let first: string | undefined;
  return {
    add(record) {
      const { header, rows } = textOf(record);
      if (first !== undefined && header !== first) return undefined;
      const bytes = inBytes(first === undefined ? header + rows : rows);
      if (bytes) first = header;
      return bytes;
    },
    end: () => NOTHING,
  };
}

/** What the encoding has no sign for is written by its number in XML, escaped in JSON; CSV has no way to say it. */
function encoderOf({ format, encoding = 'utf-8' }: SourceForm): (text: string) => Uint8Array | undefined {
  if (encoding === 'utf-8') return (text) => Buffer.from(text);
  return (text) => {
    const told = text.replaceAll(/[^\0-\xff]/gu, (sign) => {
      if (format === 'xml') return `&#${sign.codePointAt(0)};`;
      return format === 'json'
        ? JSON.stringify(sign)
            .slice(1, -1)
            .replaceAll(/[^\0-\x7f]/g, unicodeEscape)
        : sign;
    });
    return /[^\0-\xff]/u.test(told) ? undefined : Buffer.from(told, 'latin1');
  };
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
