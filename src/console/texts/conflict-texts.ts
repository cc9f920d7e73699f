import type { Text } from '../../validation/finding.ts';
import type { Texts } from '../said.ts';

export const CONFLICT = {
  list: { nb: 'Konflikter', nn: 'Konfliktar', en: 'Conflicts' },
  listText: {
    nb: 'Dette venter på at noen avgjør det. Til da står verdien til den som er ansvarlig for delen, hver side beholder sin egen, og resten av planen går sin gang.',
    nn: 'Dette ventar på at nokon avgjer det. Til då står verdien til den som er ansvarleg for delen, kvar side held på sin eigen, og resten av planen går sin gang.',
    en: 'This waits for somebody to decide it. Until then the value of who is responsible for the part stands, each side keeps its own, and the rest of the plan goes on.',
  },
  next: { nb: 'Neste side', nn: 'Neste side', en: 'Next page' },
  none: { nb: 'Ingen konflikter venter.', nn: 'Ingen konfliktar ventar.', en: 'No conflicts wait.' },
  title: { nb: 'En konflikt', nn: 'Ein konflikt', en: 'A conflict' },
  since: { nb: 'Siden', nn: 'Sidan', en: 'Since' },
  person: { nb: 'Person', nn: 'Person', en: 'Person' },
  what: { nb: 'Hva', nn: 'Kva', en: 'What' },
  where: { nb: 'Element', nn: 'Element', en: 'Element' },
  partner: { nb: 'Partner', nn: 'Partnar', en: 'Partner' },
  decide: { nb: 'Avgjør', nn: 'Avgjer', en: 'Decide' },
  base: { nb: 'Slik var det', nn: 'Slik var det', en: 'As it was' },
  ours: { nb: 'Slik det står nå', nn: 'Slik det står no', en: 'As it stands' },
  theirs: { nb: 'Slik det er hos', nn: 'Slik det er hos', en: 'As it is at' },
  nothing: { nb: '(ingenting)', nn: '(ingenting)', en: '(nothing)' },
  changed: { nb: 'endret', nn: 'endra', en: 'changed' },
  suggestion: { nb: 'Forslag', nn: 'Framlegg', en: 'Suggestion' },
  takeRecord: { nb: 'La det stå', nn: 'Lat det stå', en: 'Let it stand' },
  takePartner: { nb: 'Ta verdien fra', nn: 'Ta verdien frå', en: 'Take the value from' },
  ownValue: { nb: 'Skriv en ny tekst', nn: 'Skriv ein ny tekst', en: 'Write a new text' },
  useOwn: { nb: 'Bruk den nye teksten', nn: 'Bruk den nye teksten', en: 'Use the new text' },
  asSubPlan: {
    nb: 'Gjør den andre til en delplan',
    nn: 'Gjer den andre til ein delplan',
    en: 'Make the other a sub-plan',
  },
  asMerge: { nb: 'Flett dem del for del', nn: 'Flett dei del for del', en: 'Merge them part by part' },
  asReplaced: {
    nb: 'Planen her erstatter den andre',
    nn: 'Planen her erstattar den andre',
    en: 'The plan here replaces the other',
  },
  asPartner: {
    nb: 'Den andre erstatter planen her',
    nn: 'Den andre erstattar planen her',
    en: 'The other replaces the plan here',
  },
  decided: {
    nb: 'Den er avgjort alt, kanskje i et annet vindu. Du trenger ikke gjøre noe.',
    nn: 'Han er avgjord alt, kanskje i eit anna vindauge. Du treng ikkje gjere noko.',
    en: 'It is decided already, perhaps in another window. You need not do anything.',
  },
  toPlan: { nb: 'Til planen', nn: 'Til planen', en: 'To the plan' },
  unnamed: { nb: '(uten navn)', nn: '(utan namn)', en: '(no name)' },
} as const satisfies Texts;

/** What a conflict is about, by its kind. */
export const CONFLICT_KINDS: Readonly<Record<string, Text>> = {
  conflict: {
    nb: 'To sider har skrevet hver sitt.',
    nn: 'To sider har skrive kvar sitt.',
    en: 'Two sides wrote differently.',
  },
  proposal: {
    nb: 'En partner vil avslutte noe som en annen er ansvarlig for.',
    nn: 'Ein partnar vil avslutte noko som ein annan er ansvarleg for.',
    en: 'A partner wants to end what another is responsible for.',
  },
  candidate: {
    nb: 'Personen har to planer, laget uten å vite om hverandre.',
    nn: 'Personen har to planar, laga utan å vite om kvarandre.',
    en: 'The person has two plans, made without knowing of each other.',
  },
};

/** Why something is suggested. */
export const REASONS = {
  onlyPartner: {
    nb: 'Bare partneren har endret det. Ingen her har skrevet noe annet enn det som var.',
    nn: 'Berre partnaren har endra det. Ingen her har skrive noko anna enn det som var.',
    en: 'Only the partner changed it. Nobody here wrote anything but what was there.',
  },
  onlyRecord: {
    nb: 'Partneren har det som det var. Det som står nå, er skrevet etterpå.',
    nn: 'Partnaren har det som det var. Det som står no, er skrive etterpå.',
    en: 'The partner has it as it was. What stands now was written after that.',
  },
  owner: {
    nb: 'Begge har endret det. Det som står, er fra den som er ansvarlig for delen. Snakk sammen før du tar noe annet.',
    nn: 'Begge har endra det. Det som står, er frå den som er ansvarleg for delen. Snakk saman før du tek noko anna.',
    en: 'Both changed it. What stands is from who is responsible for the part. Talk to each other before you take anything else.',
  },
  end: {
    nb: 'Den som er ansvarlig for delen, har ikke avsluttet den. Spør personen og den som vil avslutte, før du gjør det.',
    nn: 'Den som er ansvarleg for delen, har ikkje avslutta han. Spør personen og den som vil avslutte, før du gjer det.',
    en: 'Who is responsible for the part has not ended it. Ask the person and who wants to end it before you do.',
  },
  plans: {
    nb: 'Kommunens plan er den individuelle planen. Som delplan blir den andre synlig uten at noe går tapt.',
    nn: 'Planen til kommunen er den individuelle planen. Som delplan blir den andre synleg utan at noko går tapt.',
    en: 'The municipality’s is the individual plan. As a sub-plan the other is seen, and nothing is lost.',
  },
} as const satisfies Texts;
