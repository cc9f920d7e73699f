import { isObject } from '../../../record/json.ts';
import { etagOf, type Reply } from './ask.ts';
import { withNote } from './plain-resource.ts';
import type { Observation } from './report.ts';
import type { Trial } from './trial.ts';
import { oursIn } from './try-searching.ts';
import { observe } from './try-writing.ts';

/** Pages that are followed at most. */
const MOST_PAGES = 30;

interface Walk {
  /** Ours, in the order in which they came. */
  readonly seen: readonly string[];
  readonly pages: number;
  readonly trouble?: string;
}

/**
 * Follows the next links through small pages, twice: the second time something changes on the way.
 *
 * @param query narrow enough that the pages end soon
 */
export async function tryPaging(
  trial: Trial,
  ids: readonly string[],
  query: Readonly<Record<string, string>>,
): Promise<readonly Observation[]> {
  const quiet = await walk(trial, query, ids);
  const missing = ids.filter((id) => !quiet.seen.includes(id)).length;
  const answer = missing > 0 || quiet.trouble !== undefined ? 'no' : quiet.seen.length > ids.length ? 'partly' : 'yes';
  const found =
    quiet.trouble ?? `${quiet.pages} pages, ${missing} missing, ${quiet.seen.length + missing - ids.length} twice`;
  const paging = observe('paging', answer, found);
  if (answer === 'no') return [paging];

  const disturbed = await walk(trial, query, ids, async () => {
    const first = ids[0] ?? '';
    const read = await trial.read(first);
    await trial.update(first, withNote(read.json, 'moved'), etagOf(read));
  });
  const skipped = ids.filter((id) => !disturbed.seen.includes(id)).length;
  return [paging, observe('paging-while-changing', skipped === 0, `${skipped} missing`)];
}

/** @param disturb called once the first of ours has been seen */
async function walk(
  trial: Trial,
  query: Readonly<Record<string, string>>,
  ids: readonly string[],
  disturb?: () => Promise<void>,
): Promise<Walk> {
  const seen: string[] = [];
  let isDisturbed = disturb === undefined;
  let url = trial.base.at([trial.type], query);
  for (let pages = 1; pages <= MOST_PAGES; pages += 1) {
    const reply = await trial.ask({ method: 'GET', url });
    if (!reply.ok) return { seen, pages, trouble: `page ${pages}: ${reply.status}` };
    seen.push(...oursIn(reply, ids));
    if (!isDisturbed && seen.length > 0) {
      isDisturbed = true;
      await disturb?.();
    }
    const next = nextOf(reply);
    if (next === undefined) return { seen, pages };
    const inside = trial.base.inside(next);
    if (!inside) return { seen, pages, trouble: 'a next link to another address' };
    url = inside;
  }
  return { seen, pages: MOST_PAGES, trouble: 'no last page' };
}

function nextOf({ json }: Reply): string | undefined {
  const { link } = json;
  const next = (Array.isArray(link) ? link : []).find((each) => isObject(each) && each['relation'] === 'next');
  return isObject(next) && typeof next['url'] === 'string' ? next['url'] : undefined;
}
