import { readFile } from 'node:fs/promises';
import { SamplanError } from '../errors.ts';
import { parseText, readText, tooLarge } from '../fhir/body.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { Validator } from '../validation/validation.ts';

/** A file, or a line of one, and what is wrong with it. */
export interface CheckedFile {
  /** Of a line: `file:line`. */
  readonly file: string;
  readonly valid: boolean;
  readonly findings: readonly Finding[];
}

/** Validates one file. A file that cannot be read as JSON is not valid, with a finding that says where and why. */
export async function checkFile(
  file: string,
  validator: Pick<Validator, 'validate'>,
  profiles: readonly string[],
): Promise<CheckedFile> {
  if (/\.xml$/i.test(file)) return checked(file, [XML]);
  try {
    return checkText(file, await readFile(file), validator, profiles);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      return checkUnreadable(file, 'code' in error ? String(error.code) : error.name);
    throw error;
  }
}

/** Validates what stands in a file, or in a line of one. */
export function checkText(
  file: string,
  bytes: Uint8Array,
  validator: Pick<Validator, 'validate'>,
  profiles: readonly string[],
): CheckedFile {
  try {
    const { value, findings } = parseText(readText(bytes));
    return checked(file, [...findings.map(asFile), ...validator.validate(value, { profiles })]);
  } catch (error) {
    if (error instanceof SamplanError) return checked(file, [unread(error)]);
    throw error;
  }
}

/** A decimal whose digits Samplan would not keep is valid all the same: only where it is to be kept it is refused. */
function asFile(finding: Finding): Finding {
  return finding.rule === 'decimal-digits' ? { ...finding, severity: 'warning' } : finding;
}

/** A line that is too long to be read. */
export function checkLongLine(place: string): CheckedFile {
  return checked(place, [unread(tooLarge())]);
}

/** A file that the operating system gives not out, with its code. */
export function checkUnreadable(file: string, code: string): CheckedFile {
  return checked(file, [unreadable(code)]);
}

function checked(file: string, findings: readonly Finding[]): CheckedFile {
  return { file, valid: !hasErrors(findings), findings };
}

/** The gate refuses such a body with this error; a file of the same bytes gets it as a finding. */
function unread({ code, text, where, expected, found }: SamplanError): Finding {
  return {
    severity: 'error',
    code: code === 'too-large' ? 'too-long' : 'structure',
    rule: code,
    path: where ?? '',
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    message: text,
    action: {
      nb: 'Det som står ellers i filen, er ikke sett på.',
      nn: 'Det som elles står i fila, er ikkje sett på.',
      en: 'Nothing else in the file was looked at.',
    },
  };
}

function unreadable(code: string): Finding {
  return {
    severity: 'error',
    code: 'not-found',
    rule: 'unreadable-file',
    path: '',
    found: code,
    message: {
      nb: `Filen kan ikke leses (${code}).`,
      nn: `Fila kan ikkje lesast (${code}).`,
      en: `The file cannot be read (${code}).`,
    },
    action: {
      nb: 'Sjekk at den finnes og at du har lov til å lese den.',
      nn: 'Sjekk at ho finst og at du har lov til å lese henne.',
      en: 'Check that it is there and that you may read it.',
    },
  };
}

const XML: Finding = {
  severity: 'error',
  code: 'structure',
  rule: 'unsupported-format',
  path: '',
  expected: 'JSON',
  found: 'XML',
  message: {
    nb: 'XML leses ikke i denne versjonen.',
    nn: 'XML blir ikkje lese i denne versjonen.',
    en: 'XML is not read: it comes with a later version.',
  },
  action: {
    nb: 'Skriv ressursen som JSON.',
    nn: 'Skriv ressursen som JSON.',
    en: 'Write the resource as JSON.',
  },
};
