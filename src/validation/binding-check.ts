import { describe, describeCode } from './describe.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';

/** Codes by system of a value set whose content is known, or a rule that decides without a list. */
export interface CodeSet {
  readonly url: string;
  /** Every code of any system: what a `code` element is checked against. */
  readonly codes: { has(code: unknown): boolean };
  /** True when a coding with this system and code is in the set. */
  hasCoding(system: unknown, code: unknown): boolean;
}

/** A Coding bound to a value set (http://hl7.org/fhir/R4/terminologies.html#4.1.5). */
export function coding(pass: Pass, set: CodeSet, value: unknown, name: string, index: number, site: Site): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { system, code } = value as { system?: unknown; code?: unknown };
    if (!set.hasCoding(system, code)) {
      pass.fail(site, name, index, describeCode(code));
    }
  }
}

/** A CodeableConcept bound to a value set: one of its codings in the set is enough. */
export function concept(pass: Pass, set: CodeSet, value: unknown, name: string, index: number, site: Site): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return;
  }
  const codings = (value as { coding?: unknown }).coding;
  if (!Array.isArray(codings)) {
    // A max value set only limits the codings that are there.
    if (site.rule === 'required-binding') {
      pass.fail(site, name, index, describe(undefined));
    }
    return;
  }
  for (const item of codings) {
    if (item !== null && typeof item === 'object' && set.hasCoding(item.system, item.code)) {
      return;
    }
  }
  const first: unknown = codings.length === 1 ? codings[0]?.code : codings;
  pass.fail(site, name, index, describeCode(first));
}
