import { SamplanError } from '../errors.ts';
import type { Text } from '../validation/finding.ts';

/** A parameter whose name is known and whose value cannot be read. Never shows the value: it may be a person's. */
export function badParameter(name: string, text: Text, expected: string, position?: number): SamplanError {
  const where = position === undefined ? `parameter ${name}` : `parameter ${name}, character ${position + 1}`;
  return new SamplanError('bad-parameter', text, { where, expected });
}
