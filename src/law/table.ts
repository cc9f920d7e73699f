import { today } from '../record/day.ts';
import { ACCESS_LAW } from './access-law.ts';
import { CONSENT_LAW } from './consent-law.ts';
import { COORDINATOR_LAW } from './coordinator-law.ts';
import { LIFE_LAW } from './life-law.ts';
import { NEED_LAW } from './need-law.ts';
import { deathOf } from './person.ts';
import { PLAN_LAW } from './plan-law.ts';
import type { Case, Lack, LawRule } from './rule.ts';

/** The law about a record as a whole, as data. What one resource must look like is in the profiles (profiles/fsh/rules.json). */
export const LAW: readonly LawRule[] = [
  ...PLAN_LAW,
  ...COORDINATOR_LAW,
  ...CONSENT_LAW,
  ...NEED_LAW,
  ...LIFE_LAW,
  ...ACCESS_LAW,
];

/** Where a record breaks, or will break, the rules that are law on that day. */
export function lacksOf(one: Case, law: readonly LawRule[] = LAW): readonly (Lack & { readonly rule: LawRule })[] {
  const day = today(one.at);
  const isDead = deathOf(one.record, one.at) !== undefined;
  return law
    .filter(({ validFrom, validTo }) => !(validFrom && day < validFrom) && !(validTo && day > validTo))
    .filter(({ phase, holdsAfterDeath }) => phase === 'form' || !isDead || holdsAfterDeath)
    .flatMap((rule) => rule.lacks(one).map((lack) => ({ ...lack, rule })));
}
