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
 * @throws Error when the list of invalid examples and the examples named `invalid-…` are not the same.
 */
export function packageFiles(compilation: Compilation, invalid: readonly InvalidExample[]): PackageFiles {
  refuseUnlisted(compilation.examples, invalid);
  const files: [string, unknown][] = [
    ['package.json', manifest(compilation)],
    ...compilation.conformance.map((resource): [string, unknown] => [fileOf(resource), resource]),
    ...compilation.examples.map((resource): [string, unknown] => [`example/${fileOf(resource)}`, resource]),
    ['example/invalid.json', invalid.toSorted((a, b) => compare(a.file, b.file))],
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

function refuseUnlisted(examples: readonly CompiledResource[], invalid: readonly InvalidExample[]): void {
  const compiled = new Set(examples.filter(({ id }) => id.startsWith('invalid-')).map(fileOf));
  const listed = new Set(invalid.map(({ file }) => file));
  const faults = [
    ...compiled
      .difference(listed)
      .values()
      .map((file) => `${file} is compiled but not listed`),
    ...listed
      .difference(compiled)
      .values()
      .map((file) => `${file} is listed but not compiled`),
  ];
  if (faults.length > 0) {
    throw new Error(`examples/invalid.json: ${faults.join('; ')}`);
  }
}

function fileOf({ resourceType, id }: CompiledResource): string {
  return `${resourceType}-${id}.json`;
}

function byPath([a]: [string, string], [b]: [string, string]): number {
  return compare(a, b);
}

// Not localeCompare: the order must be the same on every machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
