import { SHIPPED_POLICY } from '../../../src/consent/policy.ts';
import type { Case, Chapter } from './case.ts';

const NAMES = {
  specialist: 'health trust',
  municipal: 'municipality',
  other: 'NAV',
  national: 'national store',
} as const;

/** docs/consent-decisions.md: the cases of the decision table, each with the answer that the tests hold it to. */
export function decisionsPage(chapters: readonly Chapter[]): string {
  return [
    '<!-- Made by "npm run decisions" from test/consent/decisions. Change it there. -->',
    '# What may be seen: the decision table',
    '',
    '`decide` (`src/consent/decide.ts`) answers for one part of a record, one recipient and one moment. Every line below is a test.',
    'What is asked about is a goal that another municipality owns, and who asks is the health trust, where nothing else is said.',
    '',
    '## The policy that is shipped',
    '',
    'The first row that matches decides; rows of the configuration go before these ([configuration.md](configuration.md)). No row at all gives nothing.',
    '',
    table(
      ['sector', 'kinds of parts', 'regime', 'basis'],
      SHIPPED_POLICY.rows.map(({ sectors, kinds, regime, basis }) => [
        sectors.join(', '),
        kinds.join(', '),
        regime,
        basis,
      ]),
    ),
    '',
    table(
      ['birthday', 'consents that others gave before it', 'days of grace', 'basis'],
      SHIPPED_POLICY.ages.map(({ age, lapses, graceDays, basis }) => [
        String(age),
        lapses ? 'lapse after the days of grace' : 'go on; a new one is owed by then',
        String(graceDays),
        basis,
      ]),
    ),
    ...chapters.flatMap(({ title, text, cases }) => [
      '',
      `## ${title}`,
      '',
      text,
      '',
      table(
        ['what is said', 'who asks', 'answer'],
        cases.map((one) => [one.says, askerOf(one), `\`${one.answer}\``]),
      ),
    ]),
    '',
  ].join('\n');
}

function askerOf({ who, reader, purpose }: Case): string {
  if (reader) return reader.as;
  const name = NAMES[who?.sector ?? 'specialist'];
  return purpose === 'emergency' ? `${name}, emergency` : name;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
