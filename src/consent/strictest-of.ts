import type { Consent } from '@medplum/fhirtypes';
import { applyEdits } from '../record/apply-edits.ts';
import { editsBetween } from '../record/edits.ts';
import { asJson } from '../record/json.ts';
import type { Surroundings } from './actor.ts';
import { consentKind } from './kind.ts';
import { isDenying, permitsMore } from './permits-more.ts';
import { ruleOf } from './spelling.ts';
import { isAsStrict } from './stricter-rule.ts';

/**
 * What stands of two texts of one Consent, both of one kind and without a common past, until a person decides: the owner's, with all of the other that
 * permits less. Where neither reaches less far than the other it permits nobody anything; where one of them denies something, it
 * denies all to whom either is about.
 *
 * @example
 * strictestOf(untilNewYear, untilChristmas, record).provision?.period; // until Christmas
 */
export function strictestOf(owners: Consent, others: Consent, where: Surroundings): Consent {
  const edits = editsBetween(asJson(owners), asJson(others)).filter(
    ({ path: [name], after }) => name !== 'id' && !(name === 'identifier' && after === undefined),
  );
  const { value } = applyEdits(
    asJson(owners),
    edits,
    (before, after) => !permitsMore(before as unknown as Consent, after as unknown as Consent, where),
  );
  const text = value as unknown as Consent;
  const isOpposition = consentKind(text) === 'opposition';
  if (text.status === 'active' && isAsStrict(ruleOf(text), ruleOf(others), { isOpposition })) return text;
  if (speaksAgainst(owners) || speaksAgainst(others))
    return { ...text, status: 'active', provision: denialOfBoth(owners, others) };
  return text.status === 'active' ? { ...text, status: 'proposed' } : text;
}

function speaksAgainst(consent: Consent): boolean {
  return consent.status === 'active' && (consentKind(consent) === 'opposition' || isDenying(consent));
}

/** No actor is everyone. */
function denialOfBoth(one: Consent, other: Consent): NonNullable<Consent['provision']> {
  const [some = [], more = []] = [one.provision?.actor, other.provision?.actor];
  return { type: 'deny', ...(some.length > 0 && more.length > 0 ? { actor: [...some, ...more] } : {}) };
}
