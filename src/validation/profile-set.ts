import { baseDefinitions } from './base-definitions.ts';
import { baseCheck } from './base-types.ts';
import type { CodeSet } from './binding-check.ts';
import { CORE, coreName, normalizeCanonical, spellings } from './canonical.ts';
import { elementFaults } from './element-faults.ts';
import { buildElementTree, type ElementNode, type ElementTree, fixedOrPattern } from './element-tree.ts';
import { contextTest } from './extension-context.ts';
import { partsOf } from './extension-parts.ts';
import type { ElementPlace } from './fhirpath-shape.ts';
import type { CompiledInvariant } from './invariant.ts';
import { compileInvariant } from './invariant-compiler.ts';
import { limitFaults } from './limit-faults.ts';
import type { LoadedDefinition, LoadedPackage } from './loaded-package.ts';
import type { PackageFault } from './package-fault.ts';
import type { Check } from './pass.ts';
import type { ProfileLinker, Unchecked } from './profile-linker.ts';
import { ProfileScope } from './profile-scope.ts';
import { profileSource } from './profile-source.ts';
import type { Site, ToldRule } from './site.ts';
import { SourceUnit } from './source-unit.ts';
import type { Constraint, ElementDefinition, StructureDefinition } from './structure-definition.ts';
import { Terminology } from './terminology.ts';

const NOTHING: Check = { run: () => undefined, isEmpty: true };

/** Profiles that are compiled one for the sake of another. */
const MAX_NESTING = 30;

type WritableCheck = { -readonly [key in keyof Check]: Check[key] };

/** Profiles and target profiles of an element that something must define: of canonicals, targets are not followed. */
function profilesOf({ type = [] }: ElementDefinition): readonly string[] {
  return type.flatMap(({ code, profile, targetProfile }) => [
    ...(profile ?? []),
    ...(code === 'Reference' ? (targetProfile ?? []) : []),
  ]);
}

/** The profiles, value sets and code systems of a set of packages, over the R4 base. */
export class ProfileSet implements ProfileLinker {
  readonly definitions: ReadonlyMap<string, LoadedDefinition>;
  readonly resourceTypes = baseDefinitions.resourceTypes;
  readonly terminology: Terminology;
  private readonly rules: ReadonlyMap<string, ToldRule>;
  private readonly trees = new Map<string, ElementTree | undefined>();
  private readonly checks = new Map<string, Check>();
  private readonly extensions = new Map<string, Check>();
  /** The canonicals of the packages' extensions, by every spelling of their urls. */
  private readonly extensionNames: ReadonlyMap<string, string>;
  private readonly compiled = new Set<string>();
  private readonly notChecked: Unchecked[] = [];
  private readonly refused: PackageFault[] = [];
  private nesting = 0;

  constructor(packages: readonly LoadedPackage[]) {
    this.rules = new Map(packages.flatMap(({ rules }) => [...rules]));
    this.definitions = new Map(
      packages.flatMap((each) => each.definitions.map((loaded) => [normalizeCanonical(loaded.url), loaded] as const)),
    );
    this.extensionNames = new Map(
      [...this.definitions]
        .filter(([, { type }]) => type === 'Extension')
        .flatMap(([url]) => spellings(url).map((name) => [name, url] as const)),
    );
    this.terminology = new Terminology(
      packages.flatMap((each) => each.valueSets),
      packages.flatMap((each) => each.codeSystems),
    );
  }

  /**
   * Compiles the loaded profiles now, so that what cannot be checked is known before the first resource. Samplan's own are
   * held to that where they are built (test/profiles): each is compiled when it is first asked for.
   *
   * @returns what makes the packages unusable and is found only on the way. Nothing may be compiled before {@link faults} is empty.
   */
  compileForeign(): readonly PackageFault[] {
    for (const [url, { isOwn }] of this.definitions) {
      if (!isOwn) {
        this.compile(url, this.profile(url) ?? NOTHING);
      }
    }
    return this.refused;
  }

  /** What the packages say that is not checked: known when all their profiles are compiled. */
  get unchecked(): readonly Unchecked[] {
    for (const url of this.definitions.keys()) {
      this.compile(url, this.profile(url) ?? NOTHING);
    }
    return this.notChecked;
  }

  /** The same of other packages than Samplan's own: those are compiled already, and Samplan's own says nothing (test/profiles). */
  get uncheckedOfOthers(): readonly Unchecked[] {
    return this.notChecked.filter(({ profile }) => this.definitions.get(profile)?.isOwn !== true);
  }

  /** What makes packages unusable. Samplan's own is asked where it is built: a start need not wait for it. */
  faults(): readonly PackageFault[] {
    const faults: PackageFault[] = [...this.terminology.faults()];
    const seen = new Map<string, string | undefined>();
    for (const loaded of this.definitions.values()) {
      if (loaded.isOwn) {
        continue;
      }
      const { definition, file } = loaded;
      if (!baseDefinitions.tree(definition.type)) {
        faults.push({ file, reason: `constrains the unknown type ${definition.type}` });
      }
      const ring = this.ringFrom(definition);
      if (ring) {
        faults.push({ file, element: definition.type, reason: `its base leads back to itself: ${ring.join(' → ')}` });
      }
      faults.push(...elementFaults(definition, seen).map((fault) => ({ file, ...fault })));
      const parent = ring ? undefined : this.tree(definition.baseDefinition ?? '');
      for (const element of definition.snapshot?.element ?? []) {
        const name = element.id ?? element.path;
        const before = parent?.byId.get(name)?.definition;
        faults.push(...limitFaults(element, before).map((reason) => ({ file, element: name, reason })));
        for (const canonical of profilesOf(element)) {
          if (!this.isKnown(canonical)) {
            faults.push({ file, element: name, reason: `names the profile ${canonical}, which no package defines` });
          }
        }
      }
    }
    return faults;
  }

  /** The definitions from this one to the one that it comes back to, by their bases; undefined when it does not. */
  private ringFrom({ url, baseDefinition }: StructureDefinition): readonly string[] | undefined {
    const met = [normalizeCanonical(url)];
    for (let next = baseDefinition; next !== undefined; ) {
      const canonical = normalizeCanonical(next);
      if (met.includes(canonical)) {
        return [...met, canonical];
      }
      met.push(canonical);
      next = this.definitions.get(canonical)?.definition.baseDefinition;
    }
    return undefined;
  }

  private isKnown(canonical: string): boolean {
    // `#` names what is defined in the profile itself.
    return canonical.startsWith('#') || this.typeOf(canonical) !== undefined;
  }

  told(profile: string, element: string, { rule, key }: Pick<Site, 'rule' | 'key'>): ToldRule | undefined {
    if (this.rules.size === 0) {
      return undefined;
    }
    const id = profile.slice(profile.lastIndexOf('/') + 1);
    return this.rules.get(key ?? `${id} ${element} ${rule}`);
  }

  check(type: string): Check {
    return baseCheck(type);
  }

  invariant(constraint: Constraint, place: ElementPlace, type: string | undefined): CompiledInvariant | undefined {
    return compileInvariant(constraint, place, type, this);
  }

  definition(canonical: string): StructureDefinition | undefined {
    const own = this.definitions.get(canonical);
    if (own) {
      return own.definition;
    }
    const url = normalizeCanonical(canonical);
    const name = coreName(url);
    return (
      this.definitions.get(url)?.definition ??
      // HL7's extensions are a large file: it stays unread as long as only types and profiles are asked for.
      (name === undefined || baseDefinitions.tree(name)
        ? undefined
        : (baseDefinitions.profile(url) ?? baseDefinitions.extensions.get(url)))
    );
  }

  tree(canonicalOrType: string): ElementTree | undefined {
    if (!canonicalOrType.includes('/')) {
      return baseDefinitions.tree(canonicalOrType);
    }
    const url = normalizeCanonical(canonicalOrType);
    if (!this.trees.has(url)) {
      const definition = this.definition(url);
      const name = coreName(url);
      this.trees.set(
        url,
        definition ? buildElementTree(definition) : name === undefined ? undefined : baseDefinitions.tree(name),
      );
    }
    return this.trees.get(url);
  }

  typeOf(canonical: string): string | undefined {
    const name = coreName(canonical);
    return this.definition(canonical)?.type ?? (name !== undefined && baseDefinitions.tree(name) ? name : undefined);
  }

  extensionUrls(slice: ElementNode): readonly string[] {
    const own = fixedUrl(slice);
    return own === undefined
      ? (slice.definition.type?.[0]?.profile ?? []).map((profile) => this.urlOf(normalizeCanonical(profile)))
      : [own];
  }

  isOwnExtension(canonical: string): boolean {
    const url = normalizeCanonical(canonical);
    return this.urlOf(url) === url;
  }

  /** The url that extensions of this definition have: its own, or for a profile on an extension that one's. */
  private urlOf(canonical: string): string {
    const root = this.definitions.has(canonical) ? this.tree(canonical)?.root : undefined;
    return normalizeCanonical((root && fixedUrl(root)) ?? canonical);
  }

  whyUnknown(valueSet: string): string {
    return this.terminology.isDefined(valueSet)
      ? `the content of ${valueSet} is not known`
      : `no package defines ${valueSet}`;
  }

  /** The definition of an extension, when a package or HL7's own list has it. */
  extension(url: string): Check | undefined {
    const known = this.extensions.get(url);
    if (known) {
      return known;
    }
    const own = this.extensionNames.get(url);
    if (own === undefined && !(url.startsWith(CORE) && baseDefinitions.extensions.has(url))) {
      return undefined;
    }
    const check = this.profile(own ?? url);
    if (check) {
      this.extensions.set(url, check);
    }
    return check;
  }

  profile(canonical: string): Check | undefined {
    const asNamed = this.checks.get(canonical);
    if (asNamed) {
      return asNamed;
    }
    const url = normalizeCanonical(canonical);
    const known = this.checks.get(url);
    if (known) {
      return known;
    }
    const definition = this.definition(url);
    const tree = definition && this.tree(url);
    if (!definition || !tree) {
      // A type of R4 itself: its check has run where the value stands.
      return this.typeOf(canonical) === undefined ? undefined : NOTHING;
    }
    const isExtension = definition.type === 'Extension';
    const check: WritableCheck = {
      run: (value, pass) => {
        this.compile(url, check);
        check.run(value, pass);
      },
      isEmpty: false,
      isAllowed: isExtension ? contextTest(definition) : undefined,
      ...(isExtension
        ? {
            isModifier: tree.root.definition['isModifier'] === true,
            parts: partsOf(tree.root, (slice) => this.extensionUrls(slice)),
          }
        : {}),
    };
    // Set before compiling: a profile may refer to itself.
    this.checks.set(url, check);
    // A long chain of profiles that refer to each other is compiled in parts: each of the rest when it is first run.
    if (this.nesting < MAX_NESTING || !this.definitions.has(url)) {
      this.compile(url, check);
    }
    return check;
  }

  private compile(url: string, check: WritableCheck): void {
    if (this.compiled.has(url)) {
      return;
    }
    this.compiled.add(url);
    check.run = NOTHING.run;
    const definition = this.definition(url);
    const [tree, base] = [this.tree(url), definition && baseDefinitions.tree(definition.type)];
    if (!definition || !tree || !base) {
      return;
    }
    this.nesting += 1;
    const unit = new SourceUnit();
    const scope = new ProfileScope(definition.url, unit, this);
    const entry = profileSource(tree, base, scope);
    if (entry === undefined) {
      check.isEmpty = true;
    } else {
      check.run = unit.compile(entry);
    }
    this.nesting -= 1;
    const own = this.definitions.get(url);
    if (own) {
      this.notChecked.push(...scope.unchecked);
      this.refused.push(...scope.faults.map((fault) => ({ file: own.file, ...fault })));
    }
  }

  codeSet(canonical: string): CodeSet | undefined {
    return this.terminology.codeSet(canonical);
  }
}

/** What the definition of an extension, or a slice of one, fixes as its url. */
function fixedUrl({ children }: ElementNode): string | undefined {
  const url = children.find(({ name }) => name === 'url');
  const fixed = url && fixedOrPattern(url.definition)?.value;
  return typeof fixed === 'string' ? fixed : undefined;
}
