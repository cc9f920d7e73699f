import { parseSpelled } from '../../record/decimals.ts';
import type { Finding } from '../../validation/finding.ts';
import { placeInJson } from '../../validation/json-place.ts';
import { type JsonPath, positionOf, scanJson } from '../../validation/json-scan.ts';
import { dropFinding } from './drop-findings.ts';

const MOST_LEVELS = 100;

/**
 * What a file of JSON says, or why it is not read, and where: with a key twice it would say two things.
 *
 * @example
 * readJsonText(Buffer.from('{"a":1}')); // { json: { a: 1 } }
 */
export function readJsonText(bytes: Uint8Array): { readonly json: unknown } | { readonly finding: Finding } {
  const wrong = (path: string, expected: string, found: string): { readonly finding: Finding } => ({
    finding: dropFinding('file-malformed', path, { expected, found }),
  });
  const text = new TextDecoder().decode(bytes);
  const broken = text.indexOf('\uFFFD');
  if (broken >= 0) return wrong(positionOf(text, broken), 'UTF-8 (RFC 8259 § 8.1)', 'another encoding');
  let isSpelled = false;
  let lost: JsonPath | undefined;
  const fault = scanJson(text, MOST_LEVELS, {
    lostDigits: (path, isSameValue) => {
      isSpelled = true;
      if (!isSameValue) lost ??= path;
    },
  });
  if (fault) return wrong(positionOf(text, fault.at), fault.expected, fault.kind);
  const json: unknown = isSpelled ? parseSpelled(text) : JSON.parse(text);
  if (!lost) return { json };
  return wrong(placeInJson(json, lost).path, 'at most 15 digits', 'a number whose digits would be lost');
}
