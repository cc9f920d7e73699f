import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem } from './code-system.ts';
import type { Loaded, LoadedDefinition, LoadedPackage } from './loaded-package.ts';
import { ruleTable } from './rule-table.ts';
import type { StructureDefinition } from './structure-definition.ts';
import type { ValueSet } from './value-set-expansion.ts';

/** What the index of a FHIR package says of a file of it (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification). */
interface IndexEntry {
  readonly filename: string;
  readonly resourceType: string;
  readonly url: string;
  readonly version: string;
  readonly type: string;
  readonly kind: string;
}

/**
 * Samplan's own package by its index: of three megabytes of profiles a start needs none, and each is read when it is first asked
 * for. It is held to what other packages are held to, and more, where it is built (test/profiles).
 *
 * @throws {Error} of the file system when the installation is not whole.
 */
export function ownPackage(folder: string): LoadedPackage {
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
  const { name } = read<{ readonly name: string }>('package.json');
  const { files } = read<{ readonly files: readonly IndexEntry[] }>('.index.json');
  const resources = <R>(type: string): readonly Loaded<R>[] =>
    files
      .filter(({ resourceType }) => resourceType === type)
      .map(({ filename }) => ({ resource: read<R>(filename), file: filename }));
  return {
    name,
    isOwn: true,
    definitions: files
      .filter(({ resourceType }) => resourceType === 'StructureDefinition')
      .map((entry) => definitionOf(entry, name, () => read(entry.filename))),
    valueSets: resources<ValueSet>('ValueSet'),
    codeSystems: resources<CodeSystem>('CodeSystem'),
    rules: ruleTable(read(join('other', 'rules.json'))).rules,
    faults: [],
  };
}

function definitionOf(
  { filename, url, version, type, kind }: IndexEntry,
  name: string,
  read: () => StructureDefinition,
): LoadedDefinition {
  let definition: StructureDefinition | undefined;
  return {
    ...{ url, version, type, kind, file: filename, package: name, isOwn: true },
    get definition() {
      definition ??= read();
      return definition;
    },
  };
}
