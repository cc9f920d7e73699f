import type { Answer } from './code-test.ts';
import { describe, describeCode } from './describe.ts';
import { describeCoding } from './describe-code.ts';
import { isObject } from './object-checks.ts';
import type { Pass } from './pass.ts';
import type { Site } from './site.ts';
import type { Content } from './value-set-content.ts';

/** A value set as bindings are checked against it. */
export interface CodeSet {
  readonly url: string;
  /** Every code of any system: what a `code` element is checked against. */
  readonly codes: { has(code: unknown): boolean };
  /** True when a coding with this system and code is in the set. */
  hasCoding(system: unknown, code: unknown): boolean;
  /** There when part of the content is not known: what is not certainly in the set may yet be. */
  readonly unsure?: {
    code(code: unknown): boolean;
    coding(system: unknown, code: unknown): boolean;
  };
}

/** A code as its system writes it, where case does not count there. */
export type Spelling = (system: string, code: string) => string | undefined;

/** What is known of a value set, for bindings to be checked against. */
export function codeSetOf(url: string, content: Content, spelling?: Spelling): CodeSet {
  const { listed } = content;
  const areStrings = (system: unknown, code: unknown): boolean =>
    typeof system === 'string' && typeof code === 'string';
  const of = (system: string, code: string): Answer => {
    const answer = content.of(system, code);
    const written = answer === true ? undefined : spelling?.(system, code);
    return written === undefined ? answer : content.of(system, written);
  };
  return {
    url,
    codes: listed
      ? new Set<unknown>([...listed.values()].flatMap((codes) => [...codes]))
      : { has: (code) => typeof code === 'string' && content.ofAnySystem(code) === true },
    hasCoding: (system, code) => areStrings(system, code) && of(system as string, code as string) === true,
    ...(listed
      ? {}
      : {
          unsure: {
            code: (code) => typeof code === 'string' && content.ofAnySystem(code) === undefined,
            coding: (system, code) => areStrings(system, code) && of(system as string, code as string) === undefined,
          },
        }),
  };
}

const notChecked = new WeakMap<Site, Site>();

/** The same place, where it could not be told whether the rule holds: a warning, never an error. */
function unchecked(site: Site): Site {
  let other = notChecked.get(site);
  if (!other) {
    other = { ...site, rule: 'binding-not-checked', severity: 'warning' };
    notChecked.set(site, other);
  }
  return other;
}

/** A code bound to a value set, without its system. */
export function boundCode(pass: Pass, set: CodeSet, value: unknown, name: string, index: number, site: Site): void {
  if (value === undefined || value === null || set.codes.has(value)) {
    return;
  }
  pass.fail(set.unsure?.code(value) ? unchecked(site) : site, name, index, describeCode(value));
}

/** A uri or string bound to a value set: what came in the place of a code may be anything. */
export function boundText(pass: Pass, set: CodeSet, value: unknown, name: string, index: number, site: Site): void {
  if (value !== undefined && value !== null && !set.codes.has(value)) {
    pass.fail(set.unsure?.code(value) ? unchecked(site) : site, name, index, describe(value));
  }
}

/** A Coding or Quantity bound to a value set (http://hl7.org/fhir/R4/terminologies.html#4.1.5). */
export function coding(pass: Pass, set: CodeSet, value: unknown, name: string, index: number, site: Site): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { system, code } = value as { system?: unknown; code?: unknown };
    // A max value set only limits the code that is there.
    const isFree = code === undefined && system === undefined && site.rule === 'max-value-set';
    if (!isFree && !set.hasCoding(system, code)) {
      pass.fail(set.unsure?.coding(system, code) ? unchecked(site) : site, name, index, describeCoding(system, code));
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
  let isUnsure = false;
  for (const item of codings) {
    if (item !== null && typeof item === 'object') {
      if (set.hasCoding(item.system, item.code)) {
        return;
      }
      isUnsure ||= set.unsure?.coding(item.system, item.code) ?? false;
    }
  }
  const [only] = codings;
  const told =
    codings.length === 1 && isObject(only) ? describeCoding(only['system'], only['code']) : describe(codings);
  pass.fail(isUnsure ? unchecked(site) : site, name, index, told);
}
