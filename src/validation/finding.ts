/** A text in the three languages every message of Samplan exists in: Bokmål, Nynorsk, English. */
export interface Text {
  readonly nb: string;
  readonly nn: string;
  readonly en: string;
}

export type Language = keyof Text;

/** The FHIR issue types (http://hl7.org/fhir/R4/valueset-issue-type.html) that findings use. */
export type IssueCode =
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'code-invalid'
  | 'not-found'
  | 'extension'
  | 'business-rule'
  | 'too-long'
  | 'not-supported';

/**
 * One thing that is wrong, or could not be checked, in what came.
 *
 * Never carries a person's data: `expected` and `found` describe kinds, counts, codes and lengths, not names,
 * identity numbers, dates of birth or free text.
 */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: IssueCode;
  /** Stable code of the rule, for example `cardinality-min` or `plan-made-consent`. Never renamed. */
  readonly rule: string;
  /** FHIRPath of the place, with indices: `CarePlan.activity[2].detail.status`. */
  readonly path: string;
  /** Canonical of the profile the rule stands in. */
  readonly profile?: string;
  /** Element id in that profile, for example `CarePlan.category:plan`. */
  readonly element?: string;
  /** Law section or FHIR clause the rule comes from. */
  readonly reference?: string;
  readonly expected?: string;
  readonly found?: string;
  /** What is wrong. */
  readonly message: Text;
  /** What the sender should do. */
  readonly action: Text;
}

/** True when at least one finding forbids admission. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
