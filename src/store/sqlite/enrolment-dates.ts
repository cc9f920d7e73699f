import { milliseconds } from '../instant.ts';
import { ENROLMENTS_DUE } from '../rows/enrolment-dates.ts';
import type { Commit } from '../store.ts';
import type { Statements } from './statements.ts';

const SAVE = `
  INSERT INTO enrolment_dates (partner, person, at) VALUES (?, ?, ?)
  ON CONFLICT (partner, person) DO UPDATE SET at = excluded.at`;
const REMOVE = 'DELETE FROM enrolment_dates WHERE partner = ? AND person = ?';

export function readEnrolmentsDue(statements: Statements, partner: string, now: string): readonly string[] {
  const at = milliseconds(now, 'internal', 'now');
  return statements.all<{ readonly person: string }>(ENROLMENTS_DUE, partner, at).map(({ person }) => person);
}

export function saveEnrolmentDate(
  statements: Statements,
  { partner, person, at }: NonNullable<Commit['enrolmentDates']>[number],
): void {
  if (at === undefined) statements.run(REMOVE, partner, person);
  else statements.run(SAVE, partner, person, milliseconds(at, 'internal', 'enrolmentDates.at'));
}
