import { isObject } from '../../record/json.ts';
import type { Answer } from './answer.ts';
import type { Base } from './base.ts';
import { malformed, refused } from './refusal.ts';

export interface Searchset {
  /** What each entry holds, with its index; entries that only comment on the search are left out. */
  readonly entries: readonly { readonly index: number; readonly content: unknown }[];
  readonly next?: URL;
}

/**
 * The page of a search. `total` is not looked at: servers estimate it.
 *
 * @throws SamplanError `partner-refused`, or `partner-malformed` when it is no searchset or leads outside the base.
 */
export function readSearchset(answer: Answer, base: Base): Searchset {
  const { status, body, where } = answer;
  if (status >= 300) throw refused(answer);
  if (!isObject(body) || body['resourceType'] !== 'Bundle' || body['type'] !== 'searchset') {
    throw malformed(where, 'a Bundle of type searchset', 'something else');
  }
  const { entry = [], link = [] } = body;
  if (!Array.isArray(entry) || !Array.isArray(link))
    throw malformed(where, 'arrays of entry and link', 'something else');
  const entries = entry.flatMap((each: unknown, index) =>
    isComment(each) ? [] : [{ index, content: isObject(each) ? each['resource'] : undefined }],
  );
  const href: unknown = link.filter(isObject).find(({ relation }) => relation === 'next')?.['url'];
  if (href === undefined) return { entries };
  const next = typeof href === 'string' ? base.inside(href) : undefined;
  if (!next) throw malformed(where, "a next link under the partner's base", 'one that leads elsewhere');
  return { entries, next };
}

function isComment(entry: unknown): boolean {
  return isObject(entry) && isObject(entry['search']) && entry['search']['mode'] === 'outcome';
}
