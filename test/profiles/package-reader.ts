import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** As much of any resource as these tests look at. */
export interface PackagedResource {
  readonly resourceType: string;
  readonly id: string;
  readonly url?: string;
  readonly version?: string;
  readonly meta?: { readonly profile?: readonly string[] };
}

const PROFILES = join(import.meta.dirname, '../../profiles');

/** Folder of the FSH sources. */
export const SOURCES = join(PROFILES, 'fsh');
/** Folder of the generated FHIR package. */
export const PACKAGE = join(PROFILES, 'package');

/** Parses one file of the package, or of its example folder. */
export function readPackaged<T = PackagedResource>(path: string): T {
  return JSON.parse(readFileSync(join(PACKAGE, path), 'utf8'));
}

/** Every conformance resource of the package of one type, or of all types. */
export function packaged<T extends PackagedResource>(type = '*'): T[] {
  return globSync(`${type}-*.json`, { cwd: PACKAGE })
    .sort()
    .map((file) => readPackaged<T>(file));
}

/** Names of the example files, without the list of what the invalid ones break. */
export function exampleFiles(): string[] {
  return globSync('*-*.json', { cwd: join(PACKAGE, 'example') }).sort();
}
