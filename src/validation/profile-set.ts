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
import type { PackageFault } from './package-fault.ts';
import type { LoadedDefinition, LoadedPackage } from './package-loader.ts';
import type { Check } from './pass.ts';
import type { ProfileLinker, Unchecked } from './profile-linker.ts';
import { ProfileScope } from './profile-scope.ts';
import { profileSource } from './profile-source.ts';
import type { Site, ToldRule } from './site.ts';
import { SourceUnit } from './source-unit.ts';
import type { Constraint, StructureDefinition } from './structure-definition.ts';
import { Terminology } from './terminology.ts';

const NOTHING: Check = { run: () => undefined, isEmpty: true };

/** The profiles, value sets and code systems of a set of packages, over the R4 base. */
export class ProfileSet implements ProfileLinker {
  readonly definitions: ReadonlyMap<string, LoadedDefinition>;
  readonly unchecked: Unchecked[] = [];
  readonly resourceTypes = baseDefinitions.resourceTypes;
  readonly terminology: Terminology;
  private readonly rules: ReadonlyMap<string, ToldRule>;
  private readonly trees = new Map<string, ElementTree | undefined>();
  private readonly checks = new Map<string, Check>();
  private readonly extensions = new Map<string, Check>();

  constructor(packages: readonly LoadedPackage[]) {
    this.rules = new Map(packages.flatMap(({ rules }) => [...rules]));
    this.definitions = new Map(
      packages.flatMap((each) =>
        each.definitions.map((loaded) => [normalizeCanonical(loaded.definition.url), loaded] as const),
      ),
    );
    this.terminology = new Terminology(
      packages.flatMap((each) => each.valueSets),
      packages.flatMap((each) => each.codeSystems),
    );
    for (const { definition } of this.definitions.values()) {
      if (definition.type === 'Extension') {
        const check = this.profile(definition.url) ?? NOTHING;
        for (const url of spellings(definition.url)) {
          this.extensions.set(url, check);
        }
      }
    }
  }

  /** Compiles every loaded profile now, so that what cannot be checked is known before the first resource. */
  compileAll(): void {
    for (const url of this.definitions.keys()) {
      this.profile(url);
    }
  }

  /** What makes the packages unusable: types and profiles that nothing defines. */
  faults(): readonly PackageFault[] {
    const faults: PackageFault[] = [...this.terminology.faults()];
    const seen = new Map<string, string | undefined>();
    for (const { definition, file } of this.definitions.values()) {
      if (!baseDefinitions.tree(definition.type)) {
        faults.push({ file, reason: `constrains the unknown type ${definition.type}` });
      }
      faults.push(...elementFaults(definition, seen).map((fault) => ({ file, ...fault })));
      for (const element of definition.snapshot?.element ?? []) {
        for (const type of element.type ?? []) {
          for (const canonical of [
            ...(type.profile ?? []),
            ...(type.code === 'Reference' ? (type.targetProfile ?? []) : []),
          ]) {
            if (!this.isKnown(canonical)) {
              faults.push({
                file,
                element: element.id ?? element.path,
                reason: `names the profile ${canonical}, which no package defines`,
              });
            }
          }
        }
      }
    }
    return faults;
  }

  private isKnown(canonical: string): boolean {
    const url = normalizeCanonical(canonical);
    // HL7's own definitions beyond profiles/base are accepted by name.
    return url.startsWith(CORE) || url.startsWith('#') || this.definitions.has(url);
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
    const url = normalizeCanonical(canonical);
    const name = coreName(url);
    return (
      this.definitions.get(url)?.definition ??
      // HL7's extensions are a large file: it stays unread as long as only types are asked for.
      (name === undefined || baseDefinitions.tree(name) ? undefined : baseDefinitions.extensions.get(url))
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
    if (known || !url.startsWith(CORE)) {
      return known;
    }
    const check = baseDefinitions.extensions.has(url) ? this.profile(url) : undefined;
    if (check) {
      this.extensions.set(url, check);
    }
    return check;
  }

  profile(canonical: string): Check | undefined {
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
    const check: { -readonly [key in keyof Check]: Check[key] } = {
      run: NOTHING.run,
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
    const base = baseDefinitions.tree(definition.type);
    if (base) {
      const unit = new SourceUnit();
      const scope = new ProfileScope(definition.url, unit, this);
      const entry = profileSource(tree, base, scope);
      if (entry === undefined) {
        check.isEmpty = true;
      } else {
        check.run = unit.compile(entry);
      }
      this.unchecked.push(...scope.unchecked);
    }
    return check;
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
