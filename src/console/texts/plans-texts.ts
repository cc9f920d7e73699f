import type { Text } from '../../validation/finding.ts';
import type { Texts } from '../said.ts';

export const PLANS = {
  title: { nb: 'Planer', nn: 'Planar', en: 'Plans' },
  search: { nb: 'Søk etter en person', nn: 'Søk etter ein person', en: 'Search for a person' },
  searched: { nb: 'Søk', nn: 'Søk', en: 'Search' },
  what: {
    nb: 'Navn, fødselsnummer eller D-nummer',
    nn: 'Namn, fødselsnummer eller D-nummer',
    en: 'Name or national number',
  },
  whatHint: {
    nb: 'Søket vises i innsynsloggen til den det gjelder.',
    nn: 'Søket blir vist i innsynsloggen til den det gjeld.',
    en: 'The search shows in the access log of the person it is about.',
  },
  findings: { nb: 'Treff', nn: 'Treff', en: 'Found' },
  noFindings: {
    nb: 'Ingen treff, eller ingen som du har tilgang til. Kontroller navnet eller nummeret.',
    nn: 'Ingen treff, eller ingen som du har tilgang til. Kontroller namnet eller nummeret.',
    en: 'Nobody found, or nobody that you have access to. Check the name or the number.',
  },
  tooMany: {
    nb: 'Det er flere enn de som vises. Skriv mer av navnet.',
    nn: 'Det er fleire enn dei som blir viste. Skriv meir av namnet.',
    en: 'There are more than are shown. Write more of the name.',
  },
  filters: { nb: 'Vis', nn: 'Vis', en: 'Show' },
  nobody: { nb: 'Ingen her nå.', nn: 'Ingen her no.', en: 'Nobody here now.' },
  name: { nb: 'Navn', nn: 'Namn', en: 'Name' },
  born: { nb: 'Født', nn: 'Fødd', en: 'Born' },
  plan: { nb: 'Plan', nn: 'Plan', en: 'Plan' },
  revision: { nb: 'Neste revisjon', nn: 'Neste revisjon', en: 'Next revision' },
  noPlan: { nb: 'ingen plan', nn: 'ingen plan', en: 'no plan' },
  unnamed: { nb: '(uten navn)', nn: '(utan namn)', en: '(no name)' },
  next: { nb: 'Neste side', nn: 'Neste side', en: 'Next page' },
  onlySearch: {
    nb: 'Søk fram personen du skal hjelpe. Lister over alle er for den som er ansvarlig for installasjonen.',
    nn: 'Søk fram personen du skal hjelpe. Lister over alle er for den som er ansvarleg for installasjonen.',
    en: 'Search for the person you are to help. Lists of all are for who answers for the installation.',
  },
} as const satisfies Texts;

/** What a list of plans can be narrowed to. */
export const FILTERS = {
  all: { nb: 'alle planer', nn: 'alle planar', en: 'all plans' },
  'no-coordinator': { nb: 'uten koordinator', nn: 'utan koordinator', en: 'no coordinator' },
  revision: { nb: 'revisjon snart', nn: 'revisjon snart', en: 'revision due' },
  consent: { nb: 'samtykke som utløper', nn: 'samtykke som går ut', en: 'consent expiring' },
  conflict: { nb: 'i konflikt', nn: 'i konflikt', en: 'in conflict' },
  blocked: { nb: 'må rettes', nn: 'må rettast', en: 'blocked' },
  held: { nb: 'holdt tilbake', nn: 'haldne tilbake', en: 'held' },
} as const satisfies Readonly<Record<string, Text>>;

export type FilterName = keyof typeof FILTERS;
