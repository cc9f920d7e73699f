import type { Context } from '../../exchange/context.ts';
import type { Page } from '../page.ts';
import { rowOf } from '../run-row.ts';
import { said } from '../said.ts';
import { RUNS } from '../texts/runs-texts.ts';

/** As many as a page shows. */
const COUNT = 50;

/**
 * What the latest passes came to, of all partners or of one (`?partner=` its place in the configuration).
 *
 * @example
 * const pages = [runs(context)];
 */
export function runs({ store, partners }: Pick<Context, 'store' | 'partners'>): Page {
  return {
    name: 'runs',
    path: '/runs',
    menu: RUNS.title,
    asks: { type: 'Operations', right: 'r' },
    isForController: true,
    async show({ language, query }) {
      const t = said(RUNS, language);
      const chosen = partners[Number(query.get('partner') || Number.NaN) - 1];
      const found = await store.runs({ ...(chosen ? { partner: chosen.name } : {}), count: COUNT });
      return {
        title: t.title,
        template: 'runs',
        data: {
          t,
          isLive: true,
          partners: partners.map(({ name }, place) => ({ name, place: place + 1, isChosen: name === chosen?.name })),
          runs: found.map((run) => rowOf(run, language)),
        },
      };
    },
  };
}
