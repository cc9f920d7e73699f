import type { IssueCode, Text } from './finding.ts';

/** What the findings of one rule say. `{element}`, `{expected}`, `{found}`, `{key}` and `{human}` are filled in. */
export interface RuleText {
  readonly code: IssueCode;
  /** Clause of the FHIR specification, under http://hl7.org/fhir/R4/. */
  readonly clause: string;
  readonly message: Text;
  readonly action: Text;
}

export function entry(code: IssueCode, clause: string, message: Text, action: Text): RuleText {
  return { code, clause, message, action };
}

export function text(nb: string, nn: string, en: string): Text {
  return { nb, nn, en };
}
