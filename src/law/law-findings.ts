import type { Resource } from '@medplum/fhirtypes';
import { afterEnd } from '../record/period.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import type { Finding } from '../validation/finding.ts';
import { activePlans } from './plan-law.ts';
import type { Lack, LawRule, Member } from './rule.ts';
import { lacksOf } from './table.ts';

/**
 * What the law says about a record as a whole: errors for form rules, warnings for world rules whose day has passed, each
 * with its legal reference and what to do.
 *
 * @param before the record before the change, where there is one: a withdrawn consent must never be refused because
 * the plan it was given for is still active (pbrl § 4-1)
 * @param members organizations whose level is known
 * @example
 * lawFindings(record, '2026-11-22T10:00:00.000Z').map(({ rule }) => rule); // ['plan-made-consent']
 */
export function lawFindings(
  record: PlanRecord,
  at: string,
  before?: PlanRecord,
  members: readonly Member[] = [],
): readonly Finding[] {
  return breachesIn(record, at, before, members).map(
    ({ rule, refuses, about, element, found }): Finding => ({
      severity: refuses ? 'error' : 'warning',
      code: 'business-rule',
      rule: rule.key,
      path: element ? `${placeOf(about)}.${element}` : placeOf(about),
      reference: rule.reference,
      expected: rule.expected,
      found,
      message: rule.message,
      action: rule.action,
    }),
  );
}

/** Parts, by `Type/id`, that break a form rule: with them the record is refused. */
export function refusedParts(record: PlanRecord, at: string, before?: PlanRecord): ReadonlySet<string> {
  return new Set(breachesIn(record, at, before, []).flatMap(({ refuses, about }) => (refuses ? [keyOf(about)] : [])));
}

/** Whether a lack forbids the change that it is found in: a form rule, unless it only forbids to begin what has begun. */
function refuses(rule: LawRule, about: Resource, before: PlanRecord | undefined): boolean {
  if (rule.phase === 'world') return false;
  return !(rule.forbidsBeginning && before && activePlans(before).some(({ id }) => id === about.id));
}

function breachesIn(
  record: PlanRecord,
  at: string,
  before: PlanRecord | undefined,
  members: readonly Member[],
): readonly (Lack & { readonly rule: LawRule; readonly refuses: boolean })[] {
  return lacksOf({ record, at, before, members })
    .filter(({ due }) => due === undefined || at >= afterEnd(due))
    .map((lack) => ({ ...lack, refuses: refuses(lack.rule, lack.about, before) }));
}

/** The resource as FHIRPath among the parts of its record. */
export function placeOf({ resourceType, id = '' }: Resource): string {
  return `${resourceType}.where(id = '${id}')`;
}
