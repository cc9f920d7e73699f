import type { Texts } from '../said.ts';

export const FINDINGS = {
  title: { nb: 'Funn', nn: 'Funn', en: 'Findings' },
  text: {
    nb: 'Dette kom fra en partner og kunne ikke tas inn, eller kom ikke fram. Resten av det som kom, går sin gang.',
    nn: 'Dette kom frå ein partnar og kunne ikkje takast inn, eller kom ikkje fram. Resten av det som kom, går sin gang.',
    en: 'This came from a partner and could not be admitted, or did not arrive there. All else that came goes on.',
  },
  setAside: { nb: 'Satt til side', nn: 'Sett til side', en: 'Set aside' },
  nothing: { nb: 'Ingenting er satt til side.', nn: 'Ingenting er sett til side.', en: 'Nothing is set aside.' },
  mended: {
    nb: 'Når det er rettet hos partneren, tas det inn ved neste runde.',
    nn: 'Når det er retta hos partnaren, blir det teke inn ved neste runde.',
    en: 'Once it is mended at the partner, the next pass takes it in.',
  },
  one: { nb: 'Én person, fra', nn: 'Éin person, frå', en: 'One person, from' },
  unknown: {
    nb: 'Ikke kjent hvem det gjelder, fra',
    nn: 'Ikkje kjent kven det gjeld, frå',
    en: 'Not known about whom, from',
  },
  since: { nb: 'siden', nn: 'sidan', en: 'since' },
  where: { nb: 'Hvor', nn: 'Kvar', en: 'Where' },
  expected: { nb: 'Ventet', nn: 'Venta', en: 'Expected' },
  found: { nb: 'Fant', nn: 'Fann', en: 'Found' },
  toDo: { nb: 'Gjør dette', nn: 'Gjer dette', en: 'Do this' },
  rule: { nb: 'Regel', nn: 'Regel', en: 'Rule' },
  waiting: { nb: 'Prøves igjen', nn: 'Blir prøvd igjen', en: 'Tried again' },
  nothingWaits: {
    nb: 'Ingenting venter på et nytt forsøk.',
    nn: 'Ingenting ventar på eit nytt forsøk.',
    en: 'Nothing waits for a retry.',
  },
  partner: { nb: 'Partner', nn: 'Partnar', en: 'Partner' },
  standing: { nb: 'Hvordan det står', nn: 'Korleis det står', en: 'How it stands' },
  attempts: { nb: 'Forsøk', nn: 'Forsøk', en: 'Attempts' },
  toPlan: { nb: 'Til planen', nn: 'Til planen', en: 'To the plan' },
  next: { nb: 'Neste forsøk', nn: 'Neste forsøk', en: 'Next attempt' },
  retry: { nb: 'Prøv ved neste runde', nn: 'Prøv ved neste runde', en: 'Try at the next pass' },
  done: {
    nb: 'Det prøves ved neste runde.',
    nn: 'Det blir prøvd ved neste runde.',
    en: 'It is tried at the next pass.',
  },
} as const satisfies Texts;
