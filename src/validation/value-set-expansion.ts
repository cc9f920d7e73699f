import type { CodeSet } from './binding-check.ts';
import { normalizeCanonical } from './canonical.ts';

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface Filter {
  readonly property: string;
  readonly op: string;
  readonly value: string;
}

interface Include {
  readonly system?: string;
  readonly concept?: readonly Concept[];
  readonly filter?: readonly Filter[];
  readonly valueSet?: readonly string[];
}

/** What validation reads of a FHIR CodeSystem. */
export interface CodeSystem {
  readonly resourceType: 'CodeSystem';
  readonly url: string;
  readonly content?: string;
  readonly concept?: readonly Concept[];
}

/** What validation reads of a FHIR ValueSet. */
export interface ValueSet {
  readonly resourceType: 'ValueSet';
  readonly url: string;
  readonly compose?: { readonly include?: readonly Include[]; readonly exclude?: readonly Include[] };
}

/** Codes by system. */
export type Expansion = ReadonlyMap<string, ReadonlySet<string>>;

/** Where an expansion finds what it names. */
export interface TerminologySource {
  expansion(valueSet: string): Expansion | undefined;
  /** Every code of a complete code system. */
  system(url: string): ReadonlySet<string> | undefined;
  /** The code system itself, when its hierarchy is known. */
  codeSystem(url: string): CodeSystem | undefined;
}

export function codesOf(concepts: readonly Concept[] | undefined, into: Set<string> = new Set()): Set<string> {
  for (const concept of concepts ?? []) {
    into.add(concept.code);
    codesOf(concept.concept, into);
  }
  return into;
}

function findConcept(concepts: readonly Concept[] | undefined, code: string): Concept | undefined {
  for (const concept of concepts ?? []) {
    const found = concept.code === code ? concept : findConcept(concept.concept, code);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function filtered(system: CodeSystem | undefined, filters: readonly Filter[]): ReadonlySet<string> | undefined {
  const [filter, ...more] = filters;
  const root = filter?.property === 'concept' ? findConcept(system?.concept, filter.value) : undefined;
  if (!root || more.length > 0) {
    return undefined;
  }
  return filter?.op === 'is-a' ? codesOf([root]) : filter?.op === 'descendent-of' ? codesOf(root.concept) : undefined;
}

/** One include or exclude: the codes of its system, within all of its value sets. */
function included(include: Include, source: TerminologySource): Expansion | undefined {
  let result: Expansion | undefined;
  if (include.system !== undefined) {
    const codes = include.concept
      ? new Set(include.concept.map((concept) => concept.code))
      : include.filter
        ? filtered(source.codeSystem(include.system), include.filter)
        : source.system(include.system);
    result = codes && new Map([[include.system, codes]]);
    if (!result) {
      return undefined;
    }
  }
  for (const url of include.valueSet ?? []) {
    const other = source.expansion(normalizeCanonical(url));
    if (!other) {
      return undefined;
    }
    result = result
      ? new Map([...result].map(([system, codes]) => [system, codes.intersection(other.get(system) ?? new Set())]))
      : other;
  }
  return result;
}

/**
 * The codes of a value set from its compose, or undefined when part of it cannot be enumerated here
 * (http://hl7.org/fhir/R4/valueset.html#compositions).
 */
export function expand(valueSet: ValueSet, source: TerminologySource): Expansion | undefined {
  const expansion = new Map<string, Set<string>>();
  for (const include of valueSet.compose?.include ?? []) {
    const part = included(include, source);
    if (!part) {
      return undefined;
    }
    for (const [system, codes] of part) {
      expansion.set(system, (expansion.get(system) ?? new Set()).union(codes));
    }
  }
  for (const exclude of valueSet.compose?.exclude ?? []) {
    const part = included(exclude, source);
    if (!part) {
      return undefined;
    }
    for (const [system, codes] of part) {
      expansion.set(system, (expansion.get(system) ?? new Set()).difference(codes));
    }
  }
  return expansion.size > 0 ? expansion : undefined;
}

/** An expansion as what bindings are checked against. */
export function codeSetOf(url: string, expansion: Expansion): CodeSet {
  const codes = new Set<unknown>();
  for (const ofSystem of expansion.values()) {
    for (const code of ofSystem) {
      codes.add(code);
    }
  }
  return {
    url,
    codes,
    hasCoding: (system, code) => expansion.get(system as string)?.has(code as string) ?? false,
  };
}
