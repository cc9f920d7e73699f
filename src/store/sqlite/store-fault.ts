import { SamplanError } from '../../errors.ts';
import { storeTexts } from '../texts.ts';

/**
 * What left the database, as the one error class. SQLite's messages name tables and columns, never values.
 *
 * @example
 * storeFault(new Error('disk full')).code; // 'internal'
 */
export function storeFault(error: unknown): SamplanError {
  return error instanceof SamplanError ? error : new SamplanError('internal', storeTexts.failed, { cause: error });
}
