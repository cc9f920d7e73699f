import { isDeepStrictEqual } from 'node:util';
import { normalizeCanonical } from './canonical.ts';
import type { LoadedPackage } from './loaded-package.ts';
import type { PackageFault } from './package-fault.ts';

/** Where Samplan's own definitions are; what they say is part of what it promises. */
const OWN = 'http://samplan.no/fhir/';

interface Defined {
  readonly url: string;
  readonly file: string;
  readonly resource: () => object;
}

function definedIn({ definitions, valueSets, codeSystems }: LoadedPackage): readonly Defined[] {
  return [
    ...definitions.map((loaded) => ({ url: loaded.url, file: loaded.file, resource: () => loaded.definition })),
    ...[...valueSets, ...codeSystems].map(({ resource, file }) => ({
      url: resource.url,
      file,
      resource: () => resource,
    })),
  ].filter(({ url }) => url.startsWith(OWN));
}

/** A definition without what is made from it, or says the same for a reader. */
function gist(resource: object): object {
  const { snapshot: _, text: __, ...rest } = resource as { readonly snapshot?: unknown; readonly text?: unknown };
  return rest;
}

/** Definitions of ours that another package brings with other content: nobody would see that it is no longer ours that counts. */
export function redefinitions(packages: readonly LoadedPackage[]): readonly PackageFault[] {
  const own = packages.find(({ isOwn }) => isOwn);
  if (!own) {
    return [];
  }
  const ours = new Map(definedIn(own).map(({ resource, url }) => [normalizeCanonical(url), resource]));
  return packages
    .filter(({ isOwn }) => !isOwn)
    .flatMap(definedIn)
    .filter(({ resource, url }) => {
      const known = ours.get(normalizeCanonical(url));
      return known !== undefined && !isDeepStrictEqual(gist(resource()), gist(known()));
    })
    .map(({ url, file }) => ({ file, reason: `defines ${url} otherwise than Samplan, whose it is` }));
}
