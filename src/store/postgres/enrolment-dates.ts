import { milliseconds } from '../instant.ts';
import { ENROLMENTS_DUE } from '../rows/enrolment-dates.ts';
import type { Statements } from './statements.ts';

export async function readEnrolmentsDue(
  statements: Statements,
  partner: string,
  now: string,
): Promise<readonly string[]> {
  const at = milliseconds(now, 'internal', 'now');
  return (await statements.all<{ readonly person: string }>(ENROLMENTS_DUE, partner, at)).map(({ person }) => person);
}
