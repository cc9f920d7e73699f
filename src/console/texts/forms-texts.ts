import type { Text } from '../../validation/finding.ts';
import type { Texts } from '../said.ts';

export const FORMS = {
  title: { nb: 'Kartlegginger og profiler', nn: 'Kartleggingar og profilar', en: 'Mappings and profiles' },
  text: {
    nb: 'Hvilke former data kan ha her. Prøv et eksempel: ingenting lagres, og ingen får noe tilsendt. Bruk ikke opplysninger om virkelige personer.',
    nn: 'Kva former data kan ha her. Prøv eit eksempel: ingenting blir lagra, og ingen får noko tilsendt. Bruk ikkje opplysningar om verkelege personar.',
    en: 'Which forms data may have here. Try an example: nothing is kept, and nobody is sent anything. Use no data of real persons.',
  },
  mappings: { nb: 'Kartlegginger', nn: 'Kartleggingar', en: 'Mappings' },
  mapping: { nb: 'Kartlegging', nn: 'Kartlegging', en: 'Mapping' },
  profiles: { nb: 'Profiler', nn: 'Profilar', en: 'Profiles' },
  profile: { nb: 'Profil', nn: 'Profil', en: 'Profile' },
  name: { nb: 'Navn', nn: 'Namn', en: 'Name' },
  version: { nb: 'Versjon', nn: 'Versjon', en: 'Version' },
  form: { nb: 'Form', nn: 'Form', en: 'Form' },
  usedBy: { nb: 'Brukes av', nn: 'Blir brukt av', en: 'Used by' },
  nobody: { nb: '(ingen her)', nn: '(ingen her)', en: '(nobody here)' },
  faulty: { nb: 'kan ikke lastes', nn: 'kan ikkje lastast', en: 'cannot be loaded' },
  type: { nb: 'Type', nn: 'Type', en: 'Type' },
  package: { nb: 'Pakke', nn: 'Pakke', en: 'Package' },
  tryMapping: { nb: 'Prøv en kartlegging', nn: 'Prøv ei kartlegging', en: 'Try a mapping' },
  sourceText: { nb: 'Data i partnerens form', nn: 'Data i forma til partnaren', en: "Data in the partner's form" },
  tryProfile: { nb: 'Prøv en profil', nn: 'Prøv ein profil', en: 'Try a profile' },
  resourceText: { nb: 'En FHIR-ressurs som JSON', nn: 'Ein FHIR-ressurs som JSON', en: 'A FHIR resource as JSON' },
  ofResource: { nb: '(de den selv oppgir)', nn: '(dei han sjølv oppgjev)', en: '(those that it names itself)' },
  attempt: { nb: 'Prøv', nn: 'Prøv', en: 'Try' },
  result: { nb: 'Hva som kom ut av det', nn: 'Kva som kom ut av det', en: 'What came of it' },
  resources: { nb: 'FHIR-ressurser', nn: 'FHIR-ressursar', en: 'FHIR resources' },
  cut: {
    nb: 'Resten vises ikke: det er for langt.',
    nn: 'Resten blir ikkje vist: det er for langt.',
    en: 'The rest is not shown: it is too long.',
  },
  losses: { nb: 'Kommer ikke tilbake', nn: 'Kjem ikkje tilbake', en: 'Does not come back' },
  place: { nb: 'Sted', nn: 'Stad', en: 'Place' },
  why: { nb: 'Hvorfor', nn: 'Kvifor', en: 'Why' },
  findings: { nb: 'Funn', nn: 'Funn', en: 'Findings' },
  what: { nb: 'Hva', nn: 'Kva', en: 'What' },
  severity: { nb: 'Alvor', nn: 'Alvor', en: 'Severity' },
  good: { nb: 'Ingen feil.', nn: 'Ingen feil.', en: 'No errors.' },
  noJson: {
    nb: 'Teksten er ikke en FHIR-ressurs i JSON: den må være et objekt med resourceType.',
    nn: 'Teksten er ikkje ein FHIR-ressurs i JSON: han må vere eit objekt med resourceType.',
    en: 'The text is no FHIR resource in JSON: it must be an object with a resourceType.',
  },
} as const satisfies Texts;

/** Why something does not come back (docs/mapping.md). */
export const LOSSES: Readonly<Record<string, Text>> = {
  unread: { nb: 'ingen regel leser det', nn: 'ingen regel les det', en: 'no pair reads it' },
  changed: { nb: 'kommer tilbake som noe annet', nn: 'kjem tilbake som noko anna', en: 'comes back as something else' },
  unmapped: { nb: 'har ikke noe motstykke', nn: 'har ikkje noko motstykke', en: 'has no counterpart' },
  invented: {
    nb: 'var der ikke, men kommer tilbake',
    nn: 'var der ikkje, men kjem tilbake',
    en: 'was not there, and comes back',
  },
  unplaced: { nb: 'har ingen plass', nn: 'har ingen plass', en: 'has no place' },
};

export const SEVERITIES: Readonly<Record<string, Text>> = {
  fatal: { nb: 'feil', nn: 'feil', en: 'error' },
  error: { nb: 'feil', nn: 'feil', en: 'error' },
  warning: { nb: 'advarsel', nn: 'åtvaring', en: 'warning' },
  information: { nb: 'opplysning', nn: 'opplysning', en: 'information' },
};
