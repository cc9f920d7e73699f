import type { Finding, Language } from '../validation/finding.ts';
import type { CheckedFile } from './check-file.ts';

/** How a report is written. */
export interface ReportStyle {
  readonly format: 'text' | 'json';
  readonly language: Language;
}

/** Entries of a report with what they come to: workers write them, and they are put together in order. */
export interface ReportPart {
  readonly text: string;
  readonly files: number;
  readonly invalid: number;
  readonly error: number;
  readonly warning: number;
  readonly information: number;
}

/** The entries of a report for what was checked. JSON entries have commas between them, none at the ends. */
export function reportPart(checked: readonly CheckedFile[], { format, language }: ReportStyle): ReportPart {
  const counts = { files: checked.length, invalid: 0, error: 0, warning: 0, information: 0 };
  const entries = checked.map((entry) => {
    if (!entry.valid) counts.invalid += 1;
    for (const { severity } of entry.findings) counts[severity] += 1;
    return format === 'json' ? jsonEntry(entry, language) : textEntry(entry, language);
  });
  return { text: entries.join(format === 'json' ? ',\n' : ''), ...counts };
}

/** A report written while files are checked, so that thousands of them need no memory. */
export interface Report {
  readonly head: string;
  /** The next part, as it stands in the report. */
  add(part: ReportPart): string;
  foot(): string;
  readonly allValid: boolean;
}

/** A JSON array with one entry a file; or as text, every file with its findings on lines of their own, counts at the end. */
export function openReport({ format }: ReportStyle): Report {
  const counts = { files: 0, invalid: 0, error: 0, warning: 0, information: 0 };
  let separator = '\n';
  return {
    head: format === 'json' ? '[' : '',
    add: (part) => {
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += part[name];
      if (part.files === 0 || format === 'text') return part.text;
      const text = separator + part.text;
      separator = ',\n';
      return text;
    },
    foot: () =>
      format === 'json'
        ? '\n]\n'
        : `\n${count(counts.files, 'file')}: ${counts.files - counts.invalid} valid, ${counts.invalid} not valid; ${count(counts.error, 'error')}, ${count(counts.warning, 'warning')}, ${counts.information} information\n`,
    get allValid() {
      return counts.invalid === 0;
    },
  };
}

function jsonEntry({ file, valid, findings }: CheckedFile, language: Language): string {
  return JSON.stringify({ file, valid, issues: findings.map((finding) => issueOf(finding, language)) });
}

function textEntry({ file, valid, findings }: CheckedFile, language: Language): string {
  return [
    `${file}: ${valid ? 'valid' : 'not valid'}`,
    ...findings.map((finding) => `  ${lineOf(finding, language)}`),
    '',
  ].join('\n');
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
