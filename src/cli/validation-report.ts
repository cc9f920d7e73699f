import type { Finding, Language } from '../validation/finding.ts';
import type { CheckedFile } from './check-file.ts';

/** A report written while files are checked, so that thousands of them need no memory. */
export interface Report {
  readonly head: string;
  entry(checked: CheckedFile): string;
  foot(): string;
}

/** A JSON array with one entry a file. */
export function jsonReport(language: Language): Report {
  let separator = '\n';
  return {
    head: '[',
    entry: ({ file, valid, findings }) => {
      const text = `${separator}${JSON.stringify({ file, valid, issues: findings.map((finding) => issueOf(finding, language)) })}`;
      separator = ',\n';
      return text;
    },
    foot: () => '\n]\n',
  };
}

/** Every file with its findings on lines of their own, counts at the end. */
export function textReport(language: Language): Report {
  const counts = { files: 0, invalid: 0, error: 0, warning: 0, information: 0 };
  return {
    head: '',
    entry: ({ file, valid, findings }) => {
      counts.files += 1;
      if (!valid) counts.invalid += 1;
      for (const { severity } of findings) counts[severity] += 1;
      return [
        `${file}: ${valid ? 'valid' : 'not valid'}`,
        ...findings.map((finding) => `  ${lineOf(finding, language)}`),
        '',
      ].join('\n');
    },
    foot: () =>
      `\n${count(counts.files, 'file')}: ${counts.files - counts.invalid} valid, ${counts.invalid} not valid; ${count(counts.error, 'error')}, ${count(counts.warning, 'warning')}, ${counts.information} information\n`,
  };
}

/** What a program reads of a finding: every key always there, null where there is nothing to say. */
function issueOf(finding: Finding, language: Language): object {
  const { severity, code, rule, path, profile, element, message, action, expected, found } = finding;
  return {
    severity,
    code,
    rule,
    path,
    profile: profile ?? null,
    element: element ?? null,
    message: `${message[language]} ${action[language]}`,
    expected: expected ?? null,
    found: found ?? null,
  };
}

function lineOf({ severity, rule, path, profile, message, action }: Finding, language: Language): string {
  const place = path === '' ? '' : `${path}: `;
  const source = profile === undefined ? rule : `${rule}, ${profile}`;
  return `${severity}: ${place}${message[language]} ${action[language]} [${source}]`;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
