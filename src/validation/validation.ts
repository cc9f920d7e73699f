import { baseDefinitions } from './base-definitions.ts';
import { baseCheck, NOT_RUN } from './base-types.ts';
import { coreName, normalizeCanonical } from './canonical.ts';
import { describe, describeCode, describeUrl } from './describe.ts';
import type { ElementNode } from './element-tree.ts';
import type { Finding } from './finding.ts';
import { isObject } from './object-checks.ts';
import { redefinitions } from './own-canonicals.ts';
import { PackageError, type PackageFault } from './package-fault.ts';
import { loadPackage } from './package-loader.ts';
import { type Check, type Definitions, Pass } from './pass.ts';
import type { Unchecked } from './profile-linker.ts';
import { ProfileSet } from './profile-set.ts';
import { referencedType } from './reference-check.ts';
import { withSnapshots } from './snapshots.ts';

/** A profile that a validator has loaded. */
export interface KnownProfile {
  readonly url: string;
  readonly version?: string;
  readonly type: string;
  /** `resource`, `complex-type` or `primitive-type`. */
  readonly kind: string;
  readonly name: string;
  readonly package: string;
}

/** An invariant of R4 that is not evaluated. */
interface UncheckedInvariant {
  readonly key: string;
  readonly element: string;
  readonly severity: string;
  readonly expression: string | undefined;
}

export interface ValidateOptions {
  /** Canonicals that are mandatory in addition to the base and to what meta.profile claims. */
  readonly profiles?: readonly string[];
  /** The resource type that is asked for, where it is known. */
  readonly expectedType?: string;
  /** Canonicals that are mandatory for a resource in an entry of a Bundle, or in Parameters. */
  readonly profilesOfEntry?: (resource: Record<string, unknown>) => readonly string[];
}

export interface Validator {
  /**
   * Every finding for this parsed JSON, in document order for each definition. Never throws for what is in it.
   *
   * Loaded profiles in `meta.profile` are applied too; one that is not loaded is a warning `profile-unknown`.
   *
   * @see http://hl7.org/fhir/R4/validation.html
   * @example
   * const findings = validator.validate(JSON.parse(body), { profiles: ['https://samplan.no/fhir/StructureDefinition/samplan-care-plan'] });
   * if (hasErrors(findings)) refuse(findings);
   */
  validate(resource: unknown, options?: ValidateOptions): readonly Finding[];

  /**
   * The profiles that can be named or claimed.
   *
   * @example
   * validator.profiles.map((profile) => profile.url);
   */
  readonly profiles: readonly KnownProfile[];

  /**
   * The R4 type that a canonical constrains, in any of its spellings; undefined when no package defines it.
   *
   * @example
   * validator.typeOf('http://samplan.no/fhir/StructureDefinition/ip-careplan|0.1.0'); // 'CarePlan'
   */
  typeOf(profile: string): string | undefined;

  /**
   * The codes of a value set by system, in each spelling of it; undefined where they are not known or cannot be listed.
   *
   * @example
   * validator.codesOf('http://hl7.org/fhir/ValueSet/request-status')?.get('http://hl7.org/fhir/request-status')?.has('draft'); // true
   */
  codesOf(valueSet: string): ReadonlyMap<string, ReadonlySet<string>> | undefined;

  /**
   * What the packages say that is not checked, by profile and element. To know it every profile is compiled.
   *
   * @example
   * validator.unchecked.map(({ profile, element, reason }) => `${profile} ${element}: ${reason}`);
   */
  readonly unchecked: readonly Unchecked[];

  /**
   * The same of the packages that are not Samplan's own: for the log at start, never silent, and known without waiting.
   *
   * @example
   * for (const { profile, element, reason } of validator.uncheckedOfOthers) log.warn({ profile, element, reason });
   */
  readonly uncheckedOfOthers: readonly Unchecked[];

  /**
   * The invariants of an R4 type that are not evaluated.
   *
   * @example
   * validator.uncheckedInvariants('CarePlan').map(({ key }) => key); // ['dom-6']
   */
  uncheckedInvariants(type: string): readonly UncheckedInvariant[];
}

/** Applies what a resource claims in meta.profile (http://hl7.org/fhir/R4/resource.html#Meta.profile). */
function applyClaims(resource: Record<string, unknown>, pass: Pass, profiles: ProfileSet): void {
  const meta = resource['meta'];
  const claims = isObject(meta) && Array.isArray(meta['profile']) ? meta['profile'] : [];
  const applied = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    const url = typeof claim === 'string' ? normalizeCanonical(claim) : undefined;
    if (url === undefined || applied.has(url)) {
      continue;
    }
    applied.add(url);
    applyProfile(resource, url, pass, profiles, { name: 'meta.profile', index, severity: 'warning' });
  }
}

interface Claim {
  readonly name: string;
  readonly index: number;
  readonly severity: 'error' | 'warning';
}

/** A profile that is not claimed but asked for. */
const NAMED: Claim = { name: '', index: -1, severity: 'error' };

function applyProfile(
  resource: Record<string, unknown>,
  url: string,
  pass: Pass,
  profiles: ProfileSet,
  claim: Claim,
): void {
  const type = resource['resourceType'];
  const definition = profiles.definition(url);
  const name = coreName(url);
  const isBase =
    name !== undefined && (baseDefinitions.resourceTypes.has(name) || name === 'Resource' || name === 'DomainResource');
  const expected = definition?.type ?? (isBase ? name : undefined);
  if (expected === undefined) {
    pass.fail(
      { rule: 'profile-unknown', severity: claim.severity, element: 'Meta.profile' },
      claim.name,
      claim.index,
      describeUrl(url),
    );
  } else if (expected !== type && expected !== 'Resource' && expected !== 'DomainResource') {
    pass.fail({ rule: 'profile-type', element: 'Meta.profile', expected }, claim.name, claim.index, describeCode(type));
  } else if (definition) {
    profiles.profile(url)?.run(resource, pass);
  }
}

function definitionsOf(profiles: ProfileSet): Definitions {
  const checks = new Map<string, Check>();
  return {
    resource(type) {
      let check = checks.get(type);
      if (!check && baseDefinitions.resourceTypes.has(type)) {
        const base = baseCheck(type);
        check = {
          run: (resource, pass) => {
            base.run(resource, pass);
            if (resource['meta'] !== undefined) {
              applyClaims(resource, pass, profiles);
            }
          },
        };
        checks.set(type, check);
      }
      return check;
    },
    extension: (url) => profiles.extension(url),
    codeTest: (system) => profiles.terminology.test(system),
    isWholeSystem: (system) => profiles.terminology.isWhole(system),
    typeOfReference: (reference) => referencedType(reference, baseDefinitions.resourceTypes),
  };
}

/** The definitions, with more asked of resources in entries of a Bundle and in Parameters. */
function entriesHeldTo(
  profilesOfEntry: NonNullable<ValidateOptions['profilesOfEntry']>,
  profiles: ProfileSet,
  definitions: Definitions,
): Definitions {
  return {
    ...definitions,
    resource(type) {
      const check = definitions.resource(type);
      return (
        check && {
          run: (resource, pass) => {
            check.run(resource, pass);
            if (pass.names[pass.depth] === 'resource') {
              for (const url of profilesOfEntry(resource)) {
                applyProfile(resource, normalizeCanonical(url), pass, profiles, NAMED);
              }
            }
          },
        }
      );
    },
  };
}

function uncheckedInvariants(type: string): readonly UncheckedInvariant[] {
  const found: UncheckedInvariant[] = [];
  const visit = (node: ElementNode): void => {
    for (const { key, severity, expression } of node.definition.constraint ?? []) {
      // The narrative's constraints are checked where its div is, without their expression.
      if (NOT_RUN.has(key) && key !== 'txt-1' && key !== 'txt-2') {
        found.push({ key, element: node.id, severity, expression });
      }
    }
    for (const child of node.children) {
      visit(child);
    }
  };
  const tree = baseDefinitions.tree(type);
  if (tree) {
    visit(tree.root);
  }
  return found;
}

function refuse(faults: readonly PackageFault[]): void {
  if (faults.length > 0) {
    throw new PackageError(faults);
  }
}

/**
 * A validator for FHIR R4 with the profiles of these packages (folders of conformance JSON, or FHIR package folders).
 *
 * Types and Samplan's own profiles are compiled on first use, profiles of other packages when the validator is made.
 *
 * @throws {PackageError} with every fault in the packages at once.
 * @example
 * const validator = createValidator({ packages: ['profiles/package'] });
 * validator.validate({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: 'Patient/1' } }); // []
 */
export function createValidator(options: { readonly packages?: readonly string[] } = {}): Validator {
  const packages = withSnapshots((options.packages ?? []).map(loadPackage));
  const profiles = new ProfileSet(packages);
  refuse([...packages.flatMap((loaded) => loaded.faults), ...redefinitions(packages), ...profiles.faults()]);
  refuse(profiles.compileForeign());
  const definitions = definitionsOf(profiles);
  return {
    validate: (resource, settings = {}) => validate(resource, settings, profiles, definitions),
    profiles: [...profiles.definitions.values()].map((loaded) => ({
      url: loaded.url,
      ...(loaded.version === undefined ? {} : { version: loaded.version }),
      type: loaded.type,
      kind: loaded.kind,
      // No index of a package has it.
      get name() {
        return loaded.definition.name;
      },
      package: loaded.package,
    })),
    typeOf: (profile) => profiles.typeOf(profile),
    codesOf: (valueSet) => profiles.terminology.codes(valueSet),
    get unchecked() {
      return profiles.unchecked;
    },
    get uncheckedOfOthers() {
      return profiles.uncheckedOfOthers;
    },
    uncheckedInvariants,
  };
}

function validate(
  resource: unknown,
  options: ValidateOptions,
  profiles: ProfileSet,
  definitions: Definitions,
): readonly Finding[] {
  const root = isObject(resource) ? resource : {};
  const type = root['resourceType'];
  const check = typeof type === 'string' ? definitions.resource(type) : undefined;
  const { profilesOfEntry } = options;
  const inEntries = profilesOfEntry ? entriesHeldTo(profilesOfEntry, profiles, definitions) : definitions;
  const pass = new Pass(root, check && typeof type === 'string' ? type : 'Resource', inEntries);
  if (!isObject(resource)) {
    pass.fail({ rule: 'not-an-object', element: 'Resource' }, '', -1, describe(resource));
    return pass.findings;
  }
  if (!check) {
    pass.fail({ rule: 'resource-type', element: 'Resource.resourceType' }, '', -1, describeCode(type));
    return pass.findings;
  }
  if (options.expectedType !== undefined && options.expectedType !== type) {
    pass.fail(
      { rule: 'expected-type', element: 'Resource', expected: options.expectedType },
      '',
      -1,
      describeCode(type),
    );
  }
  check.run(resource, pass);
  for (const url of options.profiles ?? []) {
    applyProfile(resource, normalizeCanonical(url), pass, profiles, NAMED);
  }
  return pass.findings;
}
