import type { Consent, ConsentProvision } from '@medplum/fhirtypes';
import { type ConsentRule, ruleOf } from './spelling.ts';

/**
 * A Consent in the one spelling that is written: every provision with its type, the root among them, whatever policyRule
 * explained it before (IHE PCF; the opposite of `ruleOf`).
 *
 * @returns undefined where a provision has no type and nothing tells what it means
 * @example
 * written(optInWithNestedPermit)?.provision?.type; // 'deny', with the permit as its exception
 */
export function written(consent: Consent): Consent | undefined {
  const rule = ruleOf(consent);
  if (!rule) return consent;
  const provision = provisionOf(rule);
  return provision && { ...consent, provision };
}

function provisionOf({ effect, conditions, exceptions, isUntyped }: ConsentRule): ConsentProvision | undefined {
  if (isUntyped) return undefined;
  const nested: ConsentProvision[] = [];
  for (const exception of exceptions) {
    const one = provisionOf(exception);
    if (!one) return undefined;
    nested.push(one);
  }
  const { provision: _, ...rest } = conditions;
  // What only withholds is a denial with the permits as its exceptions: it reads back the same.
  const type = effect === 'permit' ? 'permit' : 'deny';
  return { ...rest, type, ...(nested.length > 0 ? { provision: nested } : {}) };
}
