import { readFile } from 'node:fs/promises';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Finding } from '../validation/finding.ts';
import { fault } from './fault.ts';
import type { SettingPath } from './setting-path.ts';

/** A settings file as it was read: values, positions, and what is wrong with the text itself. */
export interface SettingsDocument {
  readonly value: unknown;
  readonly faults: readonly Finding[];
  /** `file:line:column` of a setting, or of what it should have stood in. */
  placeOf(path: SettingPath): string;
  /** `file:line:column` of a key of a mapping. */
  placeOfKey(path: SettingPath, key: string): string;
}

/** Reads a YAML file. Never throws: a file that cannot be read is a document with a fault and no value. */
export async function readSettings(file: string): Promise<SettingsDocument> {
  const start = `${file}:1:1`;
  const unread = (finding: Finding): SettingsDocument => ({
    value: undefined,
    faults: [finding],
    placeOf: () => start,
    placeOfKey: () => start,
  });
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return unread(fault('unreadable-file', start, '', { found: systemCode(error) }));
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unread(fault('not-utf8', start, ''));
  }
  try {
    return parse(file, text);
  } catch {
    // The parser reports its faults; it throws only when aliases multiply without end.
    return unread(fault('yaml-syntax', start, '', { found: 'too many aliases' }));
  }
}

function parse(file: string, text: string): SettingsDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, stringKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const faults = document.errors.map((error) =>
    error.code === 'DUPLICATE_KEY'
      ? fault('duplicate-setting', place(error.pos[0]), '')
      : fault('yaml-syntax', place(error.pos[0]), '', { found: error.message }),
  );
  const root = document.contents;
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  /** The node at the path, or the deepest one there is on the way. */
  const nodeAt = (path: SettingPath): unknown => {
    let node: unknown = resolve(root);
    for (const step of path) {
      const next: unknown = isMap(node) || isSeq(node) ? resolve(node.get(step, true)) : undefined;
      if (next === undefined || next === null) return node;
      node = next;
    }
    return node;
  };
  const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

  return {
    value: faults.length > 0 ? undefined : (document.toJS() as unknown),
    faults,
    placeOf: (path) => place(offsetOf(nodeAt(path))),
    placeOfKey: (path, key) => {
      const map = nodeAt(path);
      const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
      return place(offsetOf(pair?.key ?? map));
    },
  };
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault';
}
