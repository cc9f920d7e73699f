import type { LawRule } from '../law/rule.ts';
import { LAW } from '../law/table.ts';

/** A rule of the profiles, as the profile package tells it (other/rules.json). */
export interface ProfileRule {
  readonly key: string;
  readonly kind: string;
  readonly content?: readonly string[];
  readonly reference: string;
}

const OWED_BY: Readonly<Record<LawRule['owedBy'], string>> = {
  coordinator: 'the responsible coordinator; without one, the koordinerende enhet',
  'coordinating-unit': 'the koordinerende enhet, the municipality’s first',
  author: 'whose the part is',
  controller: 'whose access log it is',
};

/** The page docs/law.md, made of the table of law and of the rules of the profiles. */
export function lawPage(profileRules: readonly ProfileRule[]): string {
  return `<!-- Made by "samplan law" from src/law. Change it there. -->
# The law as data

Each rule is data: a stable key, its legal reference, the days on which it is law, its phase, texts in Bokmål, Nynorsk and
English, and a function that finds where a record breaks it (\`src/law\`). A **form** rule refuses: what breaks it is set
aside, or answered with 422. A **world** rule accepts what is true in the world: once its day has passed it is a warning, and
from the beginning it is a duty, listed by \`samplan duties\` and \`GET /fhir/$duties\` with the day and who owes it.

Days are days in Norway (Europe/Oslo). "Without delay" is a duty without a day. Where somebody else than the table says is
named by the part itself (the trust of its coordinator, the unit a report is addressed to), it is that organization's. Rules about levels know those of the
organizations in the configuration. The texts were read as \`profiles/fsh/rules.json\` says for each reference; a lawyer has not read this page.

| key | rests on | law | phase | what it asks | owed by | by when |
|---|---|---|---|---|---|---|
${LAW.map(row).join('\n')}

\`plan-made-consent\` forbids only to begin: a consent that is withdrawn while the plan is active is a fact: the plan is revoked with it.

## What a plan contains

The contents a to i of the regulation are mostly rules about one resource. The profiles have them: [profiles/README.md](../profiles/README.md#the-contents-of-the-plan-a-to-i) says where each stands.

| | contents | rules of the profiles | rules of the record |
|---|---|---|---|
${Object.entries(CONTENTS)
  .map(([letter, title]) => contentRow(letter, title, profileRules))
  .join('\n')}

## Death

When \`Patient.deceased\` comes in, the plan is completed with that day in the same commit (a draft is revoked), and goes out so to every side. From then on
\`closed-by-death\` refuses every change of a part of the plan; consents and the team can still be ended. A death that was recorded in error is
taken back in \`Patient.deceased\` first. \`record-kept\` says until when the record is kept; nothing is deleted by itself.
`;
}

const CONTENTS: Readonly<Record<string, string>> = {
  a: 'goals, resources and needs',
  b: 'who takes part',
  c: 'coordinator',
  d: 'what the person, those close to her and the services contribute',
  e: 'measures, extent, responsible',
  f: 'how',
  g: 'period and revisions',
  h: 'consent',
  i: 'necessary or desired cooperation',
};

function row({ key, reference, validFrom, validTo, phase, message, owedBy, term, forbidsBeginning }: LawRule): string {
  const law = [validFrom && `from ${validFrom}`, validTo && `to ${validTo}`].filter(Boolean).join(' ');
  const isOwed = phase === 'world' || forbidsBeginning;
  const what = [message.en, isOwed ? OWED_BY[owedBy] : '', isOwed ? term : ''];
  return `| \`${key}\` | ${reference} | ${law} | ${phase} | ${what.join(' | ')} |`;
}

function contentRow(letter: string, title: string, profileRules: readonly ProfileRule[]): string {
  const keys = (rules: readonly Pick<ProfileRule, 'key' | 'content'>[]): string =>
    rules
      .filter(({ content }) => content?.includes(letter))
      .map(({ key }) => `\`${key}\``)
      .join(', ');
  return `| ${letter} | ${title} | ${keys(profileRules.filter(({ kind }) => kind !== 'record'))} | ${keys(LAW)} |`;
}
