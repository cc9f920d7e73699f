import type { Erasure, Hold } from '../retention-memory.ts';
import { ENDED_ENROLMENT, type EndedRow, HOLDS, type HoldRow, toEnded, toHold } from '../rows/retention.ts';
import type { Statements } from './statements.ts';

export async function readHolds(statements: Statements): Promise<readonly Hold[]> {
  return (await statements.all<HoldRow>(HOLDS)).map(toHold);
}

export async function readEndedEnrolment(
  statements: Statements,
  partner: string,
  patient: string,
): Promise<Pick<Erasure, 'at' | 'isDead'> | undefined> {
  const row = await statements.get<EndedRow>(ENDED_ENROLMENT, partner, patient);
  return row && toEnded(row);
}
