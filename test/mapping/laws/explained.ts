import type { Loss } from '../../../src/mapping/loss.ts';
import { isObject } from '../../../src/record/json.ts';

/**
 * Where `again` differs from `value` in a way that the loss report does not name, as JSON pointers; empty when it names
 * everything. Lists are taken as sets: no list here is data by its order. Knows nothing of mappings.
 */
export function unexplained(value: unknown, again: unknown, losses: readonly Loss[]): readonly string[] {
  const named = new Set(losses.map(({ pointer }) => pointer));
  return compare(value, again, '', named);
}

function compare(value: unknown, again: unknown, at: string, named: ReadonlySet<string>): readonly string[] {
  if (value === again || named.has(at)) return [];
  if (isObject(value) && isObject(again)) {
    const keys = new Set([...Object.keys(value), ...Object.keys(again)]);
    return [...keys].flatMap((key) => compare(value[key], again[key], `${at}/${escaped(key)}`, named));
  }
  if (Array.isArray(value) && Array.isArray(again)) return compareLists(value, again, at, named);
  // Where all that it held is named as lost, nothing is left to hold it.
  const content = typeof value === 'object' && value !== null && again === undefined ? Object.entries(value) : [];
  if (content.length > 0)
    return content.flatMap(([key, each]) => compare(each, undefined, `${at}/${escaped(key)}`, named));
  return [at === '' ? '(the whole)' : at];
}

function compareLists(
  value: readonly unknown[],
  again: readonly unknown[],
  at: string,
  named: ReadonlySet<string>,
): readonly string[] {
  const left = [...again];
  const isFree = (index: number): boolean => named.has(`${at}/${index}`);
  const open = value.map((item, index) => ({ item, pointer: `${at}/${index}` })).filter((_, index) => !isFree(index));
  // Equal ones first: what differs must not take the place of another that does not.
  const differing = open.filter(({ item, pointer }) => !takeAlike(item, pointer, left, NOTHING));
  const wrong = differing
    .filter(({ item, pointer }) => !takeAlike(item, pointer, left, named))
    .flatMap(({ item, pointer }) => {
      const nearest = left.map((other) => compare(item, other, pointer, named));
      return nearest.sort((one, two) => one.length - two.length)[0] ?? compare(item, undefined, pointer, named);
    });
  // What was changed or left out may come back as something else; what is new has to be told as new.
  const spare = named.has(`${at}/-`) ? left.length : value.filter((_, index) => isFree(index)).length;
  return left.length > spare ? [...wrong, `${at}/-`] : wrong;
}

/** Takes out of the list one that differs only where it is named. */
function takeAlike(item: unknown, pointer: string, list: unknown[], named: ReadonlySet<string>): boolean {
  const index = list.findIndex((other) => compare(item, other, pointer, named).length === 0);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

const NOTHING: ReadonlySet<string> = new Set();

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
