import type { Text } from '../../validation/finding.ts';
import type { Texts } from '../said.ts';

export const OVERVIEW = {
  title: { nb: 'Oversikt', nn: 'Oversikt', en: 'Overview' },
  today: { nb: 'Dette trenger noen i dag', nn: 'Dette treng nokon i dag', en: 'What needs somebody today' },
  nothing: {
    nb: 'Ingenting venter på et menneske nå.',
    nn: 'Ingenting ventar på eit menneske no.',
    en: 'Nothing waits for a person now.',
  },
  partners: { nb: 'Partnere', nn: 'Partnarar', en: 'Partners' },
  partner: { nb: 'Partner', nn: 'Partnar', en: 'Partner' },
  standings: { nb: 'Hvordan det står', nn: 'Korleis det står', en: 'How it stands' },
  oldest: { nb: 'Eldste som skal sendes', nn: 'Eldste som skal sendast', en: 'Oldest owed' },
  lastRun: { nb: 'Siste runde', nn: 'Siste runde', en: 'Last pass' },
  nextRun: { nb: 'Neste runde', nn: 'Neste runde', en: 'Next pass' },
  none: { nb: 'ingen', nn: 'ingen', en: 'none' },
  noLinks: { nb: 'ingen personer ennå', nn: 'ingen personar enno', en: 'no persons yet' },
  history: { nb: 'Rundene i tid', nn: 'Rundane i tid', en: 'Passes over time' },
  historyText: {
    nb: 'Hva de siste rundene hos hver partner kom til. Tabellene under sier det samme som kurvene.',
    nn: 'Kva dei siste rundane hos kvar partnar kom til. Tabellane under seier det same som kurvene.',
    en: 'What the latest passes of each partner came to. The tables below say the same as the curves.',
  },
  asTable: { nb: 'Vis som tabell', nn: 'Vis som tabell', en: 'Show as a table' },
  started: { nb: 'Startet', nn: 'Starta', en: 'Started' },
  pulled: { nb: 'Hentet', nn: 'Henta', en: 'Pulled' },
  merged: { nb: 'Flettet inn', nn: 'Fletta inn', en: 'Merged' },
  delivered: { nb: 'Levert', nn: 'Levert', en: 'Delivered' },
  updated: { nb: 'Oppdatert', nn: 'Oppdatert', en: 'Updated' },
  atPartner: { nb: 'Funn hos', nn: 'Funn hos', en: 'Findings at' },
} as const satisfies Texts;

/** What waits for a person, after a number. */
export const NEEDS: Readonly<Record<string, readonly [one: Text, more: Text]>> = {
  conflict: [
    { nb: 'konflikt skal avgjøres', nn: 'konflikt skal avgjerast', en: 'conflict is to be decided' },
    { nb: 'konflikter skal avgjøres', nn: 'konfliktar skal avgjerast', en: 'conflicts are to be decided' },
  ],
  proposal: [
    {
      nb: 'forslag om å avslutte noe venter',
      nn: 'framlegg om å avslutte noko ventar',
      en: 'proposal to end something waits',
    },
    {
      nb: 'forslag om å avslutte noe venter',
      nn: 'framlegg om å avslutte noko ventar',
      en: 'proposals to end something wait',
    },
  ],
  candidate: [
    { nb: 'person har to planer', nn: 'person har to planar', en: 'person has two plans' },
    { nb: 'personer har to planer', nn: 'personar har to planar', en: 'persons have two plans' },
  ],
  setAside: [
    {
      nb: 'person har noe som må rettes hos',
      nn: 'person har noko som må rettast hos',
      en: 'person has something to be mended at',
    },
    {
      nb: 'personer har noe som må rettes hos',
      nn: 'personar har noko som må rettast hos',
      en: 'persons have something to be mended at',
    },
  ],
  findings: [
    { nb: 'funn uten kjent person hos', nn: 'funn utan kjend person hos', en: 'finding without a known person at' },
    { nb: 'funn uten kjent person hos', nn: 'funn utan kjend person hos', en: 'findings without a known person at' },
  ],
  unreachable: [
    { nb: 'person som ikke nås hos', nn: 'person som ikkje blir nådd hos', en: 'person not reached at' },
    { nb: 'personer som ikke nås hos', nn: 'personar som ikkje blir nådde hos', en: 'persons not reached at' },
  ],
};
