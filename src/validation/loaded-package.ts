import type { CodeSystem } from './code-system.ts';
import type { PackageFault } from './package-fault.ts';
import type { ToldRule } from './site.ts';
import type { StructureDefinition } from './structure-definition.ts';
import type { ValueSet } from './value-set-expansion.ts';

/** A StructureDefinition with where it came from. */
export interface LoadedDefinition {
  readonly url: string;
  readonly version?: string | undefined;
  readonly type: string;
  readonly kind: string;
  /** Of Samplan's own: read when it is first asked for. */
  readonly definition: StructureDefinition;
  readonly file: string;
  readonly package: string;
  /** True for Samplan's own. */
  readonly isOwn: boolean;
}

/** Another conformance resource with the file it came from. */
export interface Loaded<R> {
  readonly resource: R;
  readonly file: string;
}

/** The conformance resources of one package. */
export interface LoadedPackage {
  readonly name: string;
  /** True for the package that comes with Samplan. */
  readonly isOwn: boolean;
  readonly definitions: readonly LoadedDefinition[];
  readonly valueSets: readonly Loaded<ValueSet>[];
  readonly codeSystems: readonly Loaded<CodeSystem>[];
  /** What `rules.json` says of rules, by their key, or by profile, element and rule. */
  readonly rules: ReadonlyMap<string, ToldRule>;
  readonly faults: readonly PackageFault[];
}
