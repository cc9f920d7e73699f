import type { Text } from '../../validation/finding.ts';
import type { Texts } from '../said.ts';

export const ACCESS_LOG = {
  title: { nb: 'Tilgangslogg', nn: 'Tilgangslogg', en: 'Access log' },
  text: {
    nb: 'Hver lesing, endring, utlevering og avvisning, den nyeste først. At du ser på loggen, står også i den.',
    nn: 'Kvar lesing, endring, utlevering og avvising, den nyaste først. At du ser på loggen, står òg i han.',
    en: 'Every reading, change, delivery and refusal, the newest first. That you look at the log is in it too.',
  },
  ofOne: {
    nb: 'Bare det som gjelder én person.',
    nn: 'Berre det som gjeld éin person.',
    en: 'Only what is about one person.',
  },
  ofAll: { nb: 'Vis alle', nn: 'Vis alle', en: 'Show all' },
  kind: { nb: 'Hva', nn: 'Kva', en: 'What' },
  from: { nb: 'Fra og med (åååå-mm-dd)', nn: 'Frå og med (åååå-mm-dd)', en: 'From (yyyy-mm-dd)' },
  to: { nb: 'Til og med (åååå-mm-dd)', nn: 'Til og med (åååå-mm-dd)', en: 'Until (yyyy-mm-dd)' },
  show: { nb: 'Vis', nn: 'Vis', en: 'Show' },
  when: { nb: 'Når', nn: 'Når', en: 'When' },
  who: { nb: 'Hvem', nn: 'Kven', en: 'Who' },
  about: { nb: 'Om hvem', nn: 'Om kven', en: 'About' },
  person: { nb: 'Personen', nn: 'Personen', en: 'The person' },
  content: { nb: 'Innhold', nn: 'Innhald', en: 'Content' },
  outcome: { nb: 'Utfall', nn: 'Utfall', en: 'Outcome' },
  done: { nb: 'gjort', nn: 'gjort', en: 'done' },
  refused: { nb: 'avvist', nn: 'avvist', en: 'refused' },
  failed: { nb: 'feilet', nn: 'feila', en: 'failed' },
  emergency: { nb: 'nødssituasjon', nn: 'naudssituasjon', en: 'emergency' },
  disclosures: { nb: 'Innsynsrapport', nn: 'Innsynsrapport', en: 'Disclosure report' },
  older: { nb: 'Eldre', nn: 'Eldre', en: 'Older' },
  none: {
    nb: 'Ingenting i loggen svarer til dette.',
    nn: 'Ingenting i loggen svarer til dette.',
    en: 'Nothing in the log is like this.',
  },
} as const satisfies Texts;

/** What can be chosen of the log. */
export const CHOICES = {
  all: { nb: 'alt', nn: 'alt', en: 'everything' },
  refused: { nb: 'avvisninger', nn: 'avvisingar', en: 'refusals' },
  emergency: { nb: 'lesing i nødssituasjon', nn: 'lesing i naudssituasjon', en: 'reading in an emergency' },
  delivered: { nb: 'utlevering', nn: 'utlevering', en: 'deliveries' },
} as const satisfies Texts;

/** Interactions of R4 and of the exchange in words, by the code of `AuditEvent.subtype`. */
export const INTERACTIONS: Readonly<Record<string, Text>> = {
  read: { nb: 'lesing', nn: 'lesing', en: 'reading' },
  vread: { nb: 'lesing av en versjon', nn: 'lesing av ein versjon', en: 'reading of a version' },
  'history-instance': { nb: 'lesing av historikk', nn: 'lesing av historikk', en: 'reading of history' },
  'search-type': { nb: 'søk', nn: 'søk', en: 'search' },
  create: { nb: 'oppretting', nn: 'oppretting', en: 'creation' },
  update: { nb: 'endring', nn: 'endring', en: 'change' },
  delete: { nb: 'sletting', nn: 'sletting', en: 'deletion' },
  transaction: { nb: 'flere endringer samlet', nn: 'fleire endringar samla', en: 'several changes together' },
  operation: { nb: 'handling', nn: 'handling', en: 'operation' },
  receive: { nb: 'mottatt fra partner', nn: 'motteke frå partnar', en: 'taken in from a partner' },
  'set-aside': { nb: 'satt til side', nn: 'sett til side', en: 'set aside' },
  join: { nb: 'to ble én person', nn: 'to vart éin person', en: 'two became one person' },
  'deliver-intent': { nb: 'skal utleveres', nn: 'skal utleverast', en: 'about to be delivered' },
  deliver: { nb: 'utlevert', nn: 'utlevert', en: 'delivered' },
};

export const DISCLOSURES = {
  title: { nb: 'Innsynsrapport', nn: 'Innsynsrapport', en: 'Disclosure report' },
  text: {
    nb: 'Hvem som har fått eller lest planen, når, hva og på hvilket grunnlag, det nyeste først. Det er skrevet for den planen gjelder.',
    nn: 'Kven som har fått eller lese planen, når, kva og på kva grunnlag, det nyaste først. Det er skrive for den planen gjeld.',
    en: 'Who received or read the plan, when, what and on what basis, the newest first. It is written for the person whose plan it is.',
  },
  what: { nb: 'Hva som skjedde', nn: 'Kva som hende', en: 'What happened' },
  none: {
    nb: 'Ingen andre har fått eller lest planen.',
    nn: 'Ingen andre har fått eller lese planen.',
    en: 'Nobody else has received or read the plan.',
  },
  log: {
    nb: 'Alt i loggen om denne personen',
    nn: 'Alt i loggen om denne personen',
    en: 'Everything in the log about this person',
  },
} as const satisfies Texts;
