import type { EndedEnrolment, Erasure, Hold } from '../retention-memory.ts';
import { ENDED_ENROLMENT, type EndedRow, HOLDS, type HoldRow, holdBody, toEnded, toHold } from '../rows/retention.ts';
import type { Statements } from './statements.ts';

const SAVE_HOLD = `
  INSERT INTO legal_holds (id, person, since, lifted, body) VALUES (?, ?, ?, ?, seal('legal_holds.body', ?))
  ON CONFLICT (id) DO UPDATE SET lifted = excluded.lifted, body = excluded.body`;
const RESUME = 'DELETE FROM ended_enrolments WHERE partner = ? AND patient = ?';

export function readHolds(statements: Statements): readonly Hold[] {
  return statements.all<HoldRow>(HOLDS).map(toHold);
}

export function readEndedEnrolment(
  statements: Statements,
  partner: string,
  patient: string,
): Pick<Erasure, 'at' | 'isDead'> | undefined {
  const row = statements.get<EndedRow>(ENDED_ENROLMENT, partner, patient);
  return row && toEnded(row);
}

export function saveHold(statements: Statements, hold: Hold): void {
  const { id, person, since, lifted } = hold;
  statements.run(SAVE_HOLD, id, person, since, lifted?.at ?? null, holdBody(hold));
}

export function resume(statements: Statements, { partner, patient }: EndedEnrolment): void {
  statements.run(RESUME, partner, patient);
}
