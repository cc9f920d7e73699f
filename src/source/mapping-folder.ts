import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearestName } from '../config/nearest-name.ts';
import { SamplanError } from '../errors.ts';

/** The mappings that come with Samplan: from src/source and from dist/source. */
const SHIPPED = fileURLToPath(new URL('../../mappings', import.meta.url));

/**
 * The folder of a mapping: a path to one, or the name of one that comes with Samplan.
 *
 * @throws SamplanError `not-found`
 * @example
 * mappingFolder('sampro');
 */
export function mappingFolder(nameOrPath: string): string {
  const isMapping = (folder: string): boolean => existsSync(path.join(folder, 'mapping.yaml'));
  if (isMapping(nameOrPath)) return nameOrPath;
  const shipped = path.join(SHIPPED, nameOrPath);
  if (/^[a-z][a-z0-9-]*$/u.test(nameOrPath) && isMapping(shipped)) return shipped;
  const names = existsSync(SHIPPED) ? readdirSync(SHIPPED).filter((name) => isMapping(path.join(SHIPPED, name))) : [];
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
