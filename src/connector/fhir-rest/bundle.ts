import { isObject } from '../../record/json.ts';
import type { Answer } from './answer.ts';
import type { Base } from './base.ts';
import { malformed, refused } from './refusal.ts';

/** One entry of a page. */
export interface Entry {
  readonly index: number;
  readonly content: unknown;
  /** The whole entry: history says there what was done. */
  readonly entry: unknown;
}

export interface Page {
  /** Entries that only comment on the search are left out. */
  readonly entries: readonly Entry[];
  readonly next?: URL;
  /** As the partner says it; servers estimate it. */
  readonly total?: number;
}

/**
 * The page of a search or of a history.
 *
 * @throws SamplanError `partner-refused`, or `partner-malformed` when it is no such Bundle or leads outside the base.
 */
export function readPage(answer: Answer, base: Base, type: 'searchset' | 'history'): Page {
  const { status, body, where } = answer;
  if (status >= 300) throw refused(answer);
  if (!isBundle(body, type)) throw malformed(where, `a Bundle of type ${type}`, 'something else');
  const { entry = [], link = [], total } = body;
  if (!Array.isArray(entry) || !Array.isArray(link))
    throw malformed(where, 'arrays of entry and link', 'something else');
  const entries = entry.flatMap((each: unknown, index): Entry[] =>
    isComment(each) ? [] : [{ index, content: isObject(each) ? each['resource'] : undefined, entry: each }],
  );
  const page = { entries, ...(typeof total === 'number' ? { total } : {}) };
  const href: unknown = link.filter(isObject).find(({ relation }) => relation === 'next')?.['url'];
  if (href === undefined) return page;
  const next = typeof href === 'string' ? base.inside(href) : undefined;
  if (!next) throw malformed(where, "a next link under the partner's base", 'one that leads elsewhere');
  return { ...page, next };
}

export function isBundle(body: unknown, type: string): body is Readonly<Record<string, unknown>> {
  return isObject(body) && body['resourceType'] === 'Bundle' && body['type'] === type;
}

function isComment(entry: unknown): boolean {
  return isObject(entry) && isObject(entry['search']) && entry['search']['mode'] === 'outcome';
}
