import { normalizeCanonical } from './canonical.ts';
import { type Filter, filteredCodes } from './code-filter.ts';
import type { CodeSystem, Concept } from './code-system.ts';
import type { CodeTest } from './code-test.ts';
import { type Content, difference, intersection, listed, ofSystem, UNKNOWN, union } from './value-set-content.ts';

interface Include {
  readonly system?: string;
  readonly concept?: readonly Concept[];
  readonly filter?: readonly Filter[];
  readonly valueSet?: readonly string[];
}

interface Contained {
  readonly system?: string;
  readonly code?: string;
  readonly abstract?: boolean;
  readonly inactive?: boolean;
  readonly contains?: readonly Contained[];
}

/** What validation reads of a FHIR ValueSet. */
export interface ValueSet {
  readonly resourceType: 'ValueSet';
  readonly url: string;
  readonly compose?: { readonly include?: readonly Include[]; readonly exclude?: readonly Include[] };
  readonly expansion?: {
    readonly contains?: readonly Contained[];
    readonly total?: number;
    readonly parameter?: readonly unknown[];
  };
}

/** Where an expansion finds what it names. */
export interface TerminologySource {
  /** What is known of another value set. */
  content(valueSet: string): Content;
  /** Every code of a complete code system. */
  system(url: string): ReadonlySet<string> | undefined;
  /** What can be told of a code of a system that is not listed. */
  form(system: string): CodeTest | undefined;
  /** The code system itself, when its hierarchy is known. */
  codeSystem(url: string): CodeSystem | undefined;
}

/** The codes of one system that an include takes. */
function ofInclude(include: Include & { readonly system: string }, source: TerminologySource): Content {
  const { system, concept, filter } = include;
  if (concept) {
    return listed(new Map([[system, new Set(concept.map(({ code }) => code))]]));
  }
  const open = ofSystem(system, source.form(system) ?? (() => undefined));
  if (!filter || filter.length === 0) {
    const codes = source.system(system);
    return codes ? listed(new Map([[system, codes]])) : open;
  }
  const known = source.codeSystem(system);
  // What a system in part has under a concept is not all there is.
  const sets = known?.content === 'complete' ? filter.map((each) => filteredCodes(known, each)) : [undefined];
  if (sets.includes(undefined)) {
    // What the grammar rules out is out; the filter may rule out more.
    return ofSystem(system, (code) => (open.of(system, code) === false ? false : undefined));
  }
  return intersection(sets.map((codes) => listed(new Map([[system, codes ?? new Set<string>()]]))));
}

/** One include or exclude: the codes of its system, within all of its value sets. */
function included(include: Include, source: TerminologySource): Content {
  const { system, valueSet = [] } = include;
  if (system === undefined && valueSet.length === 0) {
    return UNKNOWN;
  }
  return intersection([
    ...(system === undefined ? [] : [ofInclude({ ...include, system }, source)]),
    ...valueSet.map((url) => source.content(normalizeCanonical(url))),
  ]);
}

/** An expansion that came along: trusted when it is whole (http://hl7.org/fhir/R4/valueset.html#expansion). */
function carried(valueSet: ValueSet): Content | undefined {
  const { contains, total } = valueSet.expansion ?? {};
  if (!contains) {
    return undefined;
  }
  const codes = new Map<string, Set<string>>();
  let count = 0;
  const open = [...contains];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    count += 1;
    if (entry.system !== undefined && entry.code !== undefined && entry.abstract !== true) {
      const ofThis = codes.get(entry.system) ?? new Set();
      codes.set(entry.system, ofThis.add(entry.code));
    }
    for (const inner of entry.contains ?? []) {
      open.push(inner);
    }
  }
  return codes.size > 0 && (total === undefined || total <= count) ? listed(codes) : undefined;
}

/**
 * What is known of a value set's content, from its compose, or from the expansion it carries where compose cannot be
 * listed here (http://hl7.org/fhir/R4/valueset.html#compositions).
 */
export function contentOf(valueSet: ValueSet, source: TerminologySource): Content {
  const { include, exclude } = valueSet.compose ?? {};
  const fromExpansion = carried(valueSet);
  if (!include || include.length === 0) {
    return fromExpansion ?? UNKNOWN;
  }
  const all = union(include.map((each) => included(each, source)));
  const content = exclude?.length ? difference(all, union(exclude.map((each) => included(each, source)))) : all;
  return content.listed ? content : (fromExpansion ?? content);
}
