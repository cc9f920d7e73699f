import type { Text } from '../validation/finding.ts';

/** Sections of a plan document: the contents a to i of the regulation in their order, papers, and the right to complain. */
export const SECTIONS = [
  'goals',
  'participants',
  'coordinator',
  'contributions',
  'measures',
  'how',
  'revisions',
  'consents',
  'cooperation',
  'papers',
  'complaint',
] as const;

/** Code of a section (code system `plan-section`). */
export type SectionCode = (typeof SECTIONS)[number];

/** Titles of the sections; the code system says the same (test/document). */
export const TITLES: Readonly<Record<SectionCode, Text>> = {
  goals: {
    nb: 'Mål, ressurser og behov',
    nn: 'Mål, ressursar og behov',
    en: 'Goals, resources and needs',
  },
  participants: {
    nb: 'Hvem som deltar',
    nn: 'Kven som deltek',
    en: 'Who takes part',
  },
  coordinator: { nb: 'Koordinator', nn: 'Koordinator', en: 'Coordinator' },
  contributions: {
    nb: 'Hva hver enkelt bidrar med',
    nn: 'Kva kvar enkelt bidreg med',
    en: 'What each contributes',
  },
  measures: {
    nb: 'Tiltak, omfang og ansvar',
    nn: 'Tiltak, omfang og ansvar',
    en: 'Measures, extent and responsibility',
  },
  how: {
    nb: 'Hvordan tiltakene gjennomføres',
    nn: 'Korleis tiltaka blir gjennomførte',
    en: 'How the measures are carried out',
  },
  revisions: {
    nb: 'Planperiode, møter og revisjon',
    nn: 'Planperiode, møte og revisjon',
    en: 'Period, meetings and revision',
  },
  consents: { nb: 'Samtykker', nn: 'Samtykke', en: 'Consents' },
  cooperation: {
    nb: 'Samarbeid som er nødvendig eller ønsket',
    nn: 'Samarbeid som er nødvendig eller ønskt',
    en: 'Necessary or desired cooperation',
  },
  papers: { nb: 'Referater og dokumenter', nn: 'Referat og dokument', en: 'Minutes and documents' },
  complaint: { nb: 'Rett til å klage', nn: 'Rett til å klage', en: 'Right to complain' },
};

/** What a section says where the plan says nothing there; of one that is only there where there is something, nothing. */
export const EMPTY: Readonly<Partial<Record<SectionCode, Text>>> = {
  goals: {
    nb: 'Ingen mål, ressurser eller behov står her.',
    nn: 'Ingen mål, ressursar eller behov står her.',
    en: 'No goals, resources or needs are stated here.',
  },
  participants: { nb: 'Ingen deltakere står her.', nn: 'Ingen deltakarar står her.', en: 'Nobody is stated here.' },
  coordinator: {
    nb: 'Ingen koordinator står her.',
    nn: 'Ingen koordinator står her.',
    en: 'No coordinator is stated here.',
  },
  contributions: {
    nb: 'Det står ikke hvem som bidrar med hva.',
    nn: 'Det står ikkje kven som bidreg med kva.',
    en: 'It is not stated who contributes what.',
  },
  measures: { nb: 'Ingen tiltak står her.', nn: 'Ingen tiltak står her.', en: 'No measures are stated here.' },
  how: {
    nb: 'Det står ikke hvordan tiltakene gjennomføres.',
    nn: 'Det står ikkje korleis tiltaka blir gjennomførte.',
    en: 'It is not stated how the measures are carried out.',
  },
  revisions: {
    nb: 'Verken periode eller revisjon står her.',
    nn: 'Verken periode eller revisjon står her.',
    en: 'Neither a period nor a revision is stated here.',
  },
  consents: { nb: 'Ingen samtykker står her.', nn: 'Ingen samtykke står her.', en: 'No consents are stated here.' },
  cooperation: {
    nb: 'Det står ikke om samarbeid med andre er nødvendig eller ønsket.',
    nn: 'Det står ikkje om samarbeid med andre er nødvendig eller ønskt.',
    en: 'It is not stated whether cooperation with others is necessary or desired.',
  },
};
