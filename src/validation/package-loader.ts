import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PackageFault } from './package-fault.ts';
import type { ElementDefinition, StructureDefinition } from './structure-definition.ts';
import type { CodeSystem, ValueSet } from './value-set-expansion.ts';

/** A StructureDefinition with where it came from. */
export interface LoadedDefinition {
  readonly definition: StructureDefinition;
  readonly file: string;
  readonly package: string;
}

/** The conformance resources of one package. */
export interface LoadedPackage {
  readonly name: string;
  readonly definitions: readonly LoadedDefinition[];
  readonly valueSets: readonly ValueSet[];
  readonly codeSystems: readonly CodeSystem[];
  readonly faults: readonly PackageFault[];
}

const NOT_RESOURCES = new Set(['package.json', '.index.json']);

function packageName(folder: string, path: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    try {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown };
      if (typeof name === 'string') {
        return name;
      }
    } catch {
      // A manifest that is no JSON leaves the folder's name.
    }
  }
  return basename(path);
}

function faultOf(resource: Record<string, unknown>): string | undefined {
  if (typeof resource['url'] !== 'string') {
    return 'has no url';
  }
  if (resource['resourceType'] !== 'StructureDefinition' || resource['kind'] === 'logical') {
    return undefined;
  }
  const snapshot = resource['snapshot'] as { element?: unknown } | undefined;
  if (!Array.isArray(snapshot?.element) || snapshot.element.length === 0) {
    return 'has no snapshot: generate it before packaging';
  }
  const odd = (snapshot.element as readonly ElementDefinition[]).find(
    ({ min, max }) => (min !== undefined && !Number.isInteger(min)) || (max !== undefined && !/^(?:\*|\d+)$/.test(max)),
  );
  if (odd) {
    return `has no proper min or max on ${odd.id ?? odd.path}`;
  }
  return typeof resource['type'] === 'string' ? undefined : 'has no type';
}

/**
 * Reads a folder of conformance JSON, or a FHIR package folder with `package/` inside
 * (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification). Other resources are passed over.
 *
 * Does not throw: what is wrong is in `faults`.
 */
export function loadPackage(path: string): LoadedPackage {
  const inner = join(path, 'package');
  const isFolder = (candidate: string) => existsSync(candidate) && statSync(candidate).isDirectory();
  const folder = isFolder(inner) ? inner : path;
  const name = packageName(folder, path);
  const definitions: LoadedDefinition[] = [];
  const valueSets: ValueSet[] = [];
  const codeSystems: CodeSystem[] = [];
  const faults: PackageFault[] = [];
  if (!isFolder(folder)) {
    return { name, definitions, valueSets, codeSystems, faults: [{ file: path, reason: 'is not a folder' }] };
  }
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !NOT_RESOURCES.has(file));
  for (const file of files.sort()) {
    let resource: unknown;
    try {
      resource = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    } catch (error) {
      faults.push({ file, reason: `is not JSON: ${(error as Error).message}` });
      continue;
    }
    const type = (resource as { resourceType?: unknown } | null)?.resourceType;
    if (type !== 'StructureDefinition' && type !== 'ValueSet' && type !== 'CodeSystem') {
      continue;
    }
    const reason = faultOf(resource as Record<string, unknown>);
    if (reason !== undefined) {
      faults.push({ file, reason });
    } else if (type === 'ValueSet') {
      valueSets.push(resource as ValueSet);
    } else if (type === 'CodeSystem') {
      codeSystems.push(resource as CodeSystem);
    } else if ((resource as StructureDefinition).kind !== 'logical') {
      definitions.push({ definition: resource as StructureDefinition, file, package: name });
    }
  }
  return { name, definitions, valueSets, codeSystems, faults };
}
