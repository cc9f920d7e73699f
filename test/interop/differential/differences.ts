import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Answered } from './ask.ts';

/** Why a difference is as it should be. */
export interface Argument {
  /** Regular expressions: requests by their name that it is about. */
  readonly about: readonly string[];
  /** What differs, as {@link differenceOf} says it. */
  readonly differs: readonly string[];
  /** Where HAPI is right, Samplan is mended: there is no word for it. */
  readonly right: 'samplan' | 'open';
  readonly why: string;
  /** Where FHIR R4 says so. */
  readonly clause: string;
}

export function readArguments(): readonly Argument[] {
  return JSON.parse(readFileSync(new URL('arguments.json', import.meta.url), 'utf8')) as readonly Argument[];
}

/**
 * How two answers differ; undefined where they say the same.
 *
 * @example
 * differenceOf({ status: 400 }, { status: 200 }) // 'status 400, HAPI 200'
 */
export function differenceOf(ours: Answered, theirs: Answered): string | undefined {
  if (ours.status !== theirs.status) return `status ${ours.status}, HAPI ${theirs.status}`;
  if (ours.type !== theirs.type) return `type ${ours.type ?? 'none'}, HAPI ${theirs.type ?? 'none'}`;
  const sorted = (keys: readonly string[] | undefined): readonly string[] => [...(keys ?? [])].sort();
  if (!isDeepStrictEqual(sorted(ours.matches), sorted(theirs.matches))) return 'matches';
  if (!isDeepStrictEqual(ours.matches, theirs.matches)) return 'order';
  if (!isDeepStrictEqual(ours.includes, theirs.includes)) return 'includes';
  if (!isDeepStrictEqual(ours.statuses, theirs.statuses)) return 'statuses';
  if (!isDeepStrictEqual(ours.elements, theirs.elements)) return 'elements';
  // A total need not be told.
  if (ours.total !== undefined && theirs.total !== undefined && ours.total !== theirs.total) return 'total';
  return undefined;
}

/** The argument for a difference. */
export function argumentFor(request: string, difference: string, all: readonly Argument[]): Argument | undefined {
  return all.find(
    ({ about, differs }) => differs.includes(difference) && about.some((one) => new RegExp(one, 'u').test(request)),
  );
}
