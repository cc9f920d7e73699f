import { AccessRefused } from '../access/refusal.ts';
import { historyBundle } from './history.ts';
import { nextPage, pageSize, readHistory } from './history-request.ts';
import type { Interaction } from './interaction.ts';
import { badPage } from './search-request.ts';

/**
 * `GET [type]/_history` and `GET _history` (http.html § 3.1.0.10): what changed, newest first, in pages that stand still while
 * more changes; by `_since` and `_at`, and of one person's record by `patient`. Who sees a view has to name the person, and gets what
 * it sees, when what it sees changed.
 *
 * @throws AccessRefused `search-too-wide`
 * @example
 * GET /fhir/Goal/_history?_since=2026-11-01&_count=100
 */
export const historyOfAll: Interaction = async (call, { pages, changes, gate }) => {
  const { request, sight, type } = call;
  const asked = readHistory(request, pages);
  const { person, after, when } = asked;
  if (!sight.isWhole && person === undefined) throw new AccessRefused('search-too-wide');
  if (sight.isWhole && after !== undefined && !/^[1-9]\d{0,14}$/.test(after)) throw badPage();
  // Who sees a view gets sealed tokens only: another was made up, to find out where something hidden stands.
  if (!sight.isWhole && request.query.some(([name, value]) => name === '_page' && value.startsWith('p.')))
    throw badPage();
  const page = await changes(sight, {
    ...when,
    ...(type === '' ? {} : { type }),
    ...(person === undefined ? {} : { person }),
    ...(after === undefined ? {} : { after }),
    count: pageSize(asked),
  });
  if (page.isOutOfReach) {
    const refused = { interaction: 'history', code: 'not-found', ...(type === '' ? {} : { type }) } as const;
    await gate.auditRefusal(call.caller, refused);
  }
  const address = type === '' ? '_history' : `${type}/_history`;
  const next = page.next === undefined ? undefined : nextPage(asked, page.next, !sight.isWhole, pages);
  return {
    status: 200,
    headers: {},
    body: historyBundle(request, address, asked, page.changes, next),
    shown: {
      interaction: 'history',
      resources: page.changes.map(({ seen }) => seen.stored),
      query: [address, asked.used.map(([name]) => `${name}=`).join('&')].filter((text) => text !== '').join('?'),
    },
  };
};
