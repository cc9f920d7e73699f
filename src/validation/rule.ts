import type { IssueCode, Text } from './finding.ts';

/** The rules of the format, the base specification and profiles. Invariants come beside them, under their own keys. */
export type Rule =
  | 'not-an-object'
  | 'resource-type'
  | 'expected-type'
  | 'unknown-element'
  | 'cardinality-min'
  | 'cardinality-max'
  | 'type'
  | 'null-value'
  | 'empty-value'
  | 'primitive-format'
  | 'primitive-control-character'
  | 'value-too-long'
  | 'array-alignment'
  | 'choice-multiple'
  | 'choice-type'
  | 'required-binding'
  | 'extensible-binding'
  | 'max-value-set'
  | 'binding-not-checked'
  | 'reference-target'
  | 'fixed-value'
  | 'pattern-value'
  | 'value-range'
  | 'slice-min'
  | 'slice-max'
  | 'slice-closed'
  | 'slice-order'
  | 'extension-url'
  | 'modifier-extension-unknown'
  | 'profile-unknown'
  | 'profile-type'
  | 'narrative'
  | 'nesting-depth'
  | 'finding-limit'
  | 'invariant';

export interface RuleText {
  readonly code: IssueCode;
  /** Clause of the FHIR specification, under http://hl7.org/fhir/R4/. */
  readonly clause: string;
  readonly message: Text;
  readonly action: Text;
}
