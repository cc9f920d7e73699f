import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { mappingFolder, SHIPPED_MAPPINGS } from '../config/mapping-folder.ts';
import { nearestName } from '../config/nearest-name.ts';
import { SamplanError } from '../errors.ts';

/**
 * The folder of the mapping that somebody names: a path to one, or the name of one that comes with Samplan.
 *
 * @throws SamplanError `not-found`
 * @example
 * mappingNamed('sampro');
 */
export function mappingNamed(nameOrPath: string): string {
  const found = [path.resolve(nameOrPath), mappingFolder('.', nameOrPath)].find(isMapping);
  if (found !== undefined) return found;
  const names = existsSync(SHIPPED_MAPPINGS)
    ? readdirSync(SHIPPED_MAPPINGS).filter((name) => isMapping(path.join(SHIPPED_MAPPINGS, name)))
    : [];
  throw new SamplanError(
    'not-found',
    {
      nb: 'Det finnes ingen slik kartlegging: mappen må ha mapping.yaml, codes.json og source.schema.json.',
      nn: 'Det finst inga slik kartlegging: mappa må ha mapping.yaml, codes.json og source.schema.json.',
      en: 'There is no such mapping: its folder must have mapping.yaml, codes.json and source.schema.json.',
    },
    { where: '--mapping', expected: nearestName(nameOrPath, names) ?? `a folder, or one of ${names.join(', ')}` },
  );
}

function isMapping(folder: string): boolean {
  return existsSync(path.join(folder, 'mapping.yaml'));
}
