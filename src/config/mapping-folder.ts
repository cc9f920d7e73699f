import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SHIPPED = fileURLToPath(new URL('../../mappings', import.meta.url));

/**
 * The folder of a mapping: of one that is shipped by its name, of any other by its path.
 *
 * @param folder that paths count from
 * @example
 * mappingFolder('/etc/samplan', './ours'); // '/etc/samplan/ours'
 */
export function mappingFolder(folder: string, mapping: string): string {
  return /^[./]/u.test(mapping) ? path.resolve(folder, mapping) : path.join(SHIPPED, mapping);
}
