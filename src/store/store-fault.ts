import { SamplanError } from '../errors.ts';
import { storeTexts } from './texts.ts';

/**
 * What left a database, as the one error class: what the database itself says is the cause, and is neither shown nor logged.
 *
 * @example
 * storeFault(new Error('disk full')).code; // 'internal'
 */
export function storeFault(error: unknown): SamplanError {
  return error instanceof SamplanError ? error : new SamplanError('internal', storeTexts.failed, { cause: error });
}
