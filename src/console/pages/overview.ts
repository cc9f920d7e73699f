import { momentText } from '../../document/time-texts.ts';
import type { PartnerStanding, PartnersStanding } from '../../exchange/how-partners-stand.ts';
import { STANDINGS } from '../../store/standing.ts';
import type { Language } from '../../validation/finding.ts';
import type { Page } from '../page.ts';
import { rowOf } from '../run-row.ts';
import { said } from '../said.ts';
import { NEEDS, OVERVIEW } from '../texts/overview-texts.ts';
import { STANDING_COLOURS, STANDING_NAMES } from '../texts/standing-texts.ts';

/** How partners stand, and when each is looked at next (ISO 8601). */
export interface Outlooks {
  readonly look: (count: { readonly runs: number }) => Promise<PartnersStanding>;
  readonly nextRun: (partner: string) => string | undefined;
}

const RUNS = 30;

/**
 * The front page of who operates the installation: how every partner stands, and what waits for a person. Counts, codes and times.
 *
 * @example
 * const pages = [overview({ look: (count) => howPartnersStand(context, count), nextRun })];
 */
export function overview({ look, nextRun }: Outlooks): Page {
  return {
    name: 'overview',
    path: '/overview',
    menu: OVERVIEW.title,
    asks: { type: 'Operations', right: 'r' },
    isForController: true,
    async show({ language, at }) {
      const standing = await look({ runs: RUNS });
      const t = said(OVERVIEW, language);
      return {
        title: t.title,
        template: 'overview',
        data: {
          t,
          isLive: true,
          updated: momentText(at, language),
          needs: needsOf(standing, language),
          partners: standing.partners.map((partner) => ({
            name: partner.name,
            standings: standingsOf(partner, language),
            oldest: momentText(partner.owedSince, language),
            last: partner.runs[0] && rowOf(partner.runs[0], language),
            next: momentText(nextRun(partner.name), language),
            runs: partner.runs.map((run) => rowOf(run, language)),
          })),
        },
      };
    },
  };
}

function standingsOf({ standings }: PartnerStanding, language: Language) {
  return STANDINGS.filter((one) => standings[one] > 0).map((one) => ({
    code: one,
    count: standings[one],
    name: STANDING_NAMES[one][language],
    colour: STANDING_COLOURS[one],
  }));
}

/** What waits for a person: what it is, at whom, and the page where it is found. */
function needsOf({ partners, conflicts }: PartnersStanding, language: Language) {
  const need = (kind: keyof typeof NEEDS, count: number, where = '', place = '/findings') => {
    const [one, more] = NEEDS[kind] ?? [];
    const text = (count === 1 ? one : more)?.[language];
    return count === 0 || text === undefined ? [] : [{ count, text, where, place }];
  };
  return [
    ...conflicts.flatMap(({ kind, count }) => need(kind, count, '', '/conflicts')),
    ...partners.flatMap(({ name, setAside, findings, standings }) => [
      ...need('setAside', setAside, name),
      ...need('findings', findings.length, name),
      ...need('unreachable', standings.unreachable, name),
    ]),
  ];
}
