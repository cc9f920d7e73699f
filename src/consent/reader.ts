import { consentsOf, type Part, type PlanRecord } from '../record/record.ts';
import { birthDateIn, birthday } from './age.ts';
import type { Decision } from './decide.ts';
import { type ConsentKind, consentKind } from './kind.ts';
import { hiddenByLabel, type Reader } from './labels.ts';
import { effectFor, relativesNamed } from './provision.ts';

/** Who reads: the person herself, one with parental responsibility, or a relative (pbrl § 3-3). */
export type ReadBy = { readonly as: 'person' } | { readonly as: Exclude<Reader, 'person'>; readonly relative: string };

/**
 * May the person, or somebody close to her, read a part of the plan now? She reads all but what a label of 9603 refuses
 * (pbrl § 5-1); one with parental responsibility reads the same until she is 16, but what parents are not told (§ 3-4);
 * from then on, and any relative, only what she lets them (§ 3-3).
 *
 * @param by `relative`: `RelatedPerson/id`
 * @example
 * decideForReader(record, goalPart, { as: 'guardian', relative: 'RelatedPerson/leila' }, at).effect; // 'permit'
 */
export function decideForReader(record: PlanRecord, part: Part, by: ReadBy, at: string): Decision {
  if (part.kind === 'conflict') return { effect: 'deny', reason: 'not-for-recipients', legalBasis: 'pjl § 16' };
  const label = hiddenByLabel(part.resource, by.as);
  if (label !== undefined) return { effect: 'deny', reason: 'labelled', legalBasis: label };
  if (by.as === 'person') return { effect: 'permit', reason: 'own-part', legalBasis: 'pbrl § 5-1' };
  const said = saidOf(record, part, by.relative, at);
  if (said === 'deny') return { effect: 'deny', reason: 'opposed', legalBasis: 'pbrl § 5-3' };
  const birthDate = birthDateIn(record);
  const isUnder16 = birthDate !== undefined && at < birthday(birthDate, 16);
  if (by.as === 'guardian' && isUnder16)
    return { effect: 'permit', reason: 'opt-out-regime', legalBasis: 'pbrl § 3-4' };
  return said === 'permit'
    ? { effect: 'permit', reason: 'consented', legalBasis: 'pbrl § 3-3' }
    : { effect: 'deny', reason: 'no-consent', legalBasis: 'pbrl § 3-3' };
}

/** What consents that name the relative say of her: any deny beats permits. One that names nobody is about those who take part. */
function saidOf(record: PlanRecord, part: Part, relative: string, at: string): 'permit' | 'deny' | undefined {
  const asked = { audience: { relative }, at, where: record, purpose: 'coordination', part } as const;
  const effects = consentsOf(record)
    .filter((consent) => consent.status === 'active' && RELEVANT.has(consentKind(consent)))
    .filter((consent) => relativesNamed(consent, record).has(relative))
    .map((consent) => effectFor(consent, asked));
  return (['deny', 'permit'] as const).find((one) => effects.includes(one));
}

const RELEVANT: ReadonlySet<ConsentKind | undefined> = new Set(['access', 'opposition']);
