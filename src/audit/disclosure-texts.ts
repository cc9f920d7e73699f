import type { PartKind } from '../record/kinds.ts';
import type { Language, Text } from '../validation/finding.ts';
import type { DisclosedPart, Disclosure, DisclosureHow } from './disclosures.ts';

const text = (nb: string, nn: string, en: string): Text => ({ nb, nn, en });

const HOW: Readonly<Record<DisclosureHow, Text>> = {
  sent: text('{who} fikk {what}.', '{who} fekk {what}.', '{who} received {what}.'),
  'maybe-sent': text(
    '{who} skulle få {what}. Vi vet ikke om det kom fram.',
    '{who} skulle få {what}. Vi veit ikkje om det kom fram.',
    '{who} was to receive {what}. We do not know whether it arrived.',
  ),
  read: text('{who} leste {what}.', '{who} las {what}.', '{who} read {what}.'),
  emergency: text(
    '{who} leste {what} i en nødssituasjon.',
    '{who} las {what} i ein naudssituasjon.',
    '{who} read {what} in an emergency.',
  ),
  'taken-out': text('{what} er slettet hos {who}.', '{what} er sletta hos {who}.', '{what} was deleted at {who}.'),
};

/** Kinds of parts, as one says them of one's own plan. */
const KINDS: Readonly<Record<PartKind, Text>> = {
  person: text('hvem du er', 'kven du er', 'who you are'),
  team: text('hvem som er i ansvarsgruppen', 'kven som er i ansvarsgruppa', 'who is in your team'),
  relative: text('hvem som er pårørende', 'kven som er pårørande', 'who is close to you'),
  plan: text('planen', 'planen', 'the plan'),
  'sub-plan': text('en delplan', 'ein delplan', 'a sub-plan'),
  goal: text('mål', 'mål', 'goals'),
  measure: text('tiltak', 'tiltak', 'measures'),
  need: text('behov og ressurser', 'behov og ressursar', 'needs and resources'),
  'need-report': text('melding om behov', 'melding om behov', 'the report of a need'),
  meeting: text('møter', 'møte', 'meetings'),
  minutes: text('referater', 'referat', 'minutes'),
  document: text('dokumenter', 'dokument', 'documents'),
  consent: text('samtykker', 'samtykke', 'consents'),
  notice: text('at et samtykke er slutt', 'at eit samtykke er slutt', 'that a consent has ended'),
  conflict: text('uenighet om planen', 'usemje om planen', 'a disagreement about the plan'),
};
const OTHER = text('annet i planen', 'anna i planen', 'other parts of the plan');

/** Reasons for which a part may be seen (src/consent/decide.ts). */
const REASONS: Readonly<Record<string, Text>> = {
  'own-part': text('De har selv skrevet det.', 'Dei har sjølve skrive det.', 'They wrote it themselves.'),
  consented: text('Du har samtykket.', 'Du har samtykt.', 'You consented.'),
  'opt-out-regime': text(
    'Helsetjenesten kan dele det for å gi hjelp, og du har ikke sagt nei.',
    'Helsetenesta kan dele det for å gje hjelp, og du har ikkje sagt nei.',
    'Health services may share it to give help, and you have not said no.',
  ),
  notice: text(
    'De måtte få vite at samtykket ditt er slutt.',
    'Dei måtte få vite at samtykket ditt er slutt.',
    'They had to know that your consent has ended.',
  ),
  'publication-withdrawn': text(
    'Du lar det ikke lenger stå der.',
    'Du lèt det ikkje lenger stå der.',
    'You no longer let it stand there.',
  ),
  emergency: text(
    'Det var nødvendig for å hjelpe deg.',
    'Det var naudsynt for å hjelpe deg.',
    'It was needed to help you.',
  ),
};

/** What came of the review of a reading in an emergency. */
const REVIEWS: Readonly<Record<NonNullable<Disclosure['review']>, Text>> = {
  open: text(
    'Lesingen er ennå ikke gjennomgått.',
    'Lesinga er enno ikkje gjennomgått.',
    'The reading has not been looked at yet.',
  ),
  justified: text(
    'Lesingen er gjennomgått, og var berettiget.',
    'Lesinga er gjennomgått, og var rettkomen.',
    'The reading has been looked at, and was justified.',
  ),
  'not-justified': text(
    'Lesingen er gjennomgått, og var ikke berettiget.',
    'Lesinga er gjennomgått, og var ikkje rettkomen.',
    'The reading has been looked at, and was not justified.',
  ),
};

const WRITTEN = text('Begrunnelse: {written}', 'Grunngjeving: {written}', 'The reason given: {written}');
const BASIS = text('Grunnlag: {basis}.', 'Grunnlag: {basis}.', 'Legal basis: {basis}.');
const NOTICE_ABOUT = text('et varsel om {what}', 'eit varsel om {what}', 'a notice about {what}');
const FROM = text('{reader} ved {organization}', '{reader} ved {organization}', '{reader} at {organization}');
const TIMES = text('{times} ganger.', '{times} gonger.', '{times} times.');
const AND = text(' og ', ' og ', ' and ');

/**
 * One disclosure in plain words.
 *
 * @param nameOf name of an organization by its number
 * @example
 * describeDisclosure(disclosure, 'nb', nameOf); // 'Helse Fjordvik HF fikk mål og tiltak. Du har samtykket. Grunnlag: hpl § 22.'
 */
export function describeDisclosure(
  disclosure: Disclosure,
  language: Language,
  nameOf: (organization: string) => string,
): string {
  const { how, organization, reader, parts, written, times, review } = disclosure;
  const unit = nameOf(organization);
  const who = reader === undefined ? unit : fill(FROM[language], { reader, organization: unit });
  const what = list([...new Set(parts.map((part) => kindIn(part, language)))], language);
  const reasons = [...new Set(parts.flatMap(({ reason }) => (reason && REASONS[reason]?.[language]) || []))];
  const basis = [...new Set(parts.flatMap((part) => part.basis))].sort();
  return [
    sentence(fill(HOW[how][language], { who, what })),
    // One deletion is one request each, and says nothing of how often.
    ...(times > 1 && how !== 'taken-out' ? [fill(TIMES[language], { times: String(times) })] : []),
    ...reasons,
    ...(basis.length > 0 ? [fill(BASIS[language], { basis: basis.join(', ') })] : []),
    ...(review === undefined ? [] : [REVIEWS[review][language]]),
    ...(written === undefined ? [] : [fill(WRITTEN[language], { written })]),
  ].join(' ');
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The kind of a part in words. */
function kindIn({ kind = '', extent }: DisclosedPart, language: Language): string {
  const what = (Object.hasOwn(KINDS, kind) ? KINDS[kind as PartKind] : OTHER)[language];
  return extent === 'address' ? fill(NOTICE_ABOUT[language], { what }) : what;
}

function list(words: readonly string[], language: Language): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')}${AND[language]}${last}`;
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? '');
}
