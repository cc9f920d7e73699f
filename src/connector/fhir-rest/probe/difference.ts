import { isObject, type JsonObject } from '../../../record/json.ts';
import type { Differences } from './report.ts';

/** What a server may and should write there by itself. */
const SERVERS_OWN: readonly string[] = ['id', 'meta.versionId', 'meta.lastUpdated', 'meta.source'];

/**
 * What became of a resource, by element path without indexes, each path once.
 *
 * @param base address of the partner: a reference that came back with it in front is the same reference
 * @example
 * differencesOf({ resourceType: 'Goal', note: [{ text: 'a' }] }, { resourceType: 'Goal', language: 'nb' }, base)
 * // { lost: ['Goal.note.text'], changed: [], added: ['Goal.language'] }
 */
export function differencesOf(sent: JsonObject, held: JsonObject, base: string): Differences {
  const [ours, theirs] = [leavesOf(sent, base), leavesOf(held, base)];
  const lost: string[] = [];
  const changed: string[] = [];
  const added: string[] = [];
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const [left, right] = without(ours.get(path) ?? [], theirs.get(path) ?? []);
    if (left.length > 0 && right.length > 0) changed.push(path);
    else if (left.length > 0) lost.push(path);
    else if (right.length > 0) added.push(path);
  }
  const named = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => `${String(sent['resourceType'])}.${path}`).sort();
  return { lost: named(lost), changed: named(changed), added: named(added) };
}

/** Values by path; `resourceType` of the resource itself is the path's beginning and no value. */
function leavesOf(resource: JsonObject, base: string): ReadonlyMap<string, readonly string[]> {
  const leaves = new Map<string, string[]>();
  const visit = (value: unknown, path: string): void => {
    if (SERVERS_OWN.includes(path)) return;
    if (Array.isArray(value)) for (const each of value) visit(each, path);
    else if (isObject(value))
      for (const [name, each] of Object.entries(value)) visit(each, path === '' ? name : `${path}.${name}`);
    else if (value !== undefined && value !== null)
      leaves.set(path, [...(leaves.get(path) ?? []), spelled(path, String(value), base)]);
  };
  const { resourceType: _type, ...rest } = resource;
  visit(rest, '');
  return leaves;
}

function spelled(path: string, value: string, base: string): string {
  return path.endsWith('reference') && value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value;
}

/** Both lists without what they share. */
function without(left: readonly string[], right: readonly string[]): readonly [string[], string[]] {
  const [rest, others] = [[...left], [...right]];
  for (const value of left) {
    const at = others.indexOf(value);
    if (at < 0) continue;
    others.splice(at, 1);
    rest.splice(rest.indexOf(value), 1);
  }
  return [rest, others];
}
