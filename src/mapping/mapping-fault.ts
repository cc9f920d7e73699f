import { SamplanError } from '../errors.ts';
import type { Finding, Text } from '../validation/finding.ts';

/** What can be wrong with a mapping. `{expected}` and `{found}` are filled in. */
const TEXTS = {
  'mapping-form': {
    nb: 'Kartleggingen følger ikke skjemaet: {expected}.',
    nn: 'Kartlegginga følgjer ikkje skjemaet: {expected}.',
    en: 'The mapping does not follow its schema: {expected}.',
  },
  'mapping-fhir-path': {
    nb: '{found} finnes ikke; ventet {expected}.',
    nn: '{found} finst ikkje; venta {expected}.',
    en: '{found} is not there; expected {expected}.',
  },
  'mapping-source-path': {
    nb: 'source.schema.json har ikke {found}.',
    nn: 'source.schema.json har ikkje {found}.',
    en: 'source.schema.json does not have {found}.',
  },
  'mapping-name': {
    nb: 'Det finnes ikke noe {expected} som heter {found}.',
    nn: 'Det finst ikkje noko {expected} som heiter {found}.',
    en: 'There is no {expected} named {found}.',
  },
  'mapping-kind': {
    nb: '{found} passer ikke her; ventet {expected}.',
    nn: '{found} passar ikkje her; venta {expected}.',
    en: '{found} does not fit here; expected {expected}.',
  },
  'mapping-key-missing': {
    nb: '{found} er en liste av ressurser, og trenger key: feltet som sier hvem hver av dem er.',
    nn: '{found} er ei liste av ressursar, og treng key: feltet som seier kven kvar av dei er.',
    en: '{found} is a list of resources, and needs key: the field that says which each of them is.',
  },
  'mapping-twice': {
    nb: '{found} skrives to ganger; første gang {expected}.',
    nn: '{found} blir skrive to gonger; fyrste gong {expected}.',
    en: '{found} is written twice; the first time at {expected}.',
  },
  'mapping-loop': {
    nb: 'Delen står i seg selv: {found}.',
    nn: 'Delen står i seg sjølv: {found}.',
    en: 'The part stands in itself: {found}.',
  },
  'mapping-table': {
    nb: 'Kodetabellen kan ikke brukes ved {found}: ventet {expected}.',
    nn: 'Kodetabellen kan ikkje brukast ved {found}: venta {expected}.',
    en: 'The code table cannot be used at {found}: expected {expected}.',
  },
} satisfies Record<string, Text>;

const ACTION: Text = {
  nb: 'Rett stedet som er oppgitt; docs/mapping.md viser hvordan.',
  nn: 'Rett staden som er oppgitt; docs/mapping.md viser korleis.',
  en: 'Correct the place given; docs/mapping.md shows how.',
};

export type MappingFaultRule = keyof typeof TEXTS;

/** One thing wrong with a mapping; `place` is `file:line:column`. */
export function mappingFault(
  rule: MappingFaultRule,
  place: string,
  details: { readonly expected?: string; readonly found?: string } = {},
): Finding {
  const fill = (template: string): string =>
    template.replaceAll('{expected}', () => details.expected ?? '').replaceAll('{found}', () => details.found ?? '');
  const { nb, nn, en } = TEXTS[rule];
  return {
    severity: 'error',
    code: 'structure',
    rule,
    path: place,
    ...details,
    message: { nb: fill(nb), nn: fill(nn), en: fill(en) },
    action: ACTION,
  };
}

/** Refuses the mapping with everything that is wrong with it. */
export function refuseMapping(findings: readonly Finding[]): never {
  throw new SamplanError(
    'configuration',
    {
      nb: 'Kartleggingen kan ikke brukes.',
      nn: 'Kartlegginga kan ikkje brukast.',
      en: 'The mapping cannot be used.',
    },
    { findings },
  );
}
