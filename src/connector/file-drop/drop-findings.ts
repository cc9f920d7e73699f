import type { Finding, Text } from '../../validation/finding.ts';

/** What can be wrong with a file, and what to do. */
const TEXTS = {
  'file-no-file': [
    {
      nb: 'Det som ligger i mappen er ingen vanlig fil, men en lenke eller noe annet. Det er ikke åpnet.',
      nn: 'Det som ligg i mappa er inga vanleg fil, men ei lenkje eller noko anna. Det er ikkje opna.',
      en: 'What lies in the folder is no regular file but a link or something else. It was not opened.',
    },
    {
      nb: 'Legg selve filen i mappen.',
      nn: 'Legg sjølve fila i mappa.',
      en: 'Put the file itself into the folder.',
    },
  ],
  'file-unreadable': [
    {
      nb: 'Filen kan ikke leses.',
      nn: 'Fila kan ikkje lesast.',
      en: 'The file cannot be read.',
    },
    {
      nb: 'Se til at Samplan får lese filen, at den ikke er større enn det som er tillatt, og legg den i in/ på nytt.',
      nn: 'Sjå til at Samplan får lese fila, at ho ikkje er større enn det som er tillate, og legg ho i in/ på nytt.',
      en: 'See to it that Samplan may read the file and that it is no larger than allowed, and put it into in/ again.',
    },
  ],
  'file-malformed': [
    {
      nb: 'Filen har ikke den formen som er avtalt.',
      nn: 'Fila har ikkje den forma som er avtalt.',
      en: 'The file does not have the form that was agreed on.',
    },
    {
      nb: 'Rett filen der path viser, og legg den i in/ på nytt.',
      nn: 'Rett fila der path viser, og legg ho i in/ på nytt.',
      en: 'Mend the file where path shows, and put it into in/ again.',
    },
  ],
  'file-whose': [
    {
      nb: 'Filen handler ikke om én person.',
      nn: 'Fila handlar ikkje om éin person.',
      en: 'The file is not about one person.',
    },
    {
      nb: 'Lag én fil for hver person, og la den si hvem den handler om.',
      nn: 'Lag éi fil for kvar person, og lat ho seie kven ho handlar om.',
      en: 'Make one file for each person, and let it say whom it is about.',
    },
  ],
  'file-not-kept': [
    {
      nb: 'Noe i filen er ikke en del av planen og er ikke tatt inn.',
      nn: 'Noko i fila er ikkje ein del av planen og er ikkje teke inn.',
      en: 'Something in the file is no part of a plan and was not taken in.',
    },
    {
      nb: 'Ingenting trenger å gjøres.',
      nn: 'Ingenting treng å gjerast.',
      en: 'Nothing need be done.',
    },
  ],
} as const satisfies Readonly<Record<string, readonly [Text, Text]>>;

/** Rules that a file can break. Stable. */
export type DropRule = keyof typeof TEXTS;

/**
 * A finding about a partner's file. Names no value and no file.
 *
 * @param path where in the file: a JSON pointer, or line and column
 * @example
 * dropFinding('file-malformed', '/entry/3/resource', { expected: 'a resource with an id', found: 'none' });
 */
export function dropFinding(
  rule: DropRule,
  path: string,
  { expected, found }: { readonly expected: string; readonly found: string },
): Finding {
  const [message, action] = TEXTS[rule];
  const severity = rule === 'file-not-kept' ? 'warning' : 'error';
  return { severity, code: 'structure', rule, path, expected, found, message, action };
}
