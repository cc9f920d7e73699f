import type { Caller } from '../access/caller.ts';
import { AccessRefused } from '../access/refusal.ts';
import type { Context } from '../exchange/context.ts';
import { isAboutPerson, isChainToKnownPerson, isNarrow } from '../exchange/followed.ts';
import type { Sight } from '../exchange/sight.ts';
import { sightOf } from '../exchange/sight-of.ts';
import { isRecordType } from '../record/kinds.ts';
import type { SearchFilter } from '../search/filter.ts';
import type { Gate } from './gate.ts';

/**
 * What a caller sees over REST, asked for narrowly: a partner does not leaf through everybody's plans, and when it searches for what is
 * there and not for its eyes, that is traced as the refusal that it is.
 *
 * @throws AccessRefused `search-too-wide`, by a search
 * @example
 * await narrowSight(context, gate, caller).search({ type: 'Goal', filters: [], count: 10 }); // refused for a partner
 */
export function narrowSight(
  context: Pick<Context, 'store' | 'controller' | 'now'>,
  gate: Pick<Gate, 'auditRefusal'>,
  caller: Caller,
): Sight {
  const sight = sightOf(context, caller);
  if (sight.isWhole) return sight;
  return {
    ...sight,
    async search(query) {
      if ((isRecordType(query.type) || caller.isHerself) && !query.filters.some(isAboutSomeone))
        throw new AccessRefused('search-too-wide');
      const page = await sight.search(query);
      if (page.shown.length === 0 && (page.total ?? 0) === 0) {
        const { total = 0 } = await context.store.search({ type: query.type, filters: query.filters, count: 0 });
        const refused = { interaction: 'search', code: 'not-found', type: query.type } as const;
        if (total > 0) await gate.auditRefusal(caller, refused);
      }
      return page;
    },
  };
}

/** About one person, or about what the caller knows already. */
function isAboutSomeone(filter: SearchFilter): boolean {
  if (filter.kind !== 'reference') return isNarrow([filter]) || isChainToKnownPerson(filter);
  return isAboutPerson(filter.name) || filter.values.every((key) => isRecordType(key.split('/', 1)[0] ?? ''));
}
