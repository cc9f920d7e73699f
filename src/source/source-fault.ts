import type { Finding, Text } from '../validation/finding.ts';

const TEXTS = {
  'source-encoding': {
    nb: 'Teksten er ikke i det tegnsettet som er oppgitt ({expected}).',
    nn: 'Teksten er ikkje i det teiknsettet som er oppgitt ({expected}).',
    en: 'The text is not in the encoding that is given ({expected}).',
  },
  'source-syntax': {
    nb: 'Filen er ikke gyldig: ventet {expected}.',
    nn: 'Fila er ikkje gyldig: venta {expected}.',
    en: 'The file is not well-formed: expected {expected}.',
  },
  'source-empty': {
    nb: 'Filen har ingen poster: ventet {expected}.',
    nn: 'Fila har ingen postar: venta {expected}.',
    en: 'The file has no records: expected {expected}.',
  },
  'source-columns': {
    nb: 'Raden har et annet antall kolonner enn overskriften: {found}, ikke {expected}.',
    nn: 'Rada har eit anna tal på kolonnar enn overskrifta: {found}, ikkje {expected}.',
    en: 'The row has another number of columns than the header: {found}, not {expected}.',
  },
  'source-too-long': {
    nb: 'Posten er lengre enn {expected}.',
    nn: 'Posten er lengre enn {expected}.',
    en: 'The record is longer than {expected}.',
  },
  'source-forbidden': {
    nb: 'Filen har noe som ikke leses: ventet {expected}.',
    nn: 'Fila har noko som ikkje blir lese: venta {expected}.',
    en: 'The file has something that is not read: expected {expected}.',
  },
} satisfies Record<string, Text>;

const ACTION: Text = {
  nb: 'Rett filen på stedet som er oppgitt, og legg den inn igjen.',
  nn: 'Rett fila på staden som er oppgitt, og legg henne inn att.',
  en: 'Correct the file at the place given, and hand it in again.',
};

export type SourceRule = keyof typeof TEXTS;

/** One thing wrong with a source file. `where`: `file:line`, `file:line:column` or `file row 7`. Never a value. */
export function sourceFault(
  rule: SourceRule,
  where: string,
  details: { readonly expected: string; readonly found?: string },
): Finding {
  const fill = (template: string): string =>
    template.replaceAll('{expected}', () => details.expected).replaceAll('{found}', () => details.found ?? '');
  const { nb, nn, en } = TEXTS[rule];
  return {
    severity: 'error',
    code: rule === 'source-too-long' ? 'too-long' : 'structure',
    rule,
    path: where,
    ...details,
    message: { nb: fill(nb), nn: fill(nn), en: fill(en) },
    action: ACTION,
  };
}

/** Ends the reading of a file: what comes after cannot be trusted. What was read before stays. */
export class SourceEnd extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message.en);
    this.finding = finding;
  }
}
