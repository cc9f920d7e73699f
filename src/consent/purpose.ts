import type { ConsentProvision } from '@medplum/fhirtypes';
import type { Match } from './match.ts';

/**
 * What a part is wanted for. `coordination`: the plan's own purpose, and the only one for which anything is sent.
 * `emergency`: health personnel reads, with a written reason (break-glass).
 */
export type Purpose = 'coordination' | 'emergency';

/** Codes of v3 PurposeOfUse that stand for a purpose. */
const CODES: Readonly<Record<Purpose, ReadonlySet<string>>> = {
  coordination: new Set(['COC', 'TREAT', 'CAREMGT']),
  emergency: new Set(['BTG', 'ETREAT']),
};

/** True for a provision that names emergencies: one that names no purpose says nothing of them. */
export function namesEmergency({ purpose = [] }: ConsentProvision): boolean {
  return purpose.some(({ code }) => CODES.emergency.has(code ?? ''));
}

/** Whether a provision is about the purpose; without one it is about all. */
export function purposeMatch({ purpose = [] }: ConsentProvision, asked: Purpose): Match {
  if (purpose.length === 0) return 'yes';
  return purpose.some(({ code }) => CODES[asked].has(code ?? '')) ? 'yes' : 'no';
}
