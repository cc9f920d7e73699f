import { guideContents } from './implementation-guide.ts';
import { packageIndex } from './package-index.ts';
import { type RuleTable, ruleConcepts, ruleFaults } from './rules.ts';
import type { Compilation, CompiledResource } from './shorthand-compiler.ts';

/** The one rule that an invalid example breaks, and where. */
export interface InvalidExample {
  readonly file: string;
  readonly rule: string;
  readonly path: string;
}

/** What profiles/package consists of: relative path → text, sorted by path. */
export type PackageFiles = ReadonlyMap<string, string>;

/**
 * Lays a compilation out as a FHIR package.
 *
 * The result depends on the sources alone: no date, no time, no machine.
 *
 * @throws Error when the list of invalid examples and the examples named `invalid-…` are not the same, or the table of
 * rules and the profiles disagree.
 */
export function packageFiles(
  compilation: Compilation,
  invalid: readonly InvalidExample[],
  rules: RuleTable,
): PackageFiles {
  refuse('examples/invalid.json', unlisted(compilation.examples, invalid));
  refuse('rules.json', ruleFaults(rules, compilation.conformance));
  const conformance = new Map(
    compilation.conformance.map((resource) => [fileOf(resource), resource] as const).sort(byPath),
  );
  const files: [string, unknown][] = [
    ['package.json', manifest(compilation)],
    ['.index.json', packageIndex(conformance)],
    ...[...conformance].map(([file, resource]): [string, unknown] => [file, completed(resource, compilation, rules)]),
    ...compilation.examples.map((resource): [string, unknown] => [`example/${fileOf(resource)}`, resource]),
    ['example/invalid.json', invalid.toSorted((a, b) => compare(a.file, b.file))],
    ['other/rules.json', rules],
  ];
  return new Map(
    files.map(([path, content]): [string, string] => [path, `${JSON.stringify(content, null, 2)}\n`]).sort(byPath),
  );
}

function manifest({ canonical, version }: Compilation) {
  return {
    name: 'samplan.ip',
    version,
    type: 'IG',
    title: 'Samplan – individuell plan',
    description: 'FHIR R4 profiles, code systems and identifiers for the Norwegian individual plan (individuell plan)',
    license: 'Apache-2.0',
    author: 'Samplan',
    canonical,
    fhirVersions: ['4.0.1'],
    dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
    directories: { example: 'example' },
  };
}

/** What lists other things is filled in here, so that it cannot lag behind them. */
function completed(resource: CompiledResource, { conformance, examples }: Compilation, rules: RuleTable): unknown {
  if (resource.resourceType === 'ImplementationGuide') {
    return { ...resource, definition: { resource: guideContents(conformance, examples.filter(isValid)) } };
  }
  if (resource.resourceType === 'CodeSystem' && resource.id === 'rule') {
    return { ...resource, count: rules.rules.length, concept: ruleConcepts(rules) };
  }
  return resource;
}

function isValid({ id }: CompiledResource): boolean {
  return !id.startsWith('invalid-');
}

function unlisted(examples: readonly CompiledResource[], invalid: readonly InvalidExample[]): string[] {
  const compiled = new Set(examples.filter((example) => !isValid(example)).map(fileOf));
  const listed = new Set(invalid.map(({ file }) => file));
  return [
    ...[...compiled.difference(listed)].map((file) => `${file} is compiled but not listed`),
    ...[...listed.difference(compiled)].map((file) => `${file} is listed but not compiled`),
  ];
}

function refuse(source: string, faults: readonly string[]): void {
  if (faults.length > 0) {
    throw new Error(`${source}: ${faults.join('; ')}`);
  }
}

function fileOf({ resourceType, id }: CompiledResource): string {
  return `${resourceType}-${id}.json`;
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compare(a, b);
}

// Not localeCompare: the order must be the same on every machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
