import type { Texts } from '../said.ts';

export const RUNS = {
  title: { nb: 'Runder', nn: 'Rundar', en: 'Passes' },
  text: {
    nb: 'Hver runde spør en partner hva som er endret, og leverer det den mangler. Runder på rad som ikke fant noe å gjøre, er én linje.',
    nn: 'Kvar runde spør ein partnar kva som er endra, og leverer det han manglar. Rundar på rad som ikkje fann noko å gjere, er éi linje.',
    en: 'Each pass asks a partner what has changed, and delivers what it lacks. Passes in a row that found nothing to do are one line.',
  },
  partner: { nb: 'Partner', nn: 'Partnar', en: 'Partner' },
  all: { nb: 'Alle partnere', nn: 'Alle partnarar', en: 'All partners' },
  show: { nb: 'Vis', nn: 'Vis', en: 'Show' },
  started: { nb: 'Startet', nn: 'Starta', en: 'Started' },
  kind: { nb: 'Slag', nn: 'Slag', en: 'Kind' },
  outcome: { nb: 'Utfall', nn: 'Utfall', en: 'Outcome' },
  pulled: { nb: 'Hentet', nn: 'Henta', en: 'Pulled' },
  merged: { nb: 'Flettet inn', nn: 'Fletta inn', en: 'Merged' },
  setAside: { nb: 'Satt til side', nn: 'Sett til side', en: 'Set aside' },
  conflicts: { nb: 'Konflikter', nn: 'Konfliktar', en: 'Conflicts' },
  delivered: { nb: 'Levert', nn: 'Levert', en: 'Delivered' },
  requests: { nb: 'Forespørsler', nn: 'Førespurnader', en: 'Requests' },
  seconds: { nb: 'Sekunder', nn: 'Sekund', en: 'Seconds' },
  times: { nb: 'runder', nn: 'rundar', en: 'passes' },
  none: { nb: 'Ingen runder ennå.', nn: 'Ingen rundar enno.', en: 'No passes yet.' },
} as const satisfies Texts;
