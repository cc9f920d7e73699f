import { baseDefinitions } from './base-definitions.ts';
import { type CodeSet, codeSetOf, type Spelling } from './binding-check.ts';
import { normalizeCanonical, spellings } from './canonical.ts';
import { formOf } from './code-forms.ts';
import { type CodeSystem, codesOf } from './code-system.ts';
import type { CodeTest } from './code-test.ts';
import type { Loaded } from './loaded-package.ts';
import type { PackageFault } from './package-fault.ts';
import { ruleCheckedContents } from './rule-checked-sets.ts';
import { type Content, isEmpty, listed, ofSystem, UNKNOWN } from './value-set-content.ts';
import { contentOf, type TerminologySource, type ValueSet } from './value-set-expansion.ts';

const MAX_REMEMBERED = 2000;

/** Value sets within each other at more levels than this are nobody's. */
const MAX_CHAIN = 50;

const V2 = 'http://terminology.hl7.org/CodeSystem/v2-';

/** Systems whose every code is decided without a list. */
const DECIDED = new Set(['http://unitsofmeasure.org', 'urn:iso:std:iso:4217']);

/** What is known of codes: by the value sets and code systems of packages, over those of R4, and by grammar. */
export class Terminology implements TerminologySource {
  private readonly valueSets = new Map<string, Loaded<ValueSet>>();
  private readonly codeSystems = new Map<string, CodeSystem>();
  private readonly systems = new Map<string, ReadonlySet<string>>();
  private readonly tests = new Map<string, CodeTest | undefined>();
  private readonly spellings = new Map<string, ReadonlyMap<string, string>>();
  private readonly contents = new Map<string, Content>();
  private readonly codeSets = new Map<string, CodeSet | undefined>();
  /** Value sets that include themselves, by whatever way round. */
  private readonly circular = new Set<string>();
  /** Value sets that include others which include others, at too many levels. */
  private readonly tooDeep = new Set<string>();
  private readonly underWay = new Set<string>();
  /** How many value sets each stands on, one upon the other, and the most of those that the one under way does. */
  private readonly levels = new Map<string, number>();
  private level = 0;

  constructor(valueSets: readonly Loaded<ValueSet>[] = [], codeSystems: readonly Loaded<CodeSystem>[] = []) {
    for (const loaded of valueSets) {
      this.valueSets.set(normalizeCanonical(loaded.resource.url), loaded);
    }
    for (const { resource } of codeSystems) {
      // Volven's are known by OID and by address, and sent with either.
      for (const name of namesOf(resource)) {
        this.codeSystems.set(name, resource);
      }
    }
  }

  /** What a binding to this canonical is checked against; undefined when nothing is known of it. */
  codeSet(canonical: string): CodeSet | undefined {
    const url = normalizeCanonical(canonical);
    if (!this.codeSets.has(url)) {
      const content = this.content(url);
      this.codeSets.set(url, content === UNKNOWN ? undefined : codeSetOf(url, content, this.spelling));
    }
    return this.codeSets.get(url);
  }

  /** True for a value set, or a code system in its place, that a package or R4 has: its content may still not be known. */
  isDefined(canonical: string): boolean {
    const url = normalizeCanonical(canonical);
    return this.valueSets.has(url) || this.codeSystems.has(url) || baseDefinitions.hasValueSet(url);
  }

  /** All codes by every spelling of their system; undefined where nothing defines the value set, or its codes cannot be listed. */
  codes(canonical: string): ReadonlyMap<string, ReadonlySet<string>> | undefined {
    // Callers may name any number of value sets: nothing is kept of those that are not defined.
    const codes = this.isDefined(canonical) ? this.content(canonical).listed : undefined;
    return codes && new Map([...codes].flatMap(([system, all]) => spellings(system).map((one) => [one, all] as const)));
  }

  content(canonical: string): Content {
    const url = normalizeCanonical(canonical);
    const known = this.contents.get(url);
    if (known) {
      this.level = Math.max(this.level, this.levels.get(url) ?? 0);
      return known;
    }
    if (this.underWay.has(url)) {
      this.circular.add(url);
      return UNKNOWN;
    }
    if (this.underWay.size >= MAX_CHAIN) {
      this.tooDeep.add(url);
      return UNKNOWN;
    }
    const before = this.level;
    this.level = 0;
    this.underWay.add(url);
    const content = this.find(url);
    this.underWay.delete(url);
    this.contents.set(url, content);
    const level = this.level + 1;
    this.levels.set(url, level);
    this.level = Math.max(before, level);
    if (level > MAX_CHAIN) {
      this.tooDeep.add(url);
    }
    return content;
  }

  private find(url: string): Content {
    const byRule = ruleCheckedContents.get(url);
    if (byRule) {
      return byRule;
    }
    const own = this.valueSets.get(url);
    if (own) {
      return contentOf(own.resource, this);
    }
    const ofBase = baseDefinitions.expansion(url);
    if (ofBase) {
      return listed(ofBase);
    }
    // no-basis binds to Volven's code systems themselves, by OID.
    const codes = this.system(url);
    const form = this.form(url);
    return codes ? listed(new Map([[url, codes]])) : form ? ofSystem(url, form) : UNKNOWN;
  }

  system(url: string): ReadonlySet<string> | undefined {
    const known = this.systems.get(url);
    if (known) {
      return known;
    }
    const own = this.codeSystem(url);
    const ofOwn = own?.content === 'complete' ? codesOf(own.concept) : undefined;
    const codes = own ? ofOwn : baseDefinitions.codeSystem(url);
    // Senders may name any number of systems: only those that are known are kept.
    if (codes) {
      this.systems.set(url, codes);
    }
    return codes;
  }

  form(system: string): CodeTest | undefined {
    const own = this.codeSystem(system);
    const form = formOf(system);
    if (own?.content !== 'fragment') {
      return form;
    }
    const fragment = codesOf(own.concept);
    return (code) => fragment.has(code) || form?.(code);
  }

  codeSystem(url: string): CodeSystem | undefined {
    return this.codeSystems.get(normalizeCanonical(url));
  }

  /** What can be told of the codes of a system, whatever they are bound to; undefined when nothing can. */
  test(system: string): CodeTest | undefined {
    const known = this.tests.get(system);
    if (known !== undefined || this.tests.has(system)) {
      return known;
    }
    const codes = this.system(system);
    const test = codes ? this.listTest(system, codes) : this.form(system);
    // Systems without a test are named by resources: so many are remembered, and no more.
    if (test || this.tests.size < MAX_REMEMBERED) {
      this.tests.set(system, test);
    }
    return test;
  }

  /**
   * A code as its system writes it, where case does not count there (CodeSystem.caseSensitive) and it is written otherwise.
   * Asked only of codes that are not in a value set as they stand.
   */
  private readonly spelling: Spelling = (system, code) => {
    const { caseSensitive } = this.codeSystem(system) ?? { caseSensitive: !system.startsWith(V2) };
    if (caseSensitive !== false) {
      return undefined;
    }
    let written = this.spellings.get(system);
    if (!written) {
      written = new Map([...(this.system(system) ?? [])].map((each) => [each.toLowerCase(), each]));
      this.spellings.set(system, written);
    }
    return written.get(code.toLowerCase());
  };

  private listTest(system: string, codes: ReadonlySet<string>): CodeTest {
    const own = this.codeSystem(system);
    // Where a system does not say so, a code is accepted in any case (CodeSystem.caseSensitive); of R4's own, v2's tables do not.
    if (own ? own.caseSensitive === true : !system.startsWith(V2)) {
      return (code) => codes.has(code);
    }
    const inAnyCase = new Set([...codes].map((code) => code.toLowerCase()));
    return (code) => inAnyCase.has(code.toLowerCase());
  }

  /** True when a code that the test refuses is no code of the system: of others only the form is known. */
  isWhole(system: string): boolean {
    return this.system(system) !== undefined || DECIDED.has(system);
  }

  /** Value sets that cannot be meant: they include themselves, or have no code at all. */
  faults(): readonly PackageFault[] {
    const contents = [...this.valueSets].map(([url, { file }]) => ({ url, file, content: this.content(url) }));
    return contents.flatMap(({ url, file, content }) => {
      if (this.tooDeep.has(url)) {
        return [{ file, element: 'ValueSet.compose', reason: `${url} is more than ${MAX_CHAIN} value sets down` }];
      }
      if (this.circular.has(url)) {
        return [{ file, element: 'ValueSet.compose', reason: `${url} includes itself` }];
      }
      return isEmpty(content)
        ? [{ file, element: 'ValueSet.compose', reason: `${url} has no codes: everything is excluded` }]
        : [];
    });
  }
}

function namesOf({ url, identifier = [] }: CodeSystem): readonly string[] {
  const identifiers = identifier.flatMap(({ value }) => (value?.startsWith('urn:oid:') ? [value] : []));
  return [...new Set([url, ...identifiers].flatMap(spellings))];
}
