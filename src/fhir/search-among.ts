import type { Resource } from '@medplum/fhirtypes';
import { pageOf } from '../exchange/page-of.ts';
import type { Sight, VisibleVersion } from '../exchange/sight.ts';
import { matches, type PlainFilter } from '../search/matches.ts';
import type { Answer, Call, Interaction, Reach } from './interaction.ts';
import { search, searchByForm } from './search.ts';

/**
 * `GET [type]?…` and `POST [type]/_search` of what is a list and stands in no store: searched like everything else, with modifiers, orders
 * and pages.
 *
 * @param listed all of them that the caller may see
 * @example
 * searchAmong(async ({ type }, { definitions }) => definitions(type));
 */
export function searchAmong(listed: (call: Call, reach: Reach) => Promise<readonly Resource[]>): Interaction {
  return async (call, reach): Promise<Answer> => {
    const { type, sight, request } = call;
    const all = (await listed(call, reach)).map(asVersion);
    const among: Sight = {
      ...sight,
      // Nothing of it is hidden.
      isWhole: true,
      search: async (query) => {
        if (query.type !== type) return sight.search(query);
        // None of them refers to what a chain could lead to: of such a filter nothing is found.
        const found = all.filter(({ resource }) => matches(resource, query.filters as readonly PlainFilter[]));
        return pageOf(found, { ...query, sort: query.sort ?? [] });
      },
    };
    const by = request.method === 'POST' ? searchByForm : search;
    const { shown: _, ...answer } = await by({ ...call, sight: among }, reach);
    return answer;
  };
}

function asVersion(resource: Resource): VisibleVersion {
  const { versionId = '1' } = resource.meta ?? {};
  return { resource, tag: versionId, stored: { resource, seq: 0, version: Number(versionId), deleted: false } };
}
