import { parseSpelled } from '../../record/decimals.ts';
import { isObject, type JsonObject } from '../../record/json.ts';
import { placeInJson } from '../../validation/json-place.ts';
import { type JsonPath, scanJson } from '../../validation/json-scan.ts';

/** What a body's text says, or why it is not read. */
export type BodyText = { readonly json: unknown } | { readonly fault: string };

interface TextFault {
  readonly path: JsonPath;
  readonly what: string;
}

/** What is wrong with the text of a resource, by the resource that was parsed from it. */
const faults = new WeakMap<object, string>();

/**
 * Reads the text of a partner's answer as the endpoint reads a body: an answer with a key twice has two meanings, and one whose
 * numbers lose digits would be kept as another (http://hl7.org/fhir/R4/json.html#decimal). What is wrong in one entry of a Bundle is
 * that resource's, told by {@link faultInText}; the rest of the answer is read.
 *
 * @example
 * readBodyText('{"resourceType":"Goal","id":"1","id":"2"}') // { json: … }, and faultInText(json) says 'a key twice at Goal.id'
 */
export function readBodyText(text: string): BodyText {
  // By the first keys of their places, which say whose they are: the first of each is enough.
  const wrong = new Map<string, TextFault>();
  let isSpelled = false;
  const whose = (path: JsonPath): string => JSON.stringify(path.slice(0, 3));
  const tell = (path: JsonPath, what: string): void => {
    if (!wrong.has(whose(path))) wrong.set(whose(path), { path, what });
  };
  // An entry that is nested too deep is left behind alone, like any other that is unreadable.
  const fault = scanJson(text, Number.POSITIVE_INFINITY, {
    duplicateKey: (path) => tell(path, 'a key twice'),
    lostDigits: (path, isSameValue) => {
      if (isSameValue) isSpelled = true;
      else tell(path, 'a number whose digits would be lost');
    },
  });
  if (fault) return { fault: fault.kind === 'syntax' ? 'not JSON' : fault.found };
  const json: unknown = isSpelled ? parseSpelled(text) : JSON.parse(text);
  for (const { path, what } of wrong.values()) {
    const resource = resourceAt(json, path);
    if (!resource) return { fault: `${what} at ${placeInJson(json, path).path}` };
    if (!faults.has(resource.value))
      faults.set(resource.value, `${what} at ${placeInJson(resource.value, path.slice(resource.depth)).path}`);
  }
  return { json };
}

/** What is wrong with the text that a resource was read from: what, and where in it. Never a value. */
export function faultInText(resource: object): string | undefined {
  return faults.get(resource);
}

/** The resource that a place belongs to: an entry's, or the whole answer where that is one. */
function resourceAt(
  json: unknown,
  [first, index, third]: JsonPath,
): { readonly value: JsonObject; readonly depth: number } | undefined {
  if (!isObject(json)) return undefined;
  if (json['resourceType'] !== 'Bundle') return { value: json, depth: 0 };
  const entries: unknown = json['entry'];
  const entry: unknown =
    first === 'entry' && third === 'resource' && Array.isArray(entries) ? entries[Number(index)] : undefined;
  const value = isObject(entry) ? entry['resource'] : undefined;
  return isObject(value) ? { value, depth: 3 } : undefined;
}
