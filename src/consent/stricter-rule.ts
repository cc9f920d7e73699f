import type { ConsentProvision, Period } from '@medplum/fhirtypes';
import { equal } from '../record/json.ts';
import { afterEnd, startOf } from '../record/period.ts';
import { namesEmergency, purposeMatch } from './purpose.ts';
import { type ConsentRule, rulesIn } from './spelling.ts';

/** What a Consent is read as: only a permit to see can give something, and only an opposition denies by its frame alone. */
interface Reading {
  readonly isOpposition: boolean;
}

/**
 * Whether a rule answers every question, about any recipient, part, moment and purpose, as strictly as another or more so: a permit
 * that reaches less far, a denial that reaches further. Told from what the two say, so that it holds of parts that are not there
 * yet. What can't be told is a no.
 *
 * @param after undefined: a Consent that says nothing
 * @example
 * isAsStrict(permitFor(trust), permitFor(trust, nav), { isOpposition: false }); // true
 */
export function isAsStrict(after: ConsentRule | undefined, before: ConsentRule | undefined, reading: Reading): boolean {
  if (!before) return !after || !permitsIn(after);
  if (!after) return !deniesSomething(before, reading);
  // A root that permits by its exceptions only: withheld, or in the spelling that is written a denial with permits in it.
  if (!reading.isOpposition && isFrame(before) && isFrame(after)) {
    const isLoose = before.exceptions.every(isPermitOnly);
    return (
      (isLoose ? isWithin(after.conditions, before.conditions) : isSame(after, before)) &&
      areExceptionsAsStrict(after, before)
    );
  }
  if (isPlainDenial(after) && !deniesSomething(before, reading)) return true;
  return isNestedAsStrict(after, before);
}

/** Whether anything in a rule speaks against a recipient, so that it would be missed where the rule is gone. */
export function deniesSomething(rule: ConsentRule, { isOpposition }: Reading): boolean {
  const isDenial = rule.effect === 'deny' ? isOpposition || !isFrame(rule) : rule.effect === 'withheld' && isOpposition;
  return isDenial || !rule.exceptions.every(isPermitOnly);
}

function isNestedAsStrict(after: ConsentRule, before: ConsentRule): boolean {
  if (isSame(after, before) && equal(shape(after.exceptions), shape(before.exceptions))) return true;
  if (after.isUntyped || before.isUntyped) return false;
  if (isPlainDenial(after) && isPermitOnly(before)) return true;
  if (after.effect !== before.effect) return false;
  if (!areExceptionsAsStrict(after, before)) return false;
  if (isSame(after, before)) return true;
  if (after.effect === 'permit') return isWithin(after.conditions, before.conditions) && isPermitOnly(before);
  return isPlainDenial(after) && isPlainDenial(before) && isBeyond(after.conditions, before.conditions);
}

/** An exception more must deny, one less must have permitted, and all others are as strict as before. */
function areExceptionsAsStrict(after: ConsentRule, before: ConsentRule): boolean {
  const left = [...before.exceptions];
  for (const exception of after.exceptions) {
    const same = left.findIndex((one) => equal(shape([one]), shape([exception])));
    const index = same >= 0 ? same : left.findIndex((one) => isNestedAsStrict(exception, one));
    if (index >= 0) left.splice(index, 1);
    else if (permitsIn(exception)) return false;
  }
  return left.every(isPermitOnly);
}

function permitsIn(rule: ConsentRule): boolean {
  return rulesIn(rule).some(({ effect }) => effect === 'permit');
}

function isPermitOnly(rule: ConsentRule): boolean {
  return rulesIn(rule).every(({ effect }) => effect === 'permit');
}

function isPlainDenial({ effect, exceptions }: ConsentRule): boolean {
  return effect === 'deny' && exceptions.length === 0;
}

/** It withholds what its permits do not reach, and speaks against nobody (`provision.ts`); nor in an emergency. */
function isFrame({ effect, conditions, exceptions, isUntyped }: ConsentRule): boolean {
  if (isUntyped || effect === 'permit' || namesEmergency(conditions)) return false;
  return (
    effect === 'withheld' ||
    exceptions.some((one) => one.effect === 'permit' && purposeMatch(one.conditions, 'coordination') === 'yes')
  );
}

function isSame(after: ConsentRule, before: ConsentRule): boolean {
  return (
    after.effect === before.effect &&
    after.isUntyped === before.isUntyped &&
    equal(bare(after.conditions), bare(before.conditions))
  );
}

function shape(rules: readonly ConsentRule[]): readonly unknown[] {
  return rules.map((rule) => [rule.effect, rule.isUntyped, bare(rule.conditions), shape(rule.exceptions)]);
}

/** What narrows a provision, without what it says and what is nested in it. */
function bare({ type: _, provision: __, id: ___, ...conditions }: ConsentProvision): ConsentProvision {
  return conditions;
}

/** Alternatives: none at all narrows nothing. */
const LISTS: readonly string[] = ['actor', 'action', 'securityLabel', 'purpose', 'class', 'code', 'data'];
const PERIODS: readonly string[] = ['period', 'dataPeriod'];

/** Whether conditions let through no more than others. */
function isWithin(inner: ConsentProvision, outer: ConsentProvision): boolean {
  const [one, other] = [bare(inner), bare(outer)] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => {
    const [less, more] = [one[name], other[name]];
    if (LISTS.includes(name)) return isListWithin(less as readonly unknown[], more as readonly unknown[]);
    if (PERIODS.includes(name)) return isPeriodWithin(less as Period, more as Period);
    return equal(less, more);
  });
}

function isListWithin(fewer: readonly unknown[] = [], more: readonly unknown[] = []): boolean {
  if (more.length === 0) return true;
  return fewer.length > 0 && fewer.every((item) => more.some((known) => equal(known, item)));
}

function isPeriodWithin(inner: Period = {}, outer: Period = {}): boolean {
  const { start, end, ...rest } = outer;
  const { start: from, end: until, ...others } = inner;
  if (!equal(rest, others)) return false;
  const startsNoEarlier = start === undefined || (from !== undefined && startOf(from) >= startOf(start));
  return startsNoEarlier && (end === undefined || (until !== undefined && afterEnd(until) <= afterEnd(end)));
}

/** Whether a denial's conditions reach as far as others, in an emergency too where those name one. */
function isBeyond(outer: ConsentProvision, inner: ConsentProvision): boolean {
  return isWithin(inner, outer) && (namesEmergency(outer) || !namesEmergency(inner));
}
