import type { PlanRecord } from '../record/record.ts';
import { decide } from './decide.ts';
import type { Party } from './party.ts';

/**
 * Whether the person lets a national store keep her plan at an instant: `permitted` with a consent C in force that nothing
 * speaks against; `refused` where there is none, or she opposes it (a plan is stored only with consent, and deleted when it is
 * withdrawn: domain § 1.5); `protected` where her address forbids that anything leaves.
 *
 * @param at instant, ISO 8601 in UTC
 * @example
 * publication(record, store, '2026-11-22T10:00:00.000Z'); // 'refused'
 */
export function publication(record: PlanRecord, store: Party, at: string): 'permitted' | 'refused' | 'protected' {
  const person = record.parts.get(`Patient/${record.person}`);
  if (!person) return 'refused';
  const { effect, reason } = decide(record, person, store, 'coordination', at);
  if (reason === 'protected-address') return 'protected';
  return effect === 'permit' && reason === 'consented' ? 'permitted' : 'refused';
}
