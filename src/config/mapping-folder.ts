import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the mappings are that come with Samplan: from src/config and from dist/config. */
export const SHIPPED_MAPPINGS = fileURLToPath(new URL('../../mappings', import.meta.url));

/**
 * The folder of a mapping: of one that comes with Samplan by its name, of any other by its path.
 *
 * @param folder that paths count from
 * @example
 * mappingFolder('/etc/samplan', './ours'); // '/etc/samplan/ours'
 */
export function mappingFolder(folder: string, mapping: string): string {
  return /^[a-z][a-z0-9-]*$/u.test(mapping) ? path.join(SHIPPED_MAPPINGS, mapping) : path.resolve(folder, mapping);
}
