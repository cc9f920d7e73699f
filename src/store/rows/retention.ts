import type { Erasure, Hold } from '../retention-memory.ts';

export const HOLDS = `
  SELECT id, person, since, lifted, unseal('legal_holds.body', body) AS body FROM legal_holds ORDER BY since, id`;
export const ENDED_ENROLMENT = 'SELECT at, dead FROM ended_enrolments WHERE partner = ? AND patient = ?';

export interface HoldRow {
  readonly id: string;
  readonly person: string;
  readonly since: string;
  readonly lifted: string | null;
  readonly body: string;
}

export interface EndedRow {
  readonly at: string;
  readonly dead: number;
}

interface HoldBody {
  readonly reason: string;
  readonly by: string;
  readonly liftedBy?: string;
}

export function toEnded({ at, dead }: EndedRow): Pick<Erasure, 'at' | 'isDead'> {
  return { at, isDead: dead === 1 };
}

export function toHold({ id, person, since, lifted, body }: HoldRow): Hold {
  const { reason, by, liftedBy = '' } = JSON.parse(body) as HoldBody;
  return { id, person, reason, by, since, ...(lifted === null ? {} : { lifted: { at: lifted, by: liftedBy } }) };
}

/** What of a hold is sealed. */
export function holdBody({ reason, by, lifted }: Hold): string {
  return JSON.stringify({ reason, by, ...(lifted ? { liftedBy: lifted.by } : {}) } satisfies HoldBody);
}
