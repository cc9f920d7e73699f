import { milliseconds } from '../instant.ts';
import type { Statements } from './statements.ts';

/** False when the key was used before. One statement decides, so that of two processes one gets it. */
export async function useOnce(
  statements: Statements,
  use: string,
  key: string,
  until: string,
  now: string,
): Promise<boolean> {
  const [to, at] = [milliseconds(until, 'internal', 'until'), milliseconds(now, 'internal', 'now')];
  return (
    (await statements.get<{ readonly used: boolean }>(`SELECT ${use}(?, ?, ?) AS used`, key, to, at))?.used ?? false
  );
}
